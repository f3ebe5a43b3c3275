"""``manage.py demo``: make the demonstration county and its accounts, where it is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.database.owner import count_anew
from fulian.demo_accounts import ACCOUNTS, PASSWORD
from fulian.management.plain import PlainCommand, Refused
from reports.management.demo import HOME, Demo, set_up


class Command(PlainCommand):
    """Make whatever of the demonstration is missing."""

    help = "准备演示数据：开通演示县，建立演示账号。再次运行不会改动任何内容。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the county, the seed and the day it is told from."""
        parser.add_argument("--county", default=HOME, metavar="CODE", help="演示县，默认 430424")
        parser.add_argument("--seed", type=int, default=1, help="随机种子：相同则内容相同")
        parser.add_argument("--on", default="", metavar="DATE", help="以哪一天为今天（年-月-日）")

    def act(self, **options: Any) -> None:
        """Refuse outside a demonstration; else set it up."""
        if not settings.DEMO:
            raise Refused("这里不是演示环境（FULIAN_DEMO 不是 1），没有做任何改动。")
        now = timezone.now()
        on = _day(options["on"]) if options["on"] else timezone.localdate(now)
        done = set_up(Demo(code=options["county"], on=on, at=now, seed=options["seed"]))
        if not done:
            self.say("演示数据已经齐全，没有做任何改动。")
            return
        count_anew()
        self.say(f"已准备演示数据：{'；'.join(done)}。账号的密码都是 {PASSWORD}：")
        for phone, who in ACCOUNTS:
            self.say(f"  {phone}  {who}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise Refused("--on 应当是一个日期，例如 2026-11-22。") from bad
