"""``manage.py close_quarter``: compile a county's report now, and print its figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.management.plain import PlainCommand
from fulian.scoping import scope
from orgs.management.places import open_counties
from reports import services
from reports.queries.figures import InReach


class Command(PlainCommand):
    """Compile a quarter's report."""

    help = "汇总一个县（市、区）的季度覆盖报告并显示数字；已定稿的不再改动。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the county and the quarter."""
        parser.add_argument("--county", required=True, metavar="CODE", help="6 位代码")
        parser.add_argument("--quarter", required=True, help="季度，例如 2026Q3")

    def act(self, **options: Any) -> None:
        """Compile in the county's scope; say each indicator of the whole county."""
        (county,) = open_counties(options["county"])
        with scope(county.pk):
            report = services.compile_report(quarter=options["quarter"], at=timezone.now())
            self.say(f"{county.name} {report}（截至{report.taken_on:%Y-%m-%d}），编号 {report.pk}")
            for figure in InReach(report).figures(report.org_id):
                self.say(f"{figure.indicator.id} {figure.indicator.name}：{figure.said}")
