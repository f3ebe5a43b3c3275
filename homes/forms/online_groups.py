"""Forms about online groups and what members of a cluster share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from duties.forms.arranging import CHOOSE, DayForm
from fulian.admin import ActForm
from homes.forms.acts import GONE, NOBODY, seats_said
from homes.models import OnlineGroupKind, Platform, SharedThing
from homes.rules.online_groups import MOST
from members.models import Appointment
from orgs.models import Org

DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class GroupFacts(ActForm):
    """What is known of a group."""

    kind = forms.ChoiceField(label="是什么群", choices=OnlineGroupKind.choices)
    platform = forms.ChoiceField(label="平台", choices=Platform.choices)
    name = forms.CharField(label="群名称", max_length=60)
    rules_on = forms.DateField(
        label="群规哪天公布的", required=False, widget=DATE,
        error_messages={"invalid": "请填日期。"}, help_text="还没有公布群规就不填。",
    )  # fmt: skip


class GroupForm(DayForm, GroupFacts):
    """A group that exists."""

    name = forms.CharField(
        label="群名称", max_length=60, required=False, help_text="不填就叫“某某村妇联执委群”。"
    )
    members = forms.IntegerField(
        label="现在群里多少人", min_value=1, max_value=MOST,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"required": "请填群里现在多少人。", "invalid": "请填数字。"},
    )  # fmt: skip
    seat = forms.ChoiceField(label="群主", required=False, error_messages={"invalid_choice": GONE})
    field_order = ("kind", "members", "seat", "platform", "name", "on", "rules_on")

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.offer("seat", [NOBODY, *seats_said(seats)])
        self.fields["seat"].initial = next(iter(self.seats), "")  # the chair comes first
        self.fields["on"].label = "建群日期"
        self.fields["on"].help_text = "记不清就填大概的日子。"

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        owner = self.seats.get(clean.pop("seat"))
        return clean | {"owner": owner, "counted_on": self.today}


class CountForm(ActForm):
    """How many are in a group now."""

    members = forms.IntegerField(
        label="现在群里多少人", min_value=1, max_value=MOST,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"required": "请填群人数。", "invalid": "请填数字。"},
    )  # fmt: skip


class ShareForm(DayForm):
    """What was lent to or by a member of the same cluster."""

    way = forms.ChoiceField(
        label="谁给谁",
        choices=[("give", "我们提供给别的村（社区）"), ("take", "我们用别的村（社区）的")],
        widget=forms.RadioSelect, initial="give",
    )  # fmt: skip
    other = forms.ChoiceField(
        label="对方", error_messages={"required": "请选择对方。", "invalid_choice": GONE}
    )
    thing = forms.ChoiceField(label="什么", choices=SharedThing.choices)
    note = forms.CharField(
        label="说明", max_length=100, required=False,
        help_text="例如：借会议室办家教讲座。不写个人姓名和电话。",
    )  # fmt: skip
    field_order = ("way", "other", "thing", "note", "on")

    def __init__(self, *args: Any, mine: Org, others: Sequence[Org], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine, self.others = mine, {str(one.pk): one for one in others}
        self.fields["on"].label = "哪一天"
        named = [(key, one.short_name) for key, one in self.others.items()]
        first = [] if len(named) == 1 else [CHOOSE]
        self.offer("other", [*first, *named])

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        other = self.others[clean["other"]]
        giver, taker = (self.mine, other) if clean["way"] == "give" else (other, self.mine)
        return {"giver": giver, "taker": taker} | {n: clean[n] for n in ("thing", "note", "on")}


class WithdrawForm(ActForm):
    """Why something counts no more."""

    reason = forms.CharField(label="为什么作废", max_length=100)


class ManyForm(DayForm):
    """Which of two to found for many organisations."""

    kinds = forms.MultipleChoiceField(
        label="登记哪些", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一样。"},
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kinds", list(kinds.items()))
        self.fields["kinds"].initial = list(kinds)
        self.fields["on"].label = "建立日期"
        self.order_fields(["kinds"])


class ManyGroupsForm(ManyForm):
    """The same for groups."""

    platform = forms.ChoiceField(label="平台", choices=Platform.choices)
    rules_on = forms.DateField(
        label="群规哪天公布的", required=False, widget=DATE, help_text="还没有公布就不填。",
        error_messages={"invalid": "请填日期。"},
    )  # fmt: skip
