"""The forms of a roster at the desk: a workbook, and the word that it may be written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import ActForm
from members.roster import MAX_ROWS, MAX_UPLOAD


class UploadForm(ActForm):
    """A workbook."""

    file = forms.FileField(
        label="名单文件",
        help_text=f"填好的名单模板，或者改好的花名册，.xlsx，最多 10 MB、{MAX_ROWS} 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请先选择填好的名单文件。", "empty": "这个文件是空的。"},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError("文件太大，最多 10 MB，请分几次导入。", code="too_large")
        return file


class ConfirmForm(ActForm):
    """Whether only what has no mistake is to be written, and why names become others."""

    only_right = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="事由", max_length=200, required=False)


class ExportForm(ActForm):
    """Whether numbers are to be whole, and why."""

    whole = forms.BooleanField(
        label="要完整的手机号和身份证号", required=False,
        help_text="不勾选时号码中间遮住，照样可以改别的内容。",
    )  # fmt: skip
    reason = forms.CharField(
        label="事由", max_length=200, required=False,
        help_text="要完整号码时必填，会留在操作记录里。",
    )  # fmt: skip
