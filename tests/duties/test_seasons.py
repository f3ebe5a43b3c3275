"""The calendar: each piece of work once a day it falls on, in order, told once on each level."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from duties import services
from duties.models import Due, Message
from duties.rules import seasons as rules
from duties.services.due import TITLES
from duties.services.timetable import SEASONS
from fulian.scoping import scope
from members.models import CongressTerm, Office
from orgs import services as ground
from orgs.models import Level, Org
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.roster import at
from tests.people import person, seat

DAY = date(2026, 5, 4)  # a Monday
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("falls", "after", "day"),
    [
        (rules.daily, DAY, DAY + ONE_DAY),
        (rules.mondays, DAY, date(2026, 5, 11)),
        (rules.mondays, DAY - ONE_DAY, DAY),
        (rules.monthly(5), DAY, date(2026, 5, 5)),
        (rules.monthly(1), date(2026, 12, 1), date(2027, 1, 1)),
        (rules.yearly(12, 1), date(2026, 12, 1), date(2027, 12, 1)),
    ],
)
def test_next_day(falls, after, day):
    assert rules.next_day(falls, after) == day


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(sorted(SEASONS)))
def test_every_season_comes_round_within_a_year(after, name):
    day = rules.next_day(SEASONS[name].falls, after)
    assert after < day <= after + timedelta(days=366)
    assert SEASONS[name].falls(day)


def test_every_season_is_called_in_chinese():
    for one in SEASONS.values():
        assert TITLES[one.name] == one.title
        assert one.when.startswith("每")


@pytest.fixture
def runs(monkeypatch):
    """Watch which days a season is done for."""
    seen = []
    kept = SEASONS["duties.warn_of_terms"]
    monkeypatch.setitem(
        SEASONS, kept.name, type(kept)(kept.name, kept.title, kept.when, kept.falls,
                                       lambda on, at: seen.append(on)),
    )  # fmt: skip
    return seen


def test_each_day_once_in_order_after_a_standstill(east, runs):
    for _ in range(2):
        services.keep_calendar([east.county.pk], DAY)
    with scope(east.county.pk):
        assert Due.rows.filter(kind__in=SEASONS).count() == len(SEASONS)
        assert not services.keep_seasons(DAY)
    services.tick(at(DAY, 23))
    assert runs == []
    services.tick(at(DAY + 3 * ONE_DAY, 9))  # three days down
    assert runs == [DAY + n * ONE_DAY for n in (1, 2, 3)]
    services.tick(at(DAY + 3 * ONE_DAY, 23))
    assert len(runs) == 3
    with scope(east.county.pk):
        (left,) = Due.rows.filter(kind="duties.warn_of_terms", done_at__isnull=True)
        assert left.subject == (DAY + 4 * ONE_DAY).toordinal()


def test_county_taken_back_has_no_calendar(db):
    county = ground.open_county(code="430424", on=TODAY, at=NOW, by=None).county
    services.keep_calendar([county.pk], TODAY)
    services.tick(at(TODAY + ONE_DAY))
    ground.undo_opening(county=county, at=NOW + ONE_DAY, on=TODAY, by=None)
    services.keep_calendar([county.pk], TODAY)
    assert services.tick(at(TODAY + 400 * ONE_DAY)).failed == 0
    with scope(county.pk):
        assert not Due.rows.filter(done_at__isnull=True, kind__in=SEASONS).exists()


def term(org, ends_on):
    return CongressTerm.rows.create(
        org=org, number=1, starts_on=ends_on - timedelta(days=1826), ends_on=ends_on
    )


def told(**only):
    return Message.rows.filter(**only)


def test_term_is_told_on_each_level_once_at_each_step(east):
    with scope(east.county.pk):
        term(east.village, DAY + timedelta(days=90))
        term(east.other_village, DAY + timedelta(days=91))
        assert services.warn_of_terms(on=DAY, at=at(DAY)) == 1
        mine = told(key__startswith=f"term:{east.village.pk}:")
        assert [m.user_id for m in mine] == [east.chair.pk]
        assert "90 天" in mine.get().text
        assert told(org__level=Level.TOWNSHIP).count() == 1
        assert told(org__parent__isnull=True).count() == 2  # administrator and clerk
        before = told().count()
        services.warn_of_terms(on=DAY, at=at(DAY))
        assert told().count() == before
        assert services.warn_of_terms(on=DAY + 60 * ONE_DAY, at=at(DAY)) == 1
        assert services.warn_of_terms(on=DAY + 30 * ONE_DAY, at=at(DAY)) == 0


def test_lack_of_training_is_told_above_as_a_number(east):
    with scope(east.county.pk):
        term(east.village, DAY + timedelta(days=200))
        for n in range(3):
            seat(
                east.village, Office.EXECUTIVE_MEMBER, who=person(east.village, f"沈{'甲乙丙'[n]}")
            )
        missing = services.remind_training(on=DAY, at=at(DAY))
        assert missing >= 3
        top = told(org__parent__isnull=True).first()
        assert f"{missing} 名" in top.text
        assert "不到一年" in top.text
        town = told(org__level=Level.TOWNSHIP).first()
        assert "不到一年" not in town.text
        assert "沈" not in "".join(m.text for m in told())


def test_chairs_are_told_to_write_their_reports_once_a_year(east):
    with scope(east.county.pk):
        count = services.open_reports(on=DAY, at=at(DAY))
        assert count == told().count()
        services.open_reports(on=DAY, at=at(DAY))
        assert told().count() == count


def test_what_is_told_opens_the_page_it_is_about(east):
    with scope(east.county.pk):
        term(east.village, DAY + timedelta(days=90))
        seat(east.village, Office.CHAIR, who=person(east.village, "沈甲"))
        services.warn_of_terms(on=DAY, at=at(DAY))
        services.remind_training(on=DAY, at=at(DAY))
        services.open_reports(on=DAY, at=at(DAY))
        sent = list(told().select_related("user"))
    assert len({m.link for m in sent}) == 5
    for one in sent:
        assert signed_in(one.user).get(one.link).status_code == 200, one.link


def failed_row(cast):
    due = services.put_due(
        kind="test.unknown", subject=1, org=cast.village, line="z", due_at=at(DAY)
    )
    services.do_next(at(DAY))
    due.refresh_from_db()
    return due


def test_failed_work_is_seen_and_tried_again(east):
    with scope(east.county.pk):
        due = failed_row(east)
    desk = signed_in(east.admin)
    page = desk.get("/desk/duties/due/?state=failed").content.decode()
    assert "试过 1 次" in page
    one = f"/desk/duties/due/{due.pk}/"
    assert "再试一次" in desk.get(one).content.decode()
    assert desk.post(one).status_code == 302
    with scope(east.county.pk):
        due.refresh_from_db()
        assert due.retry_at is None
        Due.rows.filter(pk=due.pk).update(done_at=at(DAY))
        with pytest.raises(ValidationError, match="已经办完"):
            services.try_again(due=due, by=east.admin, at=at(DAY))
        waiting = services.put_due(
            kind="test.later", subject=1, org=None, line="y", due_at=at(DAY + ONE_DAY)
        )
        with pytest.raises(ValidationError, match="还没有到"):
            services.try_again(due=waiting, by=east.admin, at=at(DAY))
        assert Org.rows.filter(parent__isnull=True).count() == 1
    assert "到时自动办理" in desk.get(f"/desk/duties/due/{waiting.pk}/").content.decode()
