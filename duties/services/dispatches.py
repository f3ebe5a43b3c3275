"""Sending down the tree: notices, tasks, guidance; who settled them, and the reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.models import Dispatch, DispatchReceipt, Message
from duties.queries import dispatches as reads
from duties.rules.dispatches import CHASED, SOON, STANDING, UNSETTLED
from duties.services.due import tell_all
from fulian import scoping
from fulian.database import bulk
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import changed, image, made, made_many, nothing_to_do, record, verb


@verb("duties.send_dispatch", "下发通知和任务")
def send_dispatch(
    *, org: Org, kind: str, title: str, minutes: int, at: datetime, by: User | None,
    text: str = "", due_on: date | None = None, receivers: Sequence[Org] = (),
    members: Sequence[Appointment] = (),
) -> Dispatch:  # fmt: skip
    """Send words from ``org`` to organisations below it, or to members of its own committee.

    ``minutes`` is what it costs each receiver. The chair of each receiver is told once, in the
    same transaction. It has gone out and is not undone: ``recall_dispatch`` takes it back. Raises
    ``ValidationError`` for sending upward, sideways, twice or with a last day that has gone.
    """
    today = timezone.localdate(at)
    held = Org.rows.select_for_update(of=("self",)).order_by("pk")
    known = {one.pk: one for one in held.filter(pk__in=[org.pk, *(o.pk for o in receivers)])}
    sender, below = known[org.pk], [known[one.pk] for one in receivers]
    title, text = title.strip(), text.strip()
    rules.dispatches.check_may_send_from(org=sender, by=by)
    rules.dispatches.check_words_sent(kind=kind, title=title, text=text, minutes=minutes)
    rules.dispatches.check_due_on(kind=kind, due_on=due_on, today=today)
    rules.dispatches.check_receivers(org=sender, receivers=below, members=members)
    seats = _held(members)
    rules.dispatches.check_members(org=sender, members=seats, on=today)
    rules.dispatches.check_not_sent(is_known=_is_known(sender, kind, title, text, today))
    sent = Dispatch(
        county_id=scoping.current().county, org=sender, kind=kind, title=title, text=text,
        due_on=due_on, minutes=minutes, sent_at=at,
    )  # fmt: skip
    sent.save()
    rows = [_receipt(sent, place, None) for place in below]
    rows += [_receipt(sent, sender, seat) for seat in seats]
    ids = bulk.insert_all(rows)
    _tell(rows, "sent", f"{sent.get_kind_display()}：", at)
    name = f"{sender.title} {len(rows)} 处"
    record(sent, by=by, changes=[made(sent), made_many(DispatchReceipt, ids)], name=name)
    return sent


@verb("duties.answer_dispatch", "办理通知和任务", undoable=True)
def answer_dispatch(
    *, receipt: DispatchReceipt, at: datetime, by: User | None, answer: str = ""
) -> DispatchReceipt:
    """Say for a receiver that a task is done, or that the words were read; ``answer`` if she likes.

    Raises ``ValidationError`` for another's receipt, a second time, and what is closed or recalled.
    """
    mine = DispatchReceipt.rows.select_for_update(of=("self",)).get(pk=receipt.pk)
    dispatch = Dispatch.rows.select_for_update().get(pk=mine.dispatch_id)
    mine.dispatch, answer = dispatch, answer.strip()
    rules.dispatches.check_may_settle(receipt=mine, owner=_owner(mine), by=by)
    rules.dispatches.check_is_open(dispatch)
    rules.dispatches.check_answer(receipt=mine, answer=answer)
    before = image(mine)
    mine.read_at, mine.answer, mine.version = mine.read_at or at, answer, mine.version + 1
    if dispatch.kind == Dispatch.Kind.TASK:
        mine.done_at = at
    mine.save(update_fields=["read_at", "done_at", "answer", "version"])
    record(mine, by=by, changes=[changed(mine, before)], name=dispatch.title)
    return mine


@verb("duties.close_dispatch", "办结通知和任务", undoable=True)
def close_dispatch(*, dispatch: Dispatch, at: datetime, by: User | None) -> Dispatch:
    """Ask nobody any more: whoever has not settled it need not."""
    fresh = Dispatch.rows.select_for_update().get(pk=dispatch.pk)
    rules.dispatches.check_may_take_back(dispatch=fresh, by=by)
    rules.dispatches.check_is_open(fresh)
    before = image(fresh)
    fresh.closed_at, fresh.version = at, fresh.version + 1
    fresh.save(update_fields=["closed_at", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("duties.recall_dispatch", "撤回通知和任务", undoable=True)
def recall_dispatch(*, dispatch: Dispatch, reason: str, at: datetime, by: User | None) -> Dispatch:
    """Take back what was a mistake; those who were told are told why.

    Raises ``ValidationError`` without a reason, and when everybody has settled it.
    """
    fresh = Dispatch.rows.select_for_update().get(pk=dispatch.pk)
    reason = reason.strip()
    rules.dispatches.check_may_take_back(dispatch=fresh, by=by)
    rules.dispatches.check_is_open(fresh)
    waiting = list(DispatchReceipt.rows.filter(UNSETTLED, dispatch=fresh))
    rules.dispatches.check_recall(waiting=len(waiting), reason=reason)
    before = image(fresh)
    fresh.recalled_at, fresh.recalled_because, fresh.version = at, reason, fresh.version + 1
    fresh.save(update_fields=["recalled_at", "recalled_because", "version"])
    for one in waiting:
        one.dispatch = fresh
    _tell(waiting, f"recalled{fresh.version}", "已撤回：", at, text=f"不用再办。{reason}")
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason)
    return fresh


@verb("duties.remind_dispatches", "提醒通知和任务")
def remind_dispatches(*, on: date, at: datetime) -> int:
    """Tell receivers once before the last day and once after it; return how many are waited for.

    Leaves no line in the record: the messages are the trace. Run as often as one likes.
    """
    nothing_to_do()
    rows = DispatchReceipt.rows.filter(
        UNSETTLED, STANDING, dispatch__closed_at__isnull=True, dispatch__recalled_at__isnull=True,
        dispatch__due_on__gte=on - CHASED, dispatch__due_on__lte=on + SOON,
    ).select_related("dispatch")  # fmt: skip
    late = [one for one in rows if one.dispatch.due_on and one.dispatch.due_on < on]
    passed = {one.pk for one in late}
    soon = [
        one
        for one in rows
        if one.pk not in passed and timezone.localdate(one.dispatch.sent_at) < on
    ]
    _tell(soon, "soon", "快到期：", at)
    _tell(late, "late", "已过期：", at)
    return len(soon) + len(late)


def _held(members: Sequence[Appointment]) -> list[Appointment]:
    """Return the seats of ``members`` as they are now; until the transaction ends nobody leaves."""
    if not members:
        return []
    rows = Appointment.rows.select_for_update(of=("self",)).order_by("pk")
    return list(rows.filter(pk__in=[seat.pk for seat in members]))


def _is_known(org: Org, kind: str, title: str, text: str, today: date) -> bool:
    """Say whether the same words went out today, and were not taken back."""
    same = Dispatch.rows.filter(org=org, kind=kind, title=title, text=text)
    return same.filter(sent_at__date=today, recalled_at__isnull=True).exists()


def _receipt(sent: Dispatch, place: Org, seat: Appointment | None) -> DispatchReceipt:
    return DispatchReceipt(county_id=sent.county_id, org=place, dispatch=sent, appointment=seat)


def _owner(receipt: DispatchReceipt) -> int | None:
    """Return the account of the member it was sent to; None when it went to an organisation."""
    seat: Any = receipt.appointment
    return seat.grant.user_id if seat and seat.grant_id else None


def _tell(
    rows: Sequence[DispatchReceipt], what: str, begins: str, at: datetime, text: str = ""
) -> None:
    """Write a message to whoever answers for each of ``rows``, once for each ``what``."""
    users = reads.answering(rows, timezone.localdate(at))
    tell_all([
        Message(
            county_id=one.county_id, org_id=one.org_id, user_id=users[one.pk],
            key=f"dispatch:{one.pk}:{what}", title=f"{begins}{one.dispatch.title}",
            text=(text or _asks(one.dispatch))[:300], link=f"/dispatches/{one.pk}/", made_at=at,
        )
        for one in rows if one.pk in users
    ])  # fmt: skip


def _asks(dispatch: Dispatch) -> str:
    """Return what is asked of a receiver, in a line."""
    until = f"请在 {dispatch.due_on.month}月{dispatch.due_on.day}日前" if dispatch.due_on else "请"
    act = "办理" if dispatch.kind == Dispatch.Kind.TASK else "阅知"
    return f"{until}{act}，大约 {dispatch.minutes} 分钟。"
