"""I-VOL, I-YARD and I-CARE by hand, against domain A.9: what the quarterly report will pull."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from duties import services as duties
from fulian.scoping import scope
from homes import services
from homes.models import CareCase, CarePairing
from homes.queries import awards, campaigns, care_figures, teams
from members.models import Office
from orgs.models import Org
from tests.conftest import NOW, TODAY
from tests.homes import activities as acts
from tests.homes import care
from tests.homes.programmes import (
    courtyard,
    household,
    member,
    plaqued,
    recommended,
    score,
    service,
    team,
    volunteer,
)
from tests.people import SINCE, seat

QUARTER = date(2026, 10, 1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_volunteering_by_hand(here):
    """I-VOL-1 teams; 2 leading ÷ members; 3 activities and hours; 4 enrolled ÷ members.

    A village with three members of its committee and a representative. 沈秋月 leads two teams,
    陶晓岚 serves in one, 主席某 in none; the representative counts nowhere.
    """
    first, second = team(here), team(here, "巧手队")
    boss, other = seat(here.village, Office.CHAIR, "主席某"), member(here.village, "陶晓岚")
    seat(here.village, Office.REPRESENTATIVE, "代表某")
    services.enrol_volunteers(team=second, people=[other.person], on=SINCE, by=None)
    one = volunteer(here)
    service(here, served={one.pk: 4}, others=2, others_time=3, beneficiaries=6)  # 2 h + 2 × 1.5 h
    service(here, served={one.pk: 1}, beneficiaries=0)  # half an hour
    gone = service(here, served={one.pk: 48}, beneficiaries=100)
    services.strike_service(activity=gone, reason="记错了", by=None, at=NOW)
    service(here, done_on=QUARTER - timedelta(days=1), served={one.pk: 20}, beneficiaries=50)
    found = teams.volunteering([here.village.pk, here.town.pk], QUARTER, TODAY)
    told = found[here.village.pk]
    assert (told.teams, told.leading, told.enrolled, told.members) == (2, 1, 2, 3)
    assert (told.served.times, told.served.hours, told.served.helped) == (2, "5.5", 6)
    assert found[here.town.pk] == teams.Volunteering()
    assert teams.together(found.values()) == told, "the sum up the tree is the sum of its parts"
    services.end_team(team=first, on=TODAY, by=None)
    before = teams.volunteering([here.village.pk], QUARTER, TODAY - timedelta(days=1))
    assert before[here.village.pk].teams == 2, "a past day is asked as it was"
    after = teams.volunteering([here.village.pk], QUARTER, TODAY)[here.village.pk]
    assert (after.teams, after.leading, after.served.times) == (1, 1, 2)
    assert boss.office == Office.CHAIR


def test_courtyards_by_hand(here):
    """I-YARD-1 households scored ÷ households; 2 awarded.

    Four households: one awarded, one scored by two, one by one only, one in contact no more.
    """
    plaqued(here)
    twice, once = recommended(here), recommended(here)
    for name in ("沈秋月", "陶晓岚"):
        score(twice, member(here.village, name))
    score(once, member(here.village))
    gone = household(here.village, "搬走的邓家")
    duties.stop_contact(contact=gone, on=TODAY, by=None)
    found = awards.coverage([here.village.pk, here.town.pk], TODAY)
    assert found[here.village.pk] == (2, 3, 1)
    assert found[here.town.pk] == (0, 0, 0)
    before = awards.coverage([here.village.pk], TODAY - timedelta(days=1))
    assert before[here.village.pk] == (0, 4, 0), "the day before nobody had scored"
    duties.stop_contact(contact=twice.household, on=TODAY, by=None)
    assert awards.coverage([here.village.pk], TODAY)[here.village.pk] == (1, 2, 1)
    assert courtyard(here).name == "最美庭院评选"


def test_care_by_hand(here):
    """I-CARE-1 teams ÷ villages; 2 paired ÷ children; 3 paired executives ÷ executives; 4; 5.

    One of four villages. Five children; three paired, all with the same member of a committee of
    three; two due, as the third began on the 16th; three visits, of which one met nobody and one
    left an ask out.
    """
    pairings = [care.paired(here, name=f"豆{n}") for n in range(3)]
    for n in (3, 4):
        care.child(here, name=f"豆{n}")
    care.other_seat(here)
    CareCase.rows.update(since=date(2026, 11, 1))
    days = (date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 16))
    for pairing, since in zip(pairings, days, strict=True):
        CarePairing.rows.filter(pk=pairing.pk).update(since=since)
    care.visited(here, pairings[0], asks=("not_asked", *["fine"] * 5))
    care.visited(here, pairings[1], met_child=False)
    care.visited(here, pairings[2])
    villages = list(Org.rows.filter(level="village").order_by("lft"))
    found = care_figures.by_village(villages, TODAY)
    total = sum(found.values(), care_figures.CareFigures())
    assert total.rates == {
        "I-CARE-1": (1, 4), "I-CARE-2": (3, 5), "I-CARE-3": (1, 3), "I-CARE-4": (1, 2),
        "I-CARE-5": (2, 3),
    }  # fmt: skip
    month_before = care_figures.by_village(villages, date(2026, 10, 31))[here.village.pk]
    assert (month_before.children, month_before.paired, month_before.visits) == (0, 0, 0)


def test_activities_of_a_campaign_by_hand(here):
    """A40: two were held under the theme; one is planned, one was called off, one is of none."""
    theme = services.set_campaign(
        org=here.root, kind="theme", name="组织大培训", since=SINCE, by=None
    )
    acts.held(here, campaign=theme)
    acts.summed_up(here, campaign=theme, title="剪纸")
    acts.planned(here, campaign=theme, title="还没办的")
    services.call_off_activity(
        activity=acts.planned(here, campaign=theme, title="取消的"), because="下雨", by=None, at=NOW
    )
    acts.held(here, title="不属于主题的")
    later = timezone.localdate(acts.AFTER)
    (one,) = campaigns.with_activities(campaigns.seen_from(here.village), later)
    assert (one.pk, one.activities) == (theme.pk, 2)
    (row,) = campaigns.campaign_rows({}, later)
    assert row["activities"] == 2
    (before,) = campaigns.campaign_rows({}, TODAY)
    assert before["activities"] == 0
