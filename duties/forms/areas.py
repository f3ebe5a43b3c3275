"""Who answers for which areas."""

from __future__ import annotations

from typing import Any

from django import forms

from duties.forms.arranging import CHOOSE, GONE, DayForm
from duties.models import Household
from duties.queries.areas import AreaBoard
from members.models import WomensGroup
from orgs.models import Cluster, Org

KINDS: dict[str, Any] = {
    "cluster": Cluster, "village": Org, "group": WomensGroup, "household": Household,
}  # fmt: skip


class AreaForm(DayForm):
    """Somebody of the committee, and what she answers for from now on."""

    targets = forms.MultipleChoiceField(
        label="包哪里",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选包干的对象。", "invalid_choice": GONE},
    )
    seat = forms.ChoiceField(
        label="由谁包干", error_messages={"required": "请选择由谁包干。", "invalid_choice": GONE}
    )
    field_order = ("targets", "seat", "on")

    def __init__(self, *args: Any, board: AreaBoard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in board.seats}
        people = [
            (key, f"{seat.person.name}（{seat.get_office_display()}）")
            for key, seat in self.seats.items()
        ]
        loose = [(line.key, line.name) for line in board.loose]
        self.offer("seat", [CHOOSE, *people])
        self.offer("targets", loose)

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        keys: dict[str, list[int]] = {}
        for chosen in clean["targets"]:
            end, pk = chosen.split("-")
            keys.setdefault(end, []).append(int(pk))
        targets = [one for end, pks in keys.items() for one in KINDS[end].rows.filter(pk__in=pks)]
        return {"appointment": self.seats[clean["seat"]], "targets": targets, "on": clean["on"]}
