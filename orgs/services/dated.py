"""Parts of the verbs that keep registers: a row begun, corrected, ended, removed; and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from fulian.scoping import ScopedModel
from orgs import rules
from orgs.services.recording import changed, image, made, nothing_to_do, record, removed

Row = TypeVar("Row", bound=ScopedModel)


def begun(row: Row, *, by: Any, reason: str = "") -> Row:
    """Save a new row and record it."""
    clean(row)
    row.save()
    record(row, by=by, changes=[made(row)], reason=reason)
    return row


def corrected(row: Row, facts: Mapping[str, Any], *, by: Any, reason: str = "") -> Row:
    """Give the locked ``row`` other facts and record it; nothing when they are the same."""
    if all(getattr(row, name) == value for name, value in facts.items()):
        nothing_to_do()
        return row
    record(row, by=by, changes=[restated(row, facts)], reason=reason)
    return row


def ended(row: Row, *, on: date, by: Any, reason: str = "") -> Row:
    """End the locked ``row`` on the day ``on``. Refuses what has ended, or begins later."""
    facts: Any = row
    rules.check_open(facts.until)
    rules.check_ends(since=facts.since, on=on)
    record(row, by=by, changes=[restated(row, {"until": on})], reason=reason)
    return row


def taken_out(row: Row, *, by: Any, reason: str, also: list[dict[str, Any]] | None = None) -> None:
    """Delete the locked ``row`` and record it with what goes with it; undo brings it back."""
    change = removed(row)
    record(row, by=by, changes=[*(also or []), change], reason=reason)
    row.delete()


def restated(row: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Save the locked ``row`` with other facts and return the change."""
    before = image(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    clean(row)
    row.save()
    return changed(row, before)


def clean(row: ScopedModel) -> None:
    """Refuse facts that do not fit their columns; links are checked by the verbs."""
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.is_relation])
