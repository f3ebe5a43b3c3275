"""Forms about the rotating chair: who is on the roster, from when, how long each; and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duties.forms.presidium import told_apart
from duties.models import Period
from duties.rules.turns import check_start, months_after
from fulian.admin.forms import dress
from members.models import Appointment
from orgs.forms.desk import DeskForm, OrgField


class PlaceForm(DeskForm):
    """Which organisation."""

    org = OrgField(label="组织", help_text="哪个组织实行主席轮值。输入名称或代码查找。")


class RosterForm(DeskForm):
    """Who takes turns, in which order, from when, and how long each."""

    period = forms.ChoiceField(label="轮值周期", choices=Period.choices, initial=Period.MONTH)
    starts_on = forms.DateField(
        label="开始日期",
        help_text="第一位轮值主席从这一天起。以后每一期都从同一个日子开始。",
        error_messages={"required": "请填开始日期。", "invalid": "请填开始日期。"},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, seats: Sequence[Appointment], today: date, **kwargs: Any
    ) -> None:
        self.seats, self.today = list(seats), today
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = months_after(today.replace(day=1), 1)
        called = zip(self.seats, told_apart(self.seats), strict=True)
        for place, (seat, name) in enumerate(called, start=1):
            self.fields[f"in_{seat.pk}"] = forms.BooleanField(label=name, required=False)
            label = f"{name}的次序"
            self.fields[f"place_{seat.pk}"] = forms.IntegerField(
                label=label, required=False, initial=place, min_value=1, max_value=99,
                widget=forms.NumberInput(attrs={"class": "desk-input", "aria-label": label}),
                error_messages={"invalid": "次序要填数字。"},
            )  # fmt: skip
        for field in self.fields.values():
            dress(field.widget)

    def clean_starts_on(self) -> date:
        """Refuse a first day too far off before anything is foreseen from it."""
        day: date = self.cleaned_data["starts_on"]
        check_start(starts_on=day, today=self.today)
        return day

    def lines(self) -> list[tuple[Any, Any]]:
        """Return a pair of boxes for each candidate: on the roster, and at which place."""
        return [(self[f"in_{seat.pk}"], self[f"place_{seat.pk}"]) for seat in self.seats]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told: the chosen in the order of their numbers."""
        clean = self.cleaned_data
        chosen = [seat for seat in self.seats if clean[f"in_{seat.pk}"]]
        chosen.sort(key=lambda seat: clean[f"place_{seat.pk}"] or 99)
        return {
            "members": chosen, "period": clean["period"], "starts_on": clean["starts_on"],
        }  # fmt: skip
