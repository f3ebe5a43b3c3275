"""``manage.py recode_county OLD NEW``: a county's code changes; the old one leads on for ever."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.management.plain import PlainCommand, Refused
from fulian.scoping import scope
from orgs import services
from orgs.management.places import open_counties


class Command(PlainCommand):
    """Give a county and everything in it another code."""

    help = "变更一个县（市、区）的代码（例如撤县设区）：下属组织的代码一同变更，原代码长期有效。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take both codes, the new name and the day."""
        parser.add_argument("old", help="现在的 6 位代码")
        parser.add_argument("new", help="新的 6 位代码")
        parser.add_argument("--name", default="", help="新的名称；不填则不改名")
        parser.add_argument("--on", default="", metavar="年-月-日", help="生效日期，默认今天")
        parser.add_argument("--yes", action="store_true", help="不再询问")

    def act(self, **options: Any) -> None:
        """Ask, recode, and say how it is taken back."""
        (county,) = open_counties(options["old"] or "-")
        if county.code != options["old"]:
            raise Refused(f"{county.name}的代码已经是 {county.code}，请写现在的代码。")
        on = _day(options["on"])
        name = options["name"] or county.name
        was = f"{county.name}（{county.code}）"
        self.confirm(f"把{was}改为{name}（{options['new']}）？", yes=options["yes"])
        with scope(county.pk):
            services.recode_county(code=options["new"], name=name, on=on, by=None)
        self.say(f"已把{was}改为{name}（{options['new']}），原代码继续有效。")
        self.say("7 天内，平台运维员进入本县，可以在操作记录里撤销。")


def _day(text: str) -> date:
    today = timezone.localdate()
    try:
        on = date.fromisoformat(text) if text else today
    except ValueError as bad:
        raise Refused("生效日期应当写成 2026-11-22 这样。") from bad
    if on > today:
        raise Refused("生效日期不能晚于今天。")
    return on
