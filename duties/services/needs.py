"""Needs (妇女需求, A49): written down, changed, withdrawn, and their result told back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties.models import AgendaItem, NeedRequest
from duties.queries.meetings import standing
from duties.rules import needs as rules
from duties.rules.gone import still_there
from duties.rules.posts import check_was_seated
from fulian import scoping
from members.models import Appointment
from orgs import rules as places
from orgs.models import AccessGrant, User
from orgs.services import changed, image, made, nothing_to_do, record, removed, verb
from orgs.services.recording import Change

Need = NeedRequest.Status


@verb("duties.take_need", "登记诉求", undoable=True)
def take_need(
    *, appointment: Appointment, channel: str, category: str, text: str, by: User | None,
    at: datetime, asked_by: str = "", received_on: date | None = None,
) -> NeedRequest:  # fmt: skip
    """Write down what a woman asked of the holder of a seat; ``received_on`` is today, else said.

    Raises ``ValidationError`` for no words, a day that has not come, a seat not held that day, a
    closed organisation, and somebody else's seat (a chair writes for her whole organisation).
    """
    today = timezone.localdate(at)
    on, text, asked_by = received_on or today, text.strip(), asked_by.strip()
    held = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    seat = held.get(pk=appointment.pk)
    places.check_active(seat.org)
    rules.check_words(text)
    rules.check_words(asked_by or "不留名", most=40, what="谁提出的")
    rules.check_received(on=on, today=today)
    check_was_seated(seat=seat, on=on)
    rules.check_taker(seat=seat, owner=account_of(seat), by=by)
    need = NeedRequest(
        county_id=scoping.current().county, org=seat.org, appointment=seat, asked_by=asked_by,
        channel=channel, category=category, text=text, received_on=on,
    )  # fmt: skip
    need.clean_fields(exclude=["org", "appointment", "county"])
    need.save()
    record(need, by=by, changes=[made(need)])
    return need


@verb("duties.change_need", "更改诉求", undoable=True)
def change_need(
    *, need: NeedRequest, by: User | None, text: str, category: str, channel: str,
    asked_by: str = "",
) -> NeedRequest:  # fmt: skip
    """Write a need down better, as long as nobody works on it.

    The same twice changes nothing. Raises ``ValidationError`` when somebody does, and for no words.
    """
    fresh, before = _held(need, by)
    rules.check_still_new(need=fresh, is_waiting=is_waiting(fresh))
    rules.check_words(text.strip())
    rules.check_words(asked_by.strip() or "不留名", most=40, what="谁提出的")
    fresh.text, fresh.asked_by = text.strip(), asked_by.strip()
    fresh.category, fresh.channel = category, channel
    fresh.clean_fields(exclude=["org", "appointment", "county"])
    if image(fresh).said == before.said:
        nothing_to_do()
        return fresh
    change = _kept(fresh, before, "text", "asked_by", "category", "channel")
    record(fresh, by=by, changes=[change])
    return fresh


@verb("duties.withdraw_need", "撤回诉求", undoable=True)
def withdraw_need(*, need: NeedRequest, by: User | None) -> None:
    """Take away a need that was written down by mistake, as long as nobody works on it."""
    fresh, _ = _held(need, by)
    rules.check_still_new(need=fresh, is_waiting=is_waiting(fresh))
    record(fresh, by=by, changes=[removed(fresh)])
    fresh.delete()


@verb("duties.answer_need", "回复诉求", undoable=True)
def answer_need(
    *, need: NeedRequest, result: str, on: date, by: User | None, at: datetime
) -> NeedRequest:
    """Keep that who asked was told the result on the day ``on``; the need is closed with it.

    A simple one at once, without a meeting; one that was deliberated when it is being carried
    out. Raises ``ValidationError`` for any other, for no words, and for a day that cannot be.
    """
    fresh, before = _held(need, by)
    rules.check_need_step(now=fresh.status, to=Need.CLOSED)
    if fresh.status == Need.NEW:
        rules.check_not_waiting(is_waiting(fresh))
    rules.check_words(result.strip(), what="办理结果")
    today = timezone.localdate(at)
    rules.check_answered(on=on, received_on=fresh.received_on, today=today)
    fresh.status, fresh.result, fresh.closed_on = Need.CLOSED, result.strip(), on
    record(fresh, by=by, changes=[_kept(fresh, before, "status", "result", "closed_on")])
    return fresh


def account_of(seat: Appointment | None) -> int | None:
    """Return the account that acts in a seat; None when nobody can."""
    grant: Any = AccessGrant.rows.filter(pk=seat.grant_id or 0).first() if seat else None
    return grant.user_id if grant else None


def is_waiting(need: NeedRequest) -> bool:
    """Say whether a need stands on the agenda and is not finished there."""
    return standing(AgendaItem.rows.filter(need=need)).exists()


def follow(need_id: int | None, to: str, result: str = "") -> list[Change]:
    """Let a need go where its item went; return the changes, none for an item without one."""
    need = NeedRequest.rows.select_for_update().filter(pk=need_id or 0).first()
    if need is None or need.status in (to, Need.CLOSED):
        return _with_result(need, result)
    before = image(need)
    rules.check_need_step(now=need.status, to=to)
    need.status, need.result = to, result or need.result
    return [_kept(need, before, "status", "result")]


def _with_result(need: NeedRequest | None, result: str) -> list[Change]:
    if need is None or not result or need.status == Need.CLOSED:
        return []
    before = image(need)
    need.result = result
    return [_kept(need, before, "result")]


def _held(need: NeedRequest, by: User | None) -> tuple[NeedRequest, Any]:
    rows = NeedRequest.rows.select_for_update(of=("self",)).select_related("appointment", "org")
    fresh = still_there(rows.filter(pk=need.pk).first())
    rules.check_hers(need=fresh, taker=account_of(fresh.appointment), by=by)
    return fresh, image(fresh)


def _kept(need: NeedRequest, before: Any, *columns: str) -> Change:
    need.version += 1
    need.save(update_fields=[*columns, "version"])
    return changed(need, before)
