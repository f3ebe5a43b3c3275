"""``manage.py check_tree``: prove every county's tree, and renumber a broken one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from fulian.management.plain import PlainCommand, Refused
from fulian.scoping import scope
from orgs import services
from orgs.management.places import open_counties
from orgs.models import County
from orgs.queries import tree

SHOWN = 5


class Command(PlainCommand):
    """Check the nested sets against the parents."""

    help = "核对各县（市、区）组织树的编号；--fix 按上级关系重新编号。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the county, and whether to mend."""
        parser.add_argument("--fix", action="store_true", help="修复")
        parser.add_argument("--county", default="", metavar="CODE", help="只核对这个县")

    def act(self, **options: Any) -> None:
        """Check each county in its own scope; refuse when one stays broken."""
        counties = open_counties(options["county"])
        left = sum(not self._is_sound(county, fix=options["fix"]) for county in counties)
        if left:
            raise Refused(f"{left} 个县的组织树有误，可以加 --fix 修复。")
        self.say(f"核对了 {len(counties)} 个县，组织树完好。")

    def _is_sound(self, county: County, *, fix: bool) -> bool:
        with scope(county.pk):
            broken = [code for _, code in tree.broken_nodes()]
            if not broken:
                return True
            some = "、".join(broken[:SHOWN]) + ("等" if len(broken) > SHOWN else "")
            self.say(f"{county.name}（{county.code}）：{len(broken)} 个节点的编号有误：{some}")
            if not fix:
                return False
            try:
                services.fix_tree(by=None)
            except ValueError as circle:
                self.say(f"{county.name}：{circle}")
                return False
            self.say(f"{county.name}：已重新编号。")
            return True
