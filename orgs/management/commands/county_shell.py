"""``manage.py county_shell --county CODE``: a Django shell inside one county."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import shell

from fulian.scoping import scope
from orgs.management.places import open_counties


class Command(shell.Command):
    """Django's shell, with the county's scope open."""

    help = "打开一个县（市、区）范围内的 Django 命令行。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the county beside what Django's shell takes."""
        super().add_arguments(parser)
        parser.add_argument("--county", required=True, metavar="CODE", help="县的 6 位代码")

    def handle(self, **options: Any) -> None:
        """Open the shell; what is written is kept when it ends without an error."""
        (county,) = open_counties(options["county"] or "-")
        self.stderr.write(f"{county.name}：正常退出时保存改动；闲置 5 分钟连接会断开。")
        with scope(county.pk):
            super().handle(**options | {"verbosity": 0})
