"""Courtyard campaigns: sheets that add up, two scorers who are no kin, checks, awards, consent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from duties import services as duties
from fulian.consequences import preview_of
from fulian.scoping import scope
from homes import services
from homes.models import CourtyardEntry, CourtyardScheme, CourtyardScore
from homes.queries import awards, yards
from homes.rules import scoring
from orgs import services as ground
from orgs.models import Org, Record
from orgs.queries.hats import grant_hat
from tests.conftest import TODAY
from tests.homes.programmes import (
    FOUR,
    awarded,
    courtyard,
    drawn,
    household,
    member,
    nominated,
    objected,
    plaqued,
    recommended,
    score,
    scored,
    settled,
    shown,
)
from tests.people import SINCE


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def worn(cast, who):
    """Return an account acting in her own seat."""
    user = getattr(cast, who)
    hats = grant_hat(user, cast.county, None, TODAY)
    assert hats
    user.hat = hats[0]
    return user


BAD_SHEETS = [
    (30, 20, 30, 19), (30, 20, 30, 21), (100, 0, 0, 0), (130, -30, 50, -50),
    (float("nan"), 20, 30, 50), (25.0, 25.0, 25.0, 25.0), ("25", "25", "25", "25"),
    (True, 33, 33, 33), (50, 50, 0), (20, 20, 20, 20, 10, 10),
]  # fmt: skip


@pytest.mark.parametrize("weights", BAD_SHEETS)
def test_weights_add_up_to_exactly_100(here, weights):
    parts = [(f"第{n}项", weight) for n, weight in enumerate(weights)]
    with pytest.raises(ValidationError):
        services.open_courtyard(org=here.root, name="评选", parts=parts, since=SINCE, by=None)
    with pytest.raises(ValidationError):
        services.set_sheet(courtyard=courtyard(here), parts=parts, by=None)


def test_the_database_refuses_a_sheet_that_does_not_add_up(here):
    names = {f"name_{n}": f"第{n}项" for n in range(1, 5)}
    for weights in ((30, 20, 30, 19), (40, 20, 30, 20), (98, 1, 1, 0)):
        columns = {f"weight_{n}": weight for n, weight in enumerate(weights, 1)}
        row = CourtyardScheme(courtyard=courtyard(here), number=9, **names, **columns)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_sheet_that_was_used_stays(here):
    one = courtyard(here)
    services.set_sheet(courtyard=one, parts=[*FOUR[:3], ("家风美", 20)], by=None)
    assert one.schemes.count() == 1
    entry = recommended(here)
    first = score(entry, member(here.village))
    five = [(name, 20) for name in ("居室美", "环境美", "绿化美", "布局美", "家风美")]
    services.set_sheet(courtyard=one, parts=five, by=None)
    assert one.schemes.count() == 2
    second = score(entry, member(here.village, "陶晓岚"))
    assert first.scheme_id == second.scheme_id
    other = recommended(here)
    with pytest.raises(ValidationError, match="有 5 项"):
        score(other, member(here.village))
    assert score(other, member(here.village), (80, 80, 80, 80, 80)).hundredths == 8000
    with pytest.raises(ValidationError, match="不能再改"):
        services.change_courtyard(courtyard=one, name="评选", since=SINCE, gap=5, by=None)


def test_scores_are_weighted_and_rounded_half_up():
    assert scoring.weighted((90, 80, 85, 95), (30, 20, 30, 20)) == 8750
    assert scoring.tenths_of([7435]) == 744
    assert scoring.tenths_of([7434]) == 743
    assert scoring.tenths_of([8750, 8755]) == 875
    assert scoring.tenths_of([8750, 8760]) == 876
    assert scoring.result_of([8000], None, 15).lacks == "还差 1 人打分"
    assert "第三人" in scoring.result_of([6000, 8000], None, 15).lacks
    assert scoring.result_of([6000, 7500], None, 15).tenths == 675
    assert scoring.result_of([6000, 8000, 7900], None, 15).tenths == 795
    assert scoring.result_of([6000, 8000, 7000], None, 15).tenths == 700
    assert scoring.result_of([8000, 8000], 7000, 15).tenths == 800
    again = scoring.result_of([8000, 8000], 6000, 15)
    assert (again.said, again.is_rechecked) == ("60.0", True)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_a_mean_is_never_off_by_more_than_half_a_tenth(points):
    exact = sum(points) / len(points)
    assert abs(scoring.tenths_of(points) * 10 - exact) <= 5 + 1e-9


@given(st.sets(st.integers(1, 10**6), min_size=1, max_size=60), st.integers(1, 100), st.text())
def test_a_sample_can_be_drawn_again(keys, percent, seed):
    found = scoring.drawn(keys, seed, percent)
    assert found == scoring.drawn(sorted(keys), seed, percent)
    assert len(found) == -(-len(keys) * percent // 100)
    assert set(found) <= keys


def test_two_different_people_score(here):
    entry = recommended(here)
    who = member(here.village)
    first = score(entry, who)
    assert score(entry, who) == first
    with pytest.raises(ValidationError, match="已经给这户打过分"):
        score(entry, who, (10, 10, 10, 10))
    assert CourtyardScore.rows.filter(entry=entry).count() == 1
    score(entry, member(here.village, "陶晓岚"))
    with pytest.raises(ValidationError, match="已经有两人"):
        score(entry, member(here.village, "姜雨桐"))


def test_a_third_scores_when_two_lie_apart(here):
    entry = recommended(here)
    score(entry, member(here.village), (90, 90, 90, 90))
    score(entry, member(here.village, "陶晓岚"), (60, 60, 60, 60))
    assert "第三人" in yards.line_of(entry, TODAY).result.lacks
    score(entry, member(here.village, "姜雨桐"), (84, 84, 84, 84))
    assert yards.line_of(entry, TODAY).result.said == "87.0"


BAD_POINTS = [
    (101, 80, 80, 80), (-1, 80, 80, 80), (80, 80, 80), (80, 80, 80, 80, 80),
    (80.5, 80, 80, 80), (float("nan"), 80, 80, 80), ("80", 80, 80, 80), (None, 80, 80, 80),
]  # fmt: skip


@pytest.mark.parametrize("points", BAD_POINTS)
def test_points_are_whole_numbers_up_to_100(here, points):
    with pytest.raises(ValidationError, match="分"):
        score(recommended(here), member(here.village), points)


def test_who_may_not_score(here):
    entry = recommended(here)
    far = member(here.other_village, "潘玉兰")
    beside = member(Org.rows.get(code=f"{here.county.code}100201"), "邹静怡")
    for who in (far, beside):
        with pytest.raises(ValidationError, match="别的村"):
            score(entry, who)
    with pytest.raises(ValidationError, match="确认不是"):
        score(entry, member(here.village), is_no_kin=False)
    services.declare_conflict(
        entry=entry, appointment=member(here.village), on=TODAY, by=None
    )  # fmt: skip
    with pytest.raises(ValidationError, match="回避"):
        score(entry, member(here.village))
    own = recommended(here, "史慧敏家")
    with pytest.raises(ValidationError, match="自己家"):
        score(own, member(here.village, "史慧敏"))
    lives = household(here.village, "桥头傅家")
    duties.add_woman(
        org=here.village, name="傅雪晴", household=lives, on=SINCE, by=None
    )  # fmt: skip
    with pytest.raises(ValidationError, match="自己家"):
        score(recommended(here, "桥头傅家"), member(here.village, "傅雪晴"))
    with pytest.raises(ValidationError, match="先由妇联推荐"):
        score(nominated(here), member(here.village))
    with pytest.raises(ValidationError, match="不在任"):
        score(entry, member(here.village, "舒若兰", since=TODAY), on=TODAY - timedelta(days=1))


def test_an_officer_scores_in_her_own_name_only(here):
    entry, other = recommended(here), member(here.village)
    with pytest.raises(ValidationError, match="自己的名义"):
        score(entry, other, by=worn(here, "officer"))
    score(entry, other, by=worn(here, "chair"))
    with pytest.raises(ValidationError, match="替本组织的人"):
        score(entry, member(here.town, "姜雨桐"), by=worn(here, "chair"))


def test_no_score_changes_after_it_is_decided(here):
    entry = awarded(here)
    one = CourtyardScore.rows.filter(entry=entry)[0]
    with pytest.raises(ValidationError, match="不能再改"):
        services.change_score(score=one, points=(100, 100, 100, 100), by=None)
    with pytest.raises(ValidationError, match="不能再改"):
        services.strike_score(score=one, reason="想高一点", by=None)
    with pytest.raises(ValidationError, match="不能再改"):
        score(entry, member(here.village, "邹静怡"))


def test_a_drawn_household_keeps_its_scores_and_waits_for_the_check(here):
    entry = drawn(here)
    one = CourtyardScore.rows.filter(entry=entry)[0]
    with pytest.raises(ValidationError, match="被抽中"):
        services.change_score(score=one, points=(100, 100, 100, 100), by=None)
    with pytest.raises(ValidationError, match="等复核"):
        services.award_entry(entry=entry, level="county", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="由乡镇或县"):
        score(entry, member(here.village, "邹静怡"), is_recheck=True)
    score(entry, member(here.town, "姜雨桐"), (50, 50, 50, 50), is_recheck=True)
    line = yards.line_of(entry, TODAY)
    assert (line.result.said, line.result.is_rechecked) == ("50.0", True)
    with pytest.raises(ValidationError, match="复核过"):
        score(entry, member(here.town, "潘玉兰"), is_recheck=True)
    with pytest.raises(ValidationError, match="没有可以抽查"):
        services.draw_sample(courtyard=entry.courtyard, seed="1", on=TODAY, by=None)


def test_the_way_to_an_award_has_no_short_cut(here):
    entry = scored(here)
    with pytest.raises(ValidationError, match="先抽取"):
        services.award_entry(entry=entry, level="county", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能这样办"):
        services.show_award(entry=entry, on=TODAY, by=None)
    half = recommended(here)
    score(half, member(here.village))
    with pytest.raises(ValidationError, match="还差 1 人"):
        services.award_entry(entry=half, level="county", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="本乡镇"):
        services.award_entry(entry=entry, level="township", on=TODAY, by=worn(here, "town_clerk"))


def test_nothing_is_shown_without_consent(here):
    entry = settled(here)
    services.award_entry(entry=entry, level="county", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="没有这户的同意"):
        services.show_award(entry=entry, on=TODAY, by=None)
    services.consent_entry(entry=entry, shown_name="李家小院", on=TODAY, by=None)
    services.show_award(entry=entry, on=TODAY, by=None)
    assert [e.shown_name for e in awards.public_awards(here.village, TODAY)] == ["李家小院"]
    services.refuse_entry(entry=entry, on=TODAY, by=None)
    assert awards.public_awards(here.village, TODAY) == []
    with pytest.raises(ValidationError, match="不用撤回"):
        services.refuse_entry(entry=entry, on=TODAY, by=None)


def test_an_objection_stops_the_plaque_and_may_take_the_award_back(here):
    one = objected(here)
    late = TODAY + timedelta(days=9)
    with pytest.raises(ValidationError, match="公示期还没有满"):
        services.hang_plaque(entry=one.entry, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="还有异议"):
        services.hang_plaque(entry=one.entry, on=late, by=None)
    with pytest.raises(ValidationError, match="不在公示期"):
        services.object_to_award(entry=one.entry, text="晚了", on=late, by=None)
    services.answer_objection(objection=one, answer="属实", is_upheld=True, on=TODAY, by=None)
    one.entry.refresh_from_db()
    assert (one.entry.status, one.entry.reason) == ("revoked", "公示异议成立")
    assert awards.public_awards(here.village, TODAY) == []
    assert awards.coverage([here.village.pk], TODAY)[here.village.pk][2] == 0


def test_figures_count_households_once(here):
    entry = plaqued(here)
    recommended(here)
    assert awards.coverage([here.village.pk], TODAY)[here.village.pk] == (1, 2, 1)
    services.revoke_award(
        entry=entry, reason="搬走", on=TODAY + timedelta(days=9), by=None
    )  # fmt: skip
    day = TODAY + timedelta(days=9)
    assert awards.coverage([here.village.pk], day)[here.village.pk][2] == 0
    assert awards.coverage([here.village.pk], TODAY)[here.village.pk][2] == 1


def test_a_household_in_contact_no_more_goes_no_further(here):
    """A41: out of the round when its contact stops, said beforehand, and back with an undo."""
    entry, home = recommended(here), nominated(here, "田边周家").household
    done = CourtyardEntry.rows.filter(pk=shown(here).pk)
    told = preview_of("duties.stop_contact", contact=home, on=TODAY)
    assert [(one.what, one.count) for one in told] == [("最美庭院参评", 1)]
    for one in (entry.household, home, done.get().household):
        duties.stop_contact(contact=one, on=TODAY, by=None)
    entry.refresh_from_db()
    assert (entry.status, entry.reason, entry.ended_on) == ("withdrawn", "停止联系", TODAY)
    assert done.get().status == "shown", "what was decided stays decided"
    with pytest.raises(ValidationError, match="已经评定或者退出"):
        score(entry, member(here.village))
    line = Record.rows.filter(act="duties.stop_contact", leads=True).earliest("pk")
    ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)
    entry.refresh_from_db()
    assert (entry.status, entry.ended_on, entry.household.until) == ("recommended", None, None)


def test_a_household_that_was_taken_out_may_come_in_again(here):
    entry = recommended(here)
    home, round_ = entry.household, entry.courtyard
    assert home not in yards.households_free(here.village, [round_], TODAY)
    services.withdraw_entry(entry=entry, reason="一时不愿意", on=TODAY, by=None)
    assert home in yards.households_free(here.village, [round_], TODAY)
    again = services.nominate_household(
        courtyard=round_, household=home, nominated_by="五组刘姐", voices=3, on=TODAY, by=None
    )
    again.refresh_from_db()
    assert (again.pk, again.status, again.voices) == (entry.pk, "nominated", 3)
    assert (again.recommended_on, again.ended_on, again.reason) == (None, None, "")
    with pytest.raises(ValidationError, match="已经在这次评选里"):
        services.nominate_household(
            courtyard=round_, household=home, nominated_by="谁", voices=1, on=TODAY, by=None
        )


def test_a_certificate_is_for_an_award_that_is_final(here):
    entry = shown(here)
    last = entry.shown_until
    assert not awards.may_certify(entry, last - timedelta(days=1))
    assert awards.may_certify(entry, last)
    entry.level = "city"
    assert not awards.may_certify(entry, last), "the city gives out its own"
    entry.level = "county"
    services.object_to_award(entry=entry, text="院外堆了柴", on=TODAY, by=None)
    assert not awards.may_certify(entry, last)
    assert awards.may_certify(plaqued(here), last)
    services.revoke_award(entry=entry, reason="搬走", on=TODAY, by=None)
    entry.refresh_from_db()
    assert not awards.may_certify(entry, last)


def test_entries_end_with_their_village(here):
    entry = recommended(here)
    done = shown(here)
    ground.close_org(org=here.village, on=TODAY, by=None)
    entry.refresh_from_db()
    done.refresh_from_db()
    assert (entry.status, done.status) == ("withdrawn", "shown")


def test_what_neighbours_said_goes_a_year_after_the_round(here):
    entry = shown(here)
    services.end_courtyard(courtyard=entry.courtyard, on=TODAY, by=None)
    services.purge_programmes(on=TODAY.replace(year=TODAY.year + 1))
    entry.refresh_from_db()
    assert (entry.nominated_by, entry.shown_name) == ("", "李家小院")
    services.purge_programmes(on=TODAY.replace(year=TODAY.year + 3))
    entry.refresh_from_db()
    assert entry.shown_name == ""
