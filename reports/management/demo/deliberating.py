"""Needs and meetings in some villages: one followed to its end, some late, the others not begun."""

from __future__ import annotations

from datetime import date, timedelta

from duties import services as duties
from duties.models import AgendaItem, Deliberation, NeedRequest
from duties.queries.meetings import due_at
from fulian.scoping import scope
from members.models import Appointment, Office
from orgs.models import County, Level, Org, OrgStatus
from reports.management.demo import places
from reports.management.demo.story import Demo, noon

MEETING = 7  # villages that met this quarter, beside the shown one; the others are the gap list
NEEDS = (
    ("group", "health", "群里有姐妹说邻居住院，家里没人照看，想请大家帮一帮", "群里的姐妹"),
    ("face", "work", "想在家门口找点活干，问有没有手工活", "三组的姐妹"),
    ("phone", "environment", "村口的垃圾桶满了没人收，天热有味道", ""),
    ("face", "children", "暑假孩子没人带，想要个看书的地方", "几位妈妈"),
)  # fmt: skip
DONE = (
    "主席带执委去医院看望，送上大家凑的慰问金", "联系镇上的手工坊，先来试做一批",
    "和保洁员说好隔天清运", "把妇女之家的书屋每天下午开放",
)  # fmt: skip


def deliberate(demo: Demo, county: County) -> None:
    """Let the shown village and some others take needs, meet and decide."""
    with scope(county.pk):
        shown = places.shown_places(demo.code)[1]
        rows = Org.rows.filter(level=Level.VILLAGE, status=OrgStatus.ACTIVE, is_counted=True)
        others = [org for org in rows.order_by("code") if shown is None or org.pk != shown.pk]
        lot = demo.lot_of("deliberating")
        chosen = lot.sample(others, min(MEETING, len(others)))
        held = [org for org in ([shown] if shown else []) + chosen if _meet(demo, org)]
        if shown is not None and held[:1] == [shown]:
            _go_on(demo, shown)
        demo.said.append(f"{len(held)} 个村开了议事会")
    duties.tick_county(county.pk, demo.at)


def _meet(demo: Demo, org: Org) -> bool:
    """Take a need, hold a meeting about it, decide, and mostly do it; False without a chair."""
    lot, first = demo.lot_of(f"{org.code}:meeting"), demo.on - timedelta(days=12)
    seats = due_at(org, Deliberation.Kind.REGULAR, first)
    if not seats or seats[0].office != Office.CHAIR:
        return False
    which = lot.randrange(len(NEEDS))
    need = _take(seats[0], which, first)
    meeting = duties.call_meeting(
        org=org, kind=lot.choice(("regular", "enlarged")), mode=lot.choice(("in_person", "online")),
        venue="村委会二楼", starts_at=noon(first) + timedelta(hours=7), needs=[need],
        topics=["传达上级妇联的会议精神"], by=None, at=noon(first),
    )  # fmt: skip
    due = list(meeting.attendance.values_list("appointment_id", flat=True))
    away = lot.sample(due, min(len(due) // 4, 2))
    duties.record_attendance(
        meeting=meeting, present=[seat for seat in due if seat not in away], leave=away[:1],
        guests=lot.choice((None, 1, 2)), by=None, at=noon(first + timedelta(days=1)),
    )  # fmt: skip
    item = AgendaItem.rows.get(meeting=meeting, need=need)
    _decide(demo, item, seats, first, DONE[which], is_done=lot.random() < 0.6)
    if lot.random() < 0.8:
        at = noon(first + timedelta(days=7))
        duties.confirm_minutes(meeting=meeting, by=None, at=at)
    return True


def _take(seat: Appointment, which: int, on: date) -> NeedRequest:
    channel, category, text, who = NEEDS[which]
    return duties.take_need(
        appointment=seat, channel=channel, category=category, text=text, asked_by=who, by=None,
        at=noon(on),
    )  # fmt: skip


def _decide(
    demo: Demo, item: AgendaItem, seats: list[Appointment], first: date, text: str, *,
    is_done: bool,
) -> None:  # fmt: skip
    """Publish, hear, decide; what is not done is late by now."""
    day = first + timedelta(days=1)
    duties.publish_preliminary(
        item=item, preliminary=text, until=day + timedelta(days=2), by=None, at=noon(day)
    )
    duties.add_comment(item=item, text="同意，需要人手说一声", said_on=day, by=None, at=noon(day))
    decided = first + timedelta(days=5)
    done = duties.decide_item(
        item=item, text=text, owner=seats[-1], due_on=decided + timedelta(days=5), on=decided,
        by=None, at=noon(decided),
    )  # fmt: skip
    if is_done:
        on = decided + timedelta(days=4)
        duties.finish_resolution(resolution=done, result="已经办好", on=on, by=None, at=noon(on))


def _go_on(demo: Demo, org: Org) -> None:
    """In the shown village a need waits, and a meeting is called to which some have replied."""
    seats = due_at(org, Deliberation.Kind.REGULAR, demo.on)
    _take(seats[0], 1, demo.on - timedelta(days=2))
    meeting = duties.call_meeting(
        org=org, kind="enlarged", mode="in_person", venue="妇女之家",
        starts_at=noon(demo.on + timedelta(days=4)) + timedelta(hours=7), by=None, at=demo.at,
        topics=["筹备三八节活动", "学习家庭教育促进法"],
    )  # fmt: skip
    rows = list(meeting.attendance.order_by("pk").values_list("pk", flat=True))[1:4]
    comes = {pk: n != 1 for n, pk in enumerate(rows)}
    duties.note_replies(meeting=meeting, comes=comes, by=None, at=demo.at)
