"""Handing over: exactly once, in order, whoever left passed over, both sides confirm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import ChairTurn, Due, Handover, Message, Notice, RotationPlan
from fulian.scoping import scope
from members.services import end_appointment, ending_affects
from orgs import services as ground
from orgs.models import Record
from tests.conftest import plant
from tests.duties.roster import START, at, planned, presidium

FEB, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.seats = presidium(east.village)
        east.plan = planned(east.village, east.seats[1:])
        yield east


def turns():
    rows = ChairTurn.rows.order_by("days", "pk")
    return [(t.days.lower, t.days.upper, t.appointment_id, t.status) for t in rows]


def run(now):
    """Do whatever is due; return how many pieces."""
    count = 0
    while services.do_next(now):
        count += 1
    return count


def holder():
    return ChairTurn.rows.get(status="active").appointment


def leave(seat, on, departure="resigned"):
    return end_appointment(appointment=seat, on=on, departure=departure, by=None)


def handed():
    return list(Handover.rows.order_by("due_on").values_list("due_on", "turn__appointment"))


def test_first_turn_begins_on_its_day_and_not_before(here):
    chair, first, *_ = here.seats
    assert run(at(START, 0) - timedelta(seconds=1)) == 0
    assert run(at(START, 0)) == 1
    assert holder() == first
    done = Handover.rows.get()
    assert (done.before, done.due_on, done.limit_days) == (None, START, 5)
    assert done.handed_at == at(START, 0)
    told = Message.rows.order_by("pk")
    assert [(m.user_id, m.link) for m in told] == [
        (seat.grant.user_id, f"/turn/{done.pk}/") for seat in (first, chair)
    ]
    assert run(at(START)) == 0


def test_next_turn_ends_the_one_before(here):
    chair, first, second, _ = here.seats
    run(at(FEB))
    assert [status for *_, status in turns()] == ["done", "active", "planned"]
    done = Handover.rows.get(due_on=FEB)
    assert done.before.appointment == first
    assert done.turn.appointment == second
    told = Message.rows.filter(key__startswith=f"handover:{done.turn_id}:")
    assert {m.user_id for m in told} == {s.grant.user_id for s in (chair, first, second)}


def test_sheet_says_what_is_handed_over_and_names_nobody(here):
    services.set_up_posts(on=date(2025, 1, 1), by=None)
    run(at(FEB))
    sheet = Handover.rows.get(due_on=FEB).sheet
    assert sheet["org"] == here.village.title
    assert sheet["incoming"]["appointment"] == here.seats[2].pk
    assert sheet["outgoing"] == {"appointment": here.seats[1].pk, "office": "副主席"}
    assert len(sheet["empty_posts"]) == 5
    assert sheet["days"] == ["2026-02-01", "2026-03-01"]
    assert [one["appointment"] for one in sheet["next"]] == [here.seats[3].pk]
    text = str(sheet)
    assert not any(seat.person.name in text for seat in here.seats)


def test_last_turn_plans_the_next_round(here):
    run(at(MARCH))
    assert [t[0] for t in turns()][3:] == [APRIL, date(2026, 5, 1), date(2026, 6, 1)]
    assert [t[2] for t in turns()][3:] == [seat.pk for seat in here.seats[1:]]
    assert run(at(APRIL)) == 1


def test_after_months_down_each_in_order_on_its_own_day(here):
    late = at(date(2026, 6, 8))
    assert run(late) == 6
    assert [day.month for day, _ in handed()] == [1, 2, 3, 4, 5, 6]
    assert [seat for _, seat in handed()] == [seat.pk for seat in here.seats[1:]] * 2
    assert {done.handed_at for done in Handover.rows.all()} == {late}
    assert [status for *_, status in turns()][:6] == ["done"] * 5 + ["active"]


def test_whoever_left_is_passed_over_with_the_reason_kept(here):
    _, first, second, third = here.seats
    run(at(START))
    leave(second, date(2026, 1, 10))
    run(at(FEB))
    skipped = ChairTurn.rows.get(status="skipped")
    assert skipped.appointment == second
    assert skipped.skipped_because == "已于2026年1月10日离任（本人辞任）"
    assert holder() == third
    assert [t[2] for t in turns() if t[3] == "planned"] == [first.pk]
    run(at(MARCH))
    run(at(APRIL))
    assert [seat for _, seat in handed()] == [first.pk, third.pk, first.pk, third.pk]


def test_nobody_left_ends_the_plan_and_tells_the_chair(here):
    chair, *members = here.seats
    run(at(START))
    for seat in members[1:]:
        leave(seat, date(2026, 1, 10))
    leave(members[0], date(2026, 1, 12))
    plan = RotationPlan.rows.get()
    assert plan.ended_on == date(2026, 1, 12)
    assert {status for *_, status in turns()} == {"done", "skipped"}
    assert not Due.rows.filter(done_at__isnull=True).exists()
    told = Message.rows.filter(user=chair.grant.user).latest("pk")
    assert "重新安排轮值" in told.text
    assert run(at(APRIL)) == 0


def test_nobody_left_by_the_day_of_the_handover(here):
    for seat in here.seats[1:]:
        leave(seat, date(2025, 12, 28))
    assert run(at(START)) == 1
    assert RotationPlan.rows.get().ended_on == START
    assert {status for *_, status in turns()} == {"skipped"}
    assert not Handover.rows.exists()
    assert Message.rows.count() == 1


def test_leaving_in_her_turn_hands_the_rest_over_at_once(here):
    _, first, second, third = here.seats
    run(at(FEB))
    effects = ending_affects(appointment=second, on=date(2026, 2, 10))
    assert [(e.what, e.count, e.outcome) for e in effects if "轮值" in e.what] == [
        ("轮值期", 1, "将由下一位接替")
    ]
    leave(second, date(2026, 2, 10))
    assert run(at(date(2026, 2, 10))) == 1
    live = [t for t in turns() if t[3] != "skipped"]
    assert live[1:3] == [
        (FEB, date(2026, 2, 10), second.pk, "done"),
        (date(2026, 2, 10), MARCH, third.pk, "active"),
    ]
    assert live[3][2] == first.pk
    done = Handover.rows.get(due_on=date(2026, 2, 10))
    assert done.sheet["giver_left"]
    assert done.given_at is not None


def test_leaving_before_a_turn_that_has_begun_was_entered_late(here):
    second, third = here.seats[2:]
    run(at(FEB))
    leave(second, date(2026, 1, 20))
    assert run(at(date(2026, 2, 5))) == 1
    assert holder() == third
    assert ChairTurn.rows.get(status="skipped").appointment == second
    assert Handover.rows.filter(due_on=FEB).count() == 2


def test_leaving_while_the_system_was_down(here):
    """Her turn had come and nobody had handed it over: her days stay hers, the rest goes on."""
    first, second = here.seats[1:3]
    leave(first, date(2026, 1, 15))
    run(at(date(2026, 1, 20)))
    assert [t for t in turns() if t[3] in ("done", "active")] == [
        (START, date(2026, 1, 15), first.pk, "done"),
        (date(2026, 1, 15), FEB, second.pk, "active"),
    ]


def test_leaving_is_undone_with_its_turns(here):
    second = here.seats[2]
    run(at(FEB))
    before = turns()
    leave(second, date(2026, 2, 10))
    assert turns() != before
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=FEB, by=None)
    assert turns() == before
    assert run(at(date(2026, 2, 11))) == 0


def test_leaving_whoever_has_no_turn_touches_nothing(here):
    chair = here.seats[0]
    before = turns()
    leave(chair, date(2026, 1, 10))
    assert turns() == before


def confirm(done, seat, now):
    return services.confirm_handover(handover=done, by=seat.grant.user, at=now)


def test_both_confirm_in_time(here):
    _, first, second, _ = here.seats
    run(at(FEB))
    done = Handover.rows.get(due_on=FEB)
    assert not done.is_on_time
    done = confirm(done, second, at(date(2026, 2, 3)))
    assert (done.given_at, done.is_confirmed) == (None, False)
    done = confirm(done, first, at(date(2026, 2, 6), 23))
    assert done.is_on_time
    again = confirm(done, first, at(date(2026, 3, 1)))
    assert again.given_at == at(date(2026, 2, 6), 23)
    assert Record.rows.filter(act="duties.confirm_handover").count() == 2


def test_late_by_one_day(here):
    _, first, second, _ = here.seats
    run(at(FEB))
    done = Handover.rows.get(due_on=FEB)
    confirm(done, second, at(date(2026, 2, 1)))
    done = confirm(done, first, at(date(2026, 2, 7), 0))
    assert (done.is_confirmed, done.is_on_time) == (True, False)


def test_first_turn_has_nobody_who_gives(here):
    run(at(START))
    done = confirm(Handover.rows.get(), here.seats[1], at(START))
    assert done.is_on_time


def test_strangers_do_not_confirm(here, west):
    run(at(FEB))
    done = Handover.rows.get(due_on=FEB)
    for user in (here.seats[0].grant.user, here.seats[3].grant.user, here.admin, west.admin):
        with pytest.raises(ValidationError, match="本人"):
            services.confirm_handover(handover=done, by=user, at=at(FEB))
    with scope(west.county.pk), pytest.raises(Handover.DoesNotExist):
        services.confirm_handover(handover=done, by=here.seats[1].grant.user, at=at(FEB))
    done.refresh_from_db()
    assert (done.given_at, done.taken_at) == (None, None)


def test_messages_arrive_once_and_are_read_by_their_owner(here):
    run(at(FEB))
    assert services.send_next(at(FEB)) == Message.rows.count() == 5
    assert services.send_next(at(FEB)) == 0
    assert Notice.rows.count() == 5
    mine, hers = here.seats[1].grant.user, here.seats[2].grant.user
    notice = Notice.rows.filter(user=mine).first()
    assert services.read_notices(by=hers, at=at(FEB), notice=notice.pk) == 0
    assert services.read_notices(by=mine, at=at(FEB), notice=notice.pk) == 1
    assert services.read_notices(by=mine, at=at(FEB)) == 1


def test_no_access_no_message(db):
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        _, *members = presidium(cast.village, phones="")
        planned(cast.village, members)
        run(at(START))
        assert not Message.rows.exists()
        assert Handover.rows.count() == 1
