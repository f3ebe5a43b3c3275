"""Answers to requests: kept as a draft, given, corrected, handed to a member, fallen away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from duties.services.due import tell
from homes import rules
from homes.models import DataRequest, RequestAnswer, RequestStatus
from homes.queries import requests as reads
from members.models import Appointment
from orgs.models import AccessGrant, Org, User
from orgs.services import changed, image, nothing_to_do, record, verb


@verb("homes.keep_answer_draft", "保存填报草稿")
def keep_answer_draft(
    *, answer: RequestAnswer, values: Mapping[str, object], at: datetime, by: User | None
) -> RequestAnswer:
    """Keep what she has filled in so far; nobody else sees it. Leaves no line in the record.

    Raises ``ValidationError`` for what no answer may be, for another's, and for what is over.
    """
    nothing_to_do()
    mine = _fresh(answer)
    _check_hers(mine, at, by)
    asked, _ = reads.fields_of(mine.request)
    mine.draft = rules.asking.clean_values(asked, values, partly=True)
    mine.version += 1
    mine.save(update_fields=["draft", "version"])
    return mine


@verb("homes.answer_request", "填报", undoable=True)
def answer_request(
    *, answer: RequestAnswer, values: Mapping[str, object], at: datetime, by: User | None
) -> RequestAnswer:
    """Answer a request for an organisation, or correct the answer until the last day.

    ``values`` are by the field's key. The same again changes nothing. A township may do it for its
    village, which is marked, and so is what comes after the last day. Raises ``ValidationError``
    by field for what is missing or wrong, for another's, and for what is closed or recalled.
    """
    today = timezone.localdate(at)
    mine = _fresh(answer)
    for_another = _check_hers(mine, at, by)
    asked, _ = reads.fields_of(mine.request)
    given = rules.asking.clean_values(asked, values)
    told = {pk: said for pk, said in mine.values.items() if pk not in given} | given
    if mine.answered_at is not None and told == mine.values:
        nothing_to_do()
        return mine
    rules.requests.check_corrected_in_time(mine, today=today)
    before, hat = image(mine), getattr(by, "hat", None)
    mine.is_late = mine.is_late or today > mine.request.due_on
    mine.values, mine.draft, mine.answered_at = told, {}, at
    mine.grant = _grant(hat.grant) if hat is not None and hat.grant else None
    mine.role, mine.is_for_another = hat.role if hat is not None else "", for_another
    mine.version += 1
    mine.save()
    record(mine, by=by, changes=[changed(mine, before)], name=mine.request.title)
    return mine


@verb("homes.hand_request", "把填报交给执委", undoable=True)
def hand_request(
    *, answer: RequestAnswer, to: Appointment | None, at: datetime, by: User | None
) -> RequestAnswer:
    """Let a member of the committee fill it in, or take it back (``to`` is None); she is told.

    Raises ``ValidationError`` for a member of another committee, without an account, who has left.
    """
    on = timezone.localdate(at)
    mine = _fresh(answer)
    rules.requests.check_may_hand(answer=mine, by=by)
    rules.requests.check_takes_answers(mine)
    known = {one.pk: one for one in reads.may_be_handed(mine.org_id, on)}
    rules.requests.check_member(is_known=to is None or to.pk in known)
    before = image(mine)
    mine.hand = known[to.pk] if to is not None else None
    mine.version += 1
    mine.save(update_fields=["hand", "version"])
    grant = mine.hand.grant if mine.hand is not None else None
    if grant is not None:
        tell(
            org=mine.org, user_id=grant.user_id,
            key=f"request:{mine.pk}:handed{mine.version}",
            title=f"请您填：{mine.request.title}"[:60],
            text=f"{mine.request.due_on:%-m月%-d日}前，大约 {mine.request.minutes} 分钟。",
            link=f"/requests/{mine.pk}/", at=at,
        )  # fmt: skip
    record(mine, by=by, changes=[changed(mine, before)], name=mine.request.title)
    return mine


@verb("homes.drop_answers", "撤销的组织不用再填", undoable=True)
def drop_answers(*, org: Org, on: date, by: User | None) -> int:
    """Let what an organisation that ends has not answered fall away; return how many.

    Nothing is recorded where nothing was open.
    """
    rows = list(open_answers(org))
    if not rows:
        nothing_to_do()
        return 0
    changes = []
    for one in rows:
        before = image(one)
        one.fell_on, one.version = on, one.version + 1
        one.save(update_fields=["fell_on", "version"])
        changes.append(changed(one, before))
    record(org, by=by, changes=changes, reason="组织撤销或合并")
    return len(rows)


def open_answers(org: Org) -> list[RequestAnswer]:
    """Return what ``org`` is asked and has not answered."""
    rows = RequestAnswer.rows.filter(reads.DUE, org=org, request__status=RequestStatus.OPEN)
    return list(rows.order_by("pk"))


def open_requests(org: Org) -> list[DataRequest]:
    """Return what ``org`` asks and has not ended, be it a draft or out."""
    going = rules.requests.GOING
    return list(DataRequest.rows.filter(org=org, status__in=going).order_by("pk"))


def _fresh(answer: RequestAnswer) -> RequestAnswer:
    """Return the answer as it is now, its request held: nobody closes it meanwhile."""
    Org.rows.stays(answer.org_id)
    held = RequestAnswer.rows.select_for_update(of=("self",)).select_related("org")
    mine: RequestAnswer = held.get(pk=answer.pk)
    mine.request = DataRequest.rows.select_for_update(of=("self",), no_key=True).get(
        pk=mine.request_id
    )
    return mine


def _check_hers(mine: RequestAnswer, at: datetime, by: User | None) -> bool:
    keeper = reads.keeper_of(mine, timezone.localdate(at))
    for_another = rules.requests.check_may_write(answer=mine, keeper=keeper, by=by)
    rules.requests.check_takes_answers(mine)
    return for_another


def _grant(pk: int) -> AccessGrant | None:
    found: AccessGrant | None = AccessGrant.rows.filter(pk=pk).first()
    return found
