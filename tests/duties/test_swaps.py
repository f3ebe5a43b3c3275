"""Swaps, leave, covers and another order: the plan holds, rights are lent for the days only."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from duties import services
from duties.models import ChairTurn, Leave, Message, RotationMember, TurnCover, TurnSwap
from duties.queries import presidium as reads
from duties.queries import upcoming
from fulian.scoping import scope
from members.models import Office
from members.services import end_appointment
from orgs import services as ground
from orgs.models import AccessGrant, Record, Role
from orgs.queries.hats import grant_hat, hats_of
from orgs.rules.access import role_may
from tests.duties.roster import START, at, planned, presidium
from tests.people import seat as seated

FEB, MARCH, APRIL, MAY = (date(2026, n, 1) for n in (2, 3, 4, 5))
SOON = at(date(2026, 1, 5))


@pytest.fixture
def here(east):
    """The first of three has the chair; two turns are ahead."""
    with scope(east.county.pk):
        east.seats = presidium(east.village)
        east.plan = planned(east.village, east.seats[1:])
        run(at(START))
        yield east


def run(now):
    while services.do_next(now):
        pass


def turns():
    return list(ChairTurn.rows.exclude(status="skipped").order_by("days", "pk"))


def users(here):
    return [seat.grant.user for seat in here.seats]


def holders():
    return [turn.appointment_id for turn in turns()]


def ask(here, mine=1, theirs=2, by=None, now=SOON):
    all_turns = turns()
    by = by or users(here)[mine + 1]
    return services.ask_swap(mine=all_turns[mine], theirs=all_turns[theirs], by=by, at=now)


def refused(code, act, **facts):
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    assert refusal.value.code == code


def undone(act):
    batch = Record.rows.filter(act=act).latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=START, by=None)


def test_an_accepted_swap_exchanges_two_turns_and_the_chair_is_told(here):
    chair, first, second, third = here.seats
    swap = ask(here)
    assert holders() == [first.pk, second.pk, third.pk]
    told = Message.rows.get(key=f"swap:{swap.pk}:asked")
    assert (told.user_id, told.link) == (third.grant.user_id, f"/swaps/{swap.pk}/")
    services.answer_swap(swap=swap, accepted=True, by=third.grant.user, at=SOON)
    assert holders() == [first.pk, third.pk, second.pk]
    assert [turn.by_order_id for turn in turns()] == [first.pk, second.pk, third.pk]
    assert Message.rows.get(key=f"swap:{swap.pk}:chair").user_id == chair.grant.user_id
    again = services.answer_swap(swap=swap, accepted=True, by=third.grant.user, at=SOON)
    assert again.status == "accepted"
    assert holders() == [first.pk, third.pk, second.pk]
    run(at(MAY))
    assert holders()[3:] == [first.pk, second.pk, third.pk]


def test_swap_is_undone_while_nothing_followed(here):
    swap = ask(here)
    services.answer_swap(swap=swap, accepted=True, by=users(here)[3], at=SOON)
    undone("duties.answer_swap")
    assert holders() == [seat.pk for seat in here.seats[1:]]
    assert {turn.instead_of_id for turn in turns()} == {None}


def test_declined_and_withdrawn_change_nothing(here):
    swap = ask(here)
    services.answer_swap(swap=swap, accepted=False, by=users(here)[3], at=SOON)
    refused("settled", services.answer_swap, swap=swap, accepted=True, by=users(here)[3], at=SOON)
    refused("settled", services.withdraw_swap, swap=swap, by=users(here)[2])
    other = ask(here)
    refused("not_yours", services.withdraw_swap, swap=other, by=users(here)[3])
    services.withdraw_swap(swap=other, by=users(here)[2])
    assert services.withdraw_swap(swap=other, by=users(here)[2]).status == "withdrawn"
    assert holders() == [seat.pk for seat in here.seats[1:]]


def test_only_the_two_themselves(here, west):
    people = users(here)
    refused("not_yours", ask, here=here, by=people[0])
    refused("not_yours", ask, here=here, by=people[3])
    swap = ask(here)
    for by in (people[0], people[2], here.admin, west.admin):
        refused("not_yours", services.answer_swap, swap=swap, accepted=True, by=by, at=SOON)
    with scope(west.county.pk), pytest.raises(TurnSwap.DoesNotExist):
        services.answer_swap(swap=swap, accepted=True, by=people[3], at=SOON)


def test_what_cannot_be_swapped(here):
    refused("begun", ask, here=here, mine=0, by=users(here)[1])
    refused("begun", ask, here=here, now=at(MARCH))
    refused("herself", ask, here=here, mine=2, theirs=2)
    ask(here)
    refused("twice", ask, here=here)
    refused("twice", ask, here=here, mine=2, theirs=1)
    end_appointment(appointment=here.seats[3], on=date(2026, 1, 20), departure="moved", by=None)
    swap = TurnSwap.rows.get()
    services.withdraw_swap(swap=swap, by=None)
    refused("left", ask, here=here)


def test_a_turn_of_another_plan(here):
    others = presidium(here.town, phones="1000072")
    plan = planned(here.town, others[1:])
    theirs = ChairTurn.rows.filter(plan=plan).order_by("days")[1]
    refused(
        "other_plan", services.ask_swap, mine=turns()[2], theirs=theirs, by=None, at=SOON
    )  # fmt: skip


def test_who_leaves_after_a_swap_gives_the_other_her_own_turn_back(here):
    _, first, second, third = here.seats
    swap = ask(here)
    services.answer_swap(swap=swap, accepted=True, by=third.grant.user, at=SOON)
    end_appointment(appointment=third, on=date(2026, 1, 20), departure="moved", by=None)
    run(at(APRIL))
    done = [t.appointment_id for t in turns() if t.status != "planned"]
    assert done == [first.pk, second.pk, first.pk, second.pk]


def test_leaving_in_a_swapped_turn(here):
    _, first, second, third = here.seats
    swap = ask(here)
    services.answer_swap(swap=swap, accepted=True, by=third.grant.user, at=SOON)
    run(at(FEB))
    end_appointment(appointment=third, on=date(2026, 2, 10), departure="moved", by=None)
    run(at(APRIL))
    done = [(t.days.lower, t.appointment_id) for t in turns() if t.status != "planned"]
    assert done[1:] == [
        (FEB, third.pk), (date(2026, 2, 10), second.pk), (MARCH, first.pk), (APRIL, second.pk),
    ]  # fmt: skip


def test_another_order_lays_what_has_not_begun(here):
    _, first, second, third = here.seats
    swap = ask(here)
    new = seated(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲", since=date(2025, 6, 1))
    seen = upcoming.preview_of_change(here.plan, [third, first, new], date(2026, 1, 5))
    lost = upcoming.dropped_by_change(here.plan, [third, first, new], date(2026, 1, 5))
    assert lost.says == "1 个换班请求撤回"
    services.change_rotation(plan=here.plan, members=[third, first, new], by=None, at=SOON)
    assert holders() == [first.pk, new.pk, third.pk]
    swap.refresh_from_db()
    assert swap.status == "withdrawn"
    run(at(date(2026, 6, 1)))
    assert [slot.holder.pk for slot in seen[:6]] == holders()[1:7]
    assert [slot.days.lower for slot in seen[:6]] == [t.days.lower for t in turns()[1:7]]
    assert second.pk not in holders()


def test_another_order_is_undone(here):
    services.change_rotation(plan=here.plan, members=here.seats[3:0:-1], by=None, at=SOON)
    undone("duties.change_rotation")
    assert holders() == [seat.pk for seat in here.seats[1:]]
    roster = RotationMember.rows.order_by("place").values_list("appointment", flat=True)
    assert list(roster) == [seat.pk for seat in here.seats[1:]]


def test_another_order_refuses_what_a_plan_refuses(here):
    facts = {"plan": here.plan, "by": None, "at": SOON}
    refused("chair", services.change_rotation, members=here.seats, **facts)
    refused("too_few", services.change_rotation, members=here.seats[1:2], **facts)
    services.end_rotation(plan=here.plan, on=date(2026, 1, 9), by=None)
    refused("ended", services.change_rotation, members=here.seats[1:], **facts)


def lent():
    rows = AccessGrant.rows.filter(role=Role.ROTATING_CHAIR).order_by("since", "pk")
    return [(row.user_id, row.since, row.until) for row in rows]


def worn(here, n, on):
    seat = here.seats[n]
    found = grant_hat(seat.grant.user, here.county, seat.grant_id, on)
    seat.grant.user.hat = found[0] if found else None
    return role_may(seat.grant.user, {Role.ROTATING_CHAIR})


def test_rights_are_lent_for_the_turn_and_no_longer(here):
    run(at(FEB))
    first, second = here.seats[1].grant.user_id, here.seats[2].grant.user_id
    assert lent() == [(first, START, FEB), (second, FEB, MARCH)]
    assert not worn(here, 1, START - timedelta(days=1))
    assert worn(here, 1, START)
    assert worn(here, 1, FEB - timedelta(days=1))
    assert not worn(here, 1, FEB)
    assert [worn(here, n, FEB) for n in (0, 1, 2, 3)] == [False, False, True, False]
    assert not role_may(here.seats[2].grant.user, {Role.CHAIR})


def test_what_is_lent_is_no_seat(here):
    user = here.seats[1].grant.user
    assert [hat.role for hat in hats_of(user, START)] == [Role.OFFICER]
    loan = AccessGrant.rows.get(role=Role.ROTATING_CHAIR)
    assert grant_hat(user, here.county, loan.pk, START) is None
    ground.end_access(grant=here.seats[1].grant, on=date(2026, 1, 3), by=None)
    assert grant_hat(user, here.county, None, date(2026, 1, 4)) is None


def test_what_is_lent_ends_with_the_turn_cut_short(here):
    end_appointment(appointment=here.seats[1], on=date(2026, 1, 10), departure="moved", by=None)
    assert lent()[0][1:] == (START, date(2026, 1, 10))
    run(at(date(2026, 1, 10)))
    assert lent()[1] == (here.seats[2].grant.user_id, date(2026, 1, 10), FEB)
    services.end_rotation(plan=here.plan, on=date(2026, 1, 15), by=None)
    assert lent()[1][2] == date(2026, 1, 15)


def test_a_cover_stands_in_for_days_and_the_turn_stays(here):
    mine, days = turns()[0], DateRange(date(2026, 1, 10), date(2026, 1, 15))
    facts = {"turn": mine, "days": days, "at": SOON}
    refused("not_yours", services.cover_turn, appointment=here.seats[3], by=users(here)[3], **facts)
    cover = services.cover_turn(appointment=here.seats[3], by=users(here)[1], **facts)
    assert [worn(here, 3, date(2026, 1, n)) for n in (9, 10, 14, 15)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert worn(here, 1, date(2026, 1, 12))
    with pytest.raises(ValidationError, match="已经有人代班"), scope(here.county.pk):
        services.cover_turn(appointment=here.seats[2], by=None, **facts)
    services.end_cover(cover=cover, on=date(2026, 1, 12), by=users(here)[3])
    assert not worn(here, 3, date(2026, 1, 12))
    assert worn(here, 1, date(2026, 1, 12))
    assert turns()[0].appointment_id == here.seats[1].pk
    undone("duties.end_cover")
    assert worn(here, 3, date(2026, 1, 12))


def test_covers_that_are_refused(here):
    mine, facts = turns()[0], {"by": None, "at": SOON}
    inside = DateRange(date(2026, 1, 10), date(2026, 1, 15))
    outside = DateRange(date(2026, 1, 20), date(2026, 2, 5))
    for code, n, days in (
        ("outside", 3, outside), ("herself", 1, inside), ("not_member", 0, inside),
        ("past", 3, DateRange(START, date(2026, 1, 4))),
        ("ends_before", 3, DateRange(date(2026, 1, 9), date(2026, 1, 9))),
    ):  # fmt: skip
        seat = here.seats[n]
        refused(code, services.cover_turn, turn=mine, appointment=seat, days=days, **facts)


def test_cover_of_a_turn_to_come_goes_when_the_turn_changes_hands(here):
    days = DateRange(date(2026, 2, 10), date(2026, 2, 15))
    services.cover_turn(turn=turns()[1], appointment=here.seats[1], days=days, by=None, at=SOON)
    services.change_rotation(plan=here.plan, members=here.seats[3:0:-1], by=None, at=SOON)
    assert not TurnCover.rows.exists()
    assert not worn(here, 1, date(2026, 2, 11))
    told = Message.rows.filter(key__startswith=f"rotation:{here.plan.pk}:order:")
    assert sorted(told.values_list("title", "text")) == [
        ("代班已取消", "不用再代班：2026年2月10日至2026年2月14日。"),
        ("轮值次序有调整", "您的轮值期：2026年2月1日至2026年2月28日。"),
        ("轮值次序有调整", "您的轮值期：2026年3月1日至2026年3月31日。"),
    ]


def leave(here, n, first, end, by=None, now=SOON):
    return services.enter_leave(
        appointment=here.seats[n], days=DateRange(first, end), by=by, at=now
    )


def test_the_chair_is_warned_a_fortnight_ahead_and_once(here):
    chair = here.seats[0].grant.user
    away = leave(here, 2, date(2026, 2, 3), date(2026, 2, 20), by=users(here)[2])
    key = f"leave:{away.pk}:turn:{turns()[1].pk}"
    assert services.warn_of_leave(on=date(2026, 1, 17), at=SOON) == 0
    assert services.warn_of_leave(on=date(2026, 1, 18), at=SOON) == 1
    assert Message.rows.get(key=key).user_id == chair.pk
    assert services.warn_of_leave(on=date(2026, 1, 19), at=SOON) == 0


def test_a_leave_entered_late_warns_at_once_unless_covered(here):
    days = DateRange(date(2026, 1, 10), date(2026, 1, 15))
    services.cover_turn(turn=turns()[0], appointment=here.seats[3], days=days, by=None, at=SOON)
    leave(here, 1, days.lower, days.upper)
    assert not Message.rows.filter(key__startswith="leave:").exists()
    leave(here, 1, date(2026, 1, 20), date(2026, 1, 22))
    assert Message.rows.filter(key__startswith="leave:").count() == 1


def test_leaves_that_are_refused_and_ended(here):
    refused("not_yours", leave, here=here, n=2, first=FEB, end=MARCH, by=users(here)[3])
    refused("past", leave, here=here, n=2, first=date(2025, 12, 1), end=START)
    refused("ends_before", leave, here=here, n=2, first=FEB, end=FEB)
    away = leave(here, 2, FEB, MARCH)
    with pytest.raises(ValidationError, match="已经请过假"), scope(here.county.pk):
        leave(here, 2, date(2026, 2, 10), APRIL)
    kept = services.end_leave(leave=away, on=date(2026, 2, 10), by=users(here)[2])
    assert kept.days.upper == date(2026, 2, 10)
    assert services.end_leave(leave=away, on=date(2026, 1, 9), by=None) is None
    assert not Leave.rows.exists()


def test_what_is_wrong_is_told_once_a_matter(here):
    assert services.check_rotations(on=date(2026, 1, 5), at=SOON) == 0
    end_appointment(appointment=here.seats[3], on=date(2026, 1, 9), departure="moved", by=None)
    assert services.check_rotations(on=date(2026, 1, 12), at=SOON) == 1
    assert services.check_rotations(on=date(2026, 1, 19), at=SOON) == 0
    assert reads.unsound(date(2026, 1, 19)) == [here.plan.pk]


@pytest.mark.parametrize("seed", range(6))
def test_my_next_turn_is_what_will_be(here, seed):
    """Foretold before, then lived day by day, after random swaps and leavings."""
    lot = random.Random(seed)
    plan, seats = here.plan, here.seats[1:]
    if lot.random() < 0.7:
        swap = ask(here)
        services.answer_swap(swap=swap, accepted=True, by=users(here)[3], at=SOON)
    if lot.random() < 0.6:
        who = lot.choice(seats[1:])
        end_appointment(appointment=who, on=date(2026, 1, 6), departure="moved", by=None)
    on = date(2026, 1, 7)
    foretold = {
        seat.pk: [found.slot.first for found in upcoming.next_turn_of(seat.grant.user, on)]
        for seat in seats
    }
    told = [
        (s.first, s.holder.pk) for s, _ in zip(upcoming.foreseen_of(plan), range(8), strict=False)
    ]
    for n in range(210):
        run(at(on + timedelta(days=n), 0))
    lived = [(t.days.lower, t.appointment_id) for t in turns() if t.status != "planned"]
    assert lived[: len(told)] == told[: len(lived)]
    for seat in seats:
        mine = [first for first, who in lived if who == seat.pk and (first > on or first == START)]
        assert foretold[seat.pk][:1] == mine[:1]
