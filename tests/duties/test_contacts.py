"""The register, the far ends of chains, main and extra links, and what ends or moves them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import AreaAssignment, Household, LiaisonLink, Message, Woman
from duties.queries import links as reads
from duties.queries.gaps import GapKind, found_in
from duties.rules.contacts import lines_of
from duties.services.links import Wanted
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from orgs.queries.hats import grant_hat
from tests.conftest import TODAY
from tests.people import SINCE, committee, group, person, seat

LAST = TODAY - timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.seats = committee(east.village, vice=1, executives=1)
        east.rep = seat(east.village, Office.REPRESENTATIVE, "柳芳菲")
        east.second = seat(east.village, Office.REPRESENTATIVE, "史慧敏")
        yield east


def home(cast, name="张家", **facts):
    return services.add_household(org=cast.village, name=name, on=SINCE, by=None, **facts)


def woman(cast, name="王大姐", **facts):
    return services.add_woman(org=cast.village, name=name, on=SINCE, by=None, **facts)


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    return ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def live_ties():
    return LiaisonLink.rows.filter(until__isnull=True)


def test_far_ends_are_linked_once(here):
    for far in ({"household": home(here)}, {"woman": woman(here)}):
        services.link(above=here.rep, on=TODAY, by=None, **far)
        with pytest.raises(ValidationError, match="已经有人联系"):
            services.link(above=here.second, on=TODAY, by=None, **far)
    net = reads.net_of(here.village, TODAY)
    found = reads.coverage_of(net)
    assert found.linked["household"].done == found.linked["woman"].done == 1
    assert found.whole["household"].done == 0  # nobody links the representative
    assert reads.chain_in(net, here.rep.pk).households == ("张家",)
    assert [r.name for r in reads.rows_of(net) if r.title in ("家庭", "妇女")] == ["1 户", "1 人"]


def test_far_ends_are_refused(here, west):
    far = services.add_woman(org=here.other_village, name="外村大姐", on=SINCE, by=None)
    mine = home(here)
    late = services.add_household(org=here.village, name="新家", on=TODAY, by=None)
    chair = here.seats[0]
    wrong = [
        (here.rep, {"woman": far}, "本组织"), (chair, {"household": mine}, "四级联系是"),
        (here.rep, {"household": mine, "woman": woman(here)}, "请选择"),
    ]  # fmt: skip
    for above, ends, said in wrong:
        with pytest.raises(ValidationError, match=said):
            services.link(above=above, on=TODAY, by=None, **ends)
    with pytest.raises(ValidationError, match="还没有开始联系"):
        services.link(above=here.rep, household=late, on=LAST, by=None)
    services.stop_contact(contact=mine, on=LAST, by=None)
    with pytest.raises(ValidationError, match="停止联系"):
        services.link(above=here.rep, household=mine, on=TODAY, by=None)
    with scope(west.county.pk):
        strange = services.add_woman(org=west.village, name="西县大姐", on=SINCE, by=None)
    with pytest.raises(Woman.DoesNotExist):
        services.link(above=here.rep, woman=strange, on=TODAY, by=None)
    assert not LiaisonLink.rows.exists()


def test_extra_links_and_another_main_one(here):
    far = woman(here)
    with pytest.raises(ValidationError, match="先安排主要联系人"):
        services.link(above=here.second, woman=far, is_primary=False, on=TODAY, by=None)
    first = services.link(above=here.rep, woman=far, on=SINCE, by=None)
    with pytest.raises(ValidationError, match="已经在联系"):
        services.link(above=here.rep, woman=far, is_primary=False, on=TODAY, by=None)
    beside = services.link(above=here.second, woman=far, is_primary=False, on=SINCE, by=None)
    now = services.make_primary(link=beside, on=TODAY, by=None)
    assert now.above_id == here.second.pk
    assert {(t.above_id, t.is_primary) for t in live_ties()} == {
        (here.second.pk, True), (here.rep.pk, False),
    }  # fmt: skip
    first.refresh_from_db()
    assert (first.until, first.is_primary) == (TODAY, True)  # the past stays as it was
    with pytest.raises(ValidationError, match="已经是主要"):
        services.make_primary(link=now, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经结束"):
        services.make_primary(link=beside, on=TODAY, by=None)
    undo("duties.make_primary")
    assert {(t.above_id, t.is_primary) for t in live_ties()} == {
        (here.rep.pk, True), (here.second.pk, False),
    }  # fmt: skip


def test_who_helps_follows_when_the_main_one_leaves(here):
    far = home(here)
    services.link(above=here.rep, household=far, on=SINCE, by=None)
    services.link(above=here.second, household=far, is_primary=False, on=SINCE, by=None)
    members.end_appointment(appointment=here.rep, on=TODAY, departure="moved", by=None)
    net = reads.net_of(here.village, TODAY)
    assert found_in(net, 40)[GapKind.HOUSEHOLD] == (far.pk,)
    wanted = [Wanted(here.second.pk, "household", far.pk)]
    done = services.link_proposed(org=here.village, links=wanted, on=TODAY, by=None)
    assert done == (1, 0)
    assert services.link_proposed(org=here.village, links=wanted, on=TODAY, by=None) == (0, 0)
    (tie,) = live_ties()
    assert (tie.above_id, tie.is_primary) == (here.second.pk, True)
    undo("duties.link_proposed")
    assert not live_ties().filter(is_primary=True).exists()


def test_a_whole_village_is_mended_in_one_act(here):
    chair, vice, member = here.seats
    wanted = [
        Wanted(chair.pk, "below", vice.pk), Wanted(vice.pk, "below", member.pk),
        Wanted(here.rep.pk, "household", home(here).pk),
    ]  # fmt: skip
    services.link_proposed(org=here.village, links=wanted, on=TODAY, by=None)
    assert live_ties().count() == 3
    undo("duties.link_proposed")
    assert not LiaisonLink.rows.exists()
    strange = Wanted(chair.pk, "below", committee(here.other_village)[1].pk)
    with pytest.raises(ValidationError, match="已经不在"):
        services.link_proposed(org=here.village, links=[strange], on=TODAY, by=None)


def test_links_and_areas_end_with_the_contact(here):
    far, member = home(here, above=here.rep), here.seats[2]
    services.assign_area(appointment=member, household=far, on=SINCE, by=None)
    services.stop_contact(contact=far, on=TODAY, by=None)
    assert not live_ties().exists()
    assert AreaAssignment.rows.get().until == TODAY
    with pytest.raises(ValidationError, match="已经结束"):
        services.stop_contact(contact=far, on=TODAY, by=None)
    undo("duties.stop_contact")
    assert live_ties().count() == 1
    services.stop_contact(contact=far, on=TODAY, by=None)
    services.restore_contact(contact=far, by=None)
    assert Household.rows.get(pk=far.pk).until is None
    assert not live_ties().exists()


def test_what_the_register_refuses(here):
    far = home(here)
    with pytest.raises(ValidationError, match="同名的家庭"):
        home(here)
    woman(here)
    with pytest.raises(ValidationError, match="同名的妇女"):
        woman(here)
    strange = group(here.other_village)
    wrong = [
        (services.add_woman, {"name": "  "}, "请填写"),
        (services.add_woman, {"name": "长" * 41}, "最多 40"),
        (services.add_woman, {"name": "甲", "kind": "x"}, "类别"),
        (services.add_household, {"name": "甲", "women": 51}, "0 到 50"),
        (services.add_household, {"name": "甲", "group": strange}, "本组织"),
    ]
    for verb, facts, said in wrong:
        with pytest.raises(ValidationError, match=said):
            verb(org=here.village, on=TODAY, by=None, **facts)
    chair = grant_hat(here.chair, here.county, here.chair_grant.pk, TODAY)
    if chair is not None:
        here.chair.hat = chair[0]
    with pytest.raises(ValidationError, match="只能登记本组织"):
        services.add_woman(org=here.other_village, name="甲", on=TODAY, by=here.chair)
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="撤销"):
        services.add_woman(org=here.other_village, name="甲", on=TODAY, by=None)
    services.change_contact(contact=far, name="张老师家", women=3, on=TODAY, by=None)
    assert Household.rows.get(pk=far.pk).name == "张老师家"


def test_names_go_a_year_after(here):
    far, other = home(here), woman(here, "李大姐", kind="single_mother")
    for one in (far, other):
        services.stop_contact(contact=one, on=date(2026, 2, 3), by=None)
    assert services.purge_contacts(on=date(2027, 2, 2)) == 0
    assert services.purge_contacts(on=date(2027, 2, 3)) == 2
    assert services.purge_contacts(on=date(2027, 2, 3)) == 0
    gone = Woman.rows.get(pk=other.pk)
    assert (gone.name, gone.kind) == ("", "other")
    with pytest.raises(ValidationError, match="已经删除"):
        services.restore_contact(contact=gone, by=None)


def test_the_register_goes_on_at_the_successor_and_comes_back(here):
    far = group(here.village)
    kept = home(here, group=far, above=here.rep)
    plain, known = home(here, "李家"), woman(here)
    beside = Org.rows.get(code=f"{here.county.code}100201")
    services.add_household(org=beside, name="李家", on=SINCE, by=None)
    told = ground.merging_affects(orgs=[here.village], into=beside, on=TODAY)
    assert {e.what: e.count for e in told}["联系的家庭和妇女"] == 3
    ground.merge_orgs(orgs=[here.village], into=beside, on=TODAY, by=None)
    for one in (kept, plain, known):
        one.refresh_from_db()
        assert (one.org_id, one.until) == (beside.pk, None)
    assert kept.group.org_id == beside.pk
    assert plain.name.startswith("李家（")
    assert not live_ties().exists()
    undo("orgs.merge_orgs")
    kept.refresh_from_db()
    assert (kept.org_id, kept.group_id) == (here.village.pk, far.pk)
    assert live_ties().count() == 1


def test_the_register_stops_with_its_organisation(here):
    far = home(here, above=here.rep)
    told = {e.what: e.count for e in ground.closing_affects(org=here.village, on=TODAY)}
    assert told["联系的家庭和妇女"] == 1
    ground.close_org(org=here.village, on=TODAY, by=None)
    assert Household.rows.get(pk=far.pk).until == TODAY
    undo("orgs.close_org")
    assert Household.rows.get(pk=far.pk).until is None


def test_pasted_lines_say_what_is_wrong():
    lines = lines_of(
        "王大姐 留守妇女\n\n李大姐\n王大姐\n赵 外星人\n张家", is_woman=True, known={"张家"}
    )
    assert [(one.name, one.kind, bool(one.wrong)) for one in lines] == [
        ("王大姐", "left_behind_woman", False), ("李大姐", "other", False),
        ("王大姐", "other", True), ("赵", "other", True), ("张家", "other", True),
    ]  # fmt: skip
    homes = lines_of("张家，3人\n李家 x\n" + "长" * 41, is_woman=False, known=set())
    assert [(one.women, bool(one.wrong)) for one in homes] == [
        (3, False),
        (None, True),
        (None, True),
    ]
    with pytest.raises(ValidationError, match="200 行"):
        lines_of("甲\n" * 201, is_woman=True, known=set())


def test_a_chair_is_told_once(here):
    chair = here.seats[0]
    members.update_person(person=chair.person, phone="10009990001", by=None)
    chair = members.open_access(appointment=chair, on=TODAY, by=None)
    services.link(above=here.seats[1], below=here.seats[2], on=SINCE, by=None)
    at = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert services.watch_chains(on=TODAY, at=at) == 1
    assert services.watch_chains(on=TODAY, at=at) == 0
    assert services.watch_chains(on=TODAY, at=at + timedelta(days=8)) == 0  # the same gaps
    woman(here, "新来的大姐")
    assert services.watch_chains(on=TODAY, at=at) == 0  # not twice within a week
    assert services.watch_chains(on=TODAY, at=at + timedelta(days=8)) == 1
    members.end_appointment(appointment=here.seats[2], on=TODAY, departure="moved", by=None)
    assert Message.rows.filter(key__startswith="chain-break:").count() == 1
    assert person(here.village, "不相干").pk
