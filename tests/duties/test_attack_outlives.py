"""Attacks with rights that should be over, on places that are others', and on what leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from duties import services
from duties.models import Channel, Due, FourOnesCheck, SensitiveEntry
from duties.services.channels import waiting_titles
from fulian.scoping import scope
from members.models import Office
from members.services import end_appointment
from orgs import services as ground
from orgs.models import AccessGrant, Record, Role
from tests.conftest import NOW, TODAY, signed_in
from tests.duties import arranged, kept, sending, turning
from tests.duties.ledgering import secret, wearing
from tests.duties.roster import START, at
from tests.people import person, seat

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + "0" * 36


@pytest.fixture
def head(east):
    """The township's chair: its villages are in her reach."""
    with scope(east.county.pk):
        she = person(east.town, "潘玉兰", phone="10000720002")
        grant = seat(east.town, Office.CHAIR, who=she).grant
        assert grant
        AccessGrant.rows.filter(pk=grant.pk).update(accepted_at=NOW)
        return wearing(grant.user, east.county)


VILLAGES: dict[str, tuple[Any, str]] = {
    "a post": (arranged.assigned, "/posts/{}/end/"),
    "a link": (arranged.linked, "/chain/{}/end/"),
    "a link beside": (kept.beside, "/chain/{}/primary/"),
    "an area": (kept.area, "/areas/{}/end/"),
}


@pytest.mark.parametrize("what", VILLAGES)
def test_a_township_s_chair_ends_nothing_of_a_village(east, head, what):
    maker, address = VILLAGES[what]
    with scope(east.county.pk):
        row = maker(east)
        row.refresh_from_db()
        was = row.version
    browser, path = signed_in(head), address.format(row.pk)
    for answer in (browser.get(path), browser.post(path, {"on": TODAY.isoformat()})):
        assert answer.status_code == 403
    with scope(east.county.pk):
        row.refresh_from_db()
        assert (row.version, row.until) == (was, None)
        assert Record.rows.filter(act="orgs.refused", user_id=head.pk).count() == 2
    assert signed_in(east.town_clerk).get(path).status_code == 200, "the desk mends"


def test_a_township_s_chair_proposes_no_swap_in_a_village(east, head):
    with scope(east.county.pk):
        turn = turning.turns(east)[1]
    inside = scope(east.county.pk, under=east.town, by=head)
    with inside, pytest.raises(ValidationError, match="本组织"):
        services.suggest_swap(turn=turn, by=head, at=turning.NOW)


def test_who_stood_in_writes_no_check_after_her_days(east):
    with scope(east.county.pk):
        first, second = turning.turns(east)[:2]
        by = second.appointment.grant.user
        days = DateRange(date(2026, 1, 10), date(2026, 1, 15))
        services.cover_turn(
            turn=first, appointment=second.appointment, days=days, by=None, at=turning.NOW
        )
        facts = {"turn": first, "month": START, "said": {"exchange": "座谈会"}, "by": by}
        wearing(by, east.county, START)
        for day in (date(2026, 1, 9), date(2026, 1, 15)):
            with pytest.raises(ValidationError, match="本人或主席"):
                services.save_four_ones(at=at(day), **facts)
        services.save_four_ones(at=at(date(2026, 1, 14)), **facts)
        assert FourOnesCheck.rows.get().exchange == "座谈会"


def test_work_does_not_pass_to_a_seat_that_was_given_up(east):
    """She left the committee, stays as a representative, and signs what she took over."""
    with scope(east.county.pk):
        first, second = turning.turns(east)[:2]
        task = services.assign_task(
            appointment=first.appointment, text="走访三户", due_on=second.days.upper, by=None,
            at=turning.NOW,
        )  # fmt: skip
        day = second.days.lower
        (sheet,) = services.hand_over(turns=[second.pk], at=at(day))
        later = day + timedelta(days=3)
        end_appointment(appointment=second.appointment, on=later, departure="moved", by=None)
        by = second.appointment.grant.user
        services.confirm_handover(handover=sheet, by=by, at=at(later))
        task.refresh_from_db()
        assert task.appointment_id == first.appointment_id


def test_a_line_whose_handler_sits_elsewhere_gets_another(east):
    """She still holds a seat in the county, but not where she would see the line."""
    with scope(east.county.pk):
        line, admin = secret(east), wearing(east.admin, east.county)
        ground.end_access(grant=east.chair_grant, on=TODAY, by=None)
        ground.grant_access(
            org=east.other_village, role=Role.CHAIR, phone=east.chair_phone, holder="她",
            on=TODAY, by=None,
        )  # fmt: skip
        AccessGrant.rows.filter(user=east.chair.pk).update(accepted_at=NOW)
    assert signed_in(east.chair).get(f"/secret/{line.pk}/").status_code == 404
    with scope(east.county.pk, by=admin):
        services.break_glass(number=line.pk, reason="当事人紧急求助", by=admin, at=NOW)
        services.add_handler(
            entry=line, user=east.town_clerk.pk, reason="原经办人调走", by=admin, at=NOW
        )
        assert east.town_clerk.pk in SensitiveEntry.rows.get().handlers


def test_that_a_sensitive_line_was_looked_at_is_no_scheduled_work_to_staff(east):
    with scope(east.county.pk):
        line, admin = secret(east), wearing(east.admin, east.county)
    with scope(east.county.pk, by=admin):
        services.break_glass(number=line.pk, reason="当事人紧急求助", by=admin, at=timezone.now())
        due = Due.rows.get(kind="duties.close_glass")
    for who, told in ((east.admin, True), (east.clerk, False)):
        browser = signed_in(who)
        for path in ("/desk/duties/due/", "/desk/duties/due/?state=done"):
            page = browser.get(path).content.decode()
            assert ("收回紧急查看" in page) is (told and "done" not in path)
        status = browser.get(f"/desk/duties/due/{due.pk}/").status_code
        assert status == (200 if told else 404)


@pytest.fixture
def outside(east):
    """The chair's way outside, with a task of the county waiting in her inbox."""
    with scope(east.county.pk):
        channel = services.set_channel(
            by=east.chair, org=east.village, kind="wecom", address=ROBOT, pace="day"
        )
        sending.dispatched(east, title="请走访白春燕家", at=NOW)
        services.send_next(NOW + timedelta(hours=12))
        services.tell(
            org=east.village, user_id=east.chair.pk, key="dispatch:9:sent",
            title="任务：请走访白春燕家", text="", link="/", at=NOW,
        )  # fmt: skip
        services.send_next(NOW + timedelta(hours=12))
    return channel


def test_what_somebody_typed_does_not_leave_the_product(east, outside):
    with scope(east.county.pk):
        titles = waiting_titles(outside)
    assert "任务：请登录查看" in titles
    assert not any("白春燕" in title for title in titles)


def test_who_holds_no_seat_any_more_is_told_nothing(east, outside):
    later = NOW + timedelta(days=2)
    with scope(east.county.pk):
        assert services.daily_digest(on=TODAY, at=NOW) == 1
        ground.end_access(grant=east.chair_grant, on=TODAY, by=None)
        assert services.daily_digest(on=TODAY, at=later) == 0
        assert Channel.rows.get().wanted_at is not None, "asked for before she left"
    assert not services.deliver(county=east.county.pk, channel=outside.pk, at=later)
