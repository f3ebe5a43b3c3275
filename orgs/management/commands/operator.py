"""``manage.py operator PHONE``: make a platform operator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fulian.crypto import mask_phone, normal_phone
from fulian.management.plain import PlainCommand
from orgs import services
from orgs.management.places import link


class Command(PlainCommand):
    """Make the account of a phone a platform operator."""

    help = "设立平台运维员，并给出一次性登录链接。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the phone."""
        parser.add_argument("phone", help="手机号")

    def act(self, **options: Any) -> None:
        """Make the operator and print her link."""
        phone = options["phone"]
        _, code = services.make_operator(phone=phone, at=timezone.now())
        self.say(f"{mask_phone(normal_phone(phone))} 已是平台运维员。")
        self.say(f"一次性登录链接（24 小时内有效）：{link(code)}")
