"""The forms of a roster at the desk: a workbook, and the word that it may be written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import ActForm
from members.roster import MAX_UPLOAD


class UploadForm(ActForm):
    """A workbook."""

    file = forms.FileField(
        label="名单文件",
        help_text="用下载的模板填写，保存为 .xlsx，最多 5 MB、10000 行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请先选择填好的名单文件。", "empty": "这个文件是空的。"},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError("文件太大，最多 5 MB，请分几次导入。", code="too_large")
        return file


class ConfirmForm(ActForm):
    """Whether only what has no mistake is to be written."""

    only_right = forms.BooleanField(required=False, widget=forms.HiddenInput)
