"""Liaison chains: what may be linked, how far chains reach, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from duties import services
from duties.models import LiaisonLink
from duties.queries import gaps
from duties.queries import links as reads
from duties.queries.links import Net, Seat, Tie
from fulian.scoping import scope
from members import services as members
from members.models import Office, WomensGroup
from orgs import services as ground
from orgs.models import Record
from tests.conftest import TODAY
from tests.people import SINCE, committee, group, person, seat

OFFICES = ("chair", "vice_chair", "executive_member", "representative")


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def tie(above, below=None, on=TODAY, **far):
    return services.link(above=above, below=below, on=on, by=None, **far)


def chain(org):
    """Link one unbroken chain; return its seats and its group."""
    chair, vice, member = committee(org, vice=1, executives=1)
    woman, far = seat(org, Office.REPRESENTATIVE, "柳芳菲"), group(org)
    tie(chair, vice), tie(vice, member), tie(member, woman), tie(woman, group=far)
    return chair, vice, member, woman, far


def test_levels_follow_from_offices(here):
    chain(here.village)
    assert list(LiaisonLink.rows.order_by("pk").values_list("level", flat=True)) == [1, 2, 3, 4]


def test_refusals(here):
    chair, vice, member = committee(here.village, vice=1, executives=1)
    woman, far = seat(here.village, Office.REPRESENTATIVE, "柳芳菲"), group(here.village)
    same = seat(here.village, Office.REPRESENTATIVE, who=member.person)
    other = seat(here.other_village, Office.VICE_CHAIR, "史慧敏")
    wrong = [
        ((chair, member), {}, "四级联系是"),
        ((vice, chair), {}, "四级联系是"),
        ((chair, chair), {}, "不能联系自己"),
        ((member, same), {}, "不能联系自己"),
        ((chair, other), {}, "本组织"),
        ((woman,), {"group": group(here.other_village)}, "本组织"),
        ((member,), {"group": far}, "四级联系是"),
        ((chair,), {}, "请选择"),
        ((woman, vice), {"group": far}, "请选择"),
        ((chair, vice), {"on": SINCE - timedelta(days=1)}, "都要在任"),
        ((woman,), {"group": far, "on": SINCE - timedelta(days=1)}, "都要在任"),
    ]
    for ends, facts, tells in wrong:
        with pytest.raises(ValidationError, match=tells):
            tie(*ends, **facts)
    WomensGroup.rows.filter(pk=far.pk).update(closed_on=TODAY)
    with pytest.raises(ValidationError, match="已经撤销"):
        tie(woman, group=far)
    assert not LiaisonLink.rows.exists()


def test_one_above_at_a_time(here):
    _, one, two, member = committee(here.village, vice=2, executives=1)
    first = tie(one, member)
    with pytest.raises(ValidationError, match="已经有人联系"):
        tie(two, member)
    women = [seat(here.village, Office.REPRESENTATIVE, n) for n in ("柳芳菲", "史慧敏")]
    far = group(here.village)
    tie(women[0], group=far)
    with pytest.raises(ValidationError, match="妇女小组在这段时间里已经有人联系"):
        tie(women[1], group=far)
    services.end_link(link=first, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经结束"):
        services.end_link(link=first, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能早于"):
        services.end_link(link=tie(two, member), on=SINCE, by=None)


def test_links_end_with_the_seat_and_come_back_with_it(here):
    _, _, member, _, far = chain(here.village)
    assert reads.coverage_of(reads.net_of(here.village, TODAY)).chains.done == 1
    effects = {e.what: e.count for e in members.ending_affects(appointment=member, on=TODAY)}
    assert effects == {"联系（她联系的）": 1, "联系（联系她的）": 1}
    members.end_appointment(appointment=member, on=TODAY, departure="moved", by=None)
    net = reads.net_of(here.village, TODAY)
    assert [gap.says for gap in gaps.gaps_of(net, 40)] == ["妇女代表没有执委联系"]
    assert reads.coverage_of(net).chains.missing == (far.pk,)
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert reads.coverage_of(reads.net_of(here.village, TODAY)).chains.done == 1


def test_a_link_entered_late_ends_with_the_seat(here):
    chair, vice, *_ = committee(here.village, vice=1, executives=0)
    members.end_appointment(appointment=vice, on=TODAY, departure="moved", by=None)
    assert tie(chair, vice, on=SINCE).until == TODAY


def test_chain_up_and_down(here):
    chair, vice, member, woman, _far = chain(here.village)
    net = reads.net_of(here.village, TODAY)
    found = reads.chain_in(net, member.pk)
    assert [s.pk for s in found.up] == [chair.pk, vice.pk]
    assert [s.pk for s in found.seats] == [woman.pk]
    assert (found.groups, found.reaches_chair) == ((), True)
    assert reads.chain_in(net, woman.pk).groups == ("一组",)
    loose = seat(here.village, Office.REPRESENTATIVE, "史慧敏")
    alone = reads.chain_in(reads.net_of(here.village, TODAY), loose.pk)
    assert (alone.up, alone.seats, alone.groups, alone.reaches_chair) == ((), (), (), False)
    rows = reads.rows_of(reads.net_of(here.village, TODAY))
    assert [(r.depth, r.title, r.is_loose) for r in rows] == [
        (0, "主席", False), (1, "副主席", False), (2, "执委", False), (3, "妇女代表", False),
        (4, "妇女小组", False), (0, "妇女代表", True),
    ]  # fmt: skip


def test_a_link_to_somebody_who_is_gone_is_a_gap(here):
    _, vice, *_ = chain(here.village)
    type(vice).rows.filter(pk=vice.pk).update(until=TODAY, departure="moved")
    found = gaps.gaps_of(reads.net_of(here.village, TODAY), 40)
    assert [gap.says for gap in found] == [
        "有执委，没有副主席",
        "执委没有副主席联系",
        "联系的人已经离任、撤销或停止联系",
    ]
    assert len(found[-1].who) == 2


def test_reading_many_villages_takes_six_queries(here):
    chain(here.village), chain(here.other_village)
    with CaptureQueriesContext(connection) as seen:
        reads.nets_of([here.village.pk, here.other_village.pk], TODAY)
    assert len(seen) == 6


def test_somebody_in_two_villages_is_two_seats(here):
    she = person(here.village)
    one = seat(here.village, Office.CHAIR, who=she)
    two = seat(here.other_village, Office.VICE_CHAIR, who=she)
    with pytest.raises(ValidationError, match="不能联系自己"):
        tie(one, two)


@st.composite
def nets(draw):
    """Draw seats, groups and ties, of which some lead to whoever is not there."""
    seats = {
        pk: Seat(pk, draw(st.sampled_from(OFFICES))) for pk in range(1, draw(st.integers(1, 9)))
    }
    groups = {pk: f"{pk}组" for pk in range(100, 100 + draw(st.integers(0, 4)))}
    anybody = st.integers(1, 11)
    ties, taken = [], set()
    for pk in range(draw(st.integers(0, 14))):
        level = draw(st.integers(1, 4))
        far = draw(st.integers(100, 105)) if level == 4 else draw(anybody)
        if far not in taken:  # the database allows one above at a time
            taken.add(far)
            ends = (None, far) if level == 4 else (far, None)
            ties.append(Tie(pk + 1, level, draw(anybody), *ends))
    return Net(seats, groups, ties)


def by_hand(net):
    """Count by trying every combination of people: nothing is shared with the code under test."""

    def office(pk):
        return net.seats[pk].office if pk in net.seats else None

    pairs = {
        (t.above, t.below or t.group)
        for t in net.ties
        if office(t.above) == OFFICES[t.level - 1]
        and (t.group in net.groups if t.level == 4 else office(t.below) == OFFICES[t.level])
    }
    levels = {}
    for level in (1, 2, 3):
        lower = [pk for pk in net.seats if office(pk) == OFFICES[level]]
        levels[level] = (
            len(lower),
            {b for b in lower if not any((a, b) in pairs for a in net.seats)},
        )
    levels[4] = (
        len(net.groups),
        {g for g in net.groups if not any((a, g) in pairs for a in net.seats)},
    )
    whole = {
        g for g in net.groups for d in net.seats for c in net.seats for b in net.seats
        for a in net.seats if {(a, b), (b, c), (c, d), (d, g)} <= pairs and office(a) == "chair"
    }  # fmt: skip
    return levels, whole


@given(nets())
def test_coverage_against_brute_force(net):
    found = reads.coverage_of(net)
    levels, whole = by_hand(net)
    assert {n: (s.total, set(s.missing)) for n, s in found.levels.items()} == levels
    assert set(net.groups) - set(found.chains.missing) == whole
    assert found.chains.done == len(whole)
    rows = reads.rows_of(net)
    assert len(rows) == len(net.seats) + len(net.groups)
    waiting = sum(len(missing) for _, missing in levels.values())
    assert sum(row.is_loose for row in rows) == waiting
