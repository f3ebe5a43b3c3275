"""Forms of the desk about congresses, the acts between two of them, and seats beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from fulian.admin import desk
from fulian.admin.forms import dress
from fulian.admin.widgets import AutocompleteSelectMultiple
from members.forms.seats import DAY, ENDS, PersonField, person_label
from members.models import (
    Appointment,
    Candidate,
    CommitteeBody,
    Contest,
    Employment,
    Method,
    Office,
    Person,
)
from members.models.appointments import COMMITTEE
from orgs.forms.desk import DatedForm, DeskForm, OrgField
from orgs.models import Level, Org

MOST = 100_000


class _WithPeople(DeskForm):
    """A form whose people are looked for in the open scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField | PeopleField):
                field.queryset = Person.objects.select_related("org")


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """Several people in reach."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AutocompleteSelectMultiple(Appointment._meta.get_field("person"), desk)
        super().__init__(None, widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = "没有找到，或者不在您的范围内，请重新选择。"

    def label_from_instance(self, obj: Any) -> str:
        """Return her name as the search box shows it."""
        return person_label(obj)


class PrepareForm(DeskForm):
    """Which congress is prepared, and until when."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")
    number = forms.IntegerField(
        label="第几届", required=False, min_value=1, max_value=99, help_text="不填就接着上一届。"
    )
    due_on = forms.DateField(
        label="计划完成日期", widget=forms.DateInput(**DAY),
        help_text="各步骤的期限从这一天往前推算：方案 60 天，候选 30 天，公示 15 天，大会 3 天。",
    )  # fmt: skip
    method = forms.ChoiceField(label="表决方式", choices=Method.choices)
    contest = forms.ChoiceField(label="选举方式", choices=Contest.choices)
    note = forms.CharField(label="说明", max_length=200, required=False)


class MarkForm(DatedForm):
    """On which day a step was done, under which document."""

    document = forms.CharField(label="文号", max_length=60, required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)
    reason = None  # type: ignore[assignment]  # a step is done, that is all

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "完成日期"
        self.fields["on"].help_text = "哪一天完成的，不能晚于今天。"
        self.order_fields(["on", "document", "note"])


class _OwnPeople(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """The organisation's own people, each with what she stands for already."""

    def label_from_instance(self, obj: Any) -> str:
        """Return her name, and for which offices she stands."""
        stands = "、".join(Office(office).label for office in obj.stands)
        return person_label(obj) + (f"，已提名{stands}" if stands else "")


class NominateForm(_WithPeople):
    """For what, and who stands: the organisation's own people to tick, others by typing.

    ``free`` are the own people, with what each stands for.
    """

    office = forms.ChoiceField(
        label="竞选职务",
        choices=[(office.value, office.label) for office in reversed(COMMITTEE)],
    )  # fmt: skip
    own = _OwnPeople(
        label="本组织的人", queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="可以一次勾选几个人，都提名为上面选的职务。",
    )  # fmt: skip
    people = PeopleField(
        label="其他人", required=False, help_text="输入姓名或拼音查找，可以选几个人。"
    )

    def __init__(self, *args: Any, free: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["own"]
        own.queryset = free
        if not free:
            del self.fields["own"]
            self.fields["people"].label = "候选人"

    def clean(self) -> dict[str, Any]:
        """Put those ticked and those found together; refuse nobody at all."""
        clean = super().clean() or {}
        chosen = {one.pk: one for name in ("own", "people") for one in clean.pop(name, ())}
        if not chosen and not self.errors:
            raise forms.ValidationError("请选择候选人。", code="nobody")
        return clean | {"people": list(chosen.values())}


class ScrutineersForm(_WithPeople):
    """Who watches over the count."""

    chief = PersonField(label="总监票人", help_text="输入姓名或拼音查找。候选人不能当监票人。")
    others = PeopleField(label="监票人", required=False)

    def people(self) -> list[Person]:
        """Return everybody named, the chief first."""
        chief = self.cleaned_data["chief"]
        return [chief, *(one for one in self.cleaned_data["others"] if one.pk != chief.pk)]


class CountForm(DatedForm):
    """What was counted at the congress."""

    method = forms.ChoiceField(label="表决方式", choices=Method.choices)
    contest = forms.ChoiceField(label="选举方式", choices=Contest.choices)
    delegates_due = forms.IntegerField(label="应到代表", min_value=0, max_value=MOST)
    delegates_present = forms.IntegerField(label="到会代表", min_value=0, max_value=MOST)
    ballots_issued = forms.IntegerField(
        label="发出选票", required=False, min_value=0, max_value=MOST,
        help_text="举手表决不填票数。",
    )  # fmt: skip
    ballots_returned = forms.IntegerField(
        label="收回选票", required=False, min_value=0, max_value=MOST
    )
    ballots_valid = forms.IntegerField(
        label="有效选票", required=False, min_value=0, max_value=MOST
    )
    plenary_due = forms.IntegerField(
        label="全委会应到", required=False, min_value=0, max_value=MOST,
        help_text="主席、副主席由新一届执委会全体会议选举的，填这两项，得票按全委会人数算；"
        "由代表大会直接选举的，不填。",
    )  # fmt: skip
    plenary_present = forms.IntegerField(
        label="全委会到会", required=False, min_value=0, max_value=MOST
    )
    reason = None  # type: ignore[assignment]  # figures need none

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "大会日期"
        self.fields["on"].help_text = "不能晚于今天。"
        self.voted = {f"votes_{one.pk}": one.pk for one in candidates}
        for one in candidates:
            self.fields[f"votes_{one.pk}"] = forms.IntegerField(
                label=f"{one.person.name}（{one.get_office_display()}）得票",
                min_value=0, max_value=MOST, initial=one.votes,
            )  # fmt: skip
            dress(self.fields[f"votes_{one.pk}"].widget)
        self.order_fields(["on", "method", "contest"])

    def facts(self) -> dict[str, Any]:
        """Return what the service takes: the votes by candidate."""
        clean = dict(self.cleaned_data)
        votes = {pk: clean.pop(name) for name, pk in self.voted.items()}
        return {"held_on": clean.pop("on"), "votes": votes, **clean}


class ResultForm(DatedForm, _WithPeople):
    """From when the elected are in office; asked in two steps, chosen first and then confirmed."""

    ends_on = forms.DateField(
        label="届满日期", required=False, widget=forms.DateInput(**DAY),
        help_text=f"不填就按本县设置的任期推算。{ENDS}",
    )  # fmt: skip
    representatives = PeopleField(
        label="新一届妇女代表", required=False,
        help_text="选了就同时更换妇女代表；不选，原来的妇女代表不变。",
    )  # fmt: skip
    sure = forms.BooleanField(
        label="我已看过上面的内容，确认办理", error_messages={"required": "请勾选确认后再提交。"}
    )
    reason = None  # type: ignore[assignment]  # the congress is the reason

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "任职日期"
        self.fields["on"].help_text = "新一届从哪一天起任职，不能晚于今天。"
        self.order_fields(["on", "ends_on", "representatives", "sure"])

    def weighed(self) -> dict[str, Any] | None:
        """Return what is to be confirmed; None while there is something to choose or to mend.

        What was chosen is kept as it was weighed: only the confirmation is asked then.
        """
        if not self.is_bound or set(self.errors) - {"sure"}:
            del self.fields["sure"]
            return None
        self.errors.pop("sure", None)  # not asked yet
        for name in ("on", "ends_on", "representatives"):
            self.fields[name].widget = self.fields[name].hidden_widget()
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}


class SubstituteForm(DatedForm, _WithPeople):
    """Who takes the place of whoever left."""

    person = PersonField(label="替补人员", help_text="输入姓名或拼音查找。")
    field_order = ("person", "on", "reason")


class AddMemberForm(DatedForm, _WithPeople):
    """Who joins a committee."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")
    person = PersonField(label="增补人员", help_text="输入姓名或拼音查找。")
    field_order = ("org", "person", "on", "reason")


class ByElectForm(DatedForm, _WithPeople):
    """Which executive member becomes vice-chair."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")
    person = PersonField(label="执委", help_text="增选的副主席要从现任执委中产生。")
    employment = forms.ChoiceField(
        label="任职方式", required=False, choices=[("", "不填"), *Employment.choices]
    )
    field_order = ("org", "person", "employment", "on", "reason")


class CommitteeSeatForm(DatedForm, _WithPeople):
    """Who sits in which body beside the committee."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")
    person = PersonField(label="人员", help_text="输入姓名或拼音查找。")
    body = forms.ChoiceField(
        label="班子", choices=CommitteeBody.choices,
        help_text="党组织班子：村（社区）党组织，乡镇（街道）党委、党工委。"
        "妇联常委会：有常委的地方才登记。",
    )  # fmt: skip
    reason = None  # type: ignore[assignment]  # none is kept
    field_order = ("org", "person", "body", "on")


class BoardForm(DeskForm):
    """Which part of the drive board is shown."""

    level = forms.ChoiceField(
        label="层级", required=False,
        choices=[(o.value, o.label) for o in (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)],
    )  # fmt: skip
    under: Any = forms.ModelChoiceField(label="乡镇（街道）", queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns: Any = self.fields["under"]
        towns.queryset = Org.objects.filter(level=Level.TOWNSHIP).order_by("lft")
        towns.empty_label = "全部"
        towns.label_from_instance = lambda org: org.short_name


class GapsForm(DeskForm):
    """Which organisations the board of head-counts shows."""

    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Level.choices])
    standing = forms.ChoiceField(
        label="达标情况", required=False,
        choices=[("", "全部"), ("short", "未达标"), ("met", "正好达标"), ("over", "超出")],
    )  # fmt: skip


class DaysForm(DeskForm):
    """How far the forecast looks."""

    days = forms.TypedChoiceField(
        label="看多远", coerce=int, required=False,
        choices=[(30, "30 天"), (90, "90 天"), (180, "180 天")],
    )  # fmt: skip
