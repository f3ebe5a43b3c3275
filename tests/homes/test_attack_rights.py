"""A right that ended a moment ago opens nothing: not a child, not a guarded letter.

The names in a walled row follow the seats; between two mornings a right may end by itself, so
every look asks again.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from duties.models import GlassBreak
from duties.rules.sensitive import OPEN_FOR
from fulian.scoping import scope
from homes import services
from homes.models import CareChild, CareTeam, Letter
from homes.queries import care as reads
from homes.queries import letters as box
from members import services as members
from members.models import Appointment
from orgs import services as ground
from orgs.models import AccessGrant, Record, Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.ledgering import wearing
from tests.duties.test_sensitive import refused
from tests.homes import care
from tests.homes.test_care import CHECKS, sees
from tests.homes.writing import written

DAY = timedelta(days=1)
TOMORROW, AT = TODAY + DAY, NOW + DAY
PHONE = "Mozilla/5.0 (Linux; Android 13)"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


@pytest.fixture
def visit(here):
    return care.visited(here)


def open_to(cast, name, at=NOW):
    """Return how many children somebody's pages hold at a moment."""
    user = getattr(cast, name)
    with scope(cast.county.pk, by=user):
        return reads.in_reach(user, at).count()


def moved_up(cast, user, org=None, role=Role.TOWNSHIP_STAFF, phone=None):
    """Give an account another seat, whose reach holds the village."""
    grant = ground.grant_access(
        org=org or cast.town, role=role, phone=phone or cast.officer_phone, holder="另有任用",
        on=TODAY, by=None,
    )  # fmt: skip
    assert grant.user_id == user.pk
    return grant


def lapse(grant, on=TOMORROW):
    """Let a right end by itself: its last day was written before."""
    AccessGrant.rows.filter(pk=grant.pk).update(until=on)


def test_access_that_is_ended_closes_the_wall_in_the_same_transaction(here, visit):
    moved_up(here, here.officer)
    assert sees(here, "officer", table=CHECKS) == {"officer": 1}
    ground.end_access(grant=here.officer_grant, on=TODAY, by=None)
    assert sees(here, "officer") == sees(here, "officer", table=CHECKS) == {"officer": 0}
    assert sees(here, "chair", table=CHECKS) == {"chair": 1}
    with scope(here.county.pk, by=here.officer):
        refused("not_found", services.amend_visit, visit=visit, text="再看", by=here.officer,
                at=NOW)  # fmt: skip


def test_ended_access_that_is_taken_back_opens_the_wall_again(here, visit):
    ground.end_access(grant=here.officer_grant, on=TODAY, by=None)
    ground.end_access(grant=here.chair_grant, on=TODAY, by=None)
    assert sees(here, "officer", "chair") == {"officer": 0, "chair": 0}
    for line in Record.rows.filter(act="orgs.end_access").order_by("-pk"):
        ground.undo(batch=line.batch, at=NOW, on=TODAY, by=None)
    assert sees(here, "officer", "chair") == {"officer": 1, "chair": 1}
    assert open_to(here, "officer") == open_to(here, "chair") == 1


def test_leader_whose_seat_comes_back_by_an_undo_leads_again(here, visit):
    led = CareTeam.rows.get().leader
    members.end_appointment(appointment=led, on=TODAY, departure="resigned", by=None)
    assert sees(here, "chair") == {"chair": 0}
    ended = Record.rows.filter(act="members.end_appointment").order_by("pk")[:1].get()
    ground.undo(batch=ended.batch, at=NOW, on=TODAY, by=None)
    assert Appointment.rows.get(pk=led.pk).until is None
    assert sees(here, "chair") == {"chair": 1}


@pytest.mark.parametrize("name", ["officer", "chair"])
def test_access_that_lapses_by_itself_opens_nothing_from_midnight_on(here, visit, name):
    """No calendar has come round: the names in the row are those of yesterday."""
    user, grant = getattr(here, name), getattr(here, f"{name}_grant")
    moved_up(here, user, phone=getattr(here, f"{name}_phone"))
    lapse(grant)
    assert open_to(here, name) == 1
    assert open_to(here, name, AT) == 0
    with scope(here.county.pk, by=user):
        assert reads.seen(visit.pk, user, NOW)
        assert reads.seen(visit.pk, user, AT) is None
        refused("not_found", services.withdraw_consent, case=visit.pairing.case, by=user, at=AT)
    assert services.keep_care(on=TOMORROW, at=AT) == 0
    assert sees(here, name) == {name: 0}


def test_seat_that_is_not_taken_up_opens_nothing(here, visit):
    AccessGrant.rows.filter(pk=here.officer_grant.pk).update(accepted_at=None)
    assert open_to(here, "officer") == 0


def test_named_handler_who_sits_elsewhere_sees_nothing(here, visit):
    care.as_user(here, here.chair, lambda: services.add_care_handler(
        case=visit.pairing.case, user=here.town_clerk.pk, reason="一起帮", by=here.chair, at=NOW
    ))  # fmt: skip
    moved_up(here, here.town_clerk, here.other_town, phone=here.town_clerk_phone)
    assert open_to(here, "town_clerk") == 1
    lapse(here.town_clerk_grant)
    assert open_to(here, "town_clerk", AT) == 0


def test_broken_glass_is_whole_after_a_day_though_nobody_came_to_mend_it(here, visit):
    care.broken(here, visit.pairing.case_id)
    assert open_to(here, "admin") == 1
    assert open_to(here, "admin", NOW + OPEN_FOR) == 0
    assert GlassBreak.rows.get().closed_at is None, "the worker did not come"


def test_glass_does_not_outlast_the_breakers_seat(here, visit):
    ground.grant_access(
        org=here.root, role=Role.COUNTY_ADMIN, phone="10009000055", holder="另一位", on=TODAY,
        by=None,
    )  # fmt: skip
    care.broken(here, visit.pairing.case_id)
    ground.end_access(grant=here.admin_grant, on=TODAY, by=None)
    assert sees(here, "admin") == {"admin": 0}


def test_pages_of_who_lapsed_are_not_there(here):
    """Over the pages, in the other seat she holds: the clock is the site's own."""
    number = care.paired(here).case_id
    moved_up(here, here.officer)
    today = timezone.localdate()
    AccessGrant.rows.filter(pk=here.officer_grant.pk).update(since=TODAY - DAY, until=today)
    client = signed_in(here.officer, agent=PHONE)
    assert client.get(f"/care/{number}/").status_code == 404
    assert care.NAME not in client.get("/care/").content.decode()
    with scope(here.county.pk, by=here.officer):
        assert CareChild.rows.filter(pk=number).exists(), "the wall waits for the morning"


def guarded(cast, **more):
    return written(cast, "他打我", is_sensitive=True, **more).letter


def reads_it(cast, user, number, on):
    her = wearing(user, cast.county, on)
    with scope(cast.county.pk, by=her):
        return box.letter_of(her, number, on) is not None


def test_reader_whose_right_lapsed_reads_no_guarded_letter(here):
    number = guarded(here).pk
    moved_up(here, here.chair, phone=here.chair_phone)
    assert reads_it(here, here.chair, number, TODAY)
    lapse(here.chair_grant)
    assert not reads_it(here, here.chair, number, TOMORROW)
    with scope(here.county.pk, by=here.chair):
        refused("not_found", services.answer_letter, text="答", at=AT, by=here.chair,
                letter=Letter.rows.get(pk=number))  # fmt: skip
        assert box.standing_of(here.chair, TOMORROW).guarded == 0


def test_answered_letter_is_closed_to_readers_who_left(here):
    """Readers of answered letters are not named anew: their names stay in the row for ever."""
    letter = guarded(here)
    with scope(here.county.pk, by=here.chair):
        chair = wearing(here.chair, here.county)
        services.answer_letter(letter=letter, text="我们来找您", at=NOW, by=chair)
    moved_up(here, here.chair, phone=here.chair_phone)
    ground.end_access(grant=here.chair_grant, on=TODAY, by=None)
    services.name_readers(on=TOMORROW, at=AT)
    assert not reads_it(here, here.chair, letter.pk, TOMORROW)
    assert reads_it(here, here.admin, letter.pk, TOMORROW)


def test_reader_who_sits_where_she_is_complained_of_reads_nothing(here):
    letter = guarded(here, kind="complaint", is_about_us=True)
    assert reads_it(here, here.admin, letter.pk, TODAY)
    moved_up(here, here.admin, here.village, Role.OFFICER, here.admin_phone).accepted_at = NOW
    AccessGrant.rows.filter(user=here.admin).update(accepted_at=NOW)
    assert hats.hats_of(here.admin, TODAY)
    assert not reads_it(here, here.admin, letter.pk, TODAY)
