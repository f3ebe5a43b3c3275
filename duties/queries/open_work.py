"""What is open when work is handed over: tasks, agenda, resolutions, ledger, dates, groups.

Upper apps add lines of their own by ``sheet_line``, or ``sheet_lines`` for many seats at once:
keys of the home, assets, online groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from duties.models import (
    AgendaItem,
    AssignedTask,
    Deliberation,
    LedgerEntry,
    LedgerStatus,
    LiaisonLink,
    Resolution,
)
from fulian.dated import live_on

UNDECIDED = (
    AgendaItem.Status.DRAFT, AgendaItem.Status.DELIBERATING,
    AgendaItem.Status.PRELIMINARY_PUBLISHED,
)  # fmt: skip
MOST = 8  # of a kind stand on the page by name, the rest as a number
Line = Callable[[int, int, date], tuple[str, str] | None]
Lines = Callable[[Sequence[tuple[int, int]], date], dict[int, list[tuple[str, str]]]]
_lines: list[Line] = []
_batches: list[Lines] = []


def sheet_line(line: Line) -> Line:
    """Have ``line(org, seat, on)`` add to handover sheets: what it is and what it says, or None."""
    _lines.append(line)
    return line


def sheet_lines(lines: Lines) -> Lines:
    """Have ``lines`` add to the sheets of many pairs of organisation and seat; told by seat."""
    _batches.append(lines)
    return lines


@dataclass(slots=True)
class Open:
    """What of one seat, and of its organisation, is open on a day; JSON as a sheet keeps it."""

    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def any_of_hers(self) -> bool:
        """Whether something of her own waits: a task, a resolution, a ledger line.

        Or what an upper app says of her: keys of a home, a group, an activity.
        """
        ledger = self.facts.get("ledger") or {}
        told = (self.facts.get(name) for name in ("tasks", "resolutions", "more"))
        return any(told) or bool(ledger.get("open"))


def open_of(wanted: Sequence[tuple[int, int]], on: date, at: datetime) -> dict[int, Open]:
    """Return what is open by seat, for pairs of an organisation and a seat.

    Six queries for all of them, and those of what upper apps add.
    """
    orgs, seats = [org for org, _ in wanted], [seat for _, seat in wanted]
    tasks, resolutions = _tasks(seats), _resolutions(seats)
    ledger, groups = _ledger(seats, on), _groups(seats, on)
    agenda, meetings = _agenda(orgs), _meetings(orgs, at)
    batches = [lines(wanted, on) for lines in _batches]
    found = {}
    for org, seat in wanted:
        more = [said for line in _lines if (said := line(org, seat, on)) is not None]
        more += [said for batch in batches for said in batch.get(seat, ())]
        facts: dict[str, Any] = {
            "tasks": tasks[seat], "resolutions": resolutions[seat], "ledger": ledger.get(seat),
            "groups": groups[seat], "agenda": agenda[org], "meetings": meetings[org],
            "more": [list(said) for said in more],
        }  # fmt: skip
        found[seat] = Open({name: fact for name, fact in facts.items() if fact})
    return found


def _tasks(seats: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = AssignedTask.rows.filter(
        appointment__in=seats, done_on__isnull=True, dropped_on__isnull=True
    ).order_by("due_on", "pk")
    return _by(rows.values_list("appointment_id", "pk", "text", "due_on"))


def _resolutions(seats: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    rows = Resolution.rows.filter(owner__in=seats, done_on__isnull=True).order_by("due_on", "pk")
    return _by(rows.values_list("owner_id", "pk", "text", "due_on"))


def _by(rows: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for seat, pk, text, due in rows:
        found[seat].append({"id": pk, "text": text[:60], "due": due.isoformat()})
    return found


def _ledger(seats: Sequence[int], on: date) -> dict[int, dict[str, Any]]:
    """Return counts and dates only; what is sensitive lies in another table and is never here."""
    by_seat = LedgerEntry.rows.filter(appointment__in=seats).order_by().values("appointment_id")
    rows: Any = by_seat.annotate(
        open=Count("pk", filter=Q(status=LedgerStatus.OPEN)),
        oldest=Min("done_on", filter=Q(status=LedgerStatus.OPEN)),
        next=Min("next_on", filter=Q(next_on__gte=on)),
    )
    return {
        row["appointment_id"]: {
            "open": row["open"],
            "oldest": row["oldest"].isoformat() if row["oldest"] else "",
            "next": row["next"].isoformat() if row["next"] else "",
        }
        for row in rows
        if row["open"] or row["next"]
    }


def _groups(seats: Sequence[int], on: date) -> dict[int, list[str]]:
    rows = LiaisonLink.rows.filter(live_on(on), above__in=seats, group__isnull=False)
    found: dict[int, list[str]] = defaultdict(list)
    for seat, name in rows.order_by("pk").values_list("above_id", "group__name"):
        found[seat].append(name)
    return found


def _agenda(orgs: Sequence[int]) -> dict[int, list[str]]:
    rows = AgendaItem.rows.filter(org__in=orgs, status__in=UNDECIDED, dropped_because="")
    found: dict[int, list[str]] = defaultdict(list)
    for org, title in rows.order_by("pk").values_list("org_id", "title"):
        found[org].append(title)
    return found


def _meetings(orgs: Sequence[int], at: datetime) -> dict[int, list[dict[str, str]]]:
    rows = Deliberation.rows.filter(
        org__in=orgs, status=Deliberation.Status.CALLED, starts_at__gte=at
    ).order_by("starts_at")
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for org, title, starts in rows.values_list("org_id", "title", "starts_at"):
        if len(found[org]) < MOST:
            found[org].append({"title": title, "at": starts.isoformat()})
    return found
