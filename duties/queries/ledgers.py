"""Reads of the ledgers: what is mine, what is open, one line whole, what the export holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from duties.ledgers import kind_of
from duties.models import LedgerEntry, LedgerFollowUp, LedgerStatus, LedgerTransfer
from duties.rules.ledgers import OWN_ONLY
from members.queries.machine import matching
from orgs.models import User

NAMED = ("org", "hand", "appointment__person", "woman", "household", "group")


@dataclass(frozen=True, slots=True)
class Lain:
    """One hand a line lay in: whose, since when, how long, and what came of it."""

    transfer: LedgerTransfer
    waited: int
    held: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A line with everything about it. ``answers`` are questions and answers as people read."""

    entry: LedgerEntry
    title: str
    about: str
    answers: list[tuple[str, str]]
    follow_ups: list[LedgerFollowUp]
    lain: list[Lain]
    former: list[dict[str, str]] = field(default_factory=list)

    @property
    def going(self) -> LedgerTransfer | None:
        """The transfer that waits, or is being worked on."""
        last = self.lain[-1].transfer if self.lain else None
        return last if last and last.status in ("asked", "accepted") else None


def readable(user: Any) -> QuerySet[LedgerEntry]:
    """Return the lines she may read: her reach; an ordinary member's are those of her own seats.

    What a township received lies below it, so nobody gains anything by a transfer.
    """
    rows, hat = LedgerEntry.objects.all(), getattr(user, "hat", None)
    if hat is not None and hat.role in OWN_ONLY:
        rows = rows.filter(appointment__grant__user=user)
    return rows


def mine(user: User) -> QuerySet[LedgerEntry]:
    """Return the lines of her own seats where she acts, the open first, the next due on top."""
    org = user.hat.org if user.hat else 0
    return by_need(LedgerEntry.objects.filter(org=org, appointment__grant__user=user))


def of_place(user: User) -> QuerySet[LedgerEntry]:
    """Return the lines of the organisation she acts in, the open first."""
    org = user.hat.org if user.hat else 0
    return by_need(readable(user).filter(org=org))


def received(org: int) -> QuerySet[LedgerTransfer]:
    """Return what was handed to ``org`` and waits or is in hand there, the oldest first."""
    rows = LedgerTransfer.rows.filter(to_org=org, status__in=["asked", "accepted"])
    return rows.select_related("org", "entry__org").order_by("status", "asked_at")


def by_need(rows: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Return lines in the order in which they want somebody: open and due first."""
    place = Case(
        When(status=LedgerStatus.OPEN, then=Value(0)), default=Value(1),
        output_field=IntegerField(),
    )  # fmt: skip
    ordered = rows.annotate(place=place).order_by(
        "place", F("next_on").asc(nulls_last=True), "-done_on", "-pk"
    )
    return ordered.select_related(*NAMED)


def overdue(today: date) -> Q:
    """Condition: open, and the next contact is past."""
    return Q(status=LedgerStatus.OPEN, next_on__lt=today)


def whole_of(entry: LedgerEntry, now: datetime) -> Whole:
    """Return a line with its follow-ups and the hands it lay in, in three queries."""
    kind = kind_of(entry.kind)
    columns = kind.columns.items() if kind else ()
    answers = entry.words | {name: getattr(entry, column) for column, name in columns}
    follow_ups = LedgerFollowUp.rows.filter(entry=entry).select_related("appointment__person")
    transfers = LedgerTransfer.rows.filter(entry=entry).select_related("org", "to_org")
    return Whole(
        entry, kind.title if kind else "台账", kind.about if kind else "",
        list(kind.told(answers)) if kind else [],
        list(follow_ups.order_by("done_on", "pk")),
        [lain(one, now) for one in transfers.order_by("asked_at", "pk")],
        entry.content.get("former", []),
    )  # fmt: skip


def going_of(entry: LedgerEntry) -> LedgerTransfer | None:
    """Return the transfer of a line that waits or is in hand; None when there is none."""
    rows = LedgerTransfer.rows.filter(entry=entry, status__in=["asked", "accepted"])
    return rows.select_related("to_org").first()


def lain(one: LedgerTransfer, now: datetime) -> Lain:
    """Return how many whole days a transfer waited, and lay in the receiver's hand."""
    answered = one.answered_at or one.done_at or now
    is_held = one.status in ("accepted", "done") and one.answered_at
    done = one.done_at or now
    return Lain(one, (answered - one.asked_at).days, (done - answered).days if is_held else 0)


def subject_of(entry: LedgerEntry) -> str:
    """Return what whoever a line is about is called."""
    for row in (entry.woman, entry.household, entry.group):
        if row is not None:
            return str(row)
    return entry.subject_name


def machine_rows(wanted: Mapping[str, Any], on: date) -> QuerySet[Any, Any]:
    """Return lines done by the day ``on``: what a calling system asked for, as columns."""
    rows: Any = LedgerEntry.objects.filter(done_on__lte=on)
    if "since" in wanted:
        rows = rows.filter(done_on__gte=wanted["since"])
    found = rows.values(
        "id", "kind", "done_on", "category", "status", "amount", "mode", "next_on", "closed_on",
        "has_measures", "subject_name", "woman__name", "household__name", "group__name",
        "content__words", org_code=F("org__code"),
    )  # fmt: skip
    return matching(found, wanted, "kind", "status", "category")


def export_rows(rows: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    """Return lines with what they are called by, in the order of places and days."""
    return rows.select_related(*NAMED).order_by("org__lft", "kind", "done_on", "pk")
