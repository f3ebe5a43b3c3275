"""What falls empty or over term soon, and the drive board: what blocks comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties import services as duties
from duties.queries import turns
from fulian.scoping import scope
from members import services
from members.models import CongressStep, CongressTerm, Office, Step, WomensCongress
from members.queries import congresses, terms
from members.queries import forecast as reads
from members.queries.seats import term_of
from members.rules import TermState
from orgs.models import Level, Org
from tests.conftest import NOW, TODAY
from tests.members.drives import left, prepared, term
from tests.people import SINCE, committee, person, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def ending(org, days, number=3):
    return term(org, number, starts_on=date(2021, 6, 1), ends_on=TODAY + timedelta(days=days))


def test_over_thirty_ninety_and_a_hundred_and_eighty_days(here):
    committee(here.village, vice=1, executives=1)
    committee(here.other_village, vice=0, executives=2)
    ending(here.village, 60)
    ending(here.other_village, -5)
    gone = left(here.town, on=TODAY + timedelta(days=20))
    found = reads.forecast(TODAY, 30)
    assert [seat.pk for seat in found.leaving] == [gone.pk]
    assert [one.org for one in found.ending] == [here.other_village]
    assert [one.org for one in found.over] == [here.other_village]
    assert len(found.seats) == 4
    assert found.lone == [here.other_village]
    assert reads.forecast(TODAY).outlook == [(30, 4), (90, 7), (180, 7)]
    with scope(here.county.pk, under=here.town):
        assert reads.forecast(TODAY).outlook == [(30, 1), (90, 4), (180, 4)]
        assert reads.forecast(TODAY).over == []


def test_one_person_in_four_seats(here):
    her = person(here.village, "多任者")
    seat(here.village, Office.CHAIR, who=her)
    seat(here.village, Office.REPRESENTATIVE, who=her)
    seat(here.town, Office.EXECUTIVE_MEMBER, who=her)
    assert reads.forecast(TODAY, 30).busy == []
    seat(here.town, Office.REPRESENTATIVE, who=her)
    (busy,) = reads.forecast(TODAY, 30).busy
    assert (busy.person, len(busy.seats)) == (her, 4)


def test_rotations_that_count_on_those_seats(here):
    held = committee(here.village)
    duties.plan_rotation(
        org=here.village, members=held[1:4], period="month", starts_on=date(2026, 12, 1),
        by=None, at=NOW,
    )  # fmt: skip
    ending(here.village, 10)
    (plan,) = turns.plans_citing(reads.forecast(TODAY, 30).seats)
    assert (plan.org, plan.at_stake) == (here.village, 3)
    assert list(turns.plans_citing([])) == []


def test_every_state_is_found_by_the_list(here):
    villages = list(Org.objects.filter(level=Level.VILLAGE).order_by("lft"))
    days = {TermState.OVER: 0, TermState.DUE_30: 30, TermState.DUE_90: 31, TermState.DUE_180: 91}
    for org, (_, left_days) in zip(villages, days.items(), strict=True):
        ending(org, left_days)
    services.extend_term(
        term=term(here.town, starts_on=date(2021, 1, 1), ends_on=date(2026, 1, 1)),
        to=date(2027, 1, 1), document="批〔2026〕1号", by=None,
    )  # fmt: skip
    term(here.other_town, 2, starts_on=date(2021, 1, 1), ends_on=SINCE)
    term(here.other_town, 3)
    rows = terms.with_state(CongressTerm.objects.all(), TODAY)
    found = {row.state: row.org for row in rows}
    assert {s: found[s] for s in days} == dict(zip(days, villages, strict=True))
    assert found[TermState.EXTENDED] == here.town
    assert found[TermState.FOLLOWED] == found[TermState.RUNNING] == here.other_town
    for org, now in terms.latest_terms(TODAY).items():
        assert rows.get(pk=now.term.pk).state == now.state, org
    assert list(terms.without_term(TODAY)) == [here.root]


def test_what_blocks_comes_first(here):
    villages = list(Org.objects.filter(level=Level.VILLAGE).order_by("lft"))
    over, late, due, calm = reversed(villages)
    ending(over, -3)
    ending(late, 300)
    ending(due, 100)
    ending(calm, 900)
    prepared(late, due_on=TODAY + timedelta(days=20))
    board = congresses.board(TODAY, level=Level.VILLAGE)
    assert [line.org for line in board] == [over, late, due, calm]
    assert [line.blockers for line in board] == [
        ["届满未换", "还没有筹备"], ["“方案”已逾期"], ["还没有筹备"], []
    ]  # fmt: skip
    congress = prepared(over)
    services.mark_step(congress=congress, step="plan", on=TODAY, by=None)
    first = congresses.board(TODAY, level=Level.VILLAGE)[0]
    assert (first.org, first.done, first.next.step) == (over, 1, "candidates")
    under = congresses.board(TODAY, level=Level.VILLAGE, under=here.town)
    assert {line.org.parent_id for line in under} == {here.town.pk}


@pytest.mark.parametrize(
    ("days", "blockers", "rank"),
    [(200, [], 6), (180, ["还没有筹备"], 3), (20, ["还没有筹备"], 3),
     (0, ["届满未换", "还没有筹备"], 0)],
)  # fmt: skip
def test_an_extended_term_that_ends_is_due_on_the_board(here, days, blockers, rank):
    """A finished congress of the last time does not hide that the next has to begin."""
    old = ending(here.village, -30)
    services.extend_term(
        term=old, to=TODAY + timedelta(days=days), document="批〔2026〕1号", by=None
    )
    last = prepared(here.village)
    WomensCongress.rows.filter(pk=last.pk).update(state="done", term=old)
    for step in Step:
        CongressStep.rows.create(
            congress_id=last.pk, step=step, done_on=SINCE, county_id=here.county.pk
        )
    board = congresses.board(TODAY, level=Level.VILLAGE)
    (line,) = (one for one in board if one.org == here.village)
    assert (line.blockers, line.rank) == (blockers, rank)
    assert (line.congress is None) == bool(blockers)
    assert term_of(here.village, TODAY) == (old if days else None)


def test_the_board_asks_as_little_for_many_as_for_one(here):
    counts = []
    for org in Org.objects.filter(level=Level.VILLAGE):
        ending(org, 10)
        services.mark_step(congress=prepared(org), step="plan", on=TODAY, by=None)
        with CaptureQueriesContext(connection) as asked:
            assert congresses.board(TODAY, level=Level.VILLAGE)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 6
