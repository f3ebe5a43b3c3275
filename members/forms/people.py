"""Forms of the desk about people: who she is, how to find her, why a number is looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from members.models import Education, PoliticalStatus, SourceCategory
from orgs.forms.desk import DeskForm, OrgField

KEEP = "不改就留空。现在是 {}。"
NONE = "现在没有登记。"


def choices_of(kind: Any) -> list[tuple[str, str]]:
    """Return the choices of an optional field."""
    return [("", "未填写"), *kind.choices]


def phone_field(help_text: str) -> forms.CharField:
    """Return an optional field for a mobile number."""
    attrs = {"inputmode": "tel", "autocomplete": "off"}
    return forms.CharField(
        label="手机号", max_length=30, required=False, widget=forms.TextInput(attrs),
        help_text=help_text,
    )  # fmt: skip


def id_field(help_text: str) -> forms.CharField:
    """Return an optional field for an ID number."""
    return forms.CharField(
        label="身份证号", max_length=30, required=False, help_text=help_text,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class FactsForm(DeskForm):
    """What is known of a person besides her numbers."""

    name = forms.CharField(label="姓名", max_length=40)
    political_status = forms.ChoiceField(
        label="政治面貌", required=False, choices=choices_of(PoliticalStatus)
    )
    education = forms.ChoiceField(label="文化程度", required=False, choices=choices_of(Education))
    source_category = forms.ChoiceField(
        label="来源类别", required=False, choices=choices_of(SourceCategory),
        help_text="从哪个方面选拔来的。",
    )  # fmt: skip
    birth_on = forms.DateField(
        label="出生日期", required=False, help_text="填了身份证号就不用填。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    ethnic_group = forms.CharField(label="民族", max_length=20, required=False)
    occupation = forms.CharField(label="职业", max_length=60, required=False)
    employer = forms.CharField(label="工作单位", max_length=80, required=False)
    job_title = forms.CharField(label="单位职务", max_length=60, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_birth_on(self) -> date | None:
        """Refuse a birthday that has not come."""
        born: date | None = self.cleaned_data["birth_on"]
        if born is not None and born > self.today:
            raise ValidationError("出生日期不能晚于今天。", code="future")
        return born


class RegisterForm(FactsForm):
    """Somebody new."""

    org = OrgField(label="所在组织", help_text="她属于哪个村（社区）、乡镇。输入名称或代码查找。")
    phone = phone_field("11 位手机号。保存时加密，用来联系和开通登录。")
    id_number = id_field("可以不填。18 位，保存时加密，只用来核对是不是同一人。")
    field_order = ("org", "name", "phone", "id_number")


class CorrectForm(FactsForm):
    """Corrections; a number left empty stays as it is."""

    phone = phone_field("")
    id_number = id_field("")
    reason = forms.CharField(
        label="事由", max_length=200, required=False,
        help_text="更正姓名或已登记的身份证号时必填，并由上一级妇联办理；原来的内容密封留存。",
    )  # fmt: skip
    field_order = ("name", "phone", "id_number")
    sometimes = ("reason",)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        facts = {name: getattr(person, name) for name in FactsForm.base_fields}
        super().__init__(*args, initial=facts, **kwargs)
        for field in ("phone", "id_number"):
            shown = getattr(person, f"masked_{field}")
            self.fields[field].help_text = KEEP.format(shown) if shown else NONE

    def clean(self) -> dict[str, Any]:
        """Leave out the numbers that were not typed."""
        clean = super().clean() or {}
        return {
            name: value
            for name, value in clean.items()
            if value or name not in ("phone", "id_number")
        }


class RevealForm(DeskForm):
    """Which number to see, and why."""

    field = forms.ChoiceField(
        label="查看", choices=[("phone", "手机号"), ("id_number", "身份证号")], initial="phone"
    )
    reason = forms.CharField(label="事由", max_length=200, help_text="会留在操作记录里。")


class ConsentForm(DeskForm):
    """Whether she agreed to have her name on public pages."""

    shown = forms.BooleanField(
        label="本人已经同意在公开页面上显示姓名", required=False,
        help_text="取消勾选就是撤回同意，公开页面马上不再显示。电话从不公开。",
    )  # fmt: skip


class FindForm(DeskForm):
    """A number somebody is looked for by; it is sent, not written into an address."""

    number = forms.CharField(
        label="手机号、手机后四位或身份证号", max_length=30,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="手机号和身份证号要输完整；也可以只输手机号的后四位。",
    )  # fmt: skip
