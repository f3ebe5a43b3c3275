"""Requests for data: written, through the gate, out to the villages, and ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.utils import timezone

from fulian import crypto, scoping
from fulian.database import bulk
from fulian.facts import plain
from homes import rules
from homes.models import DataRequest, RequestAnswer, RequestField, RequestStatus
from homes.queries import gate as reads
from homes.rules.asking import Asked
from homes.rules.gate import ASK, Decision
from homes.rules.requests import GOING
from homes.services.request_messages import tell_receivers, tell_the_county, tell_the_sender
from orgs.models import Level, Org, User
from orgs.services import changed, image, made, made_many, record, verb


@verb("homes.draft_request", "起草填报")
def draft_request(
    *, org: Org, title: str, why: str, minutes: int, due_on: date, places: Sequence[Org],
    fields: Sequence[Asked], at: datetime, by: User | None, request: DataRequest | None = None,
) -> DataRequest:  # fmt: skip
    """Write a request down, or write one anew that has not gone out; nobody is told.

    Raises ``ValidationError`` for a village or another's name, receivers that are not below, a last
    day that has gone, no reason, no field or more than twelve, and what may not be asked.
    """
    today = timezone.localdate(at)
    sender = Org.rows.held(org)
    rules.requests.check_may_ask_from(org=sender, by=by)
    title, why = title.strip(), why.strip()
    asked = [_cleaned(one) for one in fields]
    rules.requests.check_asked(title=title, why=why, minutes=minutes, due_on=due_on, today=today)
    rules.asking.check_fields(asked)
    known = Org.rows.in_bulk([one.pk for one in places])
    rules.requests.check_places(org=sender, places=[known.get(one.pk) for one in places])
    kept = held_request(request) if request is not None else DataRequest(org=sender, drafted_at=at)
    if request is not None:
        rules.requests.check_may_take_back(request=kept, by=by)
        rules.requests.check_editable(kept)
        RequestField.rows.filter(request=kept).delete()
    before = image(kept) if request is not None else None
    kept.title, kept.why, kept.minutes, kept.due_on = title, why, minutes, due_on
    kept.places, kept.version = sorted(one.pk for one in places), kept.version + bool(request)
    kept.save()
    ids = bulk.insert_all([_field(kept, n, one) for n, one in enumerate(asked, 1)])
    change = made(kept) if before is None else changed(kept, before)
    record(kept, by=by, changes=[change, made_many(RequestField, ids)])
    return kept


@verb("homes.send_request", "填报过闸")
def send_request(
    *, request: DataRequest, decisions: Mapping[int, Decision], seen: int, at: datetime,
    by: User | None, excuse: str = "",
) -> DataRequest:  # fmt: skip
    """Let a request through the burden gate: out to the villages, or to the county for its word.

    ``decisions`` are by field, one for each that the system knows or somebody asked lately;
    ``seen`` the minutes of all receivers that the sender was shown. A township that goes beyond
    the month's limit, or gives too few working days, waits for the county; the county writes why.
    Where the system answers everything nobody is asked, and the table is there at once. Raises
    ``ValidationError`` while anything of it is not settled.
    """
    today, excuse = timezone.localdate(at), excuse.strip()
    sender = Org.rows.held(request.org)
    kept = held_request(request)
    rules.requests.check_may_ask_from(org=sender, by=by)
    rules.requests.check_editable(kept)
    gate = reads.gate_of(kept, today)
    settled = _passed(gate, sender, decisions, seen, today)
    asks, before = gate.asks(settled), image(kept)
    kept.is_over, kept.is_short = bool(asks) and gate.is_over, bool(asks) and gate.is_short
    rules.gate.check_excuse(is_over=kept.is_over, is_short=kept.is_short, excuse=excuse)
    kept.asks, kept.excuse, kept.busiest = asks, excuse, gate.busiest if asks else 0
    _settle(gate.fields, settled)
    if (kept.is_over or kept.is_short) and sender.level != Level.COUNTY:
        kept.status, kept.version = RequestStatus.WAITING, kept.version + 1
        kept.save()
        tell_the_county(kept, today, at)
        record(kept, by=by, changes=[changed(kept, before)], reason=excuse)
        return kept
    ids = _go_out(kept, gate.fields, gate.places, at)
    change = [changed(kept, before), made_many(RequestAnswer, ids)]
    record(kept, by=by, changes=change, reason=excuse)
    return kept


@verb("homes.approve_request", "批准填报")
def approve_request(
    *, request: DataRequest, at: datetime, by: User | None, note: str = ""
) -> DataRequest:
    """Let a township's request out that goes beyond the limit; the township is told.

    Raises ``ValidationError`` when it does not wait, and when its last day has gone.
    """
    kept, note = held_request(request), note.strip()
    rules.requests.check_status(kept, RequestStatus.WAITING)
    rules.requests.check_approvable(kept, today=timezone.localdate(at))
    fields = list(RequestField.rows.filter(request=kept).order_by("place"))
    places = list(Org.rows.filter(pk__in=kept.places).order_by("lft"))
    rules.requests.check_places(org=kept.org, places=places)
    before = image(kept)
    kept.answer = note[:200]
    ids = _go_out(kept, fields, places, at)
    tell_the_sender(kept, "approved", "县里已批准：", at)
    change = [changed(kept, before), made_many(RequestAnswer, ids)]
    record(kept, by=by, changes=change, reason=note)
    return kept


@verb("homes.return_request", "退回填报", undoable=True)
def return_request(
    *, request: DataRequest, reason: str, at: datetime, by: User | None
) -> DataRequest:
    """Send a township's request back with a reason: it asks less, or asks later."""
    kept, reason = held_request(request), reason.strip()
    rules.requests.check_status(kept, RequestStatus.WAITING)
    rules.requests.check_reason(reason, most=200)
    before = image(kept)
    kept.status, kept.answer, kept.version = RequestStatus.RETURNED, reason, kept.version + 1
    kept.save()
    tell_the_sender(kept, f"returned{kept.version}", "县里已退回：", at)
    record(kept, by=by, changes=[changed(kept, before)], reason=reason)
    return kept


@verb("homes.close_request", "结束填报", undoable=True)
def close_request(*, request: DataRequest, at: datetime, by: User | None) -> DataRequest:
    """Ask nobody any more: who has not answered need not."""
    kept = held_request(request)
    rules.requests.check_may_take_back(request=kept, by=by)
    rules.requests.check_status(kept, RequestStatus.OPEN)
    before = image(kept)
    kept.status, kept.closed_at, kept.version = RequestStatus.CLOSED, at, kept.version + 1
    kept.save()
    record(kept, by=by, changes=[changed(kept, before)])
    return kept


@verb("homes.reopen_request", "重新打开填报", undoable=True)
def reopen_request(*, request: DataRequest, by: User | None) -> DataRequest:
    """Take a closing back: who has not answered is asked again."""
    kept = held_request(request)
    rules.requests.check_may_take_back(request=kept, by=by)
    rules.requests.check_status(kept, RequestStatus.CLOSED)
    rules.requests.check_asks_something(kept)
    before = image(kept)
    kept.status, kept.closed_at, kept.version = RequestStatus.OPEN, None, kept.version + 1
    kept.save()
    record(kept, by=by, changes=[changed(kept, before)])
    return kept


@verb("homes.recall_request", "撤回填报", undoable=True)
def recall_request(
    *, request: DataRequest, reason: str, at: datetime, by: User | None
) -> DataRequest:
    """Take back what was a mistake, or a draft; those who were asked are told why.

    What was answered stays with the organisations that answered, and counts nowhere.
    """
    kept, reason = held_request(request), reason.strip()
    rules.requests.check_may_take_back(request=kept, by=by)
    rules.requests.check_status(kept, *GOING)
    rules.requests.check_reason(reason)
    before, was_out = image(kept), kept.status == RequestStatus.OPEN
    kept.status, kept.recalled_because = RequestStatus.RECALLED, reason
    kept.version += 1
    kept.save()
    if was_out:
        answers = list(RequestAnswer.rows.filter(request=kept, fell_on__isnull=True))
        tell_receivers(
            kept, answers, f"recalled{kept.version}", "已撤回：", at, "不用再填。" + reason
        )
    record(kept, by=by, changes=[changed(kept, before)], reason=reason)
    return kept


def _passed(
    gate: reads.Gate, sender: Org, decisions: Mapping[int, Decision], seen: int, today: date
) -> dict[int, Decision]:
    """Return what is decided of each question that is found, when all of it is settled."""
    kept = gate.request
    rules.requests.check_asked(
        title=kept.title, why=kept.why, minutes=kept.minutes, due_on=kept.due_on, today=today
    )
    rules.requests.check_places(org=sender, places=gate.places)
    names = {one.pk: one.name for one in gate.fields}
    rules.gate.check_decided(found=gate.found, names=names, decisions=decisions)
    settled = {pk: decisions[pk] for pk in gate.found}
    asks = gate.asks(settled)
    rules.gate.check_cost_seen(seen=seen, total=gate.total(asks))
    rules.requests.check_minutes_honest(minutes=kept.minutes, fields=asks)
    return settled


def held_request(request: DataRequest) -> DataRequest:
    """Return the request, held; none of those it is of or was sent to may be closed meanwhile."""
    asked = RequestAnswer.rows.filter(request=request).values_list("org_id", flat=True)
    Org.rows.stays(request.org_id, *asked)
    kept: DataRequest = (
        DataRequest.rows.select_for_update(of=("self",)).select_related("org").get(pk=request.pk)
    )
    return kept


def _cleaned(one: Asked) -> Asked:
    facts = asdict(one) | {"name": one.name.strip(), "hint": one.hint.strip()}
    return Asked(**facts | {"options": tuple(said.strip() for said in one.options if said.strip())})


def _field(request: DataRequest, place: int, one: Asked) -> RequestField:
    return RequestField(
        county_id=scoping.current().county, request=request, place=place, name=one.name,
        key=plain(one.name)[:30], kind=one.kind, hint=one.hint,
        options=list(one.options) if one.kind == "choice" else [],
    )  # fmt: skip


def _settle(fields: Sequence[RequestField], decisions: Mapping[int, Decision]) -> None:
    """Keep from where each field is answered, and why one is asked though it is known."""
    for one in fields:
        made_ = decisions.get(one.pk, Decision())
        one.known = "" if made_.take == ASK else made_.take
        one.anyway = made_.why.strip() if made_.take == ASK else ""
    bulk.update_all(fields, ["known", "anyway"])


def _go_out(
    request: DataRequest, fields: Sequence[RequestField], places: Sequence[Org], at: datetime
) -> list[int]:
    """Write a row for each receiver with what the system answers; tell who is asked."""
    on = timezone.localdate(at)
    known = {
        one.pk: reads.read_source(one.known, places, on) for one in fields if one.known
    }  # fmt: skip
    rows = [
        RequestAnswer(
            county_id=request.county_id, org=place, request=request,
            values={str(pk): told[place.pk] for pk, told in known.items() if told.get(place.pk)},
            lock=crypto.new_lock(),
        )
        for place in places
    ]  # fmt: skip
    ids = bulk.insert_all(rows)
    request.status = RequestStatus.OPEN if request.asks else RequestStatus.CLOSED
    request.sent_at, request.closed_at = at, None if request.asks else at
    request.version += 1
    request.save()
    if request.asks:
        tell_receivers(request, rows, "sent", "要填的：", at)
    return ids
