"""Swaps, leave, covers, tasks and the monthly check on the phone; lent rights under attack."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from duties import services
from duties.models import (
    AssignedTask,
    ChairTurn,
    FourOnesCheck,
    Handover,
    Leave,
    Message,
    TurnCover,
    TurnSwap,
)
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import AccessGrant, Role
from tests.conftest import signed_in
from tests.duties.roster import planned, presidium

PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile"
DESK = "/desk/duties/rotationplan/"


@pytest.fixture
def here(east):
    """The second turn of four began this month; two are ahead."""
    with scope(east.county.pk):
        east.seats = presidium(east.village, 4)
        today = timezone.localdate()
        start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        east.plan = planned(east.village, east.seats[1:], starts_on=start, at=timezone.now())
    services.tick(timezone.now())
    with scope(east.county.pk):
        east.turns = list(ChairTurn.rows.filter(plan=east.plan).order_by("days")[:4])
    return east


def page(client, address, **data):
    answer = client.post(address, data) if data else client.get(address)
    return answer.status_code, answer.content.decode()


def phone(here, n):
    return signed_in(here.seats[n].grant.user, agent=PHONE)


def test_a_swap_is_asked_and_agreed_with_a_few_taps(here):
    third, fourth = phone(here, 3), phone(here, 4)
    status, mine = page(third, "/turn/")
    assert (status, "换班" in mine, "接下来轮到谁" in mine) == (200, True, True)
    address = f"/turns/{here.turns[2].pk}/swap/"
    assert here.seats[4].person.name in page(third, address)[1]
    assert third.post(address, {"theirs": here.turns[3].pk}).status_code == 302
    assert "同样" not in page(third, address, theirs=here.turns[3].pk)[1]
    with scope(here.county.pk):
        swap = TurnSwap.rows.get()
    for hers, turn in ((third, here.turns[2]), (fourth, here.turns[3])):
        waits = page(hers, "/turn/")[1]
        assert "换班请求等答复" in waits
        assert f"/turns/{turn.pk}/swap/" not in waits  # one request at a time
    asked = f"/swaps/{swap.pk}/"
    assert page(phone(here, 2), asked, answer="yes")[0] == 403
    assert "同意换班" in page(fourth, asked)[1]
    assert fourth.post(asked, {"answer": "yes"}).status_code == 302
    with scope(here.county.pk):
        now = [t.appointment_id for t in ChairTurn.rows.filter(plan=here.plan).order_by("days")]
    assert now[2:4] == [here.seats[4].pk, here.seats[3].pk]
    assert "已同意" in page(third, asked)[1]


def test_another_s_turn_is_not_hers_to_swap(here):
    status, said = page(phone(here, 3), f"/turns/{here.turns[3].pk}/swap/")
    assert (status, "只有" in said) == (200, True)


def test_leave_is_entered_by_herself_and_the_chair_stands_somebody_in(here):
    day = here.turns[1].days.upper - timedelta(days=1)
    holder, chair = phone(here, 2), phone(here, 0)
    data = {"seat": here.seats[2].pk, "first": day.isoformat(), "last": day.isoformat()}
    assert holder.post("/leave/", data | {"seat": here.seats[3].pk}).status_code == 200
    assert holder.post("/leave/", data).status_code == 302
    with scope(here.county.pk):
        leave = Leave.rows.get()
        assert leave.days.upper - leave.days.lower == timedelta(days=1)
    address = f"/turns/{here.turns[1].pk}/away/"
    assert "请假" in page(chair, address)[1]
    data["seat"] = here.seats[3].pk
    assert chair.post(address, data).status_code == 302
    with scope(here.county.pk):
        cover = TurnCover.rows.get()
        assert cover.appointment_id == here.seats[3].pk
    assert "取消" in page(holder, address)[1]
    assert holder.post(f"/covers/{cover.pk}/end/").status_code == 302
    assert holder.post(f"/leave/{leave.pk}/end/").status_code == 302
    with scope(here.county.pk):
        assert not TurnCover.rows.exists()
        assert not Leave.rows.exists()


def test_who_stands_in_today_is_named_beside_whose_turn_it_is(here):
    today, last = timezone.localdate(), here.turns[1].days.upper - timedelta(days=1)
    stand_in = here.seats[3].person.name
    said = f"<dt>现在代班</dt><dd>{stand_in}，到{last:%-m月%-d日}</dd>"
    assert said not in page(phone(here, 4), "/turn/")[1]
    data = {"seat": here.seats[3].pk, "first": today.isoformat(), "last": last.isoformat()}
    assert phone(here, 0).post(f"/turns/{here.turns[1].pk}/away/", data).status_code == 302
    for n in (2, 3, 4):
        shown = page(phone(here, n), "/turn/")[1]
        assert said in shown
        assert "正在轮值" in shown


def test_the_chair_proposes_a_swap(here):
    address = f"/turns/{here.turns[2].pk}/away/"
    assert phone(here, 0).post(address, {"suggest": "1"}).status_code == 302
    with scope(here.county.pk):
        told = Message.rows.get(title="主席建议您换班")
    assert told.user_id == here.seats[3].grant.user_id
    assert page(phone(here, 3), told.link)[0] == 200


def test_a_task_is_given_told_and_finished(here):
    chair, third = phone(here, 0), phone(here, 3)
    due = timezone.localdate() + timedelta(days=5)
    assert "还没有交办的任务" in page(chair, "/tasks/")[1]
    data = {"seat": here.seats[3].pk, "text": "走访三户家庭", "due_on": due.isoformat()}
    assert chair.post("/tasks/add/", data).status_code == 302
    with scope(here.county.pk):
        task = AssignedTask.rows.get()
        assert Message.rows.get(key=f"task:{task.pk}").user_id == here.seats[3].grant.user_id
    assert "1 项等我办" in page(third, "/")[1]
    address = f"/tasks/{task.pk}/"
    assert "办结</button>" not in page(phone(here, 4), address)[1]
    assert third.post(address, {"result": ""}).status_code == 200
    assert third.post(address, {"result": "都走访了"}).status_code == 302
    assert "都走访了" in page(chair, address)[1]


def test_the_chair_drops_a_task(here):
    with scope(here.county.pk):
        task = services.assign_task(
            appointment=here.seats[3], text="走访", due_on=timezone.localdate(), by=None,
            at=timezone.now(),
        )  # fmt: skip
    assert phone(here, 3).post(f"/tasks/{task.pk}/", {"drop": "1"}).status_code == 200
    assert phone(here, 0).post(f"/tasks/{task.pk}/", {"drop": "1"}).status_code == 302
    with scope(here.county.pk):
        assert AssignedTask.rows.get().dropped_on


def test_the_four_of_the_month_are_written_by_whose_turn_it_is(here):
    holder, other = phone(here, 2), phone(here, 3)
    assert "我要填的" in page(holder, "/four-ones/")[1]
    address = f"/four-ones/{here.turns[1].pk}/"
    assert "保存</button>" not in page(other, address)[1]
    other.post(address, {"exchange": "x"})
    assert holder.post(address, {"exchange": "座谈", "look_back": "人少"}).status_code == 302
    with scope(here.county.pk):
        check = FourOnesCheck.rows.get()
    assert check.exchange == "座谈"
    assert "填了 1 项" in page(holder, "/four-ones/")[1]
    more = {"exchange": "座谈", "look_back": "人少", "analysis": "没通知到", "solved": "建了群"}
    assert holder.post(address, more).status_code == 302
    assert "填了 2 项" in page(holder, "/four-ones/")[1]
    board = page(phone(here, 0), "/four-ones/")[1]
    assert "没有填" in board  # the month before


def test_a_month_long_past_is_shown_and_not_offered(here):
    early = f"{timezone.localdate() - timedelta(days=70):%Y-%m}"
    past = page(phone(here, 2), f"/four-ones/{here.turns[1].pk}/?month={early}")[1]
    assert "只能填本月和上个月的" in past
    assert "保存</button>" not in past


def test_lent_rights_open_in_the_turn_only_and_only_here(here, west):
    assert phone(here, 2).get("/tasks/add/").status_code == 200
    assert [phone(here, n).get("/tasks/add/").status_code for n in (1, 3, 4)] == [403] * 3
    with scope(here.county.pk):
        loan = AccessGrant.rows.get(role=Role.ROTATING_CHAIR, user=here.seats[2].grant.user)
        other = AccessGrant.rows.get(role=Role.ROTATING_CHAIR, user=here.seats[1].grant.user)
        assert other.until == loan.since
    client = phone(here, 2)
    switched = client.post("/me/hats/", {"hat": f"{here.county.pk}-{loan.pk}"})
    assert switched.status_code in (302, 400, 403, 404)
    assert client.get("/tasks/add/").status_code in (200, 302)


def test_a_revoked_seat_takes_what_was_lent_with_it(here):
    client = phone(here, 2)
    assert client.get("/tasks/add/").status_code == 200
    with scope(here.county.pk):
        ground.end_access(grant=here.seats[2].grant, on=timezone.localdate(), by=None)
    assert client.get("/tasks/add/").status_code in (302, 403)


def test_who_has_not_signed_is_chased_once_and_the_chair_told(here):
    later = timezone.now() + timedelta(days=60)
    with scope(here.county.pk):
        count = services.chase_handovers(on=timezone.localdate(later), at=later)
        assert count == Handover.rows.filter(chased_at__isnull=False).count() == 2
        told = Message.rows.filter(key__endswith=":late:chair")
        assert {m.user_id for m in told} == {here.seats[0].grant.user_id}
        assert services.chase_handovers(on=timezone.localdate(later), at=later) == 0


def test_the_month_is_reminded_of_once(here):
    with scope(here.county.pk):
        on = timezone.localdate().replace(day=1)
        assert services.remind_four_ones(on=on, at=timezone.now()) == 2  # open, and last month's
        assert services.remind_four_ones(on=on, at=timezone.now()) == 0
        end = on.replace(day=28)
        assert services.remind_four_ones(on=end, at=timezone.now()) == 1


def test_a_neighbour_finds_nothing(here, west):
    client = signed_in(west.chair, agent=PHONE)
    for address in ("turns/{}/swap/", "turns/{}/away/", "four-ones/{}/"):
        assert client.get("/" + address.format(here.turns[2].pk)).status_code == 404
