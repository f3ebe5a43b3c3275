"""What is hidden of small numbers cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.rules.small_cells import FEW, Table, across, is_few

COUNTY, TOWN, OTHER = 1, 2, 3
TREE: dict[int, int | None] = {1: None, 2: 1, 3: 1, 21: 2, 22: 2, 23: 2, 31: 3, 32: 3}


def hidden(own: dict[int, Any], tree: dict[int, int | None] = TREE) -> set[int]:
    return Table(tree, {k: v if isinstance(v, tuple) else (v,) for k, v in own.items()}
                 ).settle().whole  # fmt: skip


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden({21: 5, 22: 60, 31: 7, 32: 0}) == set()


def test_a_small_number_takes_its_smallest_sister_with_it():
    assert hidden({21: 3, 22: 40, 23: 9, 31: 7, 32: 8}) == {21, 23}


def test_a_lone_small_number_hides_its_township_and_another():
    """Its township would be the number itself, and so would the county less the other one."""
    assert hidden({21: 3, 31: 20, 32: 90}) == {TOWN, 21, OTHER, 31}


def test_small_sisters_that_come_to_less_than_five_hide_their_sum():
    assert hidden({21: 1, 22: 2, 31: 20, 32: 90}) == {21, 22, TOWN, OTHER, 31}


def test_nothing_else_in_the_county_hides_all_of_it():
    assert hidden({21: 3}) == {COUNTY, TOWN, 21}


def test_what_a_township_has_by_itself_counts_as_a_part():
    found = Table(TREE, {21: (3,), TOWN: (9,)}).settle()
    assert 21 in found.whole
    assert TOWN in found.own


def test_all_but_a_few_is_hidden_like_a_few():
    assert 21 in hidden({21: (38, 40, 2), 22: (30, 60, 30), 23: (50, 90, 40)})


def test_a_breakdown_hides_a_second_part():
    assert across({"a": 2, "b": 30, "c": 8}, {"a"}) == {"a", "c"}
    assert across({"a": 2, "b": 0, "c": 0}, {"a"}) == {"a", "b", "c"}
    assert across({"a": 20, "b": 30}, set()) == set()


@given(st.lists(st.integers(0, 6), min_size=5, max_size=5))
@settings(max_examples=40, deadline=None)
def test_every_small_number_has_another_reading(values):
    """By brute force: some other villages' numbers give every shown number as it is."""
    leaves = [21, 22, 23, 31, 32]
    own = dict(zip(leaves, values, strict=True))
    gone = hidden(own)
    assert {leaf for leaf in leaves if is_few((own[leaf],))} <= gone

    def told(row: dict[int, int]) -> tuple[int | None, ...]:
        sums = row | {TOWN: row[21] + row[22] + row[23], OTHER: row[31] + row[32]}
        sums[COUNTY] = sums[TOWN] + sums[OTHER]
        return tuple(None if place in gone else sums[place] for place in TREE)

    free = [leaf for leaf in leaves if leaf in gone]
    readings: dict[int, set[int]] = {leaf: set() for leaf in free}
    real = told(own)
    for guess in product(range(8), repeat=len(free)):
        row = own | dict(zip(free, guess, strict=True))
        if told(row) == real:
            for leaf in free:
                readings[leaf].add(row[leaf])
    for leaf in free:
        if 0 < own[leaf] < FEW:
            assert len(readings[leaf]) > 1, (own, gone)
