"""A village that deliberates: a committee with accounts, a need, a meeting that was held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from duties import services
from duties.models import (
    AgendaItem,
    Deliberation,
    ItemComment,
    MeetingAttendance,
    MinutesCorrection,
    NeedRequest,
    Resolution,
)
from members.models import Appointment, Office
from orgs.models import Org
from tests.conftest import NOW, TODAY
from tests.people import NAMES, person, seat

Kind = Deliberation.Kind
BEGAN = NOW - timedelta(hours=8)  # on the day before in Beijing
AHEAD = NOW + timedelta(days=3)
DUE = TODAY + timedelta(days=20)


def seats_at(org: Org, chair: Appointment | None = None) -> list[Appointment]:
    """Seat a chair, a vice-chair, three executives and two representatives; return them."""
    offices = [Office.CHAIR, Office.VICE_CHAIR, *[Office.EXECUTIVE_MEMBER] * 3]
    offices += [Office.REPRESENTATIVE] * 2
    first = [chair] if chair else []
    rest = list(enumerate(offices))[len(first) :]
    return first + [seat(org, office, f"{NAMES[n % 10]}议") for n, office in rest]


def committee(cast: Any) -> list[Appointment]:
    """Return who sits at the village, the chair first: seated once, beside a chair that is."""
    rows = Appointment.rows.filter(org=cast.village, person__name__endswith="议").order_by("pk")
    chair = Appointment.rows.filter(org=cast.village, office=Office.CHAIR).first()
    if chair is None or not rows.exists():
        return seats_at(cast.village, chair)
    return [chair, *(seat for seat in rows if seat.pk != chair.pk)]


def seated(cast: Any) -> SimpleNamespace:
    """Seat the cast's own chair and officer with others; return their seats by name."""
    she = person(cast.village, "白春燕", phone=cast.chair_phone)
    he = person(cast.village, "沈秋月", phone=cast.officer_phone)
    chair = seat(cast.village, Office.CHAIR, who=she)
    officer = seat(cast.village, Office.EXECUTIVE_MEMBER, who=he)
    vice = seat(cast.village, Office.VICE_CHAIR, "陶晓岚")
    other = seat(cast.village, Office.EXECUTIVE_MEMBER, "姜雨桐")
    rep = seat(cast.village, Office.REPRESENTATIVE, "邹静怡")
    return SimpleNamespace(chair=chair, officer=officer, vice=vice, other=other, rep=rep)


def taken(cast: Any, **more: Any) -> NeedRequest:
    """Write down a need."""
    facts = {"channel": "group", "category": "health", "text": "邻居住院，想请大家帮一帮",
             "asked_by": "群里的姐妹"} | more  # fmt: skip
    one = more.pop("appointment", None) or committee(cast)[0]
    facts["appointment"] = one
    return services.take_need(by=None, at=NOW, **facts)


def item(cast: Any, need: NeedRequest | None = None, **more: Any) -> AgendaItem:
    """Let an item wait."""
    facts = {"title": "去医院看望", "need": need} | more
    return services.propose_item(org=cast.village, by=None, **facts)


def called(
    cast: Any, items: Any = (), starts_at: datetime = BEGAN, kind: str = Kind.REGULAR, **more: Any
) -> Deliberation:
    """Call a meeting of the village."""
    if not Appointment.rows.filter(org=cast.village, office=Office.CHAIR).exists():
        committee(cast)
    facts = {"mode": "in_person", "venue": "村委会二楼", "by": None, "at": NOW} | more
    return services.call_meeting(
        org=cast.village, kind=kind, starts_at=starts_at, items=items, **facts
    )


def free(cast: Any) -> datetime:
    """Return a moment for which no meeting of the village is called."""
    starts_at = BEGAN
    while Deliberation.rows.filter(org=cast.village, starts_at=starts_at).exists():
        starts_at -= timedelta(days=1)
    return starts_at


def held(cast: Any, items: Any = (), present: int = 99, **more: Any) -> Deliberation:
    """Hold a meeting to which the first ``present`` of those due came."""
    more.setdefault("starts_at", free(cast))
    meeting = called(cast, items, **more)
    rows = meeting.attendance.order_by("pk").values_list("appointment_id", flat=True)
    return services.record_attendance(
        meeting=meeting, present=list(rows)[:present], guests=2, by=None, at=NOW
    )


def heard(cast: Any, **more: Any) -> AgendaItem:
    """Return an item of a meeting that was held, with its need."""
    one = item(cast, taken(cast))
    held(cast, [one], **more)
    return AgendaItem.rows.get(pk=one.pk)


def published(cast: Any) -> AgendaItem:
    """Return an item whose preliminary result is published."""
    return services.publish_preliminary(item=heard(cast), preliminary="打算去看望", by=None, at=NOW)


def decided(cast: Any, **more: Any) -> Resolution:
    """Decide an item."""
    one = more.pop("item", None) or heard(cast)
    owner = more.pop("owner", None) or Appointment.rows.filter(
        org=cast.village, office=Office.CHAIR
    ).order_by("pk")[0]  # fmt: skip
    facts: dict[str, Any] = {
        "text": "主席带队看望，送慰问金",
        "due_on": DUE,
        "on": TODAY,
        "by": None,
        "at": NOW,
    }
    return services.decide_item(item=one, owner=owner, **(facts | more))


def confirmed(cast: Any) -> Deliberation:
    """Return a meeting whose minutes are confirmed."""
    return services.confirm_minutes(meeting=held(cast), by=None, at=NOW)


def _reply(cast: Any) -> MeetingAttendance:
    meeting = called(cast, starts_at=AHEAD) if committee_of(cast) else _with_her(cast)
    services.reply_meeting(meeting=meeting, comes=True, by=cast.chair, at=NOW)
    return MeetingAttendance.rows.get(meeting=meeting, appointment__grant__user=cast.chair)


def committee_of(cast: Any) -> bool:
    """Say whether the cast's chair has her seat."""
    return Appointment.rows.filter(org=cast.village, grant__user=cast.chair).exists()


def _with_her(cast: Any) -> Deliberation:
    seat(cast.village, Office.CHAIR, who=person(cast.village, phone=cast.chair_phone))
    return called(cast, starts_at=AHEAD)


def _noted(cast: Any) -> Deliberation:
    meeting = called(cast, starts_at=AHEAD)
    row = meeting.attendance.order_by("pk")[0]
    return services.note_replies(meeting=meeting, comes={row.pk: True}, by=cast.admin, at=NOW)


def _comment(cast: Any) -> ItemComment:
    return services.add_comment(
        item=published(cast), text="应该去", said_on=TODAY, by=cast.admin, at=NOW
    )


def _corrected(cast: Any) -> MinutesCorrection:
    return services.correct_minutes(
        meeting=confirmed(cast), text="列席应为三人", by=cast.admin, at=NOW
    )


def _finished(cast: Any) -> Resolution:
    return services.finish_resolution(
        resolution=decided(cast), result="已经看望", on=TODAY, by=cast.admin, at=NOW
    )


def _reassigned(cast: Any) -> Resolution:
    done = decided(cast)
    other = committee(cast)[2]
    return services.reassign_resolution(resolution=done, owner=other, by=cast.admin, at=NOW)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.take_need": taken,
    "duties.change_need": lambda c: services.change_need(
        need=taken(c), text="邻居生病住院", category="health", channel="face", by=c.admin
    ),
    "duties.withdraw_need": lambda c: services.withdraw_need(need=taken(c), by=c.admin),
    "duties.answer_need": lambda c: services.answer_need(
        need=taken(c), result="已经转告村委会", on=TODAY, by=c.admin, at=NOW
    ),
    "duties.propose_item": item,
    "duties.publish_preliminary": published,
    "duties.add_comment": _comment,
    "duties.decide_item": decided,
    "duties.finish_resolution": _finished,
    "duties.reassign_resolution": _reassigned,
    "duties.close_item": lambda c: services.close_item(
        item=item(c), because="已经解决", by=c.admin
    ),
    "duties.call_meeting": called,
    "duties.change_meeting": lambda c: services.change_meeting(
        meeting=called(c, starts_at=AHEAD), title="改名", starts_at=AHEAD, venue="祠堂",
        mode="in_person", by=c.admin, at=NOW,
    ),
    "duties.cancel_meeting": lambda c: services.cancel_meeting(
        meeting=called(c, starts_at=AHEAD), by=c.admin, at=NOW
    ),
    "duties.reply_meeting": _reply,
    "duties.note_replies": _noted,
    "duties.record_attendance": held,
    "duties.write_minutes": lambda c: services.write_minutes(
        meeting=held(c), text="会议记录", by=c.admin
    ),
    "duties.confirm_minutes": confirmed,
    "duties.correct_minutes": _corrected,
}  # fmt: skip
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    NeedRequest: taken,
    AgendaItem: item,
    Deliberation: lambda c: called(c, starts_at=free(c)),
    MeetingAttendance: lambda c: called(c, starts_at=free(c)).attendance.order_by("pk")[0],
    ItemComment: _comment,
    Resolution: decided,
    MinutesCorrection: _corrected,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each: a need, an item that was decided, its meeting."""
    done = decided(cast)
    need = taken(cast)
    return {
        "needs": need.pk, "needrequest": need.pk, "items": done.item_id,
        "agendaitem": done.item_id, "resolutions": done.pk, "resolution": done.pk,
        "meetings": done.item.meeting_id or 0, "deliberation": done.item.meeting_id or 0,
    }  # fmt: skip
