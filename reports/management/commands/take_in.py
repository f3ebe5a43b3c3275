"""``manage.py take_in FILE``: take in the signed report of another installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.management.plain import PlainCommand, Refused
from reports import services
from reports.rules.parcels import MOST_BYTES


class Command(PlainCommand):
    """Take in one file: the whole of it, or nothing."""

    help = "接收另一套系统的签名报告：签名和数字都核对，有一处不对就整份不收。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and which quarter it must be of."""
        parser.add_argument("file", help="签名文件")
        parser.add_argument("--quarter", default="", help="只收这个季度的，例如 2026Q3")

    def act(self, **options: Any) -> None:
        """Check and keep it, or say in one line why not."""
        try:
            with Path(options["file"]).open("rb") as file:
                told = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Refused(f"读不了文件 {options['file']}：{error.strerror}。") from error
        row = services.take_in(file=told, quarter=options["quarter"], at=timezone.now(), by=None)
        self.say(f"已收下{row}第 {row.version} 版。校验码 {row.digest}。")
