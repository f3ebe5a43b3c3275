"""``manage.py verify_report ID``: prove that a frozen report is as it was frozen."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from fulian.management.plain import PlainCommand, Refused
from fulian.scoping import scope
from orgs.management.places import open_counties
from reports.models import QuarterlyCoverageReport
from reports.queries.canonical import faults_of


class Command(PlainCommand):
    """Verify a report against its hash."""

    help = "核验一份已定稿的季度报告是否原样；有改动时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the report's number, and the county to look in."""
        parser.add_argument("report", type=int, help="报告编号")
        parser.add_argument("--county", default="", metavar="CODE", help="只在这个县查找")

    def act(self, **options: Any) -> None:
        """Look for it county by county; refuse when it is altered or not there."""
        for county in open_counties(options["county"]):
            with scope(county.pk):
                found = QuarterlyCoverageReport.rows.filter(pk=options["report"]).first()
                if found is None:
                    continue
                if faults := faults_of(found):
                    raise Refused(f"{county.name} {found}：有改动或不完整。{''.join(faults)}")
                self.say(f"{county.name} {found}：原样未改。校验码 {found.digest}")
                return
        raise Refused(f"没有编号为 {options['report']} 的报告。")
