"""Forms of the desk about seats, women's groups, terms and head-counts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import desk
from fulian.admin.widgets import AutocompleteSelect
from members.forms.people import choices_of, id_field, phone_field
from members.models import (
    Appointment,
    Counting,
    Departure,
    Employment,
    GroupKind,
    Office,
    Origin,
    Person,
    PoliticalStatus,
    SourceCategory,
    WomensGroup,
)
from members.queries.many_terms import passed_over
from members.rules import MOST_SEATS, TERM_YEARS, years_after
from orgs.forms.desk import DatedForm, DeskForm, OrgField
from orgs.models import Level, OrgKind, SettingName
from orgs.queries.settings import setting

DAY: dict[str, Any] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}
ENDS = "从这一天起不再是这一届。"


class _Found(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Something in reach, found by typing; ``link`` of ``Appointment`` says what."""

    link = ""

    def __init__(self, **kwargs: Any) -> None:
        widget = AutocompleteSelect(Appointment._meta.get_field(self.link), desk)
        super().__init__(None, widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = "没有找到，或者不在您的范围内，请重新选择。"


class PersonField(_Found):
    """One person in reach."""

    link = "person"

    def label_from_instance(self, obj: Any) -> str:
        """Return her name as the search box shows it."""
        return person_label(obj)


class GroupField(_Found):
    """One women's group in reach."""

    link = "group"

    def label_from_instance(self, obj: Any) -> str:
        """Return its name as the search box shows it."""
        return group_label(obj)


def person_label(person: Person) -> str:
    """Return a person's name with what tells her from her namesakes."""
    more = f" {person.masked_phone}" if person.phone else ""
    return f"{person.name}（{person.org.short_name}{more}）"


def group_label(group: WomensGroup) -> str:
    """Return a group's name with its village."""
    return f"{group.org.short_name} {group.name}"


class SeatForm(DatedForm):
    """Which seat, and since when."""

    org = OrgField(label="任职组织", help_text="在哪个组织任职。输入名称或代码查找。")
    office = forms.ChoiceField(label="职务", choices=[("", "请选择"), *Office.choices])
    employment = forms.ChoiceField(
        label="任职方式", required=False, choices=[("", "不适用"), *Employment.choices],
        help_text="只有副主席要选。",
    )  # fmt: skip
    origin = forms.ChoiceField(label="产生方式", choices=Origin.choices, initial=Origin.ELECTED)
    group = GroupField(
        label="妇女小组", required=False, help_text="只有妇女小组长要选。输入小组或村的名称查找。"
    )
    leads = forms.CharField(
        label="所带团队", max_length=60, required=False,
        help_text="只有聘任的兼职副主席要填，例如：白莲村广场舞队。",
    )  # fmt: skip
    leads_women = forms.IntegerField(
        label="所带团队女性人数", required=False, min_value=0, max_value=100_000
    )
    letter_on = forms.DateField(
        label="聘书日期", required=False, widget=forms.DateInput(**DAY),
        help_text="只有聘任的才填。",
    )  # fmt: skip
    expected_until = forms.DateField(
        label="预计离任日期", required=False, widget=forms.DateInput(**DAY),
        help_text="聘期届满、退休等预先知道的日期，可以不填。到期只提醒，不会自动离任。",
    )  # fmt: skip
    reason = None  # type: ignore[assignment]  # a seat has no reason but its election

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "任职日期"
        self.fields["on"].help_text = "从哪一天起任职，不能晚于今天。"
        groups: Any = self.fields["group"]
        groups.queryset = WomensGroup.objects.filter(closed_on__isnull=True).select_related("org")


class AppointForm(SeatForm):
    """Somebody who is registered, and her seat."""

    person = PersonField(label="人员", help_text="输入姓名或拼音查找。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.select_related("org")
        self.order_fields(["person", "org", "office", "employment", "leads", "leads_women",
                           "group", "origin", "letter_on", "on", "expected_until"])  # fmt: skip


class NewcomerForm(SeatForm):
    """Somebody new, and her seat."""

    name = forms.CharField(label="姓名", max_length=40)
    phone = phone_field("11 位手机号。保存时加密；填了就同时开通登录。")
    id_number = id_field("可以不填。18 位，保存时加密，只用来核对是不是同一人。")
    political_status = forms.ChoiceField(
        label="政治面貌", required=False, choices=choices_of(PoliticalStatus)
    )
    source_category = forms.ChoiceField(
        label="来源类别", required=False, choices=choices_of(SourceCategory)
    )
    field_order = ("name", "phone", "id_number", "org", "office", "employment", "group", "origin")


class EndForm(DatedForm):
    """When and why somebody leaves."""

    departure = forms.ChoiceField(label="离任原因", choices=[("", "请选择"), *Departure.choices])
    decided_by = forms.CharField(
        label="决定单位", max_length=80, required=False,
        help_text="因不胜任、不认真履职调整的必填，例如：白莲镇妇联。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "离任日期"
        self.fields["on"].help_text = "从这一天起不再任职，不能晚于今天。"
        self.fields["reason"].label = "说明"
        self.fields["reason"].help_text = "选填，会留在操作记录里。"


class ExpectForm(DeskForm):
    """By which day somebody is expected to leave."""

    until = forms.DateField(
        label="预计离任日期", required=False, widget=forms.DateInput(**DAY),
        help_text="聘期届满、退休等预先知道的日期。到期只提醒，不会自动离任。清空就是不再预计。",
    )  # fmt: skip
    reason = forms.CharField(label="说明", max_length=200, required=False)


class GroupFactsForm(DeskForm):
    """What a women's group is called and how many live there."""

    name = forms.CharField(label="名称", max_length=40, help_text="例如：第三村民小组妇女小组。")
    kind = forms.ChoiceField(
        label="单元类别", choices=GroupKind.choices, initial=GroupKind.VILLAGER_GROUP
    )
    households = forms.IntegerField(label="户数", required=False, min_value=0, max_value=100_000)
    women = forms.IntegerField(label="妇女人数", required=False, min_value=0, max_value=100_000)


class FoundGroupForm(DatedForm, GroupFactsForm):
    """A new women's group."""

    org = OrgField(label="村（社区）", help_text="输入名称或代码查找。")
    reason = None  # type: ignore[assignment]  # founding needs none
    field_order = ("org", "name", "kind", "households", "women")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "建立日期"


class TermForm(DeskForm):
    """A term's number and days."""

    number = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    starts_on = forms.DateField(label="开始日期", widget=forms.DateInput(**DAY))
    ends_on = forms.DateField(
        label="届满日期", help_text=ENDS,
        widget=forms.DateInput(**DAY),
    )  # fmt: skip


class BeginTermForm(TermForm):
    """A new term; its end follows from its length."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")
    years = forms.TypedChoiceField(
        label="任期", coerce=int, required=False, empty_value=None,
        choices=[(years, f"{years} 年") for years in TERM_YEARS],
    )  # fmt: skip
    sure = forms.BooleanField(
        label="仍然登记", required=False,
        help_text="正在筹备换届、批准延期还没有到期的，会先提醒；确实要登记的再勾选。",
    )  # fmt: skip
    field_order = ("org", "number", "starts_on", "years", "ends_on", "sure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = f"不填就按任期推算。{ENDS}"

    def clean(self) -> dict[str, Any]:
        """Ask once more where an election or an approval would be passed over."""
        told = self.cleaned_data
        if told.pop("sure") or self.errors:
            return told
        if says := passed_over(told["org"], number=told["number"], starts_on=told["starts_on"]):
            raise ValidationError(f"{says}确实要直接登记的，请勾选“仍然登记”。", code="passed_over")
        return told


class BeginTermsForm(BeginTermForm):
    """The same term for every organisation of a level, in reach or in one township."""

    org = None  # type: ignore[assignment]  # the level says whose
    sure = None  # type: ignore[assignment]  # who is passed over stands in the plan
    level = forms.ChoiceField(
        label="层级", choices=[(one.value, one.label) for one in (Level.VILLAGE, Level.TOWNSHIP)]
    )
    under = OrgField(
        label="乡镇（街道）", required=False,
        help_text="只给这个乡镇的登记；不选就是您范围内的全部。输入名称或代码查找。",
    )  # fmt: skip
    field_order: Any = ("level", "under", "number", "starts_on", "years", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under: Any = self.fields["under"]
        under.queryset = OrgField.choices_now().filter(level=Level.TOWNSHIP)

    def clean(self) -> dict[str, Any]:
        """Give the days their end: the one told, else so many years after the beginning."""
        told = self.cleaned_data
        if not self.errors and not told["ends_on"]:
            years = told["years"] or setting(SettingName.TERM_YEARS)
            told["ends_on"] = years_after(told["starts_on"], years)
        return told


class ExtendForm(DeskForm):
    """Until when a term may last, and by which approval."""

    to = forms.DateField(
        label="批准延期至", help_text=ENDS,
        widget=forms.DateInput(**DAY),
    )  # fmt: skip
    document = forms.CharField(label="延期批准文号", max_length=60)
    reason = forms.CharField(label="事由", max_length=200, required=False)


class QuotaForm(DatedForm):
    """How many seats a level has from a day on."""

    level = forms.ChoiceField(label="层级", choices=Level.choices)
    kind = forms.ChoiceField(
        label="组织类型", required=False, choices=[("", "所有类型"), *OrgKind.choices],
        help_text="选了类型，就只对这一类组织起作用，优先于整个层级的规定。季度报告仍按整个层级的规定算。",
    )  # fmt: skip
    vice_min = forms.IntegerField(label="副主席（至少）", min_value=0, max_value=MOST_SEATS)
    vice_max = forms.IntegerField(
        label="副主席（至多）", required=False, min_value=0, max_value=MOST_SEATS,
        help_text="不填就和至少的人数一样。选举、增选不能超过它。",
    )  # fmt: skip
    executive_min = forms.IntegerField(label="执委（至少）", min_value=0, max_value=MOST_SEATS)
    executive_max = forms.IntegerField(
        label="执委（至多）", required=False, min_value=0, max_value=MOST_SEATS,
        help_text="不填就和至少的人数一样。选举、增补不能超过它。",
    )  # fmt: skip
    counting = forms.ChoiceField(
        label="计数口径", choices=Counting.choices, initial=Counting.INCLUSIVE,
        help_text="“1+2+15”有两种读法：15 名执委里含不含主席和副主席。",
    )  # fmt: skip


class LevelForm(DeskForm):
    """Which level the list of vacancies shows."""

    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Level.choices])
