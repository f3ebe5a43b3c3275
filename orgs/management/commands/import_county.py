"""``manage.py import_county FILE``: bring a county into a clean installation."""

from __future__ import annotations

import os
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from fulian.management.plain import PlainCommand
from orgs import services


class Command(PlainCommand):
    """Import a county's whole export."""

    help = "把整县导出的文件导入全新的安装；口令从键盘或环境变量 FULIAN_PASSPHRASE 读取。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file; the passphrase never stands on the command line."""
        parser.add_argument("file", type=Path, help="整县导出的文件")

    def act(self, **options: Any) -> None:
        """Ask for the passphrase, import, and say what came."""
        passphrase = os.environ.get("FULIAN_PASSPHRASE") or getpass("口令：")
        county = services.import_county(file=options["file"], passphrase=passphrase, by=None)
        self.say(f"已导入{county.name}（{county.code}），每张表与导出一致。")
        self.say("原来的密码照旧可用；对接系统请重新登记，没用完的认领码和一次性链接作废。")
