"""Forms within a rotation: swaps, leave, covers, tasks, the monthly check, another order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange

from duties.forms.arranging import CHOOSE, GONE
from duties.models import ChairTurn
from duties.rules.turns import days_in_words
from fulian.admin import ActForm
from members.models import Appointment

DAY = {"required": "请填日期。", "invalid": "请填日期。"}


def day_field(label: str, **more: Any) -> forms.DateField:
    """Return a box for a day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, error_messages=DAY, widget=widget, **more)


class DaysForm(ActForm):
    """From which day to which, both included."""

    first = day_field("从哪一天起")
    last = day_field("到哪一天（含当天）")

    def days(self) -> DateRange:
        """Return the days half open, as the services take them."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        after = min(last, date.max - timedelta(days=1)) + timedelta(days=1)
        return DateRange(first, max(after, first))


class SeatForm(ActForm):
    """One of a few people."""

    seat = forms.ChoiceField(
        label="谁", error_messages={"required": "请选择谁。", "invalid_choice": GONE}
    )

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        people = list(zip(self.seats, told_apart(seats), strict=True))
        first = [] if len(people) == 1 else [CHOOSE]
        self.offer("seat", [*first, *people])

    def chosen(self) -> Appointment:
        """Return who was chosen."""
        return self.seats[self.cleaned_data["seat"]]


def told_apart(seats: Sequence[Appointment]) -> list[str]:
    """Return what each is called in a list; namesakes by where they work, else by number."""
    called = [f"{seat.person.name}（{seat.get_office_display()}" for seat in seats]
    return [
        f"{name}，{seat.person.employer or f'同名第 {called[: n + 1].count(name)} 位'}）"
        if called.count(name) > 1 else f"{name}）"
        for n, (seat, name) in enumerate(zip(seats, called, strict=True))
    ]  # fmt: skip


def one_each(seats: Sequence[Appointment]) -> list[Appointment]:
    """Return one seat of each woman: one in which somebody signs in, else her first."""
    found: dict[int, Appointment] = {}
    for seat in seats:
        known = found.setdefault(seat.person_id, seat)
        if known.grant_id is None and seat.grant_id is not None:
            found[seat.person_id] = seat
    return list(found.values())


class LeaveForm(SeatForm, DaysForm):
    """Who is away on which days, and why, if she likes to say."""

    reason = forms.CharField(label="原因（可以不填）", max_length=60, required=False)
    field_order = ("seat", "first", "last", "reason")


class CoverForm(SeatForm, DaysForm):
    """Who stands in on which days."""

    field_order = ("seat", "first", "last")


class SwapForm(ActForm):
    """With which turn to change places."""

    theirs = forms.ChoiceField(
        label="和谁换",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择和谁换。", "invalid_choice": GONE},
    )
    reason = forms.CharField(label="原因（可以不填）", max_length=100, required=False)

    def __init__(self, *args: Any, partners: Sequence[ChairTurn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(turn.pk): turn for turn in partners}
        offered = [
            (key, f"{turn.appointment.person.name}：{days_in_words(turn.days)}")
            for key, turn in self.partners.items()
        ]
        self.offer("theirs", offered)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"theirs": self.partners[clean["theirs"]], "reason": clean["reason"]}


class TaskForm(SeatForm):
    """Who is to do what, until when."""

    text = forms.CharField(
        label="要办什么", max_length=300, help_text="办什么、办到什么样。她会收到通知。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明要办什么。"},
    )  # fmt: skip
    due_on = day_field("完成期限")

    def __init__(self, *args: Any, seats: Sequence[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, seats=one_each(seats), **kwargs)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"appointment": self.chosen(), "text": clean["text"], "due_on": clean["due_on"]}


class ResultForm(ActForm):
    """What came of a task."""

    result = forms.CharField(
        label="办理结果", max_length=300, help_text="办成了什么，主席会看到。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明办理结果。"},
    )  # fmt: skip


class FourOnesForm(ActForm):
    """The four of the month, and the look back: each may be left empty and completed later."""

    visit_community = forms.CharField(
        label="走进一社区", help_text="去了哪个村（社区），看了什么。", max_length=200,
        required=False, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    exchange = forms.CharField(
        label="开展一交流", help_text="和谁交流，交流了什么。", max_length=200,
        required=False, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    activity = forms.CharField(
        label="组织一活动", help_text="办了什么活动，来了多少人。", max_length=200,
        required=False, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    look_back = forms.CharField(
        label="对照一回头：查摆的问题", max_length=200, required=False,
        help_text="回头看，发现什么没有做好。", widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    analysis = forms.CharField(
        label="原因分析", max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )
    solved = forms.CharField(
        label="怎么解决的", help_text="问题、原因、解决三项都写了，才算“一回头”。",
        max_length=200, required=False, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class OrderForm(ActForm):
    """Another order, or other members, of a rotation that runs; looked at before it is saved."""

    def __init__(
        self, *args: Any, seats: Sequence[Appointment], roster: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = {pk: n for n, pk in enumerate(roster, start=1)}
        self.seats = sorted(seats, key=lambda seat: places.get(seat.pk, 99))
        called = zip(self.seats, told_apart(self.seats), strict=True)
        for n, (seat, name) in enumerate(called, start=1):
            self.fields[f"in_{seat.pk}"] = forms.BooleanField(
                label=name, required=False, initial=seat.pk in places
            )
            self.fields[f"place_{seat.pk}"] = forms.IntegerField(
                label=f"{name}的次序", required=False, initial=places.get(seat.pk, n),
                min_value=1, max_value=99,
                widget=forms.NumberInput(
                    {"class": "desk-input", "aria-label": f"{name}的次序"}
                ),
            )  # fmt: skip

    def lines(self) -> list[tuple[Any, Any]]:
        """Return a pair of boxes for each candidate."""
        return [(self[f"in_{seat.pk}"], self[f"place_{seat.pk}"]) for seat in self.seats]

    def members(self) -> list[Appointment]:
        """Return the chosen in the order of their numbers."""
        clean = self.cleaned_data
        chosen = [seat for seat in self.seats if clean[f"in_{seat.pk}"]]
        return sorted(chosen, key=lambda seat: clean[f"place_{seat.pk}"] or 99)


def month_of(asked: str) -> date | None:
    """Return the month an address names (2026-11); None when it names none."""
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None
