"""Forms of the desk that merge people, hand them over, and keep the pool of talents."""

from __future__ import annotations

from typing import Any

from django import forms

from members.forms.seats import PersonField
from members.models import Person
from members.queries import transfers
from members.queries.merging import FACTS
from orgs.forms.desk import DatedForm, DeskForm, OrgField, SureForm, org_label

SIDES = [("keep", "用左边的"), ("drop", "用右边的")]
MOST = 20_000


class _PeopleForm(DeskForm):
    """A form that looks for people in the open scope, not when it is imported."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.queryset = Person.objects.select_related("org")


class OtherForm(_PeopleForm):
    """With whom she may be the same."""

    other = PersonField(label="另一份登记", help_text="输入姓名或拼音查找。")


class MergeForm(SureForm):
    """Which facts of the other registration to take, and why they are merged."""

    def __init__(self, *args: Any, keep: Person, drop: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "合并日期"
        self.fields["on"].help_text = "用旧号码的登录从这一天起结束。"
        self.fields["reason"].required = True
        for name, label in FACTS.items():
            mine, other = getattr(keep, name), getattr(drop, name)
            if other and mine != other:
                self.fields[f"take_{name}"] = forms.ChoiceField(
                    label=label, choices=SIDES, initial="keep" if mine else "drop",
                    widget=forms.RadioSelect,
                )  # fmt: skip
        self.order_fields([*(n for n in self.fields if n.startswith("take_")), "on"])

    @property
    def choices(self) -> dict[str, str]:
        """Which side each fact comes from."""
        return {
            name.removeprefix("take_"): side
            for name, side in self.cleaned_data.items()
            if name.startswith("take_")
        }


class AnyOrgField(forms.CharField):
    """One active organisation of the county, by its name or code: also one beyond the own reach."""

    def clean(self, value: Any) -> Any:
        """Return the organisation; refuse what is none of the county's, and what several are."""
        found = transfers.targets_called(super().clean(value))
        if not found:
            raise forms.ValidationError("本县没有这个名称或代码的组织，请核对。", code="nowhere")
        if len(found) > 1:
            some = "、".join(org_label(org) for org in found[:5])
            says = f"有 {len(found)} 个组织叫这个名称：{some}。请写上乡镇，或者改填代码。"
            raise forms.ValidationError(says, code="several")
        return found[0]


class AskForm(_PeopleForm):
    """Who is given to whom."""

    person = PersonField(label="人员", help_text="输入姓名或拼音查找。")
    target = AnyOrgField(
        label="转入组织", max_length=100,
        widget=forms.TextInput({"list": "names", "autocomplete": "off"}),
        help_text="本县的乡镇（街道）、村（社区）：输入名称，从列出的里面选；也可以填 12 位代码。"
        "村前面写上乡镇，例如：白莲镇 白莲村。",
    )  # fmt: skip
    ends_seats = forms.BooleanField(
        label="对方接收时，结束她原来的任职", required=False,
        help_text="只结束转出方所在乡镇里的任职（县妇联转出的，全部结束）；转入组织及其上级的总是保留。",
    )  # fmt: skip
    note = forms.CharField(label="事由", max_length=200, required=False)


class CallForm(DeskForm):
    """Somebody registered elsewhere in the county who should come here."""

    name = forms.CharField(label="姓名", max_length=40)
    number = forms.CharField(
        label="手机号或身份证号", max_length=30, widget=forms.TextInput({"autocomplete": "off"}),
        help_text="完整的号码；要与登记的一致，对方才会收到。",
    )  # fmt: skip
    target = OrgField(label="转入组织", help_text="您范围内的组织。输入名称或代码查找。")
    note = forms.CharField(label="事由", max_length=200, required=False)


class AnswerForm(DeskForm):
    """Whether she is taken, and a word to the other side; what it does is looked at first."""

    answer = forms.CharField(
        label="答复", max_length=200, required=False, help_text="退回的，写明原因。"
    )
    ends_seats = forms.BooleanField(label="结束她原来的任职", required=False)
    sure = forms.BooleanField(
        label="我已看过上面的影响，同意转移", required=False,
        error_messages={"required": "请勾选确认后再同意。"},
    )  # fmt: skip

    def __init__(self, *args: Any, asks_seats: bool, accepts: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].required = accepts
        if not asks_seats:
            del self.fields["ends_seats"]


class TalentForm(DatedForm):
    """Somebody for the pool."""

    org = OrgField(label="组织", help_text="由哪个组织培养。输入名称或代码查找。")
    strength = forms.CharField(label="特长", max_length=100, required=False)
    reason = None  # type: ignore[assignment]  # being good needs none

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "入库日期"
        self.fields["on"].help_text = "从哪一天起，不能晚于今天。"
        person = PersonField(label="人员", help_text="输入姓名或拼音查找。")
        self.fields["person"] = person
        person.queryset = Person.objects.select_related("org")
        self.order_fields(["person", "org", "strength", "on"])


class EndTalentForm(DatedForm):
    """When and why somebody leaves the pool."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "出库日期"


class HandOutForm(DeskForm):
    """Why she goes to another county."""

    reason = forms.CharField(label="转往哪里、事由", max_length=200)


class TakeInForm(DeskForm):
    """A file of another county, and its code."""

    file = forms.FileField(label="转移文件", required=False)
    sheet = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label="转移码", max_length=30, widget=forms.TextInput({"autocomplete": "off"}),
        help_text="对方县告诉您的 16 位字母和数字。",
    )  # fmt: skip
    org = OrgField(label="接收到哪个组织", help_text="输入名称或代码查找。")
    sure = forms.BooleanField(label="我已核对上面的内容，确认接收", required=False)

    def clean(self) -> dict[str, Any]:
        """Read the file once; the second time it comes back as text."""
        clean = super().clean() or {}
        file = clean.get("file")
        if file is not None and file.size > MOST:
            self.add_error("file", "文件太大，不是转移文件。")
        elif file is not None:
            clean["sheet"] = file.read().decode("utf-8", "replace")
        elif not clean.get("sheet"):
            self.add_error("file", "请选择对方县给您的转移文件。")
        return clean
