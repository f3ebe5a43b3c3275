"""What people fill in about reports. Plain forms: they ask, the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import ActForm
from members.roster.workbook import MAX_UPLOAD
from reports.rules import Quarter
from reports.rules.scans import SCAN_BYTES, TOO_LARGE

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


class PrintedForm(ActForm):
    """A printed table to check: pasted, or a workbook. Nothing of it is kept."""

    text = forms.CharField(
        label="粘贴的表格", required=False, max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="从 Excel 或 Word 里复制后粘贴。第一行是表头：项目、分子、分母、百分比、平均、"
        "每个应有、属于。只写有的列；“属于”写合计那一行的名称。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者上传表格", required=False, help_text=".xlsx，读第一张工作表，最多 10 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "这个文件是空的。"},
    )  # fmt: skip
    report = forms.ChoiceField(
        label="与哪份报告对照", required=False,
        help_text="项目名称与指标名称相同的，同时列出系统里的数字。",
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_UPLOAD:
            raise ValidationError("文件太大，最多 10 MB。", code="too_large")
        return file

    def clean(self) -> dict[str, Any]:
        """Demand one of the two."""
        found = super().clean() or {}
        if not self.errors and bool(found.get("text")) == bool(found.get("file")):
            raise ValidationError("请粘贴表格，或者上传一个文件，两样选一样。", code="one_of_two")
        return found


class ScanForm(ActForm):
    """The scan of the signed paper; and why, where it takes the place of another."""

    file = forms.FileField(
        label="扫描件",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="PDF，或者 JPG、PNG 图片，最多 10 MB。多页的请扫描成一个 PDF。",
        error_messages=dict.fromkeys(("required", "invalid", "missing"), "请先选择扫描件。")
        | {"empty": "这个文件是空的。"},
    )  # fmt: skip
    reason = forms.CharField(label="为什么替换", max_length=200)

    def __init__(self, *args: Any, replaces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > SCAN_BYTES:
            raise ValidationError(TOO_LARGE, code="too_large")
        return file


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
        help_text="对方“下载签名文件”得到的 JSON 文件，不超过 4 MB。",
        error_messages={"required": "请先选择文件。", "empty": "这个文件是空的。"},
    )  # fmt: skip
    quarter = forms.CharField(
        label="季度", max_length=6, required=False,
        help_text="只想收某一季度时填写，例如 2026Q3；不填就按文件里的。",
    )  # fmt: skip
