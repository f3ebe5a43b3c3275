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


class CorrectForm(ActForm):
    """Why a report is corrected, and that one is sure."""

    reason = forms.CharField(
        label="更正的原因", max_length=200, help_text="写明哪里错了、怎么发现的。会显示在更正版上。"
    )
    sure = forms.BooleanField(label="我已看过上面的内容，确认更正", error_messages=SURE)


class ExceptionForm(ActForm):
    """Why a township may be late, and until when."""

    reason = forms.CharField(label="原因", max_length=200)
    until = forms.DateField(
        label="有效至（含当天）", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="最长 31 天。",
    )  # fmt: skip


class TotalForm(ActForm):
    """What a township itself comes to."""

    sometimes = ("denominator",)
    indicator = forms.ChoiceField(label="指标")
    numerator = forms.IntegerField(label="分子", min_value=0, help_text="计数的指标只填这一个数。")
    denominator = forms.IntegerField(
        label="分母", min_value=0, required=False, help_text="比率、缺口和平均数必填，计数不填。"
    )


class ConfirmForm(ActForm):
    """A township's confirmation at the desk."""

    note = forms.CharField(label="说明", max_length=200, required=False)
    sure = forms.BooleanField(label="数字已核对无误", error_messages=SURE)
