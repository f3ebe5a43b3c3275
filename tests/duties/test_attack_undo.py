"""An undo restores what was there, and gives nobody back what ended meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import ChairTurn
from fulian.scoping import scope
from members.models import Appointment
from members.services import end_appointment
from orgs import services as ground
from orgs.models import AccessGrant, Record, Role
from orgs.services.images import restored
from orgs.services.recording import VERBS
from tests.conftest import TODAY
from tests.duties import arranged, kept, makers, turning
from tests.duties.roster import START, at
from tests.duties.turning import DAYS, SOON

NAMES = sorted(n for n, one in VERBS.items() if n.startswith("duties.") and one.undoable)
LEFT = r"后来改过|已经离任"
LATER = TODAY + timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def last(act: str) -> Record:
    return Record.rows.filter(act=act).latest("pk")


def undo(line: Record) -> int:
    assert line.batch is not None
    return ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def leave(seat: Appointment | None, on: Any = LATER) -> None:
    assert seat is not None
    end_appointment(appointment=seat, on=on, departure="moved", by=None)


def before_of(line: Record) -> dict[tuple[str, int], dict[str, Any] | None]:
    """Return what each row of a batch said before it; None for a row that was not there."""
    found: dict[tuple[str, int], dict[str, Any] | None] = {}
    for changes in Record.rows.filter(batch=line.batch).order_by("-pk"):
        for one in reversed(changes.changes):
            for pk in one.get("ids") or [one["id"]]:
                key = one["model"], pk
                was = one.get("before")
                found[key] = None if was is None else (found.get(key) or {}) | was
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_undo_restores_exactly_what_was_there(here, name):
    makers.VERBS[name](here)
    line = last(name)
    was = before_of(line)
    undo(line)
    for (label, pk), facts in was.items():
        row: Any = apps.get_model(label).rows.filter(pk=pk).first()
        assert (row is None) == (facts is None), label
        for column, value in (facts or {}).items():
            assert str(getattr(row, column)) == str(restored(row, column, value)), (label, column)


ENDED: dict[str, tuple[Any, Any, Any]] = {
    "duties.end_assignment": (
        arranged.assigned,
        lambda row: services.end_assignment(assignment=row, on=TODAY, by=None),
        lambda row: row.appointment,
    ),
    "duties.end_link": (
        arranged.linked, lambda row: services.end_link(link=row, on=TODAY, by=None),
        lambda row: row.below,
    ),
    "duties.end_area": (
        kept.area, lambda row: services.end_area(area=row, on=TODAY, by=None),
        lambda row: row.appointment,
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", ENDED)
def test_who_left_meanwhile_gets_no_post_link_or_area_back(here, act):
    maker, ending, whose = ENDED[act]
    row = maker(here)
    ending(row)
    leave(whose(row))
    with pytest.raises(ValidationError, match="已经结束"):
        undo(last(act))
    row.refresh_from_db()
    assert row.until == TODAY


def test_what_left_before_stays_no_obstacle(here):
    held = arranged.assigned(here)
    services.end_assignment(assignment=held, on=TODAY, by=None)
    services.retire_post(post=arranged.post("culture"), on=TODAY, by=None)
    undo(last("duties.end_assignment"))
    held.refresh_from_db()
    assert held.until is None


def _lent() -> list[AccessGrant]:
    rows = AccessGrant.rows.filter(role=Role.ROTATING_CHAIR, since=DAYS.lower)
    return [one for one in rows if one.until and one.until > one.since]


def test_who_stood_in_and_left_is_lent_nothing_again(here):
    cover = turning.cover(here)
    services.end_cover(cover=cover, on=SOON, by=None)
    leave(cover.appointment, SOON)
    with pytest.raises(ValidationError, match=LEFT):
        undo(last("duties.end_cover"))
    assert not _lent()


def test_a_swap_taken_back_lends_nothing_to_who_left(here):
    swap = turning.swap(here)
    first = turning.turns(here)[0].appointment
    services.cover_turn(turn=swap.mine, appointment=first, days=DAYS, by=None, at=turning.NOW)
    by = swap.theirs.appointment.grant.user
    services.answer_swap(swap=swap, accepted=True, by=by, at=turning.NOW)
    line = last("duties.answer_swap")
    leave(first, SOON)
    with pytest.raises(ValidationError, match=LEFT):
        undo(line)
    assert not _lent()


def test_a_rotation_set_going_again_lends_nothing_to_who_left(here):
    plan = turning.plan(here)
    services.do_next(at(START))
    holder = ChairTurn.rows.get(plan=plan, status="active").appointment
    services.end_rotation(plan=plan, on=SOON, by=None)
    line = last("duties.end_rotation")
    leave(holder, SOON)
    with pytest.raises(ValidationError, match="已经离任"):
        undo(line)
    lasting = AccessGrant.rows.filter(role=Role.ROTATING_CHAIR, until__gt=SOON)
    assert not lasting.exists()
