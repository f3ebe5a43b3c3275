"""Forms of the desk about trainings, commendations and funding."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import desk
from fulian.admin.widgets import AutocompleteSelectMultiple
from members.forms.seats import PersonField, person_label
from members.models import Audience, FundingBasis, Person, TrainingAttendance, TrainingMode
from members.queries.growth import attendable
from orgs.forms.desk import DatedForm, DeskForm, OptionalReasonForm, OrgField

FIND = "输入名称或代码查找。"
MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "min_value": 0}


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Several people in reach, found by typing."""

    def __init__(self, **kwargs: Any) -> None:
        field = TrainingAttendance._meta.get_field("person")
        super().__init__(None, widget=AutocompleteSelectMultiple(field, desk), **kwargs)
        self.error_messages["invalid_choice"] = "有的人没有找到，或者当天没有任职，请重新选择。"
        self.error_messages["invalid_pk_value"] = self.error_messages["invalid_choice"]

    def label_from_instance(self, obj: Any) -> str:
        """Return her name as the search box shows it."""
        return person_label(obj)


class HeldForm(DatedForm):
    """Something that was on a day."""

    called = "日期"
    reason = None  # type: ignore[assignment]  # what was kept says it all

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = self.called
        self.fields["on"].help_text = "不能晚于今天。"


class TrainingFacts(HeldForm):
    """What a training was."""

    called = "培训日期"
    topic = forms.CharField(label="主题", max_length=80)
    audience = forms.ChoiceField(
        label="对象",
        choices=Audience.choices,
        help_text="面向妇女群众的只登记人次，不登记姓名。",
    )
    mode = forms.ChoiceField(label="方式", choices=TrainingMode.choices)
    hours = forms.DecimalField(label="学时", min_value=0, max_digits=4, decimal_places=1)
    women = forms.IntegerField(
        label="参训妇女人次", required=False, min_value=0, max_value=1_000_000,
        help_text="只有面向妇女群众的培训填写。",
    )  # fmt: skip

    def clean_women(self) -> int:
        """Take nothing for none."""
        return self.cleaned_data["women"] or 0


class TrainingForm(TrainingFacts):
    """A training that was held."""

    org = OrgField(label="主办", help_text=FIND)
    field_order = ("org", "topic", "audience", "mode", "on", "hours", "women")


class AttendForm(DeskForm):
    """Who was at a training."""

    people = PeopleField(label="参训人员", help_text="可以选多人。输入姓名或拼音查找。")

    def __init__(self, *args: Any, held_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = attendable(held_on)


class CommendationFacts(HeldForm):
    """What was given, by whom, when."""

    called = "授予日期"
    title = forms.CharField(label="称号", max_length=80, help_text="例如：三八红旗手。")
    given_by = forms.CharField(label="授予单位", max_length=80)


class CommendationForm(CommendationFacts):
    """A commendation of an organisation, or of somebody of it."""

    org = OrgField(label="组织", help_text=FIND)
    person = PersonField(
        label="人员",
        required=False,
        help_text="表彰个人时选择；表彰组织不填。输入姓名或拼音查找。",
    )
    field_order = ("org", "person", "title", "given_by", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.select_related("org")


class FundingFacts(DeskForm):
    """What is due and what came."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    source = forms.CharField(label="来源", max_length=60, help_text="例如：县财政妇女工作经费。")
    basis = forms.ChoiceField(label="核拨方式", choices=FundingBasis.choices)
    heads = forms.IntegerField(
        label="人头数", required=False, min_value=1, max_value=10_000_000,
        help_text="按人头核拨的填写。",
    )  # fmt: skip
    due = forms.DecimalField(label="应拨（元）", **MONEY)
    received = forms.DecimalField(label="到位（元）", initial=0, **MONEY)
    note = forms.CharField(label="说明", max_length=200, required=False)


class FundingForm(FundingFacts):
    """A new funding line."""

    org = OrgField(label="组织", help_text=FIND)
    field_order = ("org",)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = today.year


class RemoveForm(OptionalReasonForm):
    """Something that was kept by mistake."""

    sure = forms.BooleanField(
        label="我已看过上面的内容，确认删除", error_messages={"required": "请勾选确认后再提交。"}
    )


class YearForm(DeskForm):
    """Which year."""

    year = forms.IntegerField(label="年度", required=False, min_value=2000, max_value=2100)


class CoverageForm(DeskForm):
    """As of which day."""

    on = forms.DateField(
        label="截至", required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date | None:
        """Refuse a day that has not come."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > self.today:
            raise ValidationError("不能晚于今天。", code="future")
        return on
