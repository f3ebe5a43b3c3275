"""What the rules allow for telling people outside the product (features O1, O2)."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from duties.models import ChannelKind, Pace
from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

ROBOT = re.compile(r"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?([0-9a-f-]{36})")


@allow("duties.view_channel", "duties.set_channel", "duties.drop_channel")
def may_be_told(user: Any, obj: Any) -> bool:
    """Everyone with a seat, for herself."""
    return role_may(user, PEOPLE)


def address_of(kind: str, text: str, *, has_mail: bool) -> str:
    """Return the address as it is kept; refuse what is none, so that nothing else is ever called.

    Of a robot only its key is kept: the site calls WeCom's own address and no other.
    """
    text = text.strip()
    if kind == ChannelKind.WECOM:
        if found := ROBOT.fullmatch(text):
            return found[1]
        said = "请粘贴企业微信群机器人的地址，以 https://qyapi.weixin.qq.com 开头。"
        raise ValidationError(said, code="robot")
    if not has_mail:
        raise ValidationError("本系统还没有配置发信邮箱，请改用企业微信。", code="no_mail")
    try:
        validate_email(text)
    except ValidationError as bad:
        raise ValidationError("请填完整的邮箱地址，例如 name@example.com。", code="email") from bad
    if len(text) > 120:
        raise ValidationError("邮箱地址太长。", code="email")
    return text


def check_choices(*, kind: str, pace: str) -> None:
    """Refuse a way or a pace that is none."""
    if kind not in ChannelKind.values:
        raise ValidationError("请选择提醒方式。", code="kind")
    if pace not in Pace.values:
        raise ValidationError("请选择提醒频率。", code="pace")
