"""Somebody moves within the county: asked for by one side, answered by the other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from fulian import scoping
from fulian.consequences import Effect
from fulian.rest import share_left
from members import rules
from members.models import Appointment, Departure, Person, Transfer
from members.queries import people as reads
from members.queries import transfers
from members.services.appointments import end_appointment, ending_affects
from orgs import rules as places
from orgs.models import Org, SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, record, record_refusal, verb
from orgs.services.recording import after_refusal

State = Transfer.State
CALLS_A_MINUTE = 10
NOBODY = "没有找到姓名和号码都一致的人，请核对。"


@verb("members.ask_transfer", "发起转出", undoable=True)
def ask_transfer(
    *, person: Person, target: Org, by: User, at: datetime, note: str = "",
    ends_seats: bool = False,
) -> Transfer:  # fmt: skip
    """Ask ``target`` to take ``person``, who belongs to the caller's reach.

    With ``ends_seats`` what she holds in the township she leaves, outside the line of ``target``,
    ends when she is accepted. Raises ``ValidationError`` for one who is not the caller's to give,
    for a closed organisation, and while another transfer of hers waits.
    """
    her = Person.rows.select_related("org").get(pk=person.pk)
    is_theirs = Org.objects.filter(pk=her.org_id).exists()
    rules.check_side(is_theirs=is_theirs, says="她不在您的范围内，请由她所在的妇联转出。")
    return _asked(her, target, by, at, note, ends_seats=ends_seats, by_target=False)


@verb("members.call_transfer", "申请接收", undoable=True)
def call_transfer(
    *, name: str, number: str, target: Org, by: User, at: datetime, note: str = ""
) -> Transfer:
    """Ask for somebody registered elsewhere in the county, known by name and a whole number.

    Raises ``ValidationError`` as ``ask_transfer`` does, and for a name and a number that are not
    one person's: how often one may try is limited, and every miss is recorded.
    """
    is_theirs = Org.objects.filter(pk=target.pk).exists()
    rules.check_side(is_theirs=is_theirs, says="只能转入您范围内的组织。")
    tell = partial(record_refusal, "members.call_transfer", by=by, org=target.pk)
    if not share_left(f"call:{by.pk}", CALLS_A_MINUTE):
        after_refusal(partial(tell, reason="查找太频繁"))
        raise ValidationError("查找太频繁，请一分钟后再试。", code="too_often")
    rows = Person.rows.none() if reads.is_tail(number) else reads.numbered(_standing(), number)
    her = rows.filter(name=name.strip()).select_related("org").first()
    if her is None:
        after_refusal(partial(tell, reason="姓名和号码不一致"))
        raise ValidationError(NOBODY, code="nobody")
    return _asked(her, target, by, at, note, ends_seats=False, by_target=True)


@verb("members.accept_transfer", "同意转移", undoable=True)
def accept_transfer(
    *, transfer: Transfer, by: User, at: datetime, answer: str = "",
    ends_seats: bool | None = None,
) -> Transfer:  # fmt: skip
    """Let her belong to the receiving organisation from now on: said by whoever was asked.

    ``ends_seats`` is the giving side's to say when it answers, of its own township only. Raises
    ``ValidationError`` for the side that asked, and for a transfer that is over.
    """
    row = _open(transfer)
    rules.check_side(
        is_theirs=transfers.is_answerer(row), says="请由对方答复；您可以撤回自己发起的转移。"
    )
    target = Org.rows.held(row.target)
    places.check_active(target)
    her = Person.rows.select_for_update(of=("self",)).get(pk=row.person_id)
    rules.check_transfer(person=her, target=target)
    before, person_before = image(row), image(her)
    if row.by_target and ends_seats is not None:
        row.ends_seats = ends_seats
    on = timezone.localdate(at)
    for seat in transfers.seats_ending(row) if row.ends_seats else []:
        end_appointment(
            appointment=seat, on=max(on, seat.since), departure=Departure.MOVED, by=by,
            reason="人员转移",
        )  # fmt: skip
    her.org = target
    her.version += 1
    her.save()
    _answer(row, State.ACCEPTED, at, answer)
    changes = [changed(row, before), changed(her, person_before)]
    record(row, by=by, changes=changes, org=target.pk, name=_called(row))
    return row


@verb("members.decline_transfer", "退回转移", undoable=True)
def decline_transfer(*, transfer: Transfer, by: User, at: datetime, answer: str) -> Transfer:
    """Refuse a transfer, saying why: whoever was asked. Raises as accepting does."""
    row = _open(transfer)
    rules.check_side(
        is_theirs=transfers.is_answerer(row), says="请由对方答复；您可以撤回自己发起的转移。"
    )
    if not answer.strip():
        raise ValidationError("请写明退回的原因。", code="no_answer")
    before = image(row)
    _answer(row, State.DECLINED, at, answer)
    record(row, by=by, changes=[changed(row, before)], name=_called(row))
    return row


@verb("members.withdraw_transfer", "撤回转移", undoable=True)
def withdraw_transfer(*, transfer: Transfer, by: User, at: datetime) -> Transfer:
    """Take back a transfer one's own side asked for, while it waits."""
    row = _open(transfer)
    rules.check_side(is_theirs=transfers.is_asker(row), says="请由发起的一方撤回。")
    before = image(row)
    _answer(row, State.WITHDRAWN, at, "")
    record(row, by=by, changes=[changed(row, before)], name=_called(row))
    return row


def transfer_affects(*, transfer: Transfer, on: date) -> list[Effect]:
    """Return what accepting does: her organisation, and the seats that end or stay."""
    ending = transfers.seats_ending(transfer) if transfer.ends_seats else []
    held = Appointment.rows.filter(person=transfer.person_id, until=None).count()
    more = [e for seat in ending for e in ending_affects(appointment=seat, on=on)]
    own = [
        Effect("任职", len(ending), "结束（外出或调离）"),
        Effect("任职", held - len(ending), "保留"),
    ]
    return [effect for effect in own + more if effect.count]


def _asked(
    her: Person, target: Org, by: User, at: datetime, note: str, *, ends_seats: bool,
    by_target: bool,
) -> Transfer:  # fmt: skip
    fresh = Org.rows.held(target)
    places.check_active(fresh)
    rules.check_transfer(person=her, target=fresh)
    days = timedelta(days=setting(SettingName.TRANSFER_DAYS))
    row = Transfer(
        county_id=scoping.current().county, person=her, org=her.org, target=fresh,
        note=note.strip(), asked_by_id=by.pk, asked_at=at, due_on=timezone.localdate(at) + days,
        ends_seats=ends_seats, by_target=by_target,
    )  # fmt: skip
    row.clean_fields(exclude=["county", "person", "org", "target", "asked_by", "answered_at"])
    row.save()
    record(row, by=by, changes=[made(row)], name=_called(row))
    return row


def _open(transfer: Transfer) -> Transfer:
    rows = Transfer.rows.select_for_update(of=("self",)).select_related("org", "target")
    row = rows.get(pk=transfer.pk)
    rules.check_waiting(row)
    return row


def _answer(row: Transfer, state: str, at: datetime, answer: str) -> None:
    row.state, row.answered_at, row.answer = state, at, answer.strip()[:200]
    row.version += 1
    row.save()


def _called(row: Transfer) -> str:
    return f"{row.org.title} → {row.target.title} 一人"


def _standing() -> QuerySet[Person]:
    return Person.rows.filter(merged_into__isnull=True)
