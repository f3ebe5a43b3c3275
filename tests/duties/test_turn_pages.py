"""The rotating chair on the desk and on the phone: planned, looked at, confirmed, ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import ChairTurn, Handover, Notice, RotationPlan
from fulian.scoping import scope
from tests.conftest import signed_in
from tests.duties.roster import planned, presidium

PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile"
DESK = "/desk/duties/rotationplan/"


@pytest.fixture
def here(east):
    """A rotation of which the second turn begins today; what is due is done and sent."""
    with scope(east.county.pk):
        east.seats = presidium(east.village)
        today = timezone.localdate()
        start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        east.plan = planned(east.village, east.seats[1:], starts_on=start, at=timezone.now())
    services.tick(timezone.now())
    return east


def page(client, address, **data):
    answer = client.post(address, data) if data else client.get(address)
    return answer.status_code, answer.content.decode()


def phone(seat):
    return signed_in(seat.grant.user, agent=PHONE)


def last(here):
    with scope(here.county.pk):
        return Handover.rows.order_by("-due_on").first()


def test_phone_puts_what_waits_first(here):
    taker = phone(here.seats[2])
    status, home = page(taker, "/")
    assert status == 200
    assert "轮值交接等您确认" in home
    assert "未读通知" in home
    assert "现在是您担任轮值主席" in home
    assert home.index("等您确认") < home.index("记一条")


def test_both_confirm_with_one_tap(here):
    done = last(here)
    address = f"/turn/{done.pk}/"
    for seat in here.seats[1:3]:
        client = phone(seat)
        status, sheet = page(client, address)
        assert (status, "确认交接</button>" in sheet) == (200, True)
        assert here.seats[1].person.name in sheet
        assert here.seats[2].person.name in sheet
        assert client.post(address).status_code == 302
        assert "确认交接</button>" not in page(client, address)[1]
    assert last(here).is_confirmed
    assert "双方已确认" in page(phone(here.seats[3]), "/turn/")[1]


def test_whoever_is_no_side_may_look_and_not_confirm(here):
    client, address = phone(here.seats[0]), f"/turn/{last(here).pk}/"
    assert "确认交接</button>" not in page(client, address)[1]
    answer = client.post(address)
    assert answer.status_code == 403
    assert "只有交出方和接任方本人" in answer.content.decode()
    assert last(here).taken_at is None


def test_a_neighbour_finds_nothing(here, west):
    assert page(signed_in(west.chair, agent=PHONE), f"/turn/{last(here).pk}/")[0] == 404
    assert page(signed_in(west.admin), f"{DESK}{here.plan.pk}/")[0] == 404
    assert page(signed_in(here.town_clerk), f"{DESK}{here.plan.pk}/")[0] == 200


def test_my_turns(here):
    status, mine = page(phone(here.seats[3]), "/turn/")
    assert status == 200
    assert "我的轮值" in mine
    assert here.seats[2].person.name in mine
    assert "在电脑上的工作台里安排" in page(signed_in(here.town_clerk), "/turn/")[1]


def test_a_chair_has_no_desk_to_plan_at(east):
    assert "请乡镇妇联工作人员办理" in page(signed_in(east.chair), "/turn/")[1]


def test_inbox_is_ones_own_and_a_tap_reads(here):
    client = phone(here.seats[2])
    status, inbox = page(client, "/inbox/")
    assert (status, "轮到您担任轮值主席" in inbox) == (200, True)
    with scope(here.county.pk):
        own = Notice.rows.select_related("message").filter(user=here.seats[2].grant.user)
        mine, hers = own.latest("pk"), Notice.rows.exclude(pk__in=own.values("pk")).latest("pk")
    answer = client.post("/inbox/", {"notice": str(mine.pk)})
    assert (answer.status_code, answer["Location"]) == (302, mine.message.link)
    for strange in (str(hers.pk), "x", "9" * 30, "²"):
        assert client.post("/inbox/", {"notice": strange}).status_code == 404
    assert client.post("/inbox/").status_code == 302
    with scope(here.county.pk):
        hers.refresh_from_db()
        assert hers.read_at is None
        assert not Notice.rows.filter(user=mine.user, read_at__isnull=True).exists()
    assert "未读" not in page(client, "/inbox/")[1]


def test_empty_inbox_says_what_will_come(here):
    assert "还没有通知" in page(signed_in(here.officer, agent=PHONE), "/inbox/")[1]


def test_desk_lists_whose_turn_it_is(here):
    desk = signed_in(here.admin)
    status, listed = page(desk, DESK)
    assert status == 200
    assert here.seats[2].person.name in listed
    for state, count in {"open": 1, "late": 1, "ended": 0, "strange": 1}.items():
        found = page(desk, f"{DESK}?state={state}")[1]
        assert (here.village.title in found) is bool(count), state
    assert page(desk, f"{DESK}?q={here.village.short_name}")[0] == 200
    assert "个组织实行主席轮值" in page(desk, "/desk/")[1]


def test_desk_shows_a_late_handover(here):
    done = last(here)
    with scope(here.county.pk):
        day = timezone.localdate() - timedelta(days=6)
        Handover.rows.filter(pk=done.pk).update(due_on=day)
    desk = signed_in(here.admin)
    assert "逾期未确认的轮值交接" in page(desk, "/desk/")[1]
    assert here.village.title in page(desk, f"{DESK}?state=late")[1]
    assert "逾期" in page(desk, f"{DESK}{here.plan.pk}/")[1]


def test_desk_plans_in_the_order_of_the_numbers(here):
    with scope(here.county.pk):
        seats = presidium(here.town, 3, phones="1000072")
    desk = signed_in(here.admin)
    step = desk.post(f"{DESK}add/", {"org": here.town.pk})
    address = f"{DESK}org/{here.town.pk}/"
    assert step["Location"] == address
    shown = page(desk, address)[1]
    assert seats[0].person.name not in shown
    assert all(seat.person.name in shown for seat in seats[1:])
    start = timezone.localdate().replace(day=1)
    facts = {"period": "quarter", "starts_on": start.isoformat()}
    facts |= {f"in_{seats[3].pk}": "on", f"place_{seats[3].pk}": "1"}
    status, refused = page(desk, address, **facts)
    assert (status, "至少要有 2 人" in refused) == (200, True)
    facts |= {f"in_{seats[1].pk}": "on", f"place_{seats[1].pk}": "2", f"place_{seats[2].pk}": "3"}
    assert page(desk, address, **facts | {"starts_on": "2026-02-30"})[0] == 200
    assert "请填开始日期" in page(desk, address, **facts | {"starts_on": ""})[1]
    assert page(desk, address, **facts)[0] == 302
    with scope(here.county.pk):
        plan = RotationPlan.rows.get(org=here.town)
        turns = ChairTurn.rows.filter(plan=plan).order_by("days")
        assert [turn.appointment_id for turn in turns] == [seats[3].pk, seats[1].pk]
    assert "已经有轮值安排" in page(desk, address, **facts)[1]


def test_desk_says_where_nobody_can_take_turns(here):
    assert "先办理任职" in page(signed_in(here.admin), f"{DESK}org/{here.other_village.pk}/")[1]


def test_desk_ends_after_showing_what_that_touches(here):
    desk, address = signed_in(here.admin), f"{DESK}{here.plan.pk}/end/"
    status, asked = page(desk, address)
    assert status == 200
    assert "还没有开始的轮值期" in asked
    today = timezone.localdate().isoformat()
    assert page(desk, address, on=today)[0] == 200
    assert page(desk, address, on=today, sure="on")[0] == 302
    assert "已经停止" in page(desk, address, on=today, sure="on")[1]
    assert "已停止" in page(desk, f"{DESK}{here.plan.pk}/")[1] or "停止" in page(desk, DESK)[1]


@pytest.mark.parametrize("path", [DESK, f"{DESK}?state=open", "/turn/", "/inbox/"])
def test_query_count_does_not_grow(here, path):
    client = signed_in(here.admin)
    with scope(here.county.pk):
        Notice.rows.filter(pk=Notice.rows.first().pk).update(user=here.admin)
    client.get(path)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    before = queries()
    with scope(here.county.pk):
        for n, org in enumerate((here.other_village, here.town)):
            _, *members = presidium(org, 2, phones=f"100008{n}")
            planned(org, members, starts_on=date(2026, 1, 1), at=timezone.now())
    services.tick(timezone.now())
    with scope(here.county.pk):
        Notice.rows.update(user=here.admin)
    assert queries() == before
    assert before <= 12
