"""``manage.py report_file CODE QUARTER [FILE]``: write a published report as a signed file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from fulian.management.plain import PlainCommand, Refused
from orgs.management.places import open_counties
from reports.queries.oversight import latest_of, published_by
from reports.queries.totals import file_of, own_fingerprint
from reports.rules import parse


class Command(PlainCommand):
    """Write the latest published version of a county's quarter."""

    help = "把一个县已发布的季度报告写成签名文件，供另一套系统接收。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the county, the quarter and where to write."""
        parser.add_argument("county", help="县（市、区）的 6 位代码")
        parser.add_argument("quarter", help="季度，例如 2026Q3")
        parser.add_argument("file", nargs="?", default="", help="写到哪个文件")

    def act(self, **options: Any) -> None:
        """Write it, or say in one line that nothing is published."""
        county, quarter = options["county"], parse(options["quarter"])
        if not county:
            raise Refused("请写县（市、区）的 6 位代码。")
        (found,) = open_counties(county)
        row = next(iter(latest_of(published_by(found).filter(quarter=str(quarter)))), None)
        if row is None:
            raise Refused(f"{found.name}还没有发布{quarter.called}的报告。")
        name = options["file"] or f"{row.county_code}-{row.quarter}-{row.version}.json"
        try:
            Path(name).write_bytes(file_of(row))
        except OSError as error:
            raise Refused(f"写不了文件 {name}：{error.strerror}。") from error
        self.say(f"已写好 {name}：{row}第 {row.version} 版。")
        self.say(f"校验码 {row.digest}，公钥指纹 {own_fingerprint()}。")
