"""Online groups: registered, counted, owned, dissolved; two each for a whole county at once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import GroupCount, OnlineGroup, WomensHome
from homes.queries import coverage, many
from homes.queries import online_groups as reads
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import NOW, TODAY
from tests.homes import register as made
from tests.people import SINCE, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def register(cast, kind="executive", **more):
    facts = {"platform": "wechat", "on": SINCE, "by": None}
    return services.register_group(org=cast.village, kind=kind, **facts | more)


def test_a_group_is_registered_counted_and_dissolved(here):
    owner = made.member(here)
    group = register(here, owner=owner, members=15, counted_on=TODAY, rules_on=SINCE)
    assert group.name == "东县100200村妇联执委群"
    row = reads.with_count(OnlineGroup.rows.filter(pk=group.pk), TODAY).get()
    assert (row.members, row.counted_on, reads.lacks_of(row, TODAY)) == (15, TODAY, [])
    services.count_group(group=group, members=17, on=TODAY, by=None)
    assert GroupCount.rows.get().members == 17
    before = Record.rows.count()
    services.count_group(group=group, members=17, on=TODAY, by=None)
    assert Record.rows.count() == before
    services.end_group(group=group, on=TODAY, by=None)
    for act in (
        lambda: services.end_group(group=group, on=TODAY, by=None),
        lambda: services.count_group(group=group, members=3, on=TODAY, by=None),
    ):
        with pytest.raises(ValidationError, match="解散"):
            act()


def test_refusals(here):
    group = register(here)
    with pytest.raises(ValidationError, match="同名的群"):
        register(here)
    for wrong in (0, 5001):
        with pytest.raises(ValidationError, match="群人数"):
            services.count_group(group=group, members=wrong, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能早于建群"):
        services.count_group(group=group, members=5, on=SINCE.replace(year=2025), by=None)
    far = seat(here.other_village, Office.CHAIR, "邹静怡")
    with pytest.raises(ValidationError, match="本组织的"):
        services.name_owner(group=group, seat=far, on=TODAY, by=None)
    with pytest.raises(ValidationError):
        register(here, kind="secret", name="群")
    with pytest.raises(ValidationError, match="60"):
        register(here, kind="liaison", name="长" * 61)
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="撤销"):
        services.register_group(
            org=here.other_village, kind="home", platform="qq", on=TODAY, by=None
        )


def test_an_owner_who_leaves_leaves_it_without(here):
    owner = made.member(here)
    group = register(here, owner=owner)
    told = {e.what: e.count for e in members.ending_affects(appointment=owner, on=TODAY)}
    assert told == {"交接单": 1, "工作群": 1}
    members.end_appointment(appointment=owner, on=TODAY, departure="moved", by=None)
    row = reads.with_count(OnlineGroup.rows.filter(pk=group.pk), TODAY).get()
    assert row.owner_id is None
    assert "没有群主" in reads.lacks_of(row, TODAY)


def test_two_groups_and_two_homes_for_every_township_and_village_of_hengdong(db, operator):
    """衡东's 17 townships and 257 villages at 100 % (D1.4): 548 groups, and taken back as one."""
    opened = ground.open_county(code="430424", on=SINCE, at=NOW, by=operator)
    with scope(opened.county.pk):
        orgs = list(many.choosable(None))
        assert len(orgs) == 274
        keys = [org.pk for org in orgs]
        plan = many.plan_of_groups(orgs, kinds=["executive", "home"], on=TODAY)
        assert (len(plan.will), plan.skipped) == (274, [])
        services.register_many_groups(
            orgs=keys, kinds=["executive", "home"], platform="wechat", on=TODAY, by=None
        )
        services.found_many_homes(orgs=keys, kinds=["physical", "online"], on=TODAY, by=None)
        assert OnlineGroup.rows.count() == 548
        told = {one.id: one for one in coverage.figures(coverage.coverage(TODAY), TODAY)}
        assert (told["I-NET-3"].numerator, told["I-NET-3"].denominator) == (548, 548)
        assert told["I-NET-3"].percent == told["I-HOME-3"].percent == "100.0%"
        assert (told["I-NET-1"].numerator, told["I-NET-2"].numerator) == (274, 274)
        with pytest.raises(ValidationError, match="都已经登记过"):
            services.register_many_groups(
                orgs=keys[:1], kinds=["home"], platform="wechat", on=TODAY, by=None
            )
        for act in ("homes.register_many_groups", "homes.found_many_homes"):
            batch = Record.rows.get(act=act).batch
            ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
        assert (OnlineGroup.rows.count(), WomensHome.rows.count()) == (0, 0)


def test_many_only_found_what_lacks_and_only_in_reach(here):
    register(here)
    seat(here.village, Office.CHAIR, "沈秋月")
    keys = [here.village.pk, here.town.pk]
    facts = {"kinds": ["executive", "home"], "platform": "qq", "on": TODAY, "by": None}
    assert services.register_many_groups(orgs=keys, **facts) == 2
    assert OnlineGroup.rows.count() == 4
    assert OnlineGroup.rows.get(org=here.village, kind="home").owner.office == Office.CHAIR
    with scope(here.county.pk, under=here.town), pytest.raises(ValidationError, match="范围"):
        services.register_many_groups(orgs=[here.other_village.pk], **facts)
    lines = coverage.coverage(TODAY, Org.rows.filter(pk__in=keys).select_related("parent"))
    assert all({"executive", "home"} <= one.groups for one in lines)
