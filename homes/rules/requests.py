"""What the rules allow for requests: who may ask whom, for what, and how long she must be given.

国办函〔2026〕12号: no casual or repeated forms, nothing compulsory that the work does not need. The
gate itself stands in ``homes.rules.gate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from homes.models import DataRequest, RequestAnswer, RequestStatus
from orgs.models import Level, Org, OrgStatus, Role
from orgs.rules import role_may
from orgs.rules.access import AUDITORS, DESK, KEEPERS, PEOPLE

SENDERS = KEEPERS | {Role.TOWNSHIP_STAFF}
HEADS = {Role.CHAIR, Role.ROTATING_CHAIR, Role.TOWNSHIP_STAFF}
FILLERS = HEADS | {Role.OFFICER}
LONGEST_TITLE, LONGEST_WHY, LONGEST_EXCUSE, LONGEST_REASON = 50, 200, 200, 100
MOST_MINUTES = 120
FURTHEST = timedelta(days=366)
SOON = timedelta(days=2)  # so long before the last day she is reminded
CHASED = timedelta(days=7)  # so long after it the one message to the late still goes out
KEPT_YEARS = 2
EDITABLE = (RequestStatus.DRAFT, RequestStatus.RETURNED)
GOING = (*EDITABLE, RequestStatus.WAITING, RequestStatus.OPEN)


@allow("homes.view_request")
def may_view_requests(user: Any, obj: Any) -> bool:
    """Whoever works at a desk, for what was asked by or of organisations in reach."""
    return role_may(user, DESK)


@allow("homes.draft_request", "homes.send_request", "homes.close_request", "homes.reopen_request",
       "homes.recall_request", "homes.remind_request")  # fmt: skip
def may_send_requests(user: Any, obj: Any) -> bool:
    """County and township staff, to those below them; a village asks nobody."""
    return role_may(user, SENDERS)


@allow("homes.approve_request", "homes.return_request")
def may_decide_requests(user: Any, obj: Any) -> bool:
    """County administrators and staff say whether a township may go beyond the limit."""
    return role_may(user, KEEPERS)


@allow("homes.answer_request")
def may_answer_requests(user: Any, obj: Any) -> bool:
    """Who heads the organisation that is asked, and the member it was handed to."""
    return role_may(user, FILLERS)


@allow("homes.hand_request")
def may_hand_requests(user: Any, obj: Any) -> bool:
    """Who heads the organisation hands it to a member of its committee."""
    return role_may(user, HEADS)


@allow("homes.fill_request")
def may_fill_requests(user: Any, obj: Any) -> bool:
    """Township staff answer for their villages; it is marked."""
    return role_may(user, {Role.TOWNSHIP_STAFF})


@allow("homes.view_burden")
def may_view_burden(user: Any, obj: Any) -> bool:
    """Let the county, and its auditor, see how much time is asked of whom."""
    return role_may(user, KEEPERS | AUDITORS)


@allow("homes.view_promises")
def may_view_promises(user: Any, obj: Any) -> bool:
    """Everyone with a seat reads what the system never does."""
    return role_may(user, PEOPLE)


@allow("homes.read_requests")
def may_read_requests(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:read`` read requests and their tables."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def check_may_ask_from(*, org: Org, by: Any) -> None:
    """Refuse to ask in the name of another organisation, of a village, or of one that is closed."""
    hat = getattr(by, "hat", None)
    if by is not None and (hat is None or hat.org != org.pk or not may_send_requests(by, None)):
        raise ValidationError("只能以自己组织的名义发填报，村（社区）不发。", code="not_yours")
    if org.level not in (Level.COUNTY, Level.TOWNSHIP):
        raise ValidationError("只有县和乡镇（街道）可以发填报。", code="too_low")
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个组织已经撤销，不能发填报。", code="closed")


def check_asked(*, title: str, why: str, minutes: int, due_on: date, today: date) -> None:
    """Refuse a request without title or reason, with a wrong last day or a wrong estimate."""
    if not title or len(title) > LONGEST_TITLE:
        raise ValidationError(f"请填标题，最多 {LONGEST_TITLE} 个字。", code="title")
    if not why or len(why) > LONGEST_WHY:
        raise ValidationError(
            f"请写明为什么要填、数据用在哪里，最多 {LONGEST_WHY} 个字。", code="no_reason"
        )
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(f"预计用时请填 1 到 {MOST_MINUTES} 分钟。", code="minutes")
    if due_on < today:
        raise ValidationError("截止日期不能早于今天。", code="past")
    if due_on > today + FURTHEST:
        raise ValidationError("截止日期最远一年。", code="too_far")


def check_minutes_honest(*, minutes: int, fields: int) -> None:
    """Refuse an estimate below half a minute for each field: it would slip under the limit."""
    if minutes * 2 < fields:
        raise ValidationError(
            f"要填 {fields} 项，每处至少按 {(fields + 1) // 2} 分钟算。", code="too_few_minutes"
        )


def check_places(*, org: Org, places: Sequence[Org | None]) -> None:
    """Refuse nobody, twice the same, and whoever is not a working organisation below.

    None stands for what is no organisation of this county.
    """
    if not places:
        raise ValidationError("请选择发给谁。", code="nobody")
    if None in places:
        raise ValidationError("只能发给本组织的下级组织。", code="not_below")
    _check_below(org, [one for one in places if one is not None])


def _check_below(org: Org, places: Sequence[Org]) -> None:
    if len({one.pk for one in places}) != len(places):
        raise ValidationError("同一个组织选了两次。", code="twice")
    if any(not org.lft < one.lft < org.rght for one in places):
        raise ValidationError("只能发给本组织的下级组织。", code="not_below")
    if any(one.level not in (Level.TOWNSHIP, Level.VILLAGE) for one in places):
        raise ValidationError("只能发给乡镇（街道）和村（社区）。", code="too_low")
    if any(one.status != OrgStatus.ACTIVE for one in places):
        raise ValidationError("选的组织里有已经撤销的，请重新选择。", code="closed")


def check_editable(request: DataRequest) -> None:
    """Refuse to change what has gone out, waits for the county, or is over."""
    if request.status not in EDITABLE:
        raise ValidationError("这一件已经不是草稿，不能再改。", code="not_draft")


def check_may_take_back(*, request: DataRequest, by: Any) -> None:
    """Refuse to end what another organisation asked."""
    hat = getattr(by, "hat", None)
    if by is not None and (
        hat is None or hat.org != request.org_id or not may_send_requests(by, None)
    ):
        raise ValidationError("只能由发出的组织来办。", code="not_yours")


def check_status(request: DataRequest, *wanted: RequestStatus) -> None:
    """Refuse an act that does not fit how far the request has come."""
    if request.status not in wanted:
        said = RequestStatus(request.status).label
        raise ValidationError(f"这一件现在是“{said}”，不能这样办。", code="status")


def check_reason(reason: str, *, most: int = LONGEST_REASON) -> None:
    """Refuse no reason, and one too long."""
    if not reason:
        raise ValidationError("请写明原因。", code="empty")
    if len(reason) > most:
        raise ValidationError(f"原因最多写 {most} 个字。", code="too_long")


def check_may_write(*, answer: RequestAnswer, keeper: int | None, by: Any) -> bool:
    """Refuse to answer for others; return whether a township does it for its village.

    ``keeper`` is the account of the member it was handed to, while she sits.
    """
    hat = getattr(by, "hat", None)
    if by is None:
        return False
    if hat is not None and hat.org == answer.org_id:
        if role_may(by, HEADS) or (keeper == by.pk and may_answer_requests(by, None)):
            return False
        raise ValidationError("这一件由主席填，或者由她交给您填。", code="not_handed")
    if hat is not None and may_fill_requests(by, None) and _is_below(answer, hat.org):
        return True
    raise ValidationError("这是别的组织要填的，只能由她们来填。", code="not_yours")


def _is_below(answer: RequestAnswer, top: int) -> bool:
    return answer.org.parent_id == top


def check_takes_answers(answer: RequestAnswer) -> None:
    """Refuse an answer to what asks for none any more."""
    if answer.request.status == RequestStatus.RECALLED:
        raise ValidationError("这一件已经撤回，不用再填。", code="recalled")
    if answer.request.status != RequestStatus.OPEN:
        raise ValidationError("这一件已经结束，不用再填。", code="closed")
    if answer.fell_on is not None:
        raise ValidationError("这个组织已经不用填这一件。", code="fallen")


def check_corrected_in_time(answer: RequestAnswer, *, today: date) -> None:
    """Refuse to change an answer after the last day; a first one may still come late."""
    if answer.answered_at is not None and today > answer.request.due_on:
        raise ValidationError("截止日期已经过了，报上去的不能再改。", code="past")


def check_approvable(request: DataRequest, *, today: date) -> None:
    """Refuse to let out what should have been answered before today."""
    if request.due_on < today:
        raise ValidationError("截止日期已经过了，请退回让她改日期。", code="past")


def check_reminded_once(*, is_known: bool, waiting: int) -> None:
    """Refuse a second reminder by hand, and one to nobody."""
    if is_known:
        raise ValidationError("已经提醒过一次了。到期前后系统还会各提醒一次。", code="twice")
    if not waiting:
        raise ValidationError("都填完了，不用提醒。", code="all_done")


def check_asks_something(request: DataRequest) -> None:
    """Refuse to open again what the system answered by itself: nobody was asked."""
    if not request.asks:
        raise ValidationError("这一件都由系统回答，不用再打开。", code="nothing_asked")


def check_may_hand(*, answer: RequestAnswer, by: Any) -> None:
    """Refuse to hand on what another organisation is asked."""
    hat = getattr(by, "hat", None)
    if by is not None and (hat is None or hat.org != answer.org_id or not role_may(by, HEADS)):
        raise ValidationError("只能由这个组织的主席来交给人填。", code="not_yours")


def check_member(*, is_known: bool) -> None:
    """Refuse to hand it to somebody who cannot fill it in."""
    if not is_known:
        raise ValidationError("请选一位在任的副主席或执委，她要有账号。", code="not_member")
