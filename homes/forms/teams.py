"""What is filled in for volunteer teams: mostly tapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulian.admin import ActForm
from homes.forms.acts import seats_said
from homes.forms.fields import OnForm, choose, day, number, one_of, words
from homes.models import HelpKind, TargetGroup, TeamKind, WomenVolunteer
from homes.models.teams import LONGEST_DAY
from homes.rules.teams import MOST_AT_ONCE, MOST_HELPED, MOST_OTHERS
from members.models import Appointment, Person

OWN = "time_"  # and the volunteer's key: how long she served, where it is not as the others
HALF = Decimal("0.5")
HOURS = "小时数请填 0.5 到 24，半小时一档，例如 1.5。"
TIMES = [(str(n), f"{n / 2:g} 小时") for n in (1, 2, 3, 4, 6, 8, 12, 16)]
GONE = "选的人已经不在名单里，请重新选择。"


def ticks(label: str, *, hint: str = "", required: bool = False) -> Any:
    """Return a field of several to tick."""
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=hint, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"请勾选{label}。", "invalid_choice": GONE},
    )  # fmt: skip


class LeaderForm(OnForm):
    """Which member of the committee leads, from which day."""

    leader = one_of("队长", hint="由本组织的主席、副主席或执委来带队。")
    field_order: tuple[str, ...] = ("leader", "on")

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["on"].label = "从哪一天起"
        choose(self, "leader", seats_said(seats))

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = dict(self.cleaned_data)
        clean["leader"] = self.seats[clean["leader"]]
        return clean


class TeamForm(LeaderForm):
    """A new team."""

    kind = one_of("哪一类", TeamKind.choices, chips=True)
    name = words("志愿队名称", 40, hint="例如：白莲村帮帮团。")
    field_order = ("kind", "name", "leader", "on")


class ManyTeamsForm(OnForm):
    """Which kinds of team, and whether everybody of the committee leads one."""

    kinds = ticks("成立哪几类", required=True)
    each = forms.BooleanField(
        label="一位执委带一支：还没有带队的，每人一支",
        required=False,
        help_text="勾了以后，几类轮着来，直到主席、副主席和执委每人都带一支队。",
    )
    field_order = ("kinds", "each", "on")

    def __init__(
        self, *args: Any, kinds: Mapping[str, str], usual: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kinds", list(kinds.items()), first=False)
        self.fields["kinds"].initial = list(usual)
        self.fields["on"].label = "成立日期"


class TeamNameForm(ActForm):
    """What a team is called, and of which kind."""

    kind = one_of("哪一类", TeamKind.choices)
    name = words("志愿队名称", 40)


class JoinForm(OnForm):
    """Who joins: members of the committee to tick, others by name."""

    people = ticks("本组织的任职人员")
    names = words(
        "别的志愿者", 1200, required=False, rows=4,
        hint=f"一行写一个名字，一次最多 {MOST_AT_ONCE} 人。不用写电话。",
    )  # fmt: skip
    field_order = ("people", "names", "on")

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        choose(self, "people", [(one.pk, one.name) for one in people], first=False)
        if not people:
            del self.fields["people"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {
            "names": [line for line in clean["names"].splitlines() if line.strip()],
            "people": [self.people[key] for key in clean.get("people", ())], "on": clean["on"],
        }  # fmt: skip


class HoursField(forms.DecimalField):
    """Hours by the half, from half an hour to a day."""

    def __init__(self, label: str) -> None:
        codes = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places",
                 "max_whole_digits")  # fmt: skip
        super().__init__(
            label=label, required=False, min_value=HALF, max_value=HALF * LONGEST_DAY,
            max_digits=3, decimal_places=1, error_messages=dict.fromkeys(codes, HOURS),
            widget=forms.NumberInput({"inputmode": "decimal", "placeholder": "一样"}),
        )  # fmt: skip

    def clean(self, value: Any) -> Decimal | None:
        """Refuse what is no half hour; Django's own check of a step breaks on endless numbers."""
        found: Decimal | None = super().clean(value)
        if found is not None and found % HALF:
            raise ValidationError(HOURS, code="half")
        return found


class ServeForm(ActForm):
    """A piece of service: what kind, who, how long each; the rest may stay empty.

    ``time`` is how long everybody served; whoever served longer or shorter has hours of her own.
    """

    other_day = day("别的日子", required=False, hint="填了这里，就按这里的日子记。")
    day = one_of("哪一天", chips=True)
    kind = one_of("做了哪一种", HelpKind.choices, chips=True)
    who = ticks("谁参加了")
    time = one_of("每人多长时间", TIMES, chips=True)
    others = number("另外还有几个人", 0, MOST_OTHERS, required=False, hint="没有列名的志愿者。")
    target = one_of("为谁服务", TargetGroup.choices, required=False)
    beneficiaries = number("服务了多少人次", 0, MOST_HELPED, required=False)
    what = words("做了什么", 200, required=False, rows=2)
    folded = ("others", "target", "beneficiaries", "what")

    def __init__(
        self, *args: Any, members: Sequence[WomenVolunteer], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        days = [
            (today - timedelta(days=n), said) for n, said in enumerate(("今天", "昨天", "前天"))
        ]
        choose(self, "day", [(d.isoformat(), said) for d, said in days], first=False)
        choose(self, "who", [(one.pk, one.name) for one in members], first=False)
        own = [f"{OWN}{one.pk}" for one in members]
        for one in members:
            self.fields[f"{OWN}{one.pk}"] = HoursField(f"{one.name}几小时")
        self.fields["day"].initial = today.isoformat()
        self.fields["target"].initial = TargetGroup.EVERYBODY
        self.fields["other_day"].widget.attrs["max"] = today.isoformat()
        self.order_fields(("day", "kind", "who", "time", *own, *self.folded, "other_day"))

    def clean(self) -> dict[str, Any]:
        """Refuse when nobody took part, and hours of somebody who did not."""
        clean: dict[str, Any] = super().clean() or {}
        for name in [n for n in clean if n.startswith(OWN) and clean[n]]:
            if "who" in clean and name.removeprefix(OWN) not in clean["who"]:
                self.add_error(name, "她没有勾在“谁参加了”里。")
        if "who" in clean and not clean["who"] and not clean.get("others"):
            raise ValidationError("请勾选谁参加了。", code="nobody")
        return clean

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        time = int(clean["time"])
        return {
            "done_on": clean["other_day"] or date.fromisoformat(clean["day"]),
            "kind": clean["kind"], "served": {int(pk): self._time(pk, time) for pk in clean["who"]},
            "others": clean["others"] or 0, "others_time": time,
            "target": clean["target"] or TargetGroup.EVERYBODY,
            "beneficiaries": clean["beneficiaries"] or 0, "what": clean["what"],
        }  # fmt: skip

    def _time(self, pk: str, usual: int) -> int:
        own = self.cleaned_data.get(f"{OWN}{pk}")
        return int(own * 2) if own else usual

    @property
    def own_times(self) -> list[Any]:
        """The fields of whoever served longer or shorter than the others."""
        return [self[name] for name in self.fields if name.startswith(OWN)]

    @property
    def has_own_times(self) -> bool:
        """Say whether one of them holds something to look at."""
        return any(field.errors or field.value() for field in self.own_times)

    @property
    def is_opened(self) -> bool:
        """Say whether the folded part holds something to look at."""
        names = ("others", "beneficiaries", "what", "other_day")
        return any(self[n].errors or self[n].value() for n in names)


class ExportForm(ActForm):
    """Which days of service are taken out, and how."""

    first = day("从哪一天起")
    last = day("到哪一天", hint="含这一天。")
    form = one_of(
        "用来做什么",
        [("json", "给文明实践平台（带签名的数据文件）"), ("xlsx", "自己看和核对（表格）")],
        chips=True,
    )
    names = forms.BooleanField(
        label="带志愿者全名", required=False,
        help_text="不勾时只有编号和姓。只在对方平台确实要核对本人时才勾；会记录是谁导出的。",
    )  # fmt: skip
