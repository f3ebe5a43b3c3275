"""How somebody says where she wants to be told outside the product."""

from __future__ import annotations

from django import forms

from duties.models import ChannelKind, Pace
from fulian.admin import ActForm


class ChannelForm(ActForm):
    """Which way, where to, how often."""

    kind = forms.ChoiceField(
        label="提醒方式", choices=ChannelKind.choices, initial=ChannelKind.WECOM,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择提醒方式。"),
    )  # fmt: skip
    address = forms.CharField(
        label="邮箱地址，或机器人地址", max_length=200,
        help_text="机器人地址在企业微信群的“群机器人”里复制，以 https://qyapi.weixin.qq.com 开头。",
        error_messages={"required": "请填邮箱地址或机器人地址。", "max_length": "地址太长。"},
    )  # fmt: skip
    pace = forms.ChoiceField(
        label="多久提醒一次", choices=Pace.choices, initial=Pace.WEEK,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择多久提醒一次。"),
    )  # fmt: skip
