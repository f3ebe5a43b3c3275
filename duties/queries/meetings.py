"""Reads of meetings and their agenda: who is due, who came, what waits, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from duties.models import (
    AgendaItem,
    ChairTurn,
    Deliberation,
    MeetingAttendance,
    NeedRequest,
    Resolution,
    RotationMember,
)
from duties.rules import meetings as rules
from duties.rules.posts import ON_POSTS
from duties.rules.turns import morning
from fulian.dated import live_on
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, User

Presence = MeetingAttendance.Presence
HELD = (Deliberation.Status.HELD, Deliberation.Status.CONFIRMED)
PLACE: dict[str, int] = {office: place for place, office in enumerate(ON_POSTS)}
ORDER = {Presence.PRESENT: 0, Presence.LEAVE: 1, Presence.ABSENT: 2, Presence.DUE: 3}


def standing(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Return those of ``items`` that are not closed and were not carried to a later meeting."""
    later = AgendaItem.rows.filter(carried_from=OuterRef("pk"))
    return items.exclude(status=AgendaItem.Status.CLOSED).filter(~Exists(later))


def with_onward(items: QuerySet[AgendaItem]) -> QuerySet[Any]:
    """Return ``items`` with whether each was carried to a later meeting (``is_carried``)."""
    return items.annotate(is_carried=Exists(AgendaItem.rows.filter(carried_from=OuterRef("pk"))))


def due_at(org: Org, kind: str, on: date) -> list[Appointment]:
    """Return who is due at a meeting of a kind on a day, everybody once, in her first office.

    The committee; at an enlarged meeting the representatives too; at one of the rotating chair
    the presidium.
    """
    seats = Appointment.rows.filter(live_on(on), org=org)
    if kind == Deliberation.Kind.ROTATION:
        going = Q(plan__ended_on__isnull=True) | Q(plan__ended_on__gt=on)
        roster = RotationMember.rows.filter(going, plan__org=org, plan__starts_on__lte=on)
        seats = seats.filter(pk__in=roster.values("appointment"))
    else:
        seats = seats.filter(office__in=rules.DUE[kind])
    found = list(seats.select_related("person", "grant").order_by("person__pinyin", "pk"))
    found.sort(key=lambda seat: PLACE[seat.office])
    once: dict[int, Appointment] = {}
    for seat in found:
        once.setdefault(seat.person_id, seat)
    return list(once.values())


def turn_at(org: Org, on: date) -> ChairTurn | None:
    """Return the turn in the rotating chair that holds a day."""
    rows = ChairTurn.rows.filter(org=org, days__contains=on)
    return rows.exclude(status=ChairTurn.Status.SKIPPED).first()


def attendance_of(meeting: Deliberation) -> list[MeetingAttendance]:
    """Return who was due at a meeting, by office and name."""
    rows = MeetingAttendance.rows.filter(meeting=meeting)
    named = rows.select_related("appointment__person").order_by("appointment__person__pinyin", "pk")
    return sorted(named, key=lambda row: PLACE[row.appointment.office])


def counted(meeting: Deliberation) -> tuple[int, int]:
    """Return how many were due at a meeting, and how many of them came."""
    rows = MeetingAttendance.rows.filter(meeting=meeting)
    found = rows.aggregate(
        due=Count("pk"), present=Count("pk", filter=Q(presence=Presence.PRESENT))
    )
    return found["due"], found["present"]


def with_counts(rows: QuerySet[Deliberation]) -> QuerySet[Any]:
    """Return meetings with how many were ``due``, came (``present``), and the items on them."""
    came = MeetingAttendance.rows.filter(meeting=OuterRef("pk"))
    items = AgendaItem.rows.filter(meeting=OuterRef("pk"))
    return rows.annotate(
        due=_many(came), present=_many(came.filter(presence=Presence.PRESENT)), many=_many(items)
    )


def meetings_at(org: Org) -> QuerySet[Any]:
    """Return the meetings of an organisation in reach, the last one first."""
    return with_counts(Deliberation.objects.filter(org=org)).order_by("-starts_at", "-pk")


def meeting_in_reach(pk: int) -> Deliberation | None:
    """Return one meeting in reach."""
    rows = Deliberation.objects.select_related("org", "called_by__person")
    return rows.filter(pk=pk).first()


def mine_at(meeting: Deliberation, user: User) -> MeetingAttendance | None:
    """Return her own line among those who are due."""
    rows = MeetingAttendance.rows.filter(meeting=meeting, appointment__grant__user=user)
    return rows.first()


def items_of(meeting: Deliberation) -> list[AgendaItem]:
    """Return the agenda of a meeting in its order, with what was decided."""
    rows = AgendaItem.rows.filter(meeting=meeting).order_by("place", "pk")
    named = with_onward(rows).prefetch_related("resolutions__owner__person")
    return list(named)


def waiting_items(org: Org) -> list[AgendaItem]:
    """Return what waits for a meeting of ``org``: drafts, and what no held meeting decided.

    The latter are carried over: copied, with ``carried_from``.
    """
    rows = standing(AgendaItem.rows.filter(org=org))
    drafts = Q(status=AgendaItem.Status.DRAFT, meeting__isnull=True)
    undecided = Q(status__in=rules.UNDECIDED, meeting__status__in=HELD)
    return list(rows.filter(drafts | undecided).select_related("meeting").order_by("pk"))


def waiting_needs(org: Org) -> list[NeedRequest]:
    """Return the new needs of ``org`` that wait for nothing yet, the oldest first."""
    taken = standing(AgendaItem.rows.filter(need=OuterRef("pk")))
    rows = NeedRequest.rows.filter(org=org, status=NeedRequest.Status.NEW)
    return list(rows.filter(~Exists(taken)).order_by("received_on", "pk"))


def number_in_year(org: Org, kind: str, year: int) -> int:
    """Return the number the next meeting of a kind has in a year; cancelled ones do not count."""
    rows = Deliberation.rows.filter(org=org, kind=kind, starts_at__year=year)
    return rows.exclude(status=Deliberation.Status.CANCELLED).count() + 1


def resolutions() -> QuerySet[Resolution]:
    """Return what was decided in reach, what is due first at the top."""
    rows = Resolution.objects.select_related("item", "org", "owner__person")
    return rows.order_by("done_on", "due_on", "pk")


def resolutions_of(user: User, org: Org) -> list[Resolution]:
    """Return what is still hers to do at ``org``, what is due first at the top."""
    rows = Resolution.rows.filter(org=org, done_on__isnull=True, owner__grant__user=user)
    return list(rows.select_related("item").order_by("due_on", "pk")[:20])


def owner_candidates(org: Org, on: date) -> list[Appointment]:
    """Return who may be given something to do: the committee and the representatives."""
    seats = Appointment.rows.filter(live_on(on), org=org, office__in=ON_POSTS)
    named = seats.select_related("person").order_by("person__pinyin", "pk")
    return sorted(named, key=lambda seat: PLACE[seat.office])


@dataclass(frozen=True, slots=True)
class Came:
    """Who came to a meeting, by presence, in order of office and name."""

    rows: list[MeetingAttendance]

    def names(self, presence: str) -> list[str]:
        """Return the names of those with a presence."""
        return [row.appointment.person.name for row in self.rows if row.presence == presence]

    @property
    def present(self) -> list[str]:
        """Those who came."""
        return self.names(Presence.PRESENT)

    @property
    def on_leave(self) -> list[str]:
        """Those who asked for leave."""
        return self.names(Presence.LEAVE)

    @property
    def absent(self) -> list[str]:
        """Those who stayed away."""
        return self.names(Presence.ABSENT)

    @property
    def silent(self) -> list[str]:
        """Those who have not said."""
        return self.names(Presence.DUE)


def quarter_of(on: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day's quarter, and of the next."""
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    after = (first + timedelta(days=95)).replace(day=1)
    return morning(first), morning(after)


def quarter_said(on: date) -> str:
    """Return a day's quarter as people say it."""
    return f"{on.year}年第{'一二三四'[(on.month - 1) // 3]}季度"


def obliged(on: date) -> QuerySet[Any]:
    """Return the active organisations in reach with a committee, in tree order, with ``held``.

    ``held`` is how many regular and enlarged meetings were held in the quarter of ``on``.
    """
    seats = Appointment.rows.filter(live_on(on), org=OuterRef("pk"), office__in=COMMITTEE)
    meetings = held_in_quarter(Deliberation.rows.filter(org=OuterRef("pk")), on)
    return (
        Org.objects.filter(Exists(seats), status="active")
        .annotate(held=_many(meetings, "org"))
        .order_by("lft")
    )


def held_in_quarter(rows: QuerySet[Deliberation], on: date) -> QuerySet[Deliberation]:
    """Return those of ``rows`` that count for the quarter of a day: regular and enlarged, held."""
    first, after = quarter_of(on)
    return rows.filter(
        status__in=HELD, kind__in=list(rules.DUE), starts_at__gte=first, starts_at__lt=after
    )


@dataclass(frozen=True, slots=True)
class Share:
    """Numerator and denominator of an indicator."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """I-MTG-1 organisations that met, I-MTG-2 who came of those due, I-MTG-3 what was done."""

    met: Share
    came: Share
    done: Share


def indicators(on: date) -> Indicators:
    """Return I-MTG-1 to 3 of what is in reach for the quarter of a day; three queries.

    I-MTG-3 counts what was decided in the quarter, and how much of it is done.
    """
    first, after = (timezone.localdate(at) for at in quarter_of(on))
    orgs = obliged(on).aggregate(all=Count("pk"), met=Count("pk", filter=Q(held__gt=0)))
    meetings = held_in_quarter(Deliberation.objects.all(), on)
    came = MeetingAttendance.rows.filter(meeting__in=meetings.values("pk")).aggregate(
        all=Count("pk"), present=Count("pk", filter=Q(presence=Presence.PRESENT))
    )
    decided = Resolution.objects.filter(decided_on__gte=first, decided_on__lt=after)
    done = decided.aggregate(all=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False)))
    return Indicators(
        Share(orgs["met"], orgs["all"]), Share(came["present"], came["all"]),
        Share(done["done"], done["all"]),
    )  # fmt: skip


def _many(rows: QuerySet[Any], by: str = "") -> Coalesce:
    """Return how many ``rows`` there are, as a part of another query."""
    key = by or "meeting"
    counted_rows = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted_rows, output_field=IntegerField()), Value(0))
