"""Posts: the county's catalogue, who may hold one, and when that ends."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from duties import services
from duties.models import DutyPost, PostAssignment
from duties.queries import posts as reads
from duties.queries.catalogue import posts_kept
from duties.services.catalogue import FIVE
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from tests.conftest import NOW, TODAY
from tests.people import SINCE, committee, group, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        yield east


def post(code="mediation"):
    return DutyPost.rows.get(code=code)


def assigned(held, code="mediation", on=TODAY):
    return services.assign_post(appointment=held, post=post(code), on=on, by=None)


def test_five_posts_with_duties_once(here):
    assert [p.name for p in posts_kept(TODAY)] == [
        "脱贫致富岗", "宣传教育岗", "矛盾调解岗", "文化娱乐岗", "环境卫生岗",
    ]  # fmt: skip
    assert all(len(p.duties) > 30 for p in DutyPost.rows.all())
    assert services.set_up_posts(on=TODAY, by=None) == []
    assert Record.rows.filter(act="duties.set_up_posts").count() == 1


def test_a_county_opens_with_its_posts_and_closes_without(db):
    opened = ground.open_county(code="430424", on=TODAY, at=NOW, by=None)
    with scope(opened.county.pk):
        assert DutyPost.rows.count() == 5
    ground.undo_opening(county=opened.county, at=NOW, on=TODAY, by=None)
    with scope(opened.county.pk):
        assert DutyPost.rows.count() == 0
    ground.open_county(code="430424", on=TODAY, at=NOW, by=None)
    with scope(opened.county.pk):
        services.rename_post(post=post("poverty_alleviation"), name="乡村振兴岗", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="后来改过"):
        ground.undo_opening(county=opened.county, at=NOW, on=TODAY, by=None)


def test_counties_opened_before_get_the_same_posts_once(east):
    module = import_module("duties.migrations.0003_five_posts_of_every_county")
    with scope(east.county.pk):
        for _ in range(2):
            module.add(None, SimpleNamespace(connection=connection))
        posts = [(p.code, p.name, p.duties, p.place) for p in posts_kept(TODAY)]
        assert posts == [
            (code.value, code.label, duties, place)
            for place, (code, duties) in enumerate(FIVE.items(), start=1)
        ]
        assert services.set_up_posts(on=TODAY, by=None) == []


def test_rename(here):
    was = post("poverty_alleviation")
    services.rename_post(post=was, name=" 乡村振兴岗 ", on=TODAY, by=None)
    assert post("poverty_alleviation").name == "乡村振兴岗"
    for name, tells in [("", "请填写"), ("长" * 21, "最多 20 个字"), ("环境卫生岗", "已经有同名")]:
        with pytest.raises(ValidationError, match=tells):
            services.rename_post(post=was, name=name, on=TODAY, by=None)
    batch = Record.rows.get(act="duties.rename_post").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert post("poverty_alleviation").name == "脱贫致富岗"


@pytest.mark.parametrize("office", [*Office])
def test_who_may_hold_a_post(here, office):
    facts = {"group": group(here.village)} if office == Office.GROUP_LEADER else {}
    held = seat(here.village, office, **facts)
    if office == Office.GROUP_LEADER:
        with pytest.raises(ValidationError, match="执委或妇女代表担任"):
            assigned(held)
    else:
        assert assigned(held).org == here.village


def test_refused_days(here):
    held = seat(here.village, Office.EXECUTIVE_MEMBER)
    with pytest.raises(ValidationError, match="不能早于她的任职日期"):
        assigned(held, on=SINCE - timedelta(days=1))
    members.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    with pytest.raises(ValidationError, match="已经离任"):
        assigned(held)
    kept = assigned(held, on=SINCE)  # entered late: it ended with the seat
    assert kept.until == TODAY


def test_twice_in_one_post(here):
    held = seat(here.village, Office.EXECUTIVE_MEMBER)
    first = assigned(held)
    with pytest.raises(ValidationError, match="已经在这个岗位上"):
        assigned(held)
    assigned(held, "culture")
    with pytest.raises(ValidationError, match="不能早于开始日期"):
        services.end_assignment(assignment=first, on=TODAY - timedelta(days=1), by=None)
    services.end_assignment(assignment=first, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经结束"):
        services.end_assignment(assignment=first, on=TODAY, by=None)
    assigned(held)


def test_a_post_that_is_no_longer_kept(here):
    held = seat(here.village, Office.EXECUTIVE_MEMBER)
    DutyPost.rows.filter(code="culture").update(until=TODAY)
    with pytest.raises(ValidationError, match="已经停用"):
        assigned(held, "culture")
    assert "文化娱乐岗" not in [p.name for p in posts_kept(TODAY)]


def test_posts_end_with_the_seat_and_come_back_with_it(here):
    held = seat(here.village, Office.EXECUTIVE_MEMBER)
    assigned(held), assigned(held, "culture", on=TODAY + timedelta(days=3))
    effects = {e.what: e.count for e in members.ending_affects(appointment=held, on=TODAY)}
    assert effects["岗位"] == 2
    members.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    assert not PostAssignment.rows.filter(until__isnull=True).exists()
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert PostAssignment.rows.filter(until__isnull=True).count() == 2


def test_board_and_its_gaps(here):
    chair, vice, *rest = committee(here.village)
    elsewhere = seat(here.other_village, Office.CHAIR, "沈秋月")
    assigned(chair), assigned(vice), assigned(rest[0], "culture"), assigned(elsewhere, "publicity")
    board = reads.board_of(here.village, TODAY)
    assert [p.name for p in board.empty] == ["脱贫致富岗", "宣传教育岗", "环境卫生岗"]
    assert {s.pk for s in board.idle} == {s.pk for s in rest[1:]}
    rows = {p.pk: (p.filled, p.members, p.idle) for p in reads.places_with_posts(TODAY)}
    assert rows == {here.village.pk: (2, 6, 3), here.other_village.pk: (1, 1, 0)}
