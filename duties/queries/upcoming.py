"""Who will serve when: previews of a plan, a running one laid anew, and "my next turn"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Q

from duties.models import ChairTurn, RotationMember, RotationPlan, TurnCover, TurnSwap
from duties.queries import turns as reads
from duties.rules import order
from duties.rules.order import Slot
from duties.rules.turns import order_after
from members.models import Appointment, Person
from orgs.models import Org, User

SHOWN = 12
Status = ChairTurn.Status


@dataclass(frozen=True, slots=True)
class Next:
    """Somebody's next turn: where, on which days, and whether it is planned or foreseen."""

    org: Org
    slot: Slot
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """What falls away when a running rotation is laid anew, and the turns that change hands."""

    turns: tuple[ChairTurn, ...]
    swapped: int
    asked: int
    covers: tuple[TurnCover, ...]

    @property
    def says(self) -> str:
        """The same in Chinese; empty when nothing falls away."""
        counts = ((self.swapped, "期换好的班恢复原来的次序"), (self.asked, "个换班请求撤回"),
                  (len(self.covers), "次代班取消"))  # fmt: skip
        return "，".join(f"{count} {what}" for count, what in counts if count)


def turns_ahead(plan: RotationPlan, on: date) -> list[ChairTurn]:
    """Return the turns of ``plan`` that begin after the day ``on``, in order."""
    rows = ChairTurn.rows.filter(plan=plan, status=Status.PLANNED, days__startswith__gt=on)
    return list(rows.select_related("appointment__grant", "instead_of", "org").order_by("days"))


def relaid_with(
    plan: RotationPlan, seats: Sequence[Appointment], ahead: Sequence[ChairTurn]
) -> list[Slot]:
    """Return the slots of the turns ``ahead`` when ``seats`` take turns in this order.

    After whoever serves now goes the next in the order; swaps fall away.
    """
    before = ChairTurn.rows.filter(plan=plan).exclude(status=Status.SKIPPED)
    before = before.exclude(pk__in=[turn.pk for turn in ahead]).order_by("-days")
    former = before.first()
    last = former.by_order_id if former else None
    laid = []
    for turn in ahead:
        seats_now = order_after(seats, last, turn.days.lower)
        if not seats_now:
            break
        laid.append(Slot(turn.days, seats_now[0], seats_now[0]))
        last = seats_now[0].pk
    return laid


def dropped_by(ahead: Sequence[ChairTurn], laid: Sequence[Slot]) -> Dropped:
    """Return what falls away when the turns ``ahead`` become the slots ``laid``."""
    pairs = list(zip(ahead, laid, strict=False))
    moved = [turn for turn, slot in pairs if turn.appointment_id != slot.holder.pk]
    back = [turn for turn, _ in pairs if turn.instead_of_id]
    keys = [turn.pk for turn in moved]
    asked = TurnSwap.rows.filter(Q(mine__in=keys) | Q(theirs__in=keys), status="asked")
    covers = TurnCover.rows.filter(turn__in=keys).select_related("appointment__grant")
    return Dropped(tuple(moved), len(back), asked.count(), tuple(covers.order_by("pk")))


def dropped_by_change(plan: RotationPlan, seats: Sequence[Appointment], on: date) -> Dropped:
    """Return what falls away if ``seats`` took turns in this order in a running plan."""
    ahead = turns_ahead(plan, on)
    return dropped_by(ahead, relaid_with(plan, seats, ahead))


def preview_of_plan(members: Sequence[Appointment], starts_on: date, period: str) -> list[Slot]:
    """Return the first twelve turns of a plan that is not written yet."""
    slots = order.first_round(members, starts_on=starts_on, period=period)
    return list(islice(order.foreseen(members, slots, starts_on=starts_on, period=period), SHOWN))


def preview_of_change(plan: RotationPlan, seats: Sequence[Appointment], on: date) -> list[Slot]:
    """Return the next twelve turns of a running plan if ``seats`` took turns in this order."""
    laid = relaid_with(plan, seats, turns_ahead(plan, on))
    told = order.foreseen(seats, laid, starts_on=plan.starts_on, period=plan.period)
    return list(islice(told, SHOWN))


def foreseen_of(plan: RotationPlan) -> Iterator[Slot]:
    """Yield the turns of ``plan`` from the one going on, as they will be handed over."""
    roster = reads.rosters_of([plan])[plan.pk]
    return foretold(plan, roster, reads.open_turns_of([plan])[plan.org_id])


def shown_of(plan: RotationPlan) -> list[Slot]:
    """Return the next turns of a rotation, named, twelve of them."""
    return named(islice(foreseen_of(plan), SHOWN))


def first_of(slots: Sequence[Slot], user: User, org: Org, on: date) -> list[Next]:
    """Return the account's first turn among the ``slots`` at ``org`` that begins after ``on``.

    Where they do not reach so far it is counted on (``next_turn_of``).
    """
    seats = {slot.holder.pk: slot.holder.grant for slot in slots}
    hers = {pk for pk, grant in seats.items() if grant is not None and grant.user_id == user.pk}
    mine = next((one for one in slots if one.holder.pk in hers and one.first > on), None)
    if mine is not None:
        return [Next(org, mine)]
    return next_turn_of(user, on) if len(slots) == SHOWN and not hers else []


def named(slots: Iterable[Slot]) -> list[Slot]:
    """Return ``slots`` with the names of who holds them, in one query."""
    told = list(slots)
    people = Person.rows.in_bulk({slot.holder.person_id for slot in told})
    for slot in told:
        slot.holder.person = people[slot.holder.person_id]
    return told


def foretold(
    plan: RotationPlan, roster: Sequence[Appointment], turns: Sequence[ChairTurn]
) -> Iterator[Slot]:
    """Yield the same from what was read: the roster and the open turns of its organisation."""
    seats = {seat.pk: seat for seat in roster}
    mine = [turn for turn in turns if turn.plan_id == plan.pk]
    going = [turn for turn in mine if turn.status == Status.ACTIVE]
    ahead = [turn for turn in mine if turn.status == Status.PLANNED]
    for turn in mine:
        turn.appointment = seats.get(turn.appointment_id) or turn.appointment
        if turn.instead_of_id:
            turn.instead_of = seats.get(turn.instead_of_id, turn.instead_of)
    slots = [Slot(t.days, t.instead_of or t.appointment, t.appointment) for t in ahead]
    yield from (Slot(t.days, t.instead_of or t.appointment, t.appointment) for t in going)
    if plan.ended_on is None:
        yield from order.foreseen(roster, slots, starts_on=plan.starts_on, period=plan.period)


def next_turn_of(user: User, on: date) -> list[Next]:
    """Return the account's turn now or next in each rotation it is on, however far away.

    Planned turns as they stand after swaps and those who left; beyond them counted on by the
    roster's order. Nothing for who has left office by then.
    """
    cited = RotationMember.rows.filter(appointment__grant__user=user, plan__ended_on__isnull=True)
    plans = list(RotationPlan.rows.filter(pk__in=cited.values("plan")).select_related("org"))
    if not plans:
        return []
    rosters, standing = reads.rosters_of(plans), reads.open_turns_of(plans)
    found = []
    for plan in plans:
        roster = rosters[plan.pk]
        hers = {s.pk for s in roster if s.grant is not None and s.grant.user_id == user.pk}
        told = islice(foretold(plan, roster, standing[plan.org_id]), _far(plan, roster, standing))
        slot = next((one for one in told if one.holder.pk in hers and one.days.upper > on), None)
        if slot is not None:
            found.append(Next(plan.org, slot, is_now=slot.first <= on))
    return found


def _far(
    plan: RotationPlan, roster: Sequence[Appointment], standing: dict[int, list[ChairTurn]]
) -> int:
    """Return how many turns to look through: what is planned and two rounds more."""
    return len(standing[plan.org_id]) + 2 * len(roster)
