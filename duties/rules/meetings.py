"""What the rules allow for meetings of deliberation (A22, B3.3): who calls, who is due, quorum."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import AgendaItem, Deliberation, MeetingAttendance, Resolution
from duties.rules.needs import VIEWERS
from duties.rules.posts import check_own_place
from fulian.permissions import allow
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Org, Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS

Kind, Status = Deliberation.Kind, Deliberation.Status
HEADS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
CALLERS: dict[str, set[Role]] = {
    Kind.REGULAR: HEADS,
    Kind.ENLARGED: HEADS,
    Kind.ROTATION: HEADS | {Role.ROTATING_CHAIR},
}
# enlarged: the representatives come too (S0:42); a rotation meeting is the presidium's (S3:187)
DUE: dict[str, tuple[Office, ...]] = {
    Kind.REGULAR: COMMITTEE,
    Kind.ENLARGED: (*COMMITTEE, Office.REPRESENTATIVE),
}
SHARES = {1: (2, "半数"), 2: (3, "三分之二")}
NEAR = timedelta(days=366)
MOST_GUESTS = 1000
LONGEST_MINUTES = 5000


@allow("duties.view_meeting", "duties.reply_meeting", "duties.finish_resolution",
       "duties.view_resolution")  # fmt: skip
def may_attend(user: Any, obj: Any) -> bool:
    """Everyone with a seat looks, replies to an invitation and reports what was hers to do."""
    return role_may(user, VIEWERS)


@allow("duties.call_meeting", "duties.change_meeting", "duties.cancel_meeting",
       "duties.record_attendance", "duties.note_replies", "duties.write_minutes",
       "duties.confirm_minutes", "duties.correct_minutes")  # fmt: skip
def may_convene(user: Any, obj: Any) -> bool:
    """Chairs and the desks above them; the rotating chair for her own meetings."""
    return role_may(user, CALLERS[Kind.ROTATION])


def kinds_for(user: Any, *, rotates: bool = True) -> list[Deliberation.Kind]:
    """Return which kinds of meeting she may call; of a presidium only where one ``rotates``."""
    kinds = [kind for kind in Kind if role_may(user, CALLERS[kind])]
    return [kind for kind in kinds if rotates or kind != Kind.ROTATION]


def check_convenes(*, kind: str, org: int, by: Any) -> None:
    """Refuse a kind of meeting to who may not call it, and a chair another organisation's."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return
    if not role_may(by, CALLERS[kind]):
        raise ValidationError(
            f"{Kind(kind).label}由主席召集，轮值主席召集轮值主席会议。", code="not_convenor"
        )
    if hat.role not in HEADS - {Role.CHAIR} and hat.org != org:
        raise ValidationError("只能办理本组织的会议。", code="elsewhere")


def title_for(org: Org, kind: str, year: int, number: int) -> str:
    """Return the title that is proposed for the ``number``-th meeting of a kind in a year."""
    tail = f"{Kind(kind).label}（{year}年第{number}次）"
    return f"{org.title[: 60 - len(tail)]}{tail}"


def check_meeting(*, title: str, starts_at: datetime, now: datetime) -> None:
    """Refuse no title, and a time more than a year from now: it is a slip of the pen."""
    if not title:
        raise ValidationError("请写会议名称。", code="empty")
    if len(title) > 60:
        raise ValidationError("会议名称最多写 60 个字。", code="too_long")
    if abs(starts_at - now) > NEAR:
        raise ValidationError("开会时间要在前后一年之内。", code="far_off")


def check_has_due(count: int) -> None:
    """Refuse a meeting nobody is due at."""
    if not count:
        raise ValidationError("这一天没有应到会的人，先办理任职再召集会议。", code="nobody_due")


def check_not_called_twice(standing: bool) -> None:
    """Refuse the same meeting once more."""
    if standing:
        raise ValidationError("这个时间的同类会议已经通知过了。", code="twice")


def check_open(meeting: Deliberation) -> None:
    """Refuse whatever touches minutes that are confirmed, and a meeting that was cancelled."""
    if meeting.status == Status.CONFIRMED:
        raise ValidationError(
            "会议记录已经确认，不能再改。写错了的请追加更正；没有议定的议题请带到下次会议。",
            code="confirmed",
        )
    if meeting.status == Status.CANCELLED:
        raise ValidationError("这次会议已经取消。", code="cancelled")


def check_ahead(meeting: Deliberation) -> None:
    """Refuse to change or cancel what has been held already."""
    check_open(meeting)
    if meeting.status == Status.HELD:
        raise ValidationError("会议已经召开，不能再改时间或者取消。", code="held")


def check_begun(*, meeting: Deliberation, at: datetime) -> None:
    """Refuse to note who came before the meeting began."""
    check_open(meeting)
    if at < meeting.starts_at:
        raise ValidationError("会议还没有开始，到时候再登记到会。", code="not_begun")


def check_held(meeting: Deliberation | None) -> Deliberation:
    """Refuse what can only be done once it is noted who came; return the meeting."""
    if meeting is None:
        raise ValidationError("这个议题还没有上会，先列入一次会议再办。", code="no_meeting")
    check_open(meeting)
    if meeting.status == Status.CALLED:
        raise ValidationError("先登记这次会议的到会情况，再办这一步。", code="not_held")
    return meeting


def check_confirmed(meeting: Deliberation) -> None:
    """Refuse to correct what may still be written."""
    if meeting.status != Status.CONFIRMED:
        raise ValidationError("会议记录还没有确认，直接改就可以。", code="not_confirmed")


def check_is_due(mine: MeetingAttendance | None) -> MeetingAttendance:
    """Refuse a reply of somebody who is not invited; return her line."""
    if mine is None:
        raise ValidationError("您不在这次会议的应到名单里。", code="not_due")
    return mine


def check_still_waiting(waits: bool) -> None:
    """Refuse what is on another meeting's agenda, or was carried over already."""
    if not waits:
        raise ValidationError("选的议题里有已经列入别的会议的，请重新选。", code="item_step")


def check_reply(*, meeting: Deliberation, at: datetime) -> None:
    """Refuse a reply to a meeting that began, was held or was cancelled."""
    check_open(meeting)
    if meeting.status != Status.CALLED or at >= meeting.starts_at + timedelta(hours=12):
        raise ValidationError("会议已经召开，到会情况由召集人登记。", code="too_late")


def has_quorum(*, due: int, present: int, share: int) -> bool:
    """Say whether enough came: more than half (1) or more than two thirds (2) of those due."""
    return present * 3 > due * 2 if share == 2 else present * 2 > due


def check_quorum(*, due: int, present: int, share: int) -> None:
    """Refuse a resolution where not enough came."""
    if not has_quorum(due=due, present=present, share=share):
        raise ValidationError(
            f"应到 {due} 人，实到 {present} 人，没有超过{SHARES[share][1]}，不能议定。",
            code="no_quorum",
        )


def check_tally(*, votes: tuple[int | None, int | None, int | None], present: int) -> None:
    """Refuse votes beyond those present, and a decision that more were against than for."""
    told = [n for n in votes if n is not None]
    if any(n < 0 for n in told):
        raise ValidationError("票数不能是负数。", code="negative")
    if sum(told) > present:
        raise ValidationError(
            f"同意、不同意、弃权加起来是 {sum(told)}，超过实到的 {present} 人。", code="too_many"
        )
    if told and (votes[0] or 0) <= (votes[1] or 0):
        raise ValidationError("同意的没有超过不同意的，不能议定。", code="not_carried")


def check_guests(guests: int | None) -> None:
    """Refuse a number of guests that is none."""
    if guests is not None and not 0 <= guests <= MOST_GUESTS:
        raise ValidationError("列席人数请填一个合理的数。", code="guests")


def check_decision(*, meeting: Deliberation, on: date, due_on: date, today: date) -> None:
    """Refuse a decision before its meeting or still to come, and one due before it was made."""
    held_on = day_of(meeting)
    if not held_on <= on <= today:
        raise ValidationError("议定日期要在开会那天到今天之间。", code="decided_when")
    if due_on < held_on:
        raise ValidationError("完成期限不能早于开会那天。", code="due_before")
    if due_on > today + NEAR:
        raise ValidationError("完成期限要在一年以内。", code="far_off")


def check_commented(*, item: AgendaItem, today: date) -> None:
    """Refuse to decide while the women are still asked what they think (S0:26)."""
    if item.comments_until is not None and today <= item.comments_until:
        raise ValidationError(
            f"征求意见到{item.comments_until:%Y年%-m月%-d日}为止，过了这天再议定。",
            code="still_asked",
        )


def check_owner(*, seat: Appointment, org: int, on: date) -> None:
    """Refuse an owner of another organisation, and one who is not in office."""
    if seat.org_id != org:
        raise ValidationError("负责人要是本组织的人。", code="elsewhere")
    if not (seat.since <= on and (seat.until is None or seat.until > on)):
        raise ValidationError("这位负责人已经不在任，请另选一位。", code="owner_left")


def check_comments_until(*, until: date, today: date) -> None:
    """Refuse a period for comments that is over, or longer than two months."""
    if until < today:
        raise ValidationError("征求意见的截止日期不能早于今天。", code="until")
    if until > today + timedelta(days=62):
        raise ValidationError("征求意见最长两个月。", code="until")


def check_comment(*, item: AgendaItem, on: date, today: date) -> None:
    """Refuse a comment on what is not published, or after the last day."""
    if item.published_on is None or item.comments_until is None:
        raise ValidationError("这个议题还没有公布初步结果，不用登记意见。", code="not_published")
    if on > today:
        raise ValidationError("日期不能晚于今天。", code="future")
    if not item.published_on <= on <= item.comments_until:
        raise ValidationError(
            f"征求意见是{item.published_on:%-m月%-d日}到{item.comments_until:%-m月%-d日}，"
            "这一天不在里面。", code="comments_over",
        )  # fmt: skip


def check_done(*, resolution: Resolution, on: date, today: date) -> None:
    """Refuse a result of what is done already, before the decision, or still to come."""
    if resolution.done_on is not None:
        raise ValidationError("这件事已经办结了。", code="done")
    if on > today:
        raise ValidationError("办结日期不能晚于今天。", code="future")
    if on < resolution.decided_on:
        raise ValidationError("办结日期不能早于议定日期。", code="before")


def check_may_finish(*, owner: int | None, org: int, by: Any) -> None:
    """Refuse somebody else's work to whoever does not lead the organisation."""
    hat = getattr(by, "hat", None)
    if by is None or owner == by.pk:
        return
    check_own_place(org=org, by=by)
    if hat is not None and hat.role not in CALLERS[Kind.ROTATION]:
        raise ValidationError("这件事由负责人本人或者主席来办结。", code="not_hers")


def check_fit_for_agenda(*, items: list[AgendaItem], org: int) -> None:
    """Refuse what is another organisation's, or is not waiting for a meeting."""
    if any(item.org_id != org for item in items):
        raise ValidationError("只能列入本组织的议题。", code="elsewhere")
    waits = {AgendaItem.Status.DRAFT, *UNDECIDED}
    if any(item.status not in waits for item in items):
        raise ValidationError("选的议题里有已经议定或者办结的，请重新选。", code="item_step")


UNDECIDED = (AgendaItem.Status.DELIBERATING, AgendaItem.Status.PRELIMINARY_PUBLISHED)


def settled(item: AgendaItem) -> str:
    """Return where an item stands once the minutes of its meeting are confirmed."""
    if item.status == AgendaItem.Status.DECIDED:
        return AgendaItem.Status.EXECUTING
    is_heard = item.kind != AgendaItem.Kind.DECIDE and item.need_id is None
    if is_heard and item.status == AgendaItem.Status.DELIBERATING:
        return AgendaItem.Status.CLOSED
    return item.status


def check_minutes(text: str) -> None:
    """Refuse empty minutes, and more than the column holds."""
    if not text:
        raise ValidationError("会议记录不能是空的。", code="empty")
    if len(text) > LONGEST_MINUTES:
        raise ValidationError(f"会议记录最多写 {LONGEST_MINUTES} 个字。", code="too_long")


def day_of(meeting: Deliberation) -> date:
    """Return the day of a meeting in Beijing."""
    return timezone.localdate(meeting.starts_at)
