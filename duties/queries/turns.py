"""Reads of rotations: whose turn it is, what a handover's sheet says, who has to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject, Lower, Upper
from django.db.models.lookups import LessThan

from duties.models import (
    ChairTurn,
    DutyLogEntry,
    DutyPost,
    Handover,
    Notice,
    PostAssignment,
    RotationMember,
    RotationPlan,
    TurnCover,
)
from duties.queries.log import COUNTS
from duties.rules import turns as rules
from fulian.dated import live_on
from members.models import Appointment, Office
from orgs.models import AccessGrant, Org, User

SIDES = tuple(
    f"{side}__{fact}"
    for side in ("turn__appointment", "before__appointment", "giver", "taker")
    for fact in ("person", "grant")
)
MOST_SHEETS = 60  # the first that wait for her, and then the last of her organisation
OPEN = (ChairTurn.Status.PLANNED, ChairTurn.Status.ACTIVE)


@dataclass(frozen=True, slots=True)
class PostsBoard:
    """The county's posts, and who of some organisations held them when."""

    posts: list[DutyPost]
    held: dict[int, list[PostAssignment]]

    def empty_at(self, org: int, on: date) -> list[str]:
        """Return the names of the posts nobody of the organisation holds on ``on``."""
        busy = {row.post_id for row in self.held[org] if rules.holds(row, on)}
        return [post.name for post in self.posts if rules.holds(post, on) and post.pk not in busy]


def rosters_of(plans: Sequence[RotationPlan]) -> dict[int, list[Appointment]]:
    """Return the seats of each plan's roster in order, with the access each opened.

    Table by table: three tables joined behind the walls are planned badly (design: 5).
    """
    rows = RotationMember.rows.filter(plan__in=[plan.pk for plan in plans]).order_by("place")
    places = list(rows.values_list("plan_id", "appointment_id"))
    seats = Appointment.rows.in_bulk({seat for _, seat in places})
    grants = AccessGrant.rows.in_bulk({seat.grant_id for seat in seats.values() if seat.grant_id})
    for seat in seats.values():
        seat.grant = grants.get(seat.grant_id or 0)
    rosters: dict[int, list[Appointment]] = defaultdict(list)
    for plan, seat_id in places:
        rosters[plan].append(seats[seat_id])
    return rosters


def open_turns_of(plans: Sequence[RotationPlan]) -> dict[int, list[ChairTurn]]:
    """Return the turns going on or to come in the organisations of ``plans``, by organisation."""
    orgs = {plan.org_id for plan in plans}
    turns: dict[int, list[ChairTurn]] = defaultdict(list)
    for turn in ChairTurn.rows.filter(org__in=orgs, status__in=OPEN).order_by("days"):
        turns[turn.org_id].append(turn)
    return turns


def chairs_of(orgs: Sequence[int]) -> dict[int, list[Appointment]]:
    """Return who chairs or chaired each organisation, with the access the seat opened."""
    chairs: dict[int, list[Appointment]] = defaultdict(list)
    rows = Appointment.rows.filter(org__in=orgs, office=Office.CHAIR).select_related("grant")
    for seat in rows.order_by("-since"):
        chairs[seat.org_id].append(seat)
    return chairs


def posts_board(orgs: Sequence[int]) -> PostsBoard:
    """Return the posts and who of ``orgs`` held them."""
    held: dict[int, list[PostAssignment]] = defaultdict(list)
    for row in PostAssignment.rows.filter(org__in=orgs):
        held[row.org_id].append(row)
    return PostsBoard(list(DutyPost.rows.order_by("place", "pk")), held)


def log_counts(turns: Sequence[ChairTurn]) -> dict[int, int]:
    """Return how many log entries each turn's organisation has of the turn's days."""
    entries = DutyLogEntry.rows.filter(
        COUNTS, org=OuterRef("org"), done_on__gte=OuterRef("days__startswith"),
        done_on__lt=OuterRef("days__endswith"),
    )  # fmt: skip
    count = entries.order_by().values("org").annotate(n=Count("pk")).values("n")
    rows = ChairTurn.rows.filter(pk__in=[turn.pk for turn in turns])
    return dict(rows.values_list("pk", Coalesce(Subquery(count), 0)))


def plans() -> QuerySet[RotationPlan]:
    """Return the rotations in reach."""
    return RotationPlan.objects.select_related("org")


def rotates_at(org: Org) -> bool:
    """Say whether an organisation has a rotation that runs."""
    return RotationPlan.rows.filter(org=org, ended_on__isnull=True).exists()


def plans_citing(seats: Iterable[int]) -> QuerySet[RotationPlan]:
    """Return the rotations going on that count on one of ``seats``, with how many: ``at_stake``."""
    cited = RotationMember.rows.filter(appointment__in=list(seats))
    mine = Count("members", filter=Q(members__in=cited.values("pk")))
    return (
        plans()
        .filter(ended_on__isnull=True, pk__in=cited.values("plan"))
        .annotate(at_stake=mine)
        .order_by("org__lft")
    )


def sides_of(handover: Handover, user: int) -> list[str]:
    """Return which confirmations are the account's: ``given_at``, ``taken_at``, both or none."""
    seats = {"taken_at": taker_of(handover), "given_at": giver_of(handover)}
    return [
        side for side, seat in seats.items()
        if seat is not None and seat.grant is not None and seat.grant.user_id == user
    ]  # fmt: skip


def taker_of(handover: Handover) -> Appointment | None:
    """Return the seat that takes over; None while nobody follows."""
    return handover.turn.appointment if handover.turn else handover.taker


def giver_of(handover: Handover) -> Appointment | None:
    """Return the seat that hands over; None for a plan's first turn."""
    return handover.before.appointment if handover.before else handover.giver


@dataclass(frozen=True, slots=True)
class Mine:
    """What of a rotation is somebody's own business today."""

    now: ChairTurn | None
    is_mine: bool
    turns: list[ChairTurn]
    waiting: list[Handover]
    handed: list[Handover]


def handovers() -> QuerySet[Handover]:
    """Return the handovers in reach with whoever gave and took, the last one first."""
    rows = Handover.objects.select_related("org", *SIDES)
    return rows.order_by("-due_on", "-pk")


def unconfirmed() -> Q:
    """Condition: somebody has still to confirm the handover."""
    has_giver = Q(before__isnull=False) | Q(giver__isnull=False)
    has_taker = Q(turn__isnull=False) | Q(taker__isnull=False)
    return (has_taker & Q(taken_at__isnull=True)) | (has_giver & Q(given_at__isnull=True))


def is_late(today: date) -> Q:
    """Condition: somebody has still to confirm, and the last day for it is over."""
    last = ExpressionWrapper(F("due_on") + F("limit_days"), output_field=DateField())
    return unconfirmed() & Q(LessThan(last, today))


def waits_for(user: User) -> Q:
    """Condition: the handover waits for her own confirmation."""
    takes = Q(turn__appointment__grant__user=user) | Q(taker__grant__user=user)
    gives = Q(before__appointment__grant__user=user) | Q(giver__grant__user=user)
    return takes & Q(taken_at__isnull=True) | gives & Q(given_at__isnull=True)


def mine_of(user: User, org: int) -> Mine:
    """Return whose turn it is at ``org``, her own turns now and to come, and what waits for her."""
    waiting, handed = _sheets(user, org)
    own = Q(appointment__grant__user=user)
    rows = ChairTurn.objects.filter(own | Q(org=org, status=ChairTurn.Status.ACTIVE))
    rows = rows.filter(status__in=OPEN).annotate(
        is_own=ExpressionWrapper(own, BooleanField()), standing_in=ArraySubquery(_standing_in())
    )
    found: list[Any] = list(
        rows.select_related("appointment__person", "org", "plan").order_by("days")
    )
    here = [turn for turn in found if turn.org_id == org]
    now = next((turn for turn in here if turn.status == ChairTurn.Status.ACTIVE), None)
    return Mine(
        now=now,
        is_mine=bool(now and now.is_own),
        turns=[turn for turn in found if turn.is_own][:12],
        waiting=waiting,
        handed=handed,
    )


def standing_in_today(turn: Any, on: date) -> list[tuple[str, date]]:
    """Return who stands in for the holder of ``Mine.now`` on the day ``on``, and her last day."""
    told = [
        (one["name"], date.fromisoformat(one["since"]), date.fromisoformat(one["until"]))
        for one in (turn.standing_in if turn is not None else ())
    ]
    return [(name, until - timedelta(days=1)) for name, since, until in told if since <= on < until]


def _standing_in() -> QuerySet[Any, Any]:
    """Return the covers of the turn a query is about, each as one value."""
    facts = JSONObject(name="appointment__person__name", since=Lower("days"), until=Upper("days"))
    rows = TurnCover.rows.filter(turn=OuterRef("pk")).order_by("days", "pk")
    return rows.values_list(facts, flat=True)


def _sheets(user: User, org: int) -> tuple[list[Handover], list[Handover]]:
    """Return what waits for her, the oldest first, and the last six of ``org``, in one query."""
    waits = Case(When(waits_for(user), then=Value(True)), default=Value(False))
    rows = handovers().filter(Q(org=org) | waits_for(user)).annotate(waits=waits)
    found: list[Any] = list(rows.order_by("-waits", "-due_on", "-pk")[:MOST_SHEETS])
    here = [one for one in found if one.org_id == org]
    handed = sorted(here, key=lambda one: (one.due_on, one.pk), reverse=True)
    return [one for one in found if one.waits][::-1], handed[:6]


def notices_of(user: User) -> QuerySet[Notice]:
    """Return what arrived in her inbox in the open county, the newest first."""
    rows = Notice.rows.filter(user=user).select_related("message__org")
    return rows.order_by("-arrived_at", "-pk")


def unread_count(user: User) -> int:
    """Return how many notices she has not read."""
    return Notice.rows.filter(user=user, read_at__isnull=True).count()


def plans_listed(today: date) -> QuerySet[RotationPlan]:
    """Return the rotations in reach with whose turn it is, the next handover, and late ones."""
    mine = ChairTurn.rows.filter(plan=OuterRef("pk"))
    now = mine.filter(status=ChairTurn.Status.ACTIVE).values("appointment__person__name")
    ahead = mine.filter(status=ChairTurn.Status.PLANNED).order_by("days")
    late = Handover.rows.filter(is_late(today), turn__plan=OuterRef("pk")).order_by()
    counted = late.values("turn__plan").annotate(n=Count("pk")).values("n")
    return plans().annotate(
        holder=Subquery(now[:1]),
        next_on=Subquery(ahead.values("days__startswith")[:1]),
        late=Coalesce(Subquery(counted), 0),
    )


def roster_candidates(org: Org, on: date) -> list[Appointment]:
    """Return who may be on the roster of ``org``: vice-chairs first, then executive members."""
    rows = Appointment.objects.filter(live_on(on), org=org, office__in=rules.ON_ROSTER)
    return list(rows.select_related("person").order_by("-office", "person__pinyin", "pk"))
