"""``manage.py undo_opening CODE``: take back the opening of a county."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.management.plain import PlainCommand
from orgs import services
from orgs.management.places import open_counties


class Command(PlainCommand):
    """Undo the opening of a county."""

    help = "撤销一个县（市、区）的开通（7 天内，且之后没有别的改动）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the code."""
        parser.add_argument("code", help="县（市、区）的 6 位代码")

    def act(self, **options: Any) -> None:
        """Undo, or say what stands in the way."""
        (county,) = open_counties(options["code"] or "-")
        now = timezone.now()
        count = services.undo_opening(county=county, at=now, on=timezone.localdate(now), by=None)
        self.say(f"已撤销{county.name}的开通，移除 {count} 条内容。")
