"""The order of turns as a pure function: nobody lost, nobody twice, whatever is swapped."""

from __future__ import annotations

from datetime import date
from itertools import islice, pairwise
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from duties.rules import order, quality
from duties.rules.turns import turn_days

START = date(2026, 1, 31)


def seats(size):
    return [SimpleNamespace(pk=n, since=date(2020, 1, 1), until=None) for n in range(size)]


def ring(size, period="month"):
    roster = seats(size)
    return roster, order.first_round(roster, starts_on=START, period=period)


def swapped(slots, a, b):
    one, two = slots[a], slots[b]
    slots[a] = order.Slot(one.days, one.by_order, two.holder)
    slots[b] = order.Slot(two.days, two.by_order, one.holder)


def foreseen(roster, slots, count, period="month"):
    told = order.foreseen(roster, slots, starts_on=START, period=period)
    return list(islice(told, count))


def names(slots):
    return [slot.holder.pk for slot in slots]


def test_the_round_after_a_swap_keeps_the_order():
    roster, slots = ring(4)
    swapped(slots, 2, 3)
    assert names(foreseen(roster, slots, 12)) == [0, 1, 3, 2, 0, 1, 2, 3, 0, 1, 2, 3]


def test_who_left_is_passed_over_and_all_move_up():
    roster, slots = ring(4)
    roster[1].until = date(2026, 2, 1)
    assert names(foreseen(roster, slots, 7)) == [0, 2, 3, 0, 2, 3, 0]


def test_a_swap_further_on_moves_up_with_its_two():
    roster, slots = ring(5)
    swapped(slots, 3, 4)
    roster[1].until = date(2026, 2, 1)
    assert names(foreseen(roster, slots, 9)) == [0, 2, 4, 3, 0, 2, 3, 4, 0]


def test_who_left_after_agreeing_to_go_earlier_leaves_the_other_her_own_turn():
    roster, slots = ring(4)
    swapped(slots, 1, 2)
    roster[2].until = date(2026, 2, 1)  # was to serve in place of 1
    assert names(foreseen(roster, slots, 7)) == [0, 1, 3, 0, 1, 3, 0]


def test_who_left_after_agreeing_to_go_later_was_served_already():
    roster, slots = ring(4)
    swapped(slots, 1, 2)
    roster[1].until = date(2026, 3, 20)  # her own days were served by 2
    assert names(foreseen(roster, slots, 7)) == [0, 2, 3, 0, 2, 3, 0]


def test_nobody_left():
    roster, slots = ring(2)
    for seat in roster:
        seat.until = date(2026, 1, 1)
    assert foreseen(roster, slots, 5) == []


swaps = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4)


@given(
    size=st.integers(2, 6),
    changes=swaps,
    leaving=st.dictionaries(st.integers(1, 5), st.integers(1, 8), max_size=3),
    period=st.sampled_from(["month", "quarter", "half_year"]),
)
def test_plans_keep_no_gap_no_overlap_and_everyone_once_a_round(size, changes, leaving, period):
    roster, slots = ring(size, period)
    for a, b in changes:
        if a % size != b % size:
            swapped(slots, a % size, b % size)
    for who, when in leaving.items():
        if who < size:
            roster[who].until = turn_days(START, period, when).lower
    told = foreseen(roster, slots, 5 * size, period)
    assert len(told) == 5 * size  # the first never leaves
    for one, two in pairwise(told):
        assert one.days.upper == two.days.lower
    assert all(slot.holder.until is None or slot.holder.until > slot.first for slot in told)
    staying = {seat.pk for seat in roster if seat.until is None}
    settled = [slot for slot in told if slot.first >= turn_days(START, period, 2 * size + 8).lower]
    for n in range(0, len(settled) - len(staying), len(staying)):
        assert {slot.holder.pk for slot in settled[n : n + len(staying)]} == staying


@given(size=st.integers(2, 6), changes=swaps)
def test_swaps_within_a_round_let_everyone_serve_once_a_round(size, changes):
    roster, slots = ring(size)
    for a, b in changes:
        if a % size != b % size:
            swapped(slots, a % size, b % size)
    told = foreseen(roster, slots, 5 * size)
    for n in range(0, 5 * size, size):
        assert sorted(names(told[n : n + size])) == list(range(size))


@given(size=st.integers(2, 5), gone=st.dictionaries(st.integers(1, 4), st.integers(1, 9)))
def test_nobody_in_office_waits_longer_than_two_rounds(size, gone):
    roster, slots = ring(size)
    for who, when in gone.items():
        if who < size:
            roster[who].until = turn_days(START, "month", when).lower
    told = foreseen(roster, slots, 6 * size)
    for seat in roster:
        if seat.until is None:
            mine = [n for n, slot in enumerate(told) if slot.holder is seat]
            assert all(b - a <= size for a, b in pairwise(mine))


def turn(pk, who, first, end, status="planned"):
    days = SimpleNamespace(lower=first, upper=end)
    return SimpleNamespace(pk=pk, appointment_id=who, days=days, status=status)


def test_quality_finds_gap_overlap_who_left_and_leave():
    roster = seats(3)
    roster[2].until = date(2026, 2, 1)
    turns = [
        turn(1, 0, date(2026, 1, 1), date(2026, 2, 1), "done"),
        turn(2, 1, date(2026, 2, 3), date(2026, 3, 1), "active"),
        turn(3, 0, date(2026, 2, 20), date(2026, 4, 1)),
        turn(4, 1, date(2026, 2, 1), date(2026, 2, 3), "skipped"),
    ]
    leave = SimpleNamespace(
        appointment_id=0, days=SimpleNamespace(lower=date(2026, 3, 5), upper=date(2026, 3, 9))
    )
    found = quality.quality_of(turns, roster, [leave], [], date(2026, 2, 10))
    assert [(g.lower, g.upper) for g in found.gaps] == [(date(2026, 2, 1), date(2026, 2, 3))]
    assert [(g.lower, g.upper) for g in found.overlaps] == [(date(2026, 2, 20), date(2026, 3, 1))]
    assert [seat.pk for seat in found.vacated] == [2]
    assert [one.pk for one in found.on_leave] == [3]
    assert found.served == {0: 1, 1: 1, 2: 0}
    assert not found.is_sound
    days = SimpleNamespace(lower=date(2026, 3, 1), upper=date(2026, 3, 10))
    cover = SimpleNamespace(turn_id=3, days=days)
    assert not quality.quality_of(turns, roster, [leave], [cover], date(2026, 2, 10)).on_leave
