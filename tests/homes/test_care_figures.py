"""The figures of care: right, and no small count told by subtraction (I-CARE-1 to 5, D2.3)."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from fulian.scoping import scope
from homes import services
from homes.models import CareCase, CarePairing
from homes.queries import care_figures as reads
from homes.rules.care_figures import (
    NOT_SHOWN,
    CareFigures,
    hidden,
    is_due,
    month_of,
    per,
    rate,
    shown_pairs,
)
from orgs.models import Org
from tests.conftest import TODAY, signed_in
from tests.homes import care


def test_xiangxi_as_published():
    """D2.3: 1,620 villages, 24,300 executives, 20,791 children (B3.5)."""
    told = CareFigures(
        villages=1620, teams=1620, children=20_791, paired=20_791, execs=24_300,
        paired_execs=20_791, due=20_791, done=20_791, visits=20_791, complete=20_791,
    )  # fmt: skip
    assert told.execs == 1620 * 15
    assert told.looks_computed, "the head-count was computed, not counted"
    assert per(told.children, told.execs, 3) == "0.856"
    assert per(told.children, told.villages, 1) == "12.8"
    rates = {name: rate(*pair) for name, pair in told.rates.items()}
    assert rates == {
        "I-CARE-1": "100.0%", "I-CARE-2": "100.0%", "I-CARE-3": "85.6%", "I-CARE-4": "100.0%",
        "I-CARE-5": "100.0%",
    }  # fmt: skip


def test_village_of_2021_10():
    """B3.5: 14 executives, 4 volunteers and the chair; 29 children."""
    told = CareFigures(villages=1, teams=1, children=29, paired=29, execs=15, paired_execs=15)
    assert not told.looks_computed
    assert per(told.children, told.execs, 2) == "1.93"
    assert rate(0, 0) == "—"


@pytest.mark.parametrize(("since", "until", "wanted"), [
    (date(2026, 11, 15), None, True), (date(2026, 11, 16), None, False),
    (date(2026, 10, 1), date(2026, 11, 30), False), (date(2026, 10, 1), date(2026, 12, 1), True),
    (date(2026, 12, 1), None, False),
])  # fmt: skip
def test_visit_is_due_in_a_month(since, until, wanted):
    assert is_due(since, until, date(2026, 11, 22)) is wanted
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def guesses(wanted, gone, total):
    """Return every way the hidden counts could be that is known to who sees the rest."""
    left = total - sum(c for n, c in enumerate(wanted) if n not in gone)
    spots = len(gone)
    return [way for way in itertools.product(range(1, left + 1), repeat=spots) if sum(way) == left]


def test_no_hidden_count_follows_from_the_rest_and_the_sum():
    """Every village count of up to four places, by brute force."""
    for counts in itertools.product((0, 1, 2, 4, 5, 6, 9), repeat=4):
        lines, (_, whole) = shown_pairs([(0, count) for count in counts])
        gone = {n for n, (_, said) in enumerate(lines) if said == NOT_SHOWN}
        assert gone == hidden(counts)
        assert all(n in gone for n, count in enumerate(counts) if 0 < count < 5)
        if not gone or whole == NOT_SHOWN:
            continue
        ways = guesses(counts, sorted(gone), int(whole))
        for place in range(len(gone)):
            assert len({way[place] for way in ways}) > 1, counts


def test_complement_of_a_part_is_hidden_too():
    lines, sums = shown_pairs([(48, 50), (30, 30)])
    assert [part for part, _ in lines] == [NOT_SHOWN, "30"]
    assert [whole for _, whole in lines] == ["50", "30"]
    assert sums == (NOT_SHOWN, "80")
    lines, sums = shown_pairs([(40, 50), (30, 30)])
    assert (lines, sums) == ([("40", "50"), ("30", "30")], ("70", "80"))
    assert shown_pairs([(3, 3)]) == ([(NOT_SHOWN, NOT_SHOWN)], (NOT_SHOWN, NOT_SHOWN))
    assert shown_pairs([]) == ([], ("0", "0"))


def filled(cast, count):
    """Register and pair ``count`` children, and visit the first three."""
    pairings = [care.paired(cast, name=f"豆{n}") for n in range(count)]
    CarePairing.rows.update(since=date(2026, 11, 1))
    CareCase.rows.update(since=date(2026, 11, 1))
    for pairing in pairings[:3]:
        care.visited(cast, pairing, looks=("not_looked", *["fine"] * 5) if pairing == pairings[0]
                     else care.FINE)  # fmt: skip
    return pairings


def test_figures_are_counted_from_numbers(east):
    with scope(east.county.pk):
        pairings = filled(east, 6)
        care.as_user(east, east.chair, lambda: services.end_pairing(
            pairing=pairings[5], by=east.chair, at=care.NOW
        ))  # fmt: skip
        villages = reads.villages_in_reach()
        found = reads.by_village(villages, TODAY)
        here = found[east.village.pk]
        assert (here.children, here.paired, here.execs, here.paired_execs) == (6, 5, 2, 1)
        assert (here.due, here.done, here.visits, here.complete) == (5, 3, 3, 2)
        assert sum(found.values(), CareFigures()).villages == 4
        table = reads.table_of(TODAY, by_town=True)
        (town, other) = table.lines
        assert (town.org.pk, town.cells["teams"]) == (east.town.pk, ("1", "2"))
        assert town.cells["paired"] == (NOT_SHOWN, "6"), "one is unpaired: 6 less 5"
        assert town.cells["done"] == (NOT_SHOWN, NOT_SHOWN), "due would tell who is paired"
        assert table.sums["done"] == (NOT_SHOWN, NOT_SHOWN)
        assert other.cells["paired"] == ("0", "0")
        lacking = reads.without_team(villages, TODAY)
        assert east.village.pk not in {org.pk for org in lacking}
        assert len(lacking) == 3
        assert east.town in reads.without_pilot(TODAY)
        services.mark_pilot(team=care.team(east), is_pilot=True, by=None)
        assert east.town not in reads.without_pilot(TODAY)


def test_desk_shows_numbers_and_no_name(east):
    with scope(east.county.pk):
        filled(east, 3)
    for user in (east.admin, east.town_clerk):
        client = signed_in(user)
        for path in ("/desk/homes/careteam/", "/desk/homes/careteam/gaps/",
                     f"/desk/homes/careteam/org/{east.village.pk}/", "/desk/"):  # fmt: skip
            page = client.get(path).content.decode()
            assert "豆1" not in page
            assert care.GUARDIAN not in page
    assert NOT_SHOWN in signed_in(east.town_clerk).get("/desk/homes/careteam/").content.decode()


def test_queries_do_not_grow_with_the_children(east, django_assert_max_num_queries):
    with scope(east.county.pk):
        care.paired(east)
        for more in (0, 2):
            for n in range(more):
                care.paired(east, name=f"豆{n}")
            org = Org.rows.get(pk=east.village.pk)
            with django_assert_max_num_queries(7):
                reads.by_village([org], TODAY)
