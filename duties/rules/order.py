"""Who serves when: the roster's order, with those who left passed over and swaps kept.

Pure functions over seats and slots. The services lay turns by them and the pages foresee by the
same, so that what is foretold is what will be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from duties.rules.turns import holds, number_at, order_after, turn_days


@dataclass(frozen=True, slots=True)
class Slot:
    """Some days in the rotating chair: whose they are by the order, and who holds them."""

    days: DateRange
    by_order: Any
    holder: Any
    is_planned: bool = True

    @property
    def first(self) -> date:
        """The first day."""
        day: date = self.days.lower
        return day

    @property
    def stands(self) -> bool:
        """Whether its holder is in office on its first day."""
        return holds(self.holder, self.first)


def relaid(roster: Sequence[Any], slots: Sequence[Slot], last: int | None = None) -> list[Slot]:
    """Return ``slots`` from the first on laid anew, as the holder of the first is out of office.

    Everybody still to come moves up; days stay. Two who changed places stay changed, unless one of
    them is out of office: then the other takes her own place again, and whoever has served
    already is not called twice. Slots at the end that nobody can take are left out.

    ``last`` is who went before by the order; without it the first slot tells.
    """
    if not slots:
        return []
    first = slots[0]
    waiting = _waiting(slots)
    if last is None:
        gone = first.holder.pk != first.by_order.pk and not _is_still_to_come(first, slots[1:])
        last = first.by_order.pk if gone else _before(roster, first.by_order.pk)
        if gone:
            waiting[first.by_order.pk].popleft()
    laid = []
    for slot in slots:
        taken = _next(roster, last, slot.first, waiting)
        if taken is None:
            break
        by_order, holder = taken
        laid.append(Slot(slot.days, by_order, holder))
        last = by_order.pk
    return laid


def foreseen(
    roster: Sequence[Any], slots: Sequence[Slot], *, starts_on: date, period: str
) -> Iterator[Slot]:
    """Yield who will serve when, without end; stop when nobody is in office.

    First the planned ``slots`` as they will be handed over, then the rounds not planned yet.
    """
    ahead = list(slots)
    while ahead:
        if not ahead[0].stands:
            laid = relaid(roster, ahead)
            ahead = [_like(new, old) for new, old in zip(laid, ahead, strict=False)]
            if not ahead:
                return
        mine = ahead.pop(0)
        if not ahead:
            ahead = _round_after(roster, mine, starts_on, period)
        yield mine


def first_round(members: Sequence[Any], *, starts_on: date, period: str) -> list[Slot]:
    """Return the slots of a plan's first round, as it would be planned."""
    return [
        Slot(turn_days(starts_on, period, n), seat, seat, is_planned=False)
        for n, seat in enumerate(members)
    ]


def _round_after(roster: Sequence[Any], mine: Slot, starts_on: date, period: str) -> list[Slot]:
    first = mine.days.upper
    number = number_at(starts_on, period, first)
    seats = order_after(roster, mine.by_order.pk, first)
    return [
        Slot(turn_days(starts_on, period, number + n), seat, seat, is_planned=False)
        for n, seat in enumerate(seats)
    ]


def _like(new: Slot, old: Slot) -> Slot:
    return Slot(new.days, new.by_order, new.holder, old.is_planned)


def _waiting(slots: Sequence[Slot]) -> dict[int, deque[Any]]:
    """Return for everybody, each time it is her turn by the order, who holds it."""
    found: dict[int, deque[Any]] = {}
    for slot in slots:
        found.setdefault(slot.by_order.pk, deque()).append(slot.holder)
    return found


def _is_still_to_come(first: Slot, later: Sequence[Slot]) -> bool:
    """Say whether she whose turn it is by the order has her side of the swap before her."""
    return any(
        slot.by_order.pk == first.holder.pk and slot.holder.pk == first.by_order.pk
        for slot in later
    )


def _before(roster: Sequence[Any], seat: int) -> int | None:
    places = [one.pk for one in roster]
    return places[places.index(seat) - 1] if seat in places else None


def _next(
    roster: Sequence[Any], last: int | None, on: date, waiting: dict[int, deque[Any]]
) -> tuple[Any, Any] | None:
    """Return whose turn it is next by the order, and who holds it; None when nobody is there."""
    places = [seat.pk for seat in roster]
    start = places.index(last) + 1 if last in places else 0
    for seat in [*roster[start:], *roster[:start]]:
        queue = waiting.get(seat.pk)
        holder = queue.popleft() if queue else seat
        if holds(holder, on):
            return seat, holder
        if holder.pk != seat.pk:
            _dissolve(seat, holder, waiting)
            if holds(seat, on):
                return seat, seat
    return None


def _dissolve(seat: Any, holder: Any, waiting: dict[int, deque[Any]]) -> None:
    """Give the other side of a swap back to whom it was by the order."""
    queue = waiting.get(holder.pk, deque())
    for n, other in enumerate(queue):
        if other.pk == seat.pk:
            queue[n] = holder
            return
