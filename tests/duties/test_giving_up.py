"""The same page when a seat is given up; the desk looks before it plans; systems read counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from duties import services
from duties.models import AssignedTask, Handover, RotationPlan
from duties.queries.open_work import open_of, sheet_line
from fulian.scoping import scope
from members.models import Appointment, Candidate, Office
from members.services import close_congress, end_appointment, ending_affects, nominate
from orgs import services as ground
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.duties.roster import START, at, planned, presidium
from tests.members import drives
from tests.members.drives import undo
from tests.people import seat

FEB = date(2026, 2, 1)
SOON = at(date(2026, 1, 5))
DESK = "/desk/duties/rotationplan/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.seats = presidium(east.village)
        yield east


def task(who, text="走访三户"):
    return services.assign_task(
        appointment=who, text=text, due_on=date(2026, 3, 1), by=None, at=SOON
    )


def leave(who, on=date(2026, 1, 20)):
    return end_appointment(appointment=who, on=on, departure="moved", by=None)


def test_a_chair_s_sheet_waits_for_who_follows(here):
    chair = here.seats[0]
    told = ending_affects(appointment=chair, on=date(2026, 1, 20))
    assert [(e.what, e.count) for e in told if e.what == "交接单"] == [("交接单", 1)]
    task(chair, "整理档案")
    leave(chair)
    done = Handover.rows.get()
    assert (done.occasion, done.giver_id, done.taker_id) == ("leaving", chair.pk, None)
    assert [row["text"] for row in done.sheet["tasks"]] == ["整理档案"]
    assert services.find_takers(on=FEB, at=at(FEB)) == 0
    new = seat(here.village, Office.CHAIR, "舒若兰", since=date(2026, 1, 25))
    assert services.find_takers(on=FEB, at=at(FEB)) == 1
    done.refresh_from_db()
    assert done.taker_id == new.pk


def test_an_election_gives_the_sheets_to_the_new_chair(here):
    """Who holds the same office again keeps her work; undoing the result takes all back."""
    chair, again, out = here.seats[:3]
    for who in (chair, again, out):
        task(who)
    congress = drives.prepared(here.village)
    stands = [drives.running(congress, members=2, vices=0)[0], nominated(congress, again)]
    drives.watched(congress)
    rows = Candidate.rows.filter(congress=congress)
    drives.counted(congress, {row.pk: 30 for row in rows})
    close_congress(congress=congress, on=TODAY, by=None)
    new = Appointment.rows.get(org=here.village, office=Office.CHAIR, until=None)
    assert new.person_id == stands[0].person_id
    done = Handover.rows.order_by("giver")
    assert [(one.giver_id, one.taker_id, one.occasion) for one in done] == [
        (chair.pk, new.pk, "election"), (out.pk, new.pk, "election"),
    ]  # fmt: skip
    undo("members.close_congress")
    assert not Handover.rows.exists()


def nominated(congress, seat):
    return nominate(congress=congress, person=seat.person, office=seat.office, by=None)


def test_a_member_with_nothing_open_writes_none(here):
    leave(here.seats[2])
    assert not Handover.rows.exists()
    assert not [e for e in ending_affects(appointment=here.seats[3], on=FEB) if e.what == "交接单"]


def test_open_work_goes_to_the_chair_but_for_what_stays(here):
    chair, first = here.seats[:2]
    one, two = task(first), task(first, "写简报")
    leave(first)
    done = Handover.rows.get()
    assert (done.taker_id, done.needs_giver, bool(done.given_at)) == (chair.pk, True, True)
    user = chair.grant.user
    services.confirm_handover(handover=done, by=user, at=SOON, staying=[f"tasks:{two.pk}"])
    holders = dict(AssignedTask.rows.values_list("pk", "appointment"))
    assert holders == {one.pk: chair.pk, two.pk: first.pk}
    page = signed_in(user).get(f"/turn/{done.pk}/").content.decode()
    assert "离任交接单" in page
    assert "走访三户" in page


def test_undo_of_leaving_takes_the_sheet_back(here):
    leave(here.seats[0])
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=date(2026, 1, 20), by=None)
    assert not Handover.rows.exists()


def test_the_sheet_of_a_turn_says_what_is_open_and_it_moves_at_confirmation(here):
    planned(here.village, here.seats[1:])
    services.do_next(at(START))
    given = task(here.seats[1])
    services.do_next(at(FEB))
    done = Handover.rows.get(due_on=FEB)
    assert [row["id"] for row in done.sheet["tasks"]] == [given.pk]
    services.confirm_handover(handover=done, by=here.seats[2].grant.user, at=at(FEB))
    given.refresh_from_db()
    assert (given.appointment_id, given.turn_id) == (here.seats[2].pk, done.turn_id)


def test_upper_apps_add_lines(here, monkeypatch):
    monkeypatch.setattr("duties.queries.open_work._lines", [])
    sheet_line(lambda org, seat, on: ("妇女之家", "钥匙两把"))
    pair = (here.village.pk, here.seats[0].pk)
    assert open_of([pair], FEB, SOON)[pair[1]].facts["more"] == [["妇女之家", "钥匙两把"]]


def test_the_desk_looks_before_it_plans_and_before_it_changes(here):
    client = signed_in(here.admin)
    today = timezone.localdate()
    seats = here.seats[1:]
    data = {"period": "half_year", "starts_on": (today + timedelta(days=30)).isoformat()}
    data |= {f"in_{one.pk}": "on" for one in seats}
    data |= {f"place_{one.pk}": n for n, one in enumerate(seats, 1)}
    address = f"{DESK}org/{here.village.pk}/"
    seen = client.post(address, data | {"look": "1"}).content.decode()
    assert "接下来 12 期" in seen
    with scope(here.county.pk):
        assert not RotationPlan.rows.exists()
    assert client.post(address, data).status_code == 302
    with scope(here.county.pk):
        plan = RotationPlan.rows.get()
    shown = client.get(f"{DESK}{plan.pk}/").content.decode()
    assert "没有空档和重叠" in shown
    assert "0 期" in shown
    data[f"place_{seats[0].pk}"] = 9
    address = f"{DESK}{plan.pk}/order/"
    assert "就这样调整" in client.post(address, data).content.decode()
    assert client.post(address, data | {"save": "1"}).status_code == 302
    with scope(here.county.pk):
        order = list(plan.members.order_by("place").values_list("appointment", flat=True))
    assert order == [seats[1].pk, seats[2].pk, seats[0].pk]
    assert here.village.title in client.get(f"{DESK}?state=open").content.decode()
    assert here.village.title not in client.get(f"{DESK}?state=wrong").content.decode()


@pytest.mark.parametrize(
    "path", ["rotations/", "turns/?since=2026-01-01", "handovers/", "four-ones/"]
)
def test_systems_read_dates_and_counts(here, path):
    planned(here.village, here.seats[1:])
    services.do_next(at(START))
    services.do_next(at(FEB))
    ground.register_application(
        name="政务平台", on=START, by=None, client_id="m", secret="s",
        reads=("orgs:read", "members:read"),
    )  # fmt: skip
    client = Client()
    token = client.post(
        "/oauth/token/",
        {
            "grant_type": "client_credentials",
            "client_id": "m",
            "client_secret": "s",
            "scope": "orgs:read members:read",
        },
    ).json()["access_token"]
    answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    text = answer.content.decode()
    assert not any(one.person.name in text for one in here.seats)
    if not path.startswith("four"):
        assert answer.json()["results"]
