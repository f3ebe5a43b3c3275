"""A handover's one page, and the messages to whoever gives, takes and chairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from duties.models import ChairTurn, Handover, Message
from duties.queries import turns as reads
from duties.queries.open_work import open_of
from duties.rules import turns as rules
from duties.services.due import tell_all
from fulian.database import bulk
from fulian.scoping import current
from members.models import Appointment
from orgs.models import Org, SettingName
from orgs.queries.settings import setting


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn that begins: where, whose it was before, and who comes next."""

    org: Org
    mine: ChairTurn
    before: ChairTurn | None
    ahead: list[ChairTurn]


def write_sheets(desks: Sequence[Begun], at: datetime) -> list[Handover]:
    """Write the page of each handover and tell all whom it concerns."""
    if not desks:
        return []
    limit, counts = (
        setting(SettingName.HANDOVER_DAYS),
        reads.log_counts([desk.before for desk in desks if desk.before]),
    )
    orgs = [desk.org.pk for desk in desks]
    posts, chairs = reads.posts_board(orgs), reads.chairs_of(orgs)
    givers = [(desk.org.pk, desk.before.appointment_id) for desk in desks if desk.before]
    open_ = open_of(givers, timezone.localdate(at), at)
    sheets = [_handover(desk, limit, counts, posts, at) for desk in desks]
    for desk, sheet in zip(desks, sheets, strict=True):
        if desk.before:
            sheet.sheet |= open_[desk.before.appointment_id].facts
    bulk.insert_all(sheets)
    told = []
    for desk, sheet in zip(desks, sheets, strict=True):
        chair = [s for s in chairs[desk.org.pk] if rules.is_in_office(s, sheet.due_on)]
        told += _messages(desk, sheet, chair[0] if chair else None, at)
    tell_all(told)
    return sheets


def _handover(
    desk: Begun, limit: int, counts: dict[int, int], posts: reads.PostsBoard, at: datetime
) -> Handover:
    """Return a handover with its page as it stands now; names are looked up when it is shown."""
    mine, before, org = desk.mine, desk.before, desk.org
    day = mine.days.lower
    has_left = before is not None and not rules.is_in_office(before.appointment, day)
    ahead = [turn for turn in desk.ahead if turn.days.lower > day]
    sheet = {
        "org": org.title,
        "days": _days(mine.days),
        "incoming": _seat(mine.appointment),
        "outgoing": _seat(before.appointment) if before else None,
        "before_days": _days(before.days) if before else None,
        "giver_left": has_left,
        "log_entries": counts.get(before.pk, 0) if before else 0,
        "empty_posts": posts.empty_at(org.pk, day),
        "next": [_seat(t.appointment) | {"days": _days(t.days)} for t in ahead[:3]],
    }
    return Handover(
        org=org, turn=mine, before=before, due_on=day, handed_at=at, limit_days=limit, sheet=sheet,
        given_at=at if has_left else None,  # who has left office is not asked
    )  # fmt: skip


def _messages(
    desk: Begun, done: Handover, chair: Appointment | None, at: datetime
) -> list[Message]:
    mine, before = desk.mine, desk.before
    link, key = f"/turn/{done.pk}/", f"handover:{mine.pk}"
    days, ask = rules.days_in_words(mine.days), "请打开交接单，看过后确认。"
    title = "轮到您担任轮值主席"
    told = message_to(desk.org, mine.appointment, f"{key}:taker", title, f"{days}。{ask}", link, at)
    if before and not done.given_at:
        title = "您的轮值期已满，请交接"
        told += message_to(desk.org, before.appointment, f"{key}:giver", title, ask, link, at)
    text = f"新的轮值期：{days}。"
    return told + message_to(desk.org, chair, f"{key}:chair", "轮值主席已交接", text, link, at)


def message_to(
    org: Org, seat: Appointment | None, key: str, title: str, text: str, link: str, at: datetime
) -> list[Message]:
    """Return the message to whoever sits in ``seat``; none to a seat without access."""
    grant = seat.grant if seat else None
    if grant is None or (grant.until and grant.until <= timezone.localdate(at)):
        return []
    return [
        Message(
            county_id=current().county, org=org, user_id=grant.user_id, key=key,
            title=title, text=text, link=link, made_at=at,
        )
    ]  # fmt: skip


def _seat(seat: Appointment) -> dict[str, Any]:
    return {"appointment": seat.pk, "office": seat.get_office_display()}


def _days(days: Any) -> list[str]:
    return [days.lower.isoformat(), days.upper.isoformat()]
