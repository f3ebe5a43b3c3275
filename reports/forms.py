"""What people fill in about reports. Plain forms: they ask, the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from fulian.admin import ActForm
from reports.rules import Quarter

SURE = {"required": "请勾选确认后再提交。"}


class NoteForm(forms.Form):
    """A township's confirmation on the phone: nothing but an optional word."""

    note = forms.CharField(label="有什么要说明的（可以不填）", max_length=200, required=False)


class QuarterForm(ActForm):
    """Which quarter to compile."""

    quarter = forms.ChoiceField(label="季度", help_text="只能选已经结束的季度。")

    def __init__(self, *args: Any, quarters: Sequence[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quarter"]
        field.choices = [(str(quarter), quarter.called) for quarter in quarters]


class SureForm(ActForm):
    """Something that wants a second thought."""

    sure = forms.BooleanField(label="我已看过上面的内容，确认办理", error_messages=SURE)


class ConfirmForm(ActForm):
    """A township's confirmation at the desk."""

    note = forms.CharField(label="说明", max_length=200, required=False)
    sure = forms.BooleanField(label="数字已核对无误", error_messages=SURE)


class OverseerForm(ActForm):
    """A city's or province's account."""

    code = forms.CharField(
        label="代码", max_length=4, help_text="省的前 2 位（例如 43）或市的前 4 位（例如 4304）。"
    )
    called = forms.CharField(
        label="单位", max_length=60, help_text="例如 衡阳市妇女联合会。请不要写人名。"
    )
    phone = forms.CharField(label="手机号", max_length=20)


class SourceForm(ActForm):
    """Another installation whose signed reports are taken in."""

    called = forms.CharField(label="名称", max_length=60, help_text="例如 长沙市妇联工作台。")
    code = forms.CharField(
        label="管哪些县", max_length=6,
        help_text="这个系统里各县代码共同的开头：省 2 位、市 4 位或一个县 6 位。",
    )  # fmt: skip
    key = forms.CharField(
        label="公钥", max_length=60,
        help_text="对方平台运维员在“报告来源”页上看到的 44 个字符。请用电话核对指纹。",
    )  # fmt: skip


class TakeInForm(ActForm):
    """A signed report of another installation."""

    file = forms.FileField(
        label="签名文件", widget=forms.FileInput(attrs={"accept": ".json"}),
        help_text="对方“下载签名文件”得到的 .json 文件，不超过 4 MB。",
        error_messages={"required": "请先选择文件。", "empty": "这个文件是空的。"},
    )  # fmt: skip
    quarter = forms.CharField(
        label="季度", max_length=6, required=False,
        help_text="只想收某一季度时填写，例如 2026Q3；不填就按文件里的。",
    )  # fmt: skip
