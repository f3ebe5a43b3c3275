"""Women's Homes: founded together, changed, out of use, closed; who answers for them; refusals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import HomeGrade, HomePause, WomensHome
from homes.queries import homes as reads
from homes.queries.checklists import checks_of, items_for
from homes.queries.home_story import story_of
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import TODAY
from tests.homes import register as made
from tests.people import SINCE, seat

DAY = timedelta(days=1)

TURNED = "\u202e"  # turns the rest of a line round: dropped


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def found(cast, **more):
    return services.found_homes(org=cast.village, on=SINCE, by=None, **more)


def test_both_are_founded_together_or_the_one_that_lacks(here):
    one, two = found(here, physical={"address": "村部二楼", "hours": "周一至周五"})
    assert (one.kind, two.kind) == ("physical", "online")
    assert (one.address, two.name) == ("村部二楼", "东县100200村网上妇女之家")
    with pytest.raises(ValidationError, match="已经登记过"):
        found(here)
    services.close_home(home=two, on=TODAY, by=None)
    (again,) = services.found_homes(org=here.village, kinds=["online"], on=TODAY, by=None)
    assert again.since == TODAY
    with pytest.raises(ValidationError, match="请选择"):
        services.found_homes(org=here.town, kinds=[], on=TODAY, by=None)


def test_refused_facts(here):
    home, online = found(here)
    wrong = [
        (home, {"premises": "shared"}, "写明是哪个单位"),
        (home, {"premises": "own", "partner": "卫生院"}, "才填共建单位"),
        (home, {"area": 0}, "面积"),
        (home, {"host": "沈秋月"}, "没有这一项"),
        (online, {"hours": "周三"}, "没有这一项"),
        (home, {"name": "长" * 61}, "60"),
        (home, {"premises": "stolen"}, "stolen"),
    ]
    for row, facts, said in wrong:
        with pytest.raises(ValidationError, match=said):
            services.change_home(home=row, on=TODAY, by=None, **facts)
    odd = f"<script>alert(1)</script>{TURNED}💐"
    kept = services.change_home(home=home, on=TODAY, address=odd, by=None)
    assert kept.address == odd.replace(TURNED, "")
    unit = ground.found_org(parent=here.village, name="巾帼站", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="旁设"):
        services.found_homes(org=unit, on=TODAY, by=None)


def test_a_micro_home_needs_its_parent_and_its_host_her_consent(here):
    with pytest.raises(ValidationError, match="先登记本组织的实体"):
        services.found_micro(org=here.village, name="微家", on=TODAY, by=None)
    home, _ = found(here)
    with pytest.raises(ValidationError, match="本人同意"):
        services.found_micro(org=here.village, name="微家", host="沈秋月", on=TODAY, by=None)
    small = services.found_micro(
        org=here.village, name="微家", host="沈秋月", host_consented_on=TODAY, on=TODAY, by=None
    )
    assert small.parent_id == home.pk
    assert services.change_home(home=small, on=TODAY, host="", by=None).host_consented_on is None
    with pytest.raises(ValidationError, match="同名"):
        services.found_micro(org=here.village, name="微家", on=TODAY, by=None)
    told = {(e.what, e.count) for e in services.closing_home_affects(home=home)}
    assert told == {("妇女微家", 1)}
    services.close_home(home=home, on=TODAY, by=None)
    small.refresh_from_db()
    assert small.until == TODAY
    batch = Record.rows.get(act="homes.close_home").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    small.refresh_from_db()
    assert small.until is None


def test_out_of_use_and_open_again(here):
    home, _ = found(here)
    with pytest.raises(ValidationError, match="不能早于"):
        services.suspend_home(home=home, reason="漏雨", on=SINCE - DAY, by=None)
    with pytest.raises(ValidationError):
        services.suspend_home(home=home, reason="", on=TODAY, by=None)
    services.suspend_home(home=home, reason="漏雨", on=TODAY - 2 * DAY, by=None)
    with pytest.raises(ValidationError, match="已经停用"):
        services.suspend_home(home=home, reason="漏雨", on=TODAY, by=None)

    def state():
        return reads.with_state(WomensHome.rows.filter(pk=home.pk), TODAY).get().state

    assert state() == "paused"
    services.reopen_home(home=home, on=TODAY - DAY, by=None)
    assert state() == "open"
    with pytest.raises(ValidationError, match="没有停用"):
        services.reopen_home(home=home, on=TODAY, by=None)
    services.close_home(home=home, on=TODAY, by=None)
    assert state() == "closed"
    for act in (services.close_home, services.reopen_home):
        with pytest.raises(ValidationError, match="已于"):
            act(home=home, on=TODAY, by=None)
    told = [said for _, said in story_of(WomensHome.rows.get(pk=home.pk))]
    assert told == ["建立", "停用：漏雨", "恢复开放", "撤销"]
    assert not HomePause.rows.filter(until__isnull=True).exists()


def test_tiers_follow_one_another(here):
    home, online = found(here)
    name = {"home": home, "by": None, "on": TODAY - DAY}
    with pytest.raises(ValidationError, match="哪个单位"):
        services.name_tier(tier="city_model", named_by="", **name)
    with pytest.raises(ValidationError, match="现在就是"):
        services.name_tier(tier="basic", named_by="", **name)
    services.name_tier(tier="county_model", named_by="县妇联", **name)
    name["on"] = TODAY
    services.name_tier(tier="city_model", named_by="市妇联", **name)
    with pytest.raises(ValidationError, match="现在就是"):
        services.name_tier(tier="city_model", named_by="市妇联", **name)
    rows = reads.with_state(WomensHome.rows.filter(pk=home.pk), TODAY - DAY)
    assert rows.get().tier == "county_model"
    assert reads.with_state(WomensHome.rows.filter(pk=home.pk), TODAY).get().tier == "city_model"
    with pytest.raises(ValidationError, match="实体妇女之家"):
        services.name_tier(**name | {"home": online}, tier="city_model", named_by="市妇联")
    services.name_tier(tier="basic", named_by="", **name)
    assert not HomeGrade.rows.filter(until__isnull=True).exists()


def test_who_answers_leaves_and_the_home_asks_for_another(here):
    home, _ = found(here)
    she = made.member(here)
    far = seat(here.other_village, Office.CHAIR, "邹静怡")
    woman = seat(here.village, Office.REPRESENTATIVE, "柳芳菲")
    for wrong in (far, woman):
        with pytest.raises(ValidationError, match="本组织的"):
            services.seat_manager(home=home, seat=wrong, on=TODAY, by=None)
    services.seat_manager(home=home, seat=she, on=TODAY, by=None)
    told = members.ending_affects(appointment=she, on=TODAY)
    assert {e.what: e.count for e in told} == {"交接单": 1, "妇女之家": 1}
    members.end_appointment(appointment=she, on=TODAY, departure="moved", by=None)
    home.refresh_from_db()
    assert home.manager_id is None
    assert "没有负责人" in reads.lacks_of(home, TODAY)
    with pytest.raises(ValidationError, match="不在任"):
        services.seat_manager(home=home, seat=she, on=TODAY, by=None)
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    home.refresh_from_db()
    assert home.manager_id == she.pk


def test_what_a_home_lacks_is_what_the_filter_finds(here):
    home, online = found(here)
    micro = services.found_micro(org=here.village, name="微家", on=TODAY, by=None)
    for row in (home, online, micro):
        row.refresh_from_db()
        found_by = {
            says
            for what, says in reads.LACKS.items()
            if WomensHome.rows.filter(reads.lacking(what, TODAY), pk=row.pk).exists()
        }
        assert found_by == set(reads.lacks_of(row, TODAY))
    services.change_home(home=home, on=TODAY, address="村部", hours="每天", premises="own", by=None)
    services.adopt_rules(home=home, text="一、爱护", on=TODAY, by=None)
    services.seat_manager(home=home, seat=made.member(here), on=TODAY, by=None)
    home.refresh_from_db()
    assert reads.lacks_of(WomensHome.rows.get(pk=home.pk), TODAY) == []
    assert "没有制度" in reads.lacks_of(home, TODAY - DAY)


def test_assets_are_kept_and_dropped(here):
    chairs = made.asset(here)
    more = services.keep_asset(home=chairs.home, what="折叠椅", count=25, on=TODAY, by=None)
    assert more.pk == chairs.pk
    with pytest.raises(ValidationError, match="数量"):
        services.keep_asset(home=chairs.home, what="话筒", count=0, on=TODAY, by=None)
    services.drop_asset(asset=chairs, on=TODAY, by=None)
    assert reads.assets_of(chairs.home, TODAY) == []
    with pytest.raises(ValidationError, match="已经结束"):
        services.drop_asset(asset=chairs, on=TODAY, by=None)


def test_a_home_is_held_against_the_countys_list(here):
    home, online = found(here)
    with pytest.raises(ValidationError, match="还没有这一类"):
        services.check_home(home=home, met=[], on=TODAY, by=None)
    assert services.set_up_checklist(on=SINCE, by=None) == 18
    assert services.set_up_checklist(on=SINCE, by=None) == 0
    items = items_for("physical", TODAY)
    services.retire_item(item=items[-1], on=TODAY, by=None)
    services.add_item(kind="physical", series="六有", text="有档案", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经有这一条"):
        services.add_item(kind="physical", series="六有", text="有档案", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="有变动"):
        services.check_home(home=home, met=[items[-1].pk], on=TODAY, by=None)
    services.check_home(home=home, met=[one.pk for one in items[:5]], on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经对照过"):
        services.check_home(home=home, met=[], on=TODAY, by=None)
    (told,) = checks_of(home)
    assert (told.met, told.total) == (5, 9)
    with pytest.raises(ValidationError, match="还没有这一类"):
        services.check_home(home=online, met=[], on=TODAY, by=None)
    batch = Record.rows.get(act="homes.check_home").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert checks_of(home) == []


def test_a_chair_keeps_her_own_home_only(here):
    town = seat(here.town, Office.CHAIR, "史慧敏")
    assert town.grant is None
    here.chair.hat = hats.hats_of(here.chair, TODAY)[0]
    services.found_homes(org=here.village, on=TODAY, by=here.chair)
    with pytest.raises(ValidationError, match="只能办理本组织"):
        services.found_homes(org=made.beside(here), on=TODAY, by=here.chair)
    (other, _) = services.found_homes(org=made.beside(here), on=TODAY, by=None)
    for act in (
        lambda: services.change_home(home=other, on=TODAY, hours="每天", by=here.chair),
        lambda: services.close_home(home=other, on=TODAY, by=here.chair),
        lambda: services.suspend_home(home=other, reason="停", on=TODAY, by=here.chair),
        lambda: services.adopt_rules(home=other, text="制度", on=TODAY, by=here.chair),
    ):
        with pytest.raises(ValidationError, match="只能办理本组织"):
            act()


def test_names_are_forgotten_a_year_after(here):
    home, _ = found(here, physical={"keys": "沈秋月"})
    services.keep_asset(home=home, what="话筒", count=1, kept_by="沈秋月", on=SINCE, by=None)
    services.close_home(home=home, on=SINCE + DAY, by=None)
    assert services.forget_keepers(on=SINCE + 366 * DAY) == 0
    assert services.forget_keepers(on=SINCE + 367 * DAY) == 2
    home.refresh_from_db()
    assert home.keys == ""
    assert home.assets.get().kept_by == ""
