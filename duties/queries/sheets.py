"""A handover's one page as it is read, with the names of those it speaks of looked up now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localtime

from duties.models import Handover
from duties.rules import turns as rules
from members.models import Appointment


@dataclass(frozen=True, slots=True)
class Line:
    """A turn as a sheet names it: from when to when, who, as what."""

    days: str
    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A handover's one page, with the names of those it speaks of looked up now."""

    handover: Handover
    days: str
    giver: Line | None
    giver_left: bool
    taker: Line | None
    log_entries: int
    empty_posts: list[str]
    ahead: list[Line]
    open: dict[str, Any]


def sheet_of(done: Handover) -> Sheet:
    """Return the page of a handover, as it was written then."""
    kept = done.sheet
    ahead = kept.get("next", [])
    incoming = kept.get("incoming") or _seat_now(done)
    told = [seat for seat in (incoming, kept["outgoing"], *ahead) if seat]
    named = Appointment.rows.filter(pk__in=[seat["appointment"] for seat in told])
    names = dict(named.values_list("pk", "person__name"))

    def line(seat: dict[str, Any], days: list[str] | None) -> Line:
        name = names.get(seat["appointment"], "")
        return Line(days_said(days) if days else "", name, seat["office"])

    giver = kept["outgoing"]
    return Sheet(
        handover=done,
        days=days_said(kept["days"]) if kept.get("days") else "",
        giver=line(giver, kept.get("before_days")) if giver else None,
        giver_left=kept["giver_left"],
        taker=line(incoming, kept.get("days")) if incoming else None,
        log_entries=kept["log_entries"],
        empty_posts=kept["empty_posts"],
        ahead=[line(seat, seat["days"]) for seat in ahead],
        open=_open_said(kept),
    )


def _seat_now(done: Handover) -> dict[str, Any] | None:
    """Return who takes over a seat that was given up, as a sheet names her."""
    taker = done.taker
    return {"appointment": taker.pk, "office": taker.get_office_display()} if taker else None


def _open_said(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what was open on a sheet, its days as days."""
    said = {name: kept.get(name) or [] for name in ("agenda", "groups", "more")}
    for name in ("tasks", "resolutions"):
        said[name] = [row | {"due": date.fromisoformat(row["due"])} for row in kept.get(name, [])]
    said["meetings"] = [
        row | {"at": localtime(datetime.fromisoformat(row["at"]))}
        for row in kept.get("meetings", [])
    ]
    ledger = kept.get("ledger") or {}
    days = {n: date.fromisoformat(ledger[n]) if ledger.get(n) else None for n in ("oldest", "next")}
    return said | {"ledger": ledger.get("open", 0)} | days


def days_said(days: list[str]) -> str:
    """Return the days of a sheet in words."""
    first, end = (date.fromisoformat(day) for day in days)
    return rules.days_in_words(DateRange(first, end))
