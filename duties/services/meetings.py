"""Calling a meeting (议事会, A22), changing and cancelling it, and her reply to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from duties.models import AgendaItem, Deliberation, MeetingAttendance, NeedRequest
from duties.queries import meetings as reads
from duties.rules import meetings as rules
from duties.rules.needs import FOLLOWS, kind_of, title_of
from duties.services.due import tell_all
from duties.services.items import kept, propose_item
from duties.services.needs import follow
from duties.services.sheets import message_to
from fulian import scoping
from members.models import Appointment
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, removed, verb
from orgs.services.recording import Change

Status, Item = Deliberation.Status, AgendaItem.Status
Presence = MeetingAttendance.Presence


@verb("duties.call_meeting", "召集会议", undoable=True)
def call_meeting(
    *, org: Org, kind: str, mode: str, starts_at: datetime, by: User | None, at: datetime,
    venue: str = "", title: str = "", items: Sequence[AgendaItem] = (),
    needs: Sequence[NeedRequest] = (), topics: Sequence[str] = (),
) -> Deliberation:  # fmt: skip
    """Call a meeting of ``org`` and tell everybody who is due.

    ``items`` wait already: drafts come on the agenda, what another meeting left undecided is
    copied with ``carried_from``; of each of ``needs`` and ``topics`` an item is made. Without
    ``title`` it gets the one that is proposed. Raises ``ValidationError`` for whoever may not call
    this kind, a closed organisation, a day on which nobody is due, the same meeting twice, and
    items that cannot be on it.
    """
    fresh = Org.rows.select_for_update().get(pk=org.pk)
    places.check_active(fresh)
    rules.check_convenes(kind=kind, org=fresh.pk, by=by)
    on = timezone.localdate(starts_at)
    number = reads.number_in_year(fresh, kind, on.year)
    title = title.strip() or rules.title_for(fresh, kind, on.year, number)
    rules.check_meeting(title=title, starts_at=starts_at, now=at)
    same = Deliberation.rows.filter(org=fresh, kind=kind, starts_at=starts_at)
    rules.check_not_called_twice(same.exclude(status=Status.CANCELLED).exists())
    seats = reads.due_at(fresh, kind, on)
    rules.check_has_due(len(seats))
    rotation = kind == Deliberation.Kind.ROTATION
    meeting = Deliberation(
        county_id=scoping.current().county, org=fresh, kind=kind, mode=mode, title=title,
        starts_at=starts_at, venue=venue.strip()[:60], called_by=_convenor(fresh, by, on),
        turn=reads.turn_at(fresh, on) if rotation else None,
    )  # fmt: skip
    meeting.clean_fields(exclude=["org", "called_by", "turn", "county"])
    meeting.save()
    agenda = [*items, *_proposed(fresh, needs, topics, by)]
    changes = [made(meeting), *_invite(meeting, seats), *_put_on(meeting, agenda)]
    record(meeting, by=by, changes=changes)
    _tell(meeting, seats, "called", "请您参加会议", at)
    return meeting


@verb("duties.change_meeting", "更改会议", undoable=True)
def change_meeting(
    *, meeting: Deliberation, title: str, starts_at: datetime, venue: str, mode: str,
    by: User | None, at: datetime,
) -> Deliberation:  # fmt: skip
    """Rename a meeting that is still to come, or hold it at another time or place.

    Where the day changes, who is due may too; everybody is told of another time or place.
    """
    fresh = hold(meeting, by)
    rules.check_ahead(fresh)
    rules.check_meeting(title=title.strip(), starts_at=starts_at, now=at)
    before, was = image(fresh), (fresh.starts_at, fresh.venue, fresh.mode)
    fresh.title, fresh.starts_at = title.strip(), starts_at
    fresh.venue, fresh.mode = venue.strip()[:60], mode
    fresh.clean_fields(exclude=["org", "called_by", "turn", "county"])
    change = saved(fresh, before, "title", "starts_at", "venue", "mode")
    record(fresh, by=by, changes=[change, *settle_due(fresh)])
    if was != (fresh.starts_at, fresh.venue, fresh.mode):
        seats = reads.due_at(fresh.org, fresh.kind, rules.day_of(fresh))
        _tell(fresh, seats, f"changed{fresh.version}", "会议的时间或者地点改了", at)
    return fresh


@verb("duties.cancel_meeting", "取消会议", undoable=True)
def cancel_meeting(*, meeting: Deliberation, by: User | None, at: datetime) -> Deliberation:
    """Cancel a meeting that is still to come; its items wait for the next, and all are told."""
    fresh = hold(meeting, by)
    rules.check_ahead(fresh)
    before = image(fresh)
    fresh.status = Status.CANCELLED
    changes = [saved(fresh, before, "status")]
    for item in AgendaItem.rows.select_for_update().filter(meeting=fresh).order_by("pk"):
        was = image(item)
        if item.carried_from_id:  # the one it was copied from waits again
            changes.append(removed(item))
            item.delete()
        elif item.status == Item.DELIBERATING:
            item.meeting, item.status = None, Item.DRAFT
            changes.append(kept(item, was, "meeting", "status"))
            changes += follow(item.need_id, NeedRequest.Status.NEW)
    record(fresh, by=by, changes=changes)
    seats = reads.due_at(fresh.org, fresh.kind, rules.day_of(fresh))
    _tell(fresh, seats, "cancelled", "会议取消了", at)
    return fresh


@verb("duties.reply_meeting", "回复会议通知", undoable=True)
def reply_meeting(*, meeting: Deliberation, comes: bool, by: User, at: datetime) -> None:
    """Keep whether she herself comes; a second tap changes nothing.

    Raises ``ValidationError`` for whoever is not due, and once the meeting was held.
    """
    fresh = Deliberation.rows.select_for_update(of=("self",)).get(pk=meeting.pk)
    rules.check_reply(meeting=fresh, at=at)
    mine = rules.check_is_due(reads.mine_at(fresh, by))
    note(mine, Presence.PRESENT if comes else Presence.LEAVE, by=by, org=fresh.org_id)


@verb("duties.note_replies", "登记回复", undoable=True)
def note_replies(
    *, meeting: Deliberation, comes: Mapping[int, bool], by: User | None, at: datetime
) -> Deliberation:
    """Keep who comes to a meeting still to be held, as told in the group; by key of attendance."""
    fresh = hold(meeting, by)
    rules.check_reply(meeting=fresh, at=at)
    rows = MeetingAttendance.rows.select_for_update().filter(meeting=fresh, pk__in=comes)
    told = {True: Presence.PRESENT, False: Presence.LEAVE}
    changes = [c for row in rows.order_by("pk") if (c := placed(row, told[comes[row.pk]]))]
    if not changes:
        nothing_to_do()
        return fresh
    record(fresh, by=by, changes=changes)
    return fresh


def note(row: MeetingAttendance, presence: str, *, by: User | None, org: int) -> None:
    """Record one reply, unless it says what is known."""
    change = placed(row, presence)
    if change is None:
        nothing_to_do()
        return
    record(row, by=by, changes=[change], org=org, name="会议回复")


def placed(row: MeetingAttendance, presence: str) -> Change | None:
    """Give a line of the attendance another presence; None when it has it already."""
    if row.presence == presence:
        return None
    before = image(row)
    row.presence = presence
    row.save(update_fields=["presence"])
    return changed(row, before)


def hold(meeting: Deliberation, by: User | None) -> Deliberation:
    """Hold a meeting until the transaction ends; refuse whoever does not convene it."""
    rows = Deliberation.rows.select_for_update(of=("self",)).select_related("org")
    fresh = rows.get(pk=meeting.pk)
    rules.check_convenes(kind=fresh.kind, org=fresh.org_id, by=by)
    return fresh


def saved(meeting: Deliberation, before: object, *columns: str) -> Change:
    """Save some columns of a meeting; return the change."""
    meeting.version += 1
    meeting.save(update_fields=[*columns, "version"])
    return changed(meeting, before)  # type: ignore[arg-type]  # an image


def settle_due(meeting: Deliberation) -> list[Change]:
    """Let those be due who are in office on the meeting's day; return the changes."""
    seats = reads.due_at(meeting.org, meeting.kind, rules.day_of(meeting))
    rows = {row.appointment_id: row for row in meeting.attendance.all()}
    gone = [row for seat, row in rows.items() if seat not in {one.pk for one in seats}]
    changes = [removed(row) for row in gone]
    for row in gone:
        row.delete()
    return changes + _invite(meeting, [seat for seat in seats if seat.pk not in rows])


def _invite(meeting: Deliberation, seats: Sequence[Appointment]) -> list[Change]:
    rows = [
        MeetingAttendance(county_id=meeting.county_id, meeting=meeting, appointment=seat)
        for seat in seats
    ]
    return [made(row) for row in MeetingAttendance.rows.bulk_create(rows)]


def _proposed(
    org: Org, needs: Sequence[NeedRequest], topics: Sequence[str], by: User | None
) -> list[AgendaItem]:
    """Make an item of each need and each topic; a need's own words stay in its text."""
    made_of = [
        propose_item(org=org, title=title_of(need), text=need.text, need=need, by=by)
        for need in needs
    ]
    told = [one.strip() for one in topics if one.strip()]
    return made_of + [propose_item(org=org, title=one, kind=kind_of(one), by=by) for one in told]


def _put_on(meeting: Deliberation, items: Sequence[AgendaItem]) -> list[Change]:
    """Put what waits on the agenda, in the order given, and carry over what was left undecided."""
    held = AgendaItem.rows.select_for_update().in_bulk([item.pk for item in items])
    chosen = [held[item.pk] for item in items if item.pk in held]
    rules.check_fit_for_agenda(items=chosen, org=meeting.org_id)
    waiting = {item.pk for item in reads.waiting_items(meeting.org)}
    rules.check_still_waiting(all(item.pk in waiting for item in chosen))
    changes: list[Change] = []
    for place, item in enumerate(chosen, start=1):
        if item.meeting_id is None:
            before = image(item)
            item.meeting, item.status, item.place = meeting, Item.DELIBERATING, place
            changes.append(kept(item, before, "meeting", "status", "place"))
        else:
            item = _copied(item, meeting, place)
            changes.append(made(item))
        changes += follow(item.need_id, FOLLOWS[Item(item.status)])
    return changes


def _copied(item: AgendaItem, meeting: Deliberation, place: int) -> AgendaItem:
    copy = AgendaItem(
        county_id=item.county_id, org_id=item.org_id, meeting=meeting, need_id=item.need_id,
        carried_from=item, kind=item.kind, place=place, title=item.title, text=item.text,
        status=item.status, preliminary=item.preliminary, published_on=item.published_on,
        comments_until=item.comments_until,
    )  # fmt: skip
    copy.save()
    return copy


def _convenor(org: Org, by: User | None, on: date) -> Appointment | None:
    """Return as who she calls: her own seat there, else the chair's."""
    seats = reads.due_at(org, Deliberation.Kind.REGULAR, on)
    mine = [seat for seat in seats if by and seat.grant and seat.grant.user_id == by.pk]
    return mine[0] if mine else next((s for s in seats if s.office == "chair"), None)


def _tell(
    meeting: Deliberation, seats: Sequence[Appointment], key: str, title: str, at: datetime
) -> None:
    local = timezone.localtime(meeting.starts_at)
    text = f"{meeting.title}，{local:%-m月%-d日 %H:%M}。{meeting.venue}"
    link = f"/meetings/{meeting.pk}/"
    tell_all([
        message
        for seat in seats
        for message in message_to(
            meeting.org, seat, f"meeting:{meeting.pk}:{key}:{seat.pk}", title, text, link, at
        )
    ])  # fmt: skip
