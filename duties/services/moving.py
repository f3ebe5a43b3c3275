"""What is open passes to who takes over, at her confirmation; what is chosen to stay, stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.models import AssignedTask, Handover, Resolution
from duties.queries import turns as reads
from duties.rules.turns import is_in_office
from orgs.services import changed, image
from orgs.services.recording import Change


def move_open(done: Handover, staying: Sequence[str], on: date) -> list[Change]:
    """Give the open tasks and resolutions of a sheet to who takes over; return the changes.

    Only what is still open and still the giver's moves; nothing to who has left by the day ``on``.
    """
    giver, taker = reads.giver_of(done), reads.taker_of(done)
    if giver is None or taker is None or giver.pk == taker.pk or not is_in_office(taker, on):
        return []
    tasks = AssignedTask.rows.filter(
        pk__in=_keys(done, "tasks", staying), appointment=giver, done_on__isnull=True,
        dropped_on__isnull=True,
    )  # fmt: skip
    owned = Resolution.rows.filter(
        pk__in=_keys(done, "resolutions", staying), owner=giver, done_on__isnull=True
    )
    changes = [
        _given(task, {"appointment": taker, "turn": done.turn})
        for task in tasks.select_for_update(of=("self",))
    ]
    return changes + [_given(row, {"owner": taker}) for row in owned.select_for_update()]


def _keys(done: Handover, kind: str, staying: Sequence[str]) -> list[int]:
    known = [row["id"] for row in done.sheet.get(kind, [])]
    return [pk for pk in known if f"{kind}:{pk}" not in staying]


def _given(row: Any, facts: dict[str, Any]) -> Change:
    before = image(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    return changed(row, before)
