"""How much time is asked of organisations and roles, month by month (减负台账, N5).

Counted are requests that people had to fill in and what was dispatched, each with the minutes its
sender stated, in the month it went out; never how long somebody was online, and nobody by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from duties.models import Dispatch, DispatchReceipt
from homes.models import RequestAnswer, RequestStatus
from orgs.models import Level, Org, OrgStatus, Role

OUT = (RequestStatus.OPEN, RequestStatus.CLOSED)
MONTHS = 6
WHO = {"chair": "村（社区）妇联主席", "officer": "副主席和执委", "staff": "乡镇（街道）"}


@dataclass(slots=True)
class Asked:
    """How much was asked of some in a month: pieces of work, minutes, and how much is done."""

    pieces: int = 0
    minutes: int = 0
    done: int = 0

    def add(self, pieces: int, minutes: int, done: int) -> None:
        """Add one kind of work."""
        self.pieces += pieces
        self.minutes += minutes
        self.done += done

    @property
    def hours(self) -> str:
        """The minutes as hours, to one decimal, half up."""
        return in_hours(self.minutes)

    @property
    def done_hours(self) -> str:
        """What is done, in hours."""
        return in_hours(self.done)


@dataclass(frozen=True, slots=True)
class Month:
    """One month: what was asked of each role, and of each level of organisation."""

    first: date
    roles: dict[str, Asked]
    levels: dict[str, Asked]
    orgs: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Asked:
        """Of all together."""
        return Asked(*(sum(getattr(one, name) for one in self.levels.values())
                       for name in ("pieces", "minutes", "done")))  # fmt: skip

    @property
    def by_role(self) -> list[tuple[str, Asked]]:
        """What each role was asked, in their order; those who were asked nothing too."""
        return [(name, self.roles.get(name, Asked())) for name in WHO.values()]

    @property
    def each_village(self) -> str:
        """The minutes of a village on average, to one decimal."""
        many = self.orgs.get(Level.VILLAGE, 0)
        asked = self.levels.get(Level.VILLAGE, Asked()).minutes
        return f"{(asked * 20 + many) // (2 * many) / 10:.1f}" if many else "—"


@dataclass(frozen=True, slots=True)
class Piece:
    """One request or dispatch of a month: who asked, how many, and what it takes together."""

    what: str
    title: str
    org: str
    places: int
    minutes: int

    @property
    def total(self) -> int:
        """The minutes of all its receivers."""
        return self.places * self.minutes


def in_hours(minutes: int) -> str:
    """Return minutes as hours, to one decimal, half up."""
    return f"{(minutes * 10 + 30) // 60 / 10:.1f}"


def first_of(on: date, back: int = 0) -> date:
    """Return the first day of the month ``back`` months before that of the day ``on``."""
    months = on.year * 12 + on.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def filled() -> QuerySet[RequestAnswer]:
    """Return what people were asked to fill in: neither answered by the system nor fallen away."""
    return RequestAnswer.rows.filter(
        request__status__in=OUT, request__asks__gt=0, fell_on__isnull=True
    )


def sent() -> QuerySet[DispatchReceipt]:
    """Return what was dispatched and not recalled."""
    return DispatchReceipt.rows.filter(dispatch__recalled_at__isnull=True)


def minutes_in_month(orgs: Iterable[int], on: date) -> dict[int, int]:
    """Return how many minutes were asked of each of ``orgs`` in the month of the day ``on``."""
    keys, first, end = list(orgs), first_of(on), first_of(on, -1)
    found: dict[int, int] = defaultdict(int)
    requests = filled().filter(_in("request__sent_at", first, end), org__in=keys)
    dispatches = sent().filter(
        _in("dispatch__sent_at", first, end), org__in=keys, appointment__isnull=True
    )
    for rows, minutes in ((requests, "request__minutes"), (dispatches, "dispatch__minutes")):
        for org, many in rows.order_by().values_list("org").annotate(many=Sum(minutes)):
            found[org] += many
    return found


def months_until(on: date, back: int = MONTHS) -> list[Month]:
    """Return the last ``back`` months, this one first; three queries."""
    first = first_of(on, back - 1)
    firsts, orgs = [first_of(on, n) for n in range(back)], _many()
    found = {day: Month(day, defaultdict(Asked), defaultdict(Asked), orgs) for day in firsts}
    for at, level, who, pieces, minutes, done in (*_filled(first), *_sent(first)):
        month = found.get(at.date())
        if month is not None:
            month.levels[level].add(pieces, minutes, done)
            month.roles[_role(level, who)].add(pieces, minutes, done)
    return [Month(m.first, dict(m.roles), dict(m.levels), m.orgs) for m in found.values()]


def pieces_of(first: date) -> list[Piece]:
    """Return what was asked in the month that begins with ``first``, what takes most time first."""
    end = first_of(first, -1)
    requests = filled().filter(_in("request__sent_at", first, end)).order_by()
    dispatches = sent().filter(_in("dispatch__sent_at", first, end)).order_by()
    kinds = dict(Dispatch.Kind.choices)
    found = [
        Piece("填报", title, org, many, minutes)
        for title, org, minutes, _, many in requests.values_list(
            "request__title", "request__org__short_name", "request__minutes", "request"
        ).annotate(many=Count("pk"))
    ]
    found += [
        Piece(str(kinds[kind]), title, org, many, minutes)
        for title, org, minutes, kind, _, many in dispatches.values_list(
            "dispatch__title",
            "dispatch__org__short_name",
            "dispatch__minutes",
            "dispatch__kind",
            "dispatch",
        ).annotate(many=Count("pk"))
    ]
    return sorted(found, key=lambda one: (-one.total, one.title))


def askers_of(first: date) -> list[tuple[str, Asked]]:
    """Return who asked how much in a month, in the order of the tree: the county, each township."""
    end = first_of(first, -1)
    found: dict[tuple[int, str], Asked] = defaultdict(Asked)
    for rows, by in ((filled(), "request"), (sent(), "dispatch")):
        told = rows.filter(_in(f"{by}__sent_at", first, end)).order_by()
        names = (f"{by}__org__lft", f"{by}__org__short_name")
        for lft, name, pieces, minutes in told.values_list(*names).annotate(
            pieces=Count("pk"), minutes=Sum(f"{by}__minutes")
        ):
            found[lft, name].add(pieces, minutes, 0)
    return [(name, found[lft, name]) for lft, name in sorted(found)]


def above_limit(on: date, limit: int) -> list[tuple[Org, int]]:
    """Return the organisations asked for more than ``limit`` minutes this month, in tree order."""
    rows = Org.rows.filter(status=OrgStatus.ACTIVE, level=Level.VILLAGE)
    many = minutes_in_month(rows.values_list("pk", flat=True), on)
    over = [pk for pk, minutes in many.items() if minutes > limit]
    found = Org.rows.filter(pk__in=over).select_related("parent").order_by("lft")
    return [(org, many[org.pk]) for org in found]


def _many() -> dict[str, int]:
    rows = Org.rows.filter(status=OrgStatus.ACTIVE).order_by()
    return dict(rows.values_list("level").annotate(many=Count("pk")))


def _in(column: str, first: date, end: date) -> Q:
    return Q(**{f"{column}__date__gte": first, f"{column}__date__lt": end})


def _filled(first: date) -> Iterator[Sequence[Any]]:
    rows = filled().filter(request__sent_at__date__gte=first).order_by()
    done = Sum("request__minutes", filter=Q(answered_at__isnull=False), default=0)
    told = rows.values_list(
        TruncMonth("request__sent_at"), "org__level", "role", _is(Q(hand__isnull=False))
    ).annotate(pieces=Count("pk"), minutes=Sum("request__minutes"), done=done)
    for at, level, role, is_handed, pieces, minutes, ready in told:
        who = role or (Role.OFFICER if is_handed else "")
        yield at, level, who, pieces, minutes, ready


def _sent(first: date) -> Iterator[Sequence[Any]]:
    rows = sent().filter(dispatch__sent_at__date__gte=first).order_by()
    settled = Q(done_at__isnull=False) | (
        Q(read_at__isnull=False) & ~Q(dispatch__kind=Dispatch.Kind.TASK)
    )
    told = rows.values_list(
        TruncMonth("dispatch__sent_at"), "org__level", _is(Q(appointment__isnull=False))
    ).annotate(
        pieces=Count("pk"), minutes=Sum("dispatch__minutes"),
        done=Sum("dispatch__minutes", filter=settled, default=0),
    )  # fmt: skip
    for at, level, is_member, pieces, minutes, ready in told:
        yield at, level, Role.OFFICER if is_member else "", pieces, minutes, ready


def _is(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, BooleanField())


def _role(level: str, who: str) -> str:
    """Return who does it: whoever did, else whom it falls to at an organisation of the level."""
    if who == Role.TOWNSHIP_STAFF or (level == Level.TOWNSHIP and who != Role.OFFICER):
        return WHO["staff"]
    return WHO["officer"] if who == Role.OFFICER else WHO["chair"]
