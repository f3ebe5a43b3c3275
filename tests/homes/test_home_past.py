"""Homes as they were on a past day: who answered for them, where, on whose premises, when open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from duties.models import Message
from fulian.scoping import scope
from homes import services
from homes.models import HomePast, WomensHome
from homes.queries import coverage as cover
from homes.queries.home_past import begun_on
from homes.queries.home_story import story_of
from homes.queries.machine import home_rows, put_back
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from tests.conftest import TODAY
from tests.homes import register as made
from tests.people import SINCE, person, seat

DAY = timedelta(days=1)
BEFORE = TODAY - 10 * DAY


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        made.both(east)
        yield east


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def chaired(cast):
    who = person(cast.village, "邹静怡", phone="10099990078")
    return seat(cast.village, Office.CHAIR, who=who)


def line(org, on):
    (found,) = [one for one in cover.coverage(on) if one.org.pk == org.pk]
    return found


def managers(home):
    home = WomensHome.rows.get(pk=home.pk)
    rows = HomePast.rows.filter(home=home).order_by("since")
    told = [(one.since, one.until, one.manager_id) for one in rows]
    return [*told, (begun_on(home), None, home.manager_id)]


def test_a_past_day_has_the_manager_of_that_day(here):
    home = made.home(here)
    first = made.member(here)
    second = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    services.seat_manager(home=home, seat=first, on=BEFORE, by=None)
    services.seat_manager(home=home, seat=second, on=TODAY - DAY, by=None)
    assert managers(home) == [
        (SINCE, BEFORE, None), (BEFORE, TODAY - DAY, first.pk), (TODAY - DAY, None, second.pk),
    ]  # fmt: skip
    online = made.both(here)[1]
    services.seat_manager(home=online, seat=first, on=SINCE, by=None)
    assert "manager" in line(here.village, BEFORE - DAY).lacks
    assert "manager" not in line(here.village, BEFORE).lacks
    told = [said for _, said in story_of(WomensHome.rows.get(pk=home.pk))]
    assert told == ["建立", "沈秋月（执委）负责", "柳芳菲（执委）负责"]


def test_a_change_on_the_same_day_replaces_the_first(here):
    home = made.home(here)
    first = made.member(here)
    second = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    for who in (first, second, second):
        services.seat_manager(home=home, seat=who, on=TODAY, by=None)
    assert managers(home) == [(SINCE, TODAY, None), (TODAY, None, second.pk)]
    with pytest.raises(ValidationError, match="上一次变动"):
        services.seat_manager(home=home, seat=first, on=TODAY - DAY, by=None)


def test_premises_and_hours_change_from_a_day_but_filling_in_changes_no_past(here):
    home = made.home(here)
    services.change_home(home=home, on=BEFORE, by=None, premises="own", hours="周三")
    assert not HomePast.rows.exists()
    assert line(here.village, SINCE).premises == "own"
    facts = {"premises": "shared", "partner": "镇政府", "hours": "每天"}
    services.change_home(home=home, on=TODAY, by=None, **facts)
    assert line(here.village, TODAY - DAY).premises == "own"
    assert line(here.village, TODAY).premises == "shared"
    told = story_of(WomensHome.rows.get(pk=home.pk))
    assert (TODAY, "阵地来源由“自建”改为“他建共用（镇政府）”") in told
    assert (TODAY, "开放时间由“周三”改为“每天”") in told
    undo("homes.change_home")
    assert not HomePast.rows.exists()
    assert WomensHome.rows.get(pk=home.pk).hours == "周三"


def test_a_calling_system_reads_the_home_of_that_day(here):
    made.moved(here)
    asked = {"org": here.village.code, "kind": "physical"}
    for on, premises, partner in ((TODAY - DAY, "own", ""), (TODAY, "shared", "镇政府")):
        rows = list(home_rows(asked, on))
        put_back(rows, on)
        assert [(row["premises"], row["partner"]) for row in rows] == [(premises, partner)]


def test_a_model_home_hosts_whom_it_hosted_that_day(here):
    home = made.home(here)
    services.name_tier(home=home, tier="city_model", named_by="市妇联", on=SINCE, by=None)
    services.host_social(home=home, social=made.social(here), on=TODAY, by=None)

    def hosting(on):
        told = {one.id: one for one in cover.figures(cover.coverage(on), on)}
        return told["I-HOME-8"].numerator, told["I-HOME-8"].denominator

    assert hosting(TODAY - DAY) == (0, 1)
    assert hosting(TODAY) == (1, 1)


def test_premises_and_groups_are_counted_as_of_the_day(here):
    """A34 within I-HOME-1, and I-NET-3: by hand for the day before, and the day of, a change."""
    made.moved(here)
    services.found_homes(org=made.beside(here), kinds=["physical"], on=TODAY - DAY, by=None)
    group = made.online_group(here)
    services.count_group(group=group, members=40, on=TODAY - 5 * DAY, by=None)
    services.count_group(group=group, members=44, on=TODAY, by=None)

    def counted(on):
        lines = cover.coverage(on)
        told = {one.id: one for one in cover.figures(lines, on)}
        return dict(cover.by_premises(lines)), told["I-HOME-1"].numerator, told["I-NET-3"].says

    premises, physical, says = counted(TODAY - 2 * DAY)
    assert (premises, physical) == ({"自建": 1, "共建共用": 0, "他建共用": 0}, 1)
    assert "现有各类群 1 个，群人数合计 40" in says
    premises, physical, says = counted(TODAY)
    assert (premises, physical) == ({"自建": 0, "共建共用": 0, "他建共用": 1, "没有填": 1}, 2)
    assert "现有各类群 1 个，群人数合计 44" in says


def test_before_a_merge_the_home_was_the_old_villages(here):
    into = made.beside(here)
    home = made.home(here)
    ground.merge_orgs(orgs=[here.village], into=into, on=TODAY, by=None)
    assert line(here.village, TODAY - DAY).kinds == {"physical", "online"}
    assert line(into, TODAY - DAY).kinds == set()
    assert line(into, TODAY).kinds == {"physical", "online"}
    rows = list(home_rows({"org": here.village.code}, TODAY - DAY))
    put_back(rows, TODAY - DAY)
    assert {row["org_code"] for row in rows} == {here.village.code}
    assert any("转入" in said for _, said in story_of(WomensHome.rows.get(pk=home.pk)))
    undo("orgs.merge_orgs")
    assert not HomePast.rows.exists()


def test_who_leaves_is_shown_first_and_the_chair_is_told(here):
    home, she = made.managed(here), made.member(here)
    chair = seat(
        here.village, Office.CHAIR, who=person(here.village, "邹静怡", phone="10099990078")
    )
    services.name_owner(group=made.online_group(here), seat=she, on=TODAY, by=None)
    told = members.ending_affects(appointment=she, on=TODAY)
    assert {"妇女之家", "工作群"} <= {one.what for one in told if one.count}
    members.end_appointment(appointment=she, on=TODAY, departure="moved", by=None)
    message = Message.rows.get(key=f"homes-left:{she.pk}")
    assert message.user_id == chair.grant.user_id
    assert home.name in message.text
    assert "群主" in message.text
    assert "沈秋月" not in message.text
    assert line(here.village, TODAY - DAY).lacks >= {"manager"}  # seated today, gone today
    assert managers(home) == [(SINCE, TODAY, None), (TODAY, None, None)]


def test_a_chair_who_leaves_is_not_told(here):
    chair = seat(
        here.village, Office.CHAIR, who=person(here.village, "邹静怡", phone="10099990078")
    )
    services.seat_manager(home=made.home(here), seat=chair, on=BEFORE, by=None)
    members.end_appointment(appointment=chair, on=TODAY, departure="moved", by=None)
    assert not Message.rows.filter(key__startswith="homes-left").exists()
    assert managers(made.home(here))[1:] == [(BEFORE, TODAY, chair.pk), (TODAY, None, None)]


def test_the_database_keeps_one_past_a_day(here):
    row = made.moved(here)
    for since, until in ((row.since, row.until), (row.until, row.until)):
        double = HomePast.of(row.home, since=since, until=until)
        with pytest.raises(IntegrityError), transaction.atomic():
            double.save()
