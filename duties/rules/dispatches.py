"""What the rules allow for what is sent down the tree (domain A28), and for the county's texts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from duties.models import Dispatch, DispatchReceipt, WorkTemplate
from fulian.permissions import allow
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, OrgStatus, Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE

SENDERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
RECEIVERS = {Role.TOWNSHIP_STAFF, Role.CHAIR, Role.OFFICER, Role.REPRESENTATIVE}
LONGEST_TITLE, LONGEST, LONGEST_ANSWER, LONGEST_REASON = 50, 2000, 300, 100
MOST_MINUTES = 480  # a working day
FURTHEST = timedelta(days=366)
SOON = timedelta(days=2)  # so long before the last day she is reminded
CHASED = timedelta(days=7)  # so long after it the one message to the late still goes out

SETTLED = Q(done_at__isnull=False) | (
    Q(read_at__isnull=False) & ~Q(dispatch__kind=Dispatch.Kind.TASK)
)
UNSETTLED = Q(done_at__isnull=True, dispatch__kind=Dispatch.Kind.TASK) | (
    Q(read_at__isnull=True) & ~Q(dispatch__kind=Dispatch.Kind.TASK)
)
STANDING = Q(org__status=OrgStatus.ACTIVE)


@allow("duties.view_dispatch", "duties.view_template")
def may_view_dispatches(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what was sent to or from her reach."""
    return role_may(user, PEOPLE)


@allow("duties.send_dispatch", "duties.close_dispatch", "duties.recall_dispatch")
def may_send(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs, to those below them."""
    return role_may(user, SENDERS)


@allow("duties.answer_dispatch")
def may_answer(user: Any, obj: Any) -> bool:
    """Those at the organisation that was sent to."""
    return role_may(user, RECEIVERS)


@allow("duties.set_up_templates", "duties.write_template", "duties.retire_template")
def may_keep_templates(user: Any, obj: Any) -> bool:
    """County administrators and staff keep the county's texts."""
    return role_may(user, KEEPERS)


@allow("duties.read_duties")
def may_read_duties(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:read`` read what was sent, filed and appraised."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def check_may_send_from(*, org: Org, by: Any) -> None:
    """Refuse to send in the name of another organisation."""
    hat = getattr(by, "hat", None)
    if by is not None and (hat is None or hat.org != org.pk or not may_send(by, None)):
        raise ValidationError("只能以自己组织的名义下发。", code="not_yours")
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个组织已经撤销，不能下发。", code="closed")


def check_words_sent(*, kind: str, title: str, text: str, minutes: int) -> None:
    """Refuse what says nothing, says too much, or does not tell what it costs its receivers."""
    if kind not in Dispatch.Kind:
        raise ValidationError("请选择是通知、任务还是工作指导。", code="kind")
    if not title:
        raise ValidationError("请填标题。", code="empty")
    if len(title) > LONGEST_TITLE:
        raise ValidationError(f"标题最多写 {LONGEST_TITLE} 个字。", code="too_long")
    if len(text) > LONGEST:
        raise ValidationError(f"内容最多写 {LONGEST} 个字，请只写要点。", code="too_long")
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(f"预计用时请填 1 到 {MOST_MINUTES} 分钟。", code="minutes")


def check_due_on(*, kind: str, due_on: date | None, today: date) -> None:
    """Refuse a last day that has gone, one too far, and a task without any."""
    if due_on is None and kind == Dispatch.Kind.TASK:
        raise ValidationError("布置任务要写截止日期。", code="no_due_on")
    if due_on is not None and due_on < today:
        raise ValidationError("截止日期不能早于今天。", code="past")
    if due_on is not None and due_on > today + FURTHEST:
        raise ValidationError("截止日期最远一年。", code="too_far")


def check_receivers(*, org: Org, receivers: Sequence[Org], members: Sequence[Appointment]) -> None:
    """Refuse nobody, twice the same, and whoever is not below the sender or on her committee."""
    if bool(receivers) == bool(members):
        raise ValidationError("请选择发给谁。", code="nobody")
    if len({one.pk for one in [*receivers, *members]}) != len(receivers) + len(members):
        raise ValidationError("同一个接收单位选了两次。", code="twice")
    if any(not org.lft < one.lft < org.rght for one in receivers):
        raise ValidationError("只能发给本组织的下级组织。", code="not_below")
    if any(one.status != OrgStatus.ACTIVE for one in receivers):
        raise ValidationError("选的组织里有已经撤销的，请重新选择。", code="closed")


def check_members(*, org: Org, members: Sequence[Appointment], on: date) -> None:
    """Refuse members of another committee, and those who have left."""
    for seat in members:
        if seat.org_id != org.pk or seat.office not in COMMITTEE:
            raise ValidationError("只能发给本组织的副主席和执委。", code="not_member")
        if seat.until is not None and seat.until <= on:
            raise ValidationError("选的人里有已经离任的，请重新选择。", code="left")


def check_not_sent(*, is_known: bool) -> None:
    """Refuse what was sent today already: a second form of the same words."""
    if is_known:
        raise ValidationError("今天已经发过同样的内容，不用再发。", code="sent_already")


def check_is_open(dispatch: Dispatch) -> None:
    """Refuse to act on what is closed or recalled."""
    if dispatch.recalled_at is not None:
        raise ValidationError("这一条已经撤回，不用再办。", code="recalled")
    if dispatch.closed_at is not None:
        raise ValidationError("这一条已经办结，不用再办。", code="closed")


def check_may_settle(*, receipt: DispatchReceipt, owner: int | None, by: Any) -> None:
    """Refuse an answer for another organisation, or for another member."""
    if by is None:
        return
    hat = getattr(by, "hat", None)
    if hat is None or hat.org != receipt.org_id or not may_answer(by, None):
        raise ValidationError("这是发给别的组织的，只能由她们来办。", code="not_yours")
    if receipt.appointment_id is not None and owner != by.pk:
        raise ValidationError("这是发给别人的，请她本人来办。", code="not_hers")


def check_answer(*, receipt: DispatchReceipt, answer: str) -> None:
    """Refuse a second answer, and one too long."""
    if receipt.is_settled:
        raise ValidationError("已经报过了，不用再报。", code="twice")
    if len(answer) > LONGEST_ANSWER:
        raise ValidationError(f"办理情况最多写 {LONGEST_ANSWER} 个字。", code="too_long")


def check_may_take_back(*, dispatch: Dispatch, by: Any) -> None:
    """Refuse to close or recall what another organisation sent."""
    hat = getattr(by, "hat", None)
    if by is not None and (hat is None or hat.org != dispatch.org_id or not may_send(by, None)):
        raise ValidationError("只能由发出的组织来办。", code="not_yours")


def check_recall(*, waiting: int, reason: str) -> None:
    """Refuse to recall what everybody has settled, and without a reason."""
    if not waiting:
        raise ValidationError("大家都已经办完，不能再撤回，可以办结。", code="all_done")
    if not reason:
        raise ValidationError("请写明撤回的原因。", code="empty")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"原因最多写 {LONGEST_REASON} 个字。", code="too_long")


def check_template(*, kind: str, title: str, text: str) -> None:
    """Refuse a text of no kind, without a name or words, or too long."""
    if kind not in WorkTemplate.Kind:
        raise ValidationError("请选择是会议还是活动。", code="kind")
    if not title or not text:
        raise ValidationError("请填名称和内容。", code="empty")
    if len(title) > 40 or len(text) > LONGEST:
        raise ValidationError(f"名称最多 40 个字，内容最多 {LONGEST} 个字。", code="too_long")


def check_template_kept(*, until: date | None) -> None:
    """Refuse to change what is no longer kept."""
    if until is not None:
        raise ValidationError("这个模板已经停用。", code="ended")


def named(receivers: Collection[Org]) -> str:
    """Return how many places of which kind it goes to: 257 个村."""
    levels = {str(one.level) for one in receivers}
    what = {"township": "个乡镇（街道）", "village": "个村（社区）"}.get(levels.pop(), "")
    return f"{len(receivers)} {what if what and not levels else '个组织'}"
