"""Two people in the same moment: one wins, the other gets a plain answer, nothing twice or lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from duties import consequences, services
from duties.models import (
    ChairTurn,
    DutyLogEntry,
    DutyPost,
    Handover,
    LedgerEntry,
    LiaisonLink,
    Resolution,
    TurnCover,
)
from duties.services import lent
from fulian.scoping import scope
from members.models import Office
from members.services import end_appointment
from orgs.models import AccessGrant, Record, Role
from tests.conftest import NOW, TODAY, plant, signed_in
from tests.duties import deliberating, kept, ledgering, sending, turning
from tests.duties.roster import at
from tests.duties.turning import DAYS, SOON
from tests.members.test_crossing_races import _until_somebody_waits
from tests.orgs.test_races import together
from tests.people import seat

THEN = turning.NOW
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    return plant("430424", "东县", "0100")


def made(here: Any, maker: Callable[[Any], Any]) -> Any:
    """Make what they will fight for."""
    with scope(here.county.pk):
        return maker(here)


def race(here: Any, *acts: Callable[[], Any], by: Any = None) -> list[Any]:
    """Do ``acts`` in the same moment; return the refusals, and let nothing but refusals come."""
    start = Barrier(len(acts))

    def work(k: int) -> Any:
        with scope(here.county.pk, by=by):
            start.wait(10)
            return acts[k]()

    answers = together(work, len(acts))
    failed = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, ValidationError) for one in failed), answers
    return failed


def _by(turn: ChairTurn) -> Any:
    assert turn.appointment.grant is not None
    return turn.appointment.grant.user


def _answers(swap: Any, *accepted: bool) -> list[Callable[[], Any]]:
    answer = partial(services.answer_swap, swap=swap, by=_by(swap.theirs), at=THEN)
    return [partial(answer, accepted=yes) for yes in accepted]


ONCE: dict[str, tuple[Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "a cover taken back": (
        turning.cover, lambda c, row: services.end_cover(cover=row, on=SOON, by=None)
    ),
    "a leave taken back": (
        turning.leave, lambda c, row: services.end_leave(leave=row, on=SOON, by=None)
    ),
    "an item decided": (deliberating.heard, lambda c, row: deliberating.decided(c, item=row)),
    "minutes confirmed": (
        deliberating.held, lambda c, row: services.confirm_minutes(meeting=row, by=None, at=NOW)
    ),
    "a need withdrawn": (
        deliberating.taken, lambda c, row: services.withdraw_need(need=row, by=None)
    ),
    "a task settled": (
        sending.receipt, lambda c, row: services.answer_dispatch(receipt=row, at=NOW, by=None)
    ),
    "the same words sent": (lambda c: None, lambda c, row: sending.dispatched(c)),
}  # fmt: skip


@pytest.mark.parametrize("what", ONCE)
def test_what_is_done_twice_at_once_is_done_once(here, what):
    maker, act = ONCE[what]
    row = made(here, maker)
    assert len(race(here, lambda: act(here, row), lambda: act(here, row))) == 1
    with scope(here.county.pk):
        assert Resolution.rows.count() == (what == "an item decided")


def test_a_line_is_moved_behind_the_wall_once(here):
    row = made(here, ledgering.written)
    act = partial(services.protect_ledger, entry=row, by=here.chair, at=NOW)
    assert len(race(here, act, act, by=here.chair)) == 1


def test_a_swap_accepted_twice_changes_hands_once(here):
    swap = made(here, turning.swap)
    assert not race(here, *_answers(swap, True, True))
    with scope(here.county.pk):
        assert Record.rows.filter(act="duties.answer_swap").count() == 1
        assert ChairTurn.rows.get(pk=swap.mine_id).appointment_id == swap.theirs.appointment_id


def test_a_swap_is_accepted_declined_or_withdrawn(here):
    swap = made(here, turning.swap)
    withdrawn = partial(services.withdraw_swap, swap=swap, by=_by(swap.mine))
    assert len(race(here, *_answers(swap, True, False), withdrawn)) == 2


def test_a_turn_begins_once_while_its_swap_is_accepted(here):
    swap = made(here, turning.swap)
    day = swap.mine.days.lower
    begun = partial(services.hand_over, turns=[swap.mine_id], at=at(day))
    race(here, *_answers(swap, True), begun, begun)
    with scope(here.county.pk):
        assert Handover.rows.filter(turn=swap.mine_id).count() == 1
        now = ChairTurn.rows.select_related("appointment__grant").get(status="active")
        given = AccessGrant.rows.filter(role=Role.ROTATING_CHAIR, since__lte=day, until__gt=day)
        assert [one.user_id for one in given] == [_by(now).pk]


def test_both_sides_sign_in_the_same_moment(here):
    second = made(here, turning.turns)[1]
    (sheet,) = made(here, lambda c: services.hand_over(turns=[second.pk], at=at(second.days.lower)))
    sides = (_by(second), _by(made(here, turning.turns)[0]))
    assert not race(here, *[
        lambda by=by: services.confirm_handover(
            handover=sheet, by=by, at=at(second.days.lower)
        )
        for by in sides * 2
    ])  # fmt: skip
    with scope(here.county.pk):
        assert Handover.rows.get(pk=sheet.pk).is_confirmed
        assert Record.rows.filter(act="duties.confirm_handover").count() == 2


def test_one_stands_in_once(here):
    first, second = made(here, turning.turns)[:2]
    act = partial(
        services.cover_turn, turn=second, appointment=first.appointment, days=DAYS, by=None, at=THEN
    )
    assert len(race(here, act, act)) == 1
    with scope(here.county.pk):
        assert TurnCover.rows.count() == 1
        assert AccessGrant.rows.filter(role=Role.ROTATING_CHAIR, since=DAYS.lower).count() == 1


def test_a_cover_taken_back_while_its_turn_changes_hands(here, monkeypatch):
    """Whoever takes a cover back waits for the plan, like whoever accepts: else both would wait."""
    swap = made(here, turning.swap)
    first = made(here, turning.turns)[0].appointment
    cover = made(here, lambda c: services.cover_turn(
        turn=swap.mine, appointment=first, days=DAYS, by=None, at=THEN
    ))  # fmt: skip
    inside, taken = lent.take_back, Event()

    def slowly(*args: Any) -> Any:
        changes = inside(*args)
        if changes and not taken.is_set():
            taken.set()
            _until_somebody_waits()
        return changes

    def back() -> Any:
        taken.wait(10)
        return services.end_cover(cover=cover, on=SOON, by=None)

    monkeypatch.setattr(lent, "take_back", slowly)
    (refused,) = race(here, *_answers(swap, True), back)
    assert "已经撤回或取消" in refused.message
    with scope(here.county.pk):
        assert not TurnCover.rows.exists()


def test_who_is_asked_to_stand_in_again_leaves_in_the_same_moment(here, monkeypatch):
    """Her seat is held before the plan, as by whoever ends it: else both would wait."""
    cover = made(here, turning.cover)
    inside, ending = consequences.pass_turn_on, Event()
    later = DateRange(DAYS.upper, cover.turn.days.upper)

    def slowly(**facts: Any) -> None:
        ending.set()
        _until_somebody_waits()
        inside(**facts)

    def again() -> Any:
        ending.wait(10)
        return services.cover_turn(
            turn=cover.turn, appointment=cover.appointment, days=later, by=None, at=THEN
        )

    monkeypatch.setattr(consequences, "pass_turn_on", slowly)
    left = partial(end_appointment, appointment=cover.appointment, on=SOON, by=None)
    (refused,) = race(here, partial(left, departure="moved"), again)
    assert "不在任" in refused.message
    with scope(here.county.pk):
        assert not TurnCover.rows.exists()


def test_a_transfer_is_accepted_or_returned(here):
    asked = made(here, ledgering.asked)
    assert len(race(
        here,
        lambda: services.accept_transfer(transfer=asked, by=None, at=NOW),
        lambda: services.return_transfer(transfer=asked, reason="请先走访", by=None, at=NOW),
    )) == 1  # fmt: skip
    with scope(here.county.pk):
        asked.refresh_from_db()
        in_hand = LedgerEntry.rows.get(pk=asked.entry_id).hand_id is not None
        assert in_hand == (asked.status == "accepted")


def test_a_household_has_one_who_answers_for_it(here):
    one = made(here, kept.beside)
    more = made(here, lambda c: services.link(
        above=seat(c.village, Office.REPRESENTATIVE, "傅雪晴"), household=one.household,
        is_primary=False, on=TODAY, by=None,
    ))  # fmt: skip
    race(here, *[
        lambda tie=tie: services.make_primary(link=tie, on=TODAY, by=None) for tie in (one, more)
    ])  # fmt: skip
    with scope(here.county.pk):
        there = LiaisonLink.rows.filter(household=one.household, until__isnull=True)
        assert there.filter(is_primary=True).count() == 1
        assert there.count() == 3, "whoever was there is there still"


def test_a_line_sent_twice_by_a_phone_without_network_is_one_line(here):
    """What the queue on the phone sends again, while the first is still on its way."""
    with scope(here.county.pk):
        services.set_up_posts(on=TODAY, by=None)
        post = DutyPost.rows.get(code="mediation")
        she = ledgering.chair_seat(here)
    browser, start = signed_in(here.chair), Barrier(3)
    today = timezone.localdate().isoformat()
    said = {"what": "劝解", "post": post.pk, "seat": she.pk, "day": today, "once": "f" * 32}

    def send(k: int) -> Any:
        twin = Client()
        twin.cookies = browser.cookies
        start.wait(10)
        answer: Any = twin.post("/log/", said)
        return answer.status_code, answer.get("Location")

    answers = together(send, 3)
    with scope(here.county.pk):
        line = DutyLogEntry.rows.get()
    assert answers == [(302, f"/log/{line.pk}/")] * 3
