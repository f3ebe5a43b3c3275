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
