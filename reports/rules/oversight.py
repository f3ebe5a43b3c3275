"""Who oversees, who keeps the accounts of those who do, and which codes an account may read."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import AUDITORS, KEEPERS
from reports.models import Oversight

REGION = re.compile(r"[1-9][0-9](?:[0-9]{2})?")
REALM = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,2}")
KEY_BYTES = 32


@allow("reports.oversee")
def may_oversee(user: Any, obj: Any) -> bool:
    """Let an account of a city's or province's federation; it has no county and no seat.

    Whoever belongs to a county is told apart without asking the database.
    """
    if not user.is_authenticated or user.county_id is not None or user.is_operator:
        return False
    return Oversight.objects.filter(user=user.pk, ended_at__isnull=True).exists()


@allow("reports.view_oversight", "reports.make_overseer", "reports.end_overseer",
       "reports.link_overseer", "reports.view_source", "reports.register_source",
       "reports.end_source", "reports.take_in")  # fmt: skip
def may_keep_oversight(user: Any, obj: Any) -> bool:
    """Let platform operators: they make the accounts and take in what other installations send."""
    return bool(getattr(user, "is_operator", False))


@allow("reports.view_published")
def may_view_published(user: Any, obj: Any) -> bool:
    """Let operators see what is published, and a county's desk what it published itself."""
    return may_keep_oversight(user, obj) or role_may(user, KEEPERS | AUDITORS)


def check_region(prefix: str, *, called: str) -> None:
    """Refuse what is no province's and no city's code; ``called`` is its name in the list."""
    if not REGION.fullmatch(prefix) or not called:
        raise ValidationError(
            "请填省的 2 位代码（例如 43）或市的 4 位代码（例如 4304）。", code="not_a_region"
        )


def check_account_free(*, is_operator: bool, oversees: str) -> None:
    """Refuse a phone whose account runs the platform, or oversees something already."""
    if is_operator:
        raise ValidationError("这个手机号是平台运维员的，请换一个手机号。", code="operator")
    if oversees:
        raise ValidationError(f"这个手机号已经是{oversees}的查看账号。", code="overseer")


def check_realm(prefix: str) -> None:
    """Refuse what no county's code can begin with."""
    if not REALM.fullmatch(prefix):
        raise ValidationError("请填省 2 位、市 4 位或县 6 位代码。", code="not_a_realm")


def check_key(key: str, *, own: str) -> None:
    """Refuse what is no public key, and this installation's own."""
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES or base64.b64encode(raw).decode() != key:
        raise ValidationError(
            "公钥不对：应是对方系统显示的 44 个字符，请整行复制。", code="bad_key"
        )
    if key == own:
        raise ValidationError("这是本系统自己的公钥，不用登记。", code="own_key")
