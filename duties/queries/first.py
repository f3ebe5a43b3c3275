"""What the phone's first page tells of somebody's own duties: all of it in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from duties.models import (
    Deliberation,
    DutyLogEntry,
    LedgerEntry,
    LedgerStatus,
    LiaisonLink,
    MeetingAttendance,
    Notice,
    Resolution,
    RotationMember,
)
from duties.queries.dispatches import received_by
from duties.queries.log import COUNTS
from duties.queries.presidium import open_tasks
from duties.rules.posts import ON_POSTS
from fulian.dated import live_on
from members.models import Appointment, Office
from orgs.models import Org, User

LATE, OPEN = 0, 1  # stages of ``received_by``
MANY = 100


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next meeting she is due at, and what she answered."""

    pk: int
    title: str
    starts_at: datetime
    venue: str
    presence: str


@dataclass(frozen=True, slots=True)
class First:
    """How much of what is hers where she acts.

    Counts, but ``above`` are names, ``due_on`` is a day, ``member`` her seat as executive member.
    """

    month: int
    above: list[str]
    people: int
    groups: int
    ledgers: int
    ledgers_due: int
    waiting: int
    late: int
    unread: int
    tasks: int
    decided: int
    due_on: date | None
    has_turns: bool
    member: int | None
    meeting: NextMeeting | None


def first_of(user: User, org: Org, at: datetime) -> First:
    """Return what stands of her at ``org``, where she acts, at the moment ``at``."""
    today = timezone.localdate(at)
    sought = _own_work(user, org, today) | _sent_to(user, org, at)
    told = {name: ArraySubquery(rows) for name, rows in sought.items()}
    row: Any = Org.rows.filter(pk=org.pk).values(**told).get()
    meeting = row["meeting"][0] if row["meeting"] else None
    return First(
        month=len(row["month"]),
        above=list(dict.fromkeys(row["above"])),
        people=len(row["people"]),
        groups=len(row["groups"]),
        ledgers=len(row["ledgers"]),
        ledgers_due=sum(day is not None and day <= today for day in row["ledgers"]),
        waiting=len(row["stages"]),
        late=row["stages"].count(LATE),
        unread=len(row["unread"]),
        tasks=len(row["tasks"]),
        decided=len(row["decided"]),
        due_on=min(row["decided"], default=None),
        has_turns=bool(row["turns"]),
        member=next(iter(row["member"]), None),
        meeting=meeting and _meeting(meeting),
    )


def _own_work(user: User, org: Org, today: date) -> dict[str, QuerySet[Any, Any]]:
    ties = LiaisonLink.rows.filter(live_on(today), is_primary=True)
    below = ties.filter(_hers("above", user, org, today))
    upper = ties.filter(_hers("below", user, org, today))
    return {
        "month": DutyLogEntry.rows.filter(
            _hers("appointment", user, org, today), COUNTS,
            done_on__gte=today.replace(day=1), done_on__lte=today,
        ).values("pk"),
        "above": upper.order_by("pk").values("above__person__name"),
        "people": below.filter(below__isnull=False).values("pk"),
        "groups": below.filter(group__isnull=False).values("pk"),
        "ledgers": LedgerEntry.rows.filter(
            org=org, appointment__grant__user=user, status=LedgerStatus.OPEN
        ).values("next_on"),
        "member": Appointment.rows.filter(
            live_on(today), org=org, grant__user=user, office=Office.EXECUTIVE_MEMBER
        ).values("pk")[:1],
        "turns": RotationMember.rows.filter(
            plan__ended_on__isnull=True, appointment__grant__user=user
        ).values("pk"),
    }  # fmt: skip


def _sent_to(user: User, org: Org, at: datetime) -> dict[str, QuerySet[Any, Any]]:
    today = timezone.localdate(at)
    sent = received_by(user, today).filter(stage__in=(LATE, OPEN))
    due = MeetingAttendance.rows.filter(
        appointment__grant__user=user, meeting__org=org,
        meeting__status=Deliberation.Status.CALLED, meeting__starts_at__gte=at - timedelta(days=1),
    )  # fmt: skip
    told = JSONObject(
        pk="meeting_id", title="meeting__title", starts_at="meeting__starts_at",
        venue="meeting__venue", presence="presence",
    )  # fmt: skip
    return {
        "stages": sent.order_by().values("stage"),
        "unread": Notice.rows.filter(user=user, read_at__isnull=True).values("pk")[:MANY],
        "tasks": open_tasks().filter(appointment__grant__user=user).order_by().values("pk"),
        "decided": Resolution.rows.filter(
            org=org, done_on__isnull=True, owner__grant__user=user
        ).values("due_on"),
        "meeting": due.order_by("meeting__starts_at", "pk").values(told=told)[:1],
    }


def _hers(seat: str, user: User, org: Org, on: date) -> Q:
    """Condition: ``seat`` is one of hers at ``org``, held on the day ``on``."""
    held = {"org": org, "grant__user": user, "office__in": ON_POSTS}
    hers = Q(**{f"{seat}__{name}": value for name, value in held.items()})
    return hers & live_on(on, f"{seat}__since", f"{seat}__until")


def _meeting(told: dict[str, Any]) -> NextMeeting:
    return NextMeeting(**told | {"starts_at": datetime.fromisoformat(told["starts_at"])})
