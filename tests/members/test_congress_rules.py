"""The count, tried with whatever numbers there are: what the rules promise always holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.models import Contest, Counting, Method, Office
from members.rules import (
    Count,
    Quota,
    TermState,
    check_figures,
    elected_of,
    plenary_of,
    state_of,
    years_after,
)

NUMBER = st.integers(-1, 60)
MAYBE = st.none() | NUMBER


class Standing:
    """Somebody who stands, without a database."""

    def __init__(self, pk, person, office, votes):
        self.pk, self.person_id, self.office, self.votes = pk, person, office, votes


OFFICES = st.sampled_from([Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER])
QUOTAS = st.builds(
    lambda vice, more, members, most, counting: Quota(
        1, vice, vice + members + 1, counting, vice + more, vice + members + 1 + most
    ),
    st.integers(0, 4), st.integers(0, 2), st.integers(0, 8), st.integers(0, 3),
    st.sampled_from(Counting.values),
)  # fmt: skip
BALLOT = st.lists(
    st.tuples(st.integers(1, 12), OFFICES, st.integers(0, 40)),
    max_size=20, unique_by=lambda one: one[:2],
)  # fmt: skip


@given(NUMBER, NUMBER, MAYBE, MAYBE, MAYBE, st.sampled_from(Method.values), st.sampled_from([1, 2]))
def test_figures_that_pass_are_possible(due, present, issued, returned, valid, method, quorum):
    count = Count(due, present, issued, returned, valid)
    try:
        check_figures(count, method=method, quorum=quorum)
    except ValidationError:
        return
    assert 0 <= present <= due
    assert present * 2 > due if quorum == 1 else present * 3 > due * 2
    if method == Method.SHOW_OF_HANDS:
        assert (issued, returned, valid) == (None, None, None)
    else:
        assert 0 <= valid <= returned <= issued <= present


@given(BALLOT, QUOTAS, st.sampled_from(Contest.values), st.sampled_from([1, 2]))
def test_who_wins_has_more_than_half_and_a_seat(ballot, quota, contest, majority_of):
    count = Count(40, 35, 35, 35, 34)
    rows = [Standing(pk, *one) for pk, one in enumerate(ballot)]
    base = count.base(majority_of)
    try:
        won = elected_of(rows, count=count, quota=quota, majority_of=majority_of, contest=contest)
    except ValidationError:
        return
    winners = [row for row in rows if row.pk in won]
    assert all(row.votes * 2 > base and row.votes <= 34 for row in winners)
    heads = {r.person_id for r in winners if r.office != Office.EXECUTIVE_MEMBER}
    members = {r.person_id for r in winners} - heads
    assert sum(r.office == Office.CHAIR for r in winners) <= 1
    assert sum(r.office == Office.VICE_CHAIR for r in winners) <= quota.most_vice
    among = len(heads) + len(members) if quota.is_inclusive else len(members)
    assert among <= max(quota.most_executives, len(heads) if quota.is_inclusive else 0)
    for row in rows:  # nobody with more votes stayed out while one with fewer came in
        if row.pk not in won and row.votes * 2 > base:
            same = [
                w.votes
                for w in winners
                if w.office == row.office
                and (w.office != Office.EXECUTIVE_MEMBER or w.person_id not in heads)
            ]  # a head who is elected as a member too took nobody's seat
            assert all(votes > row.votes for votes in same)


@given(BALLOT, QUOTAS, st.sampled_from(Contest.values), st.integers(0, 18), st.integers(0, 18))
def test_heads_of_a_plenary_are_members_with_more_than_half_of_it(
    ballot, quota, contest, due, present
):
    rows = [Standing(pk, *one) for pk, one in enumerate(ballot)]
    try:
        plenary = plenary_of(due=due, present=present, quorum=2)
        won = elected_of(
            rows, count=Count(40, 35), quota=quota, majority_of=1, contest=contest, plenary=plenary
        )
    except ValidationError:
        return
    winners = [row for row in rows if row.pk in won]
    members = {r.person_id for r in winners if r.office == Office.EXECUTIVE_MEMBER}
    heads = [r for r in winners if r.office != Office.EXECUTIVE_MEMBER]
    assert len(members) == due
    assert present * 3 > due * 2
    assert {r.person_id for r in heads} <= members
    assert len({r.person_id for r in heads}) == len(heads)
    assert all(r.votes * 2 > due and r.votes <= present for r in heads)
    most = quota.most_executives + (0 if quota.is_inclusive else quota.chair + quota.most_vice)
    assert len(members) <= most


@given(st.integers(0, 60), st.integers(0, 60))
def test_more_than_two_thirds_means_more(due, present):
    try:
        check_figures(Count(due, present), method=Method.SHOW_OF_HANDS, quorum=2)
    except ValidationError:
        assert present > due or present * 3 <= due * 2
    else:
        assert present * 3 > due * 2


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([3, 5]), st.integers(0, 4000))
def test_a_term_has_one_state_a_day(starts_on, years, days):
    ends, on = years_after(starts_on, years), starts_on + timedelta(days=days)
    state = state_of(starts_on=starts_on, ends_on=ends, extended_to=None, is_followed=False, on=on)
    left = (ends - on).days
    assert state == (
        TermState.OVER if left <= 0 else TermState.DUE_30 if left <= 30
        else TermState.DUE_90 if left <= 90 else TermState.DUE_180 if left <= 180
        else TermState.RUNNING
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 12, 31), TermState.TO_COME),
        (date(2030, 12, 31), TermState.DUE_180),
        (date(2031, 1, 1), TermState.EXTENDED),
        (date(2031, 5, 31), TermState.EXTENDED),
        (date(2031, 6, 1), TermState.OVER),
    ],
)
def test_an_extension_holds_until_its_day(on, state):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2031, 1, 1)}
    to = date(2031, 6, 1)
    assert state_of(**days, extended_to=to, is_followed=False, on=on) == state
    followed = state_of(**days, extended_to=to, is_followed=True, on=on)
    assert followed == (state if state == TermState.TO_COME else TermState.FOLLOWED)
