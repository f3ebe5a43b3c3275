"""Who came to a meeting, its minutes, their confirmation, and what is corrected afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from duties.models import AgendaItem, Deliberation, MeetingAttendance, MinutesCorrection
from duties.queries.minutes import draft_of
from duties.rules import meetings as rules
from duties.rules.needs import check_words
from duties.services.items import kept
from duties.services.meetings import hold, placed, saved, settle_due
from fulian import scoping
from orgs.models import User
from orgs.services import image, made, record, verb

Status, Item = Deliberation.Status, AgendaItem.Status
Presence = MeetingAttendance.Presence


@verb("duties.record_attendance", "登记到会", undoable=True)
def record_attendance(
    *, meeting: Deliberation, present: Collection[int], leave: Collection[int] = (),
    guests: int | None = None, by: User | None, at: datetime,
) -> Deliberation:  # fmt: skip
    """Keep who came (seats), who asked for leave, and how many guests; the meeting was held.

    Whoever is due and in neither stayed away. Who is due is settled again by the meeting's day.
    May be done again until the minutes are confirmed. Raises ``ValidationError`` before the
    meeting began and after that.
    """
    fresh = hold(meeting, by)
    rules.check_begun(meeting=fresh, at=at)
    rules.check_guests(guests)
    changes = settle_due(fresh)
    for row in MeetingAttendance.rows.select_for_update().filter(meeting=fresh).order_by("pk"):
        was_there = row.appointment_id in present
        away = Presence.LEAVE if row.appointment_id in leave else Presence.ABSENT
        if change := placed(row, Presence.PRESENT if was_there else away):
            changes.append(change)
    before = image(fresh)
    fresh.status, fresh.guests = Status.HELD, guests
    record(fresh, by=by, changes=[saved(fresh, before, "status", "guests"), *changes])
    return fresh


@verb("duties.write_minutes", "写会议记录", undoable=True)
def write_minutes(*, meeting: Deliberation, text: str, by: User | None) -> Deliberation:
    """Keep the minutes as they are to be read; before they are confirmed."""
    fresh = hold(meeting, by)
    rules.check_held(fresh)
    rules.check_minutes(text.strip())
    before = image(fresh)
    fresh.minutes = text.strip()
    record(fresh, by=by, changes=[saved(fresh, before, "minutes")])
    return fresh


@verb("duties.confirm_minutes", "确认会议记录", undoable=True)
def confirm_minutes(*, meeting: Deliberation, by: User | None, at: datetime) -> Deliberation:
    """Confirm the minutes (drafted from the data where nobody wrote any): all of it is locked.

    What was decided is now being carried out, what was to be transmitted or studied is over.
    Raises ``ValidationError`` before it was noted who came, and twice.
    """
    fresh = hold(meeting, by)
    rules.check_held(fresh)
    before = image(fresh)
    fresh.minutes = fresh.minutes or draft_of(fresh)[: rules.LONGEST_MINUTES]
    fresh.status, fresh.confirmed_at = Status.CONFIRMED, at
    changes = [saved(fresh, before, "minutes", "status", "confirmed_at")]
    for item in AgendaItem.rows.select_for_update().filter(meeting=fresh).order_by("pk"):
        was, to = image(item), rules.settled(item)
        if to != item.status:
            item.status = to
            changes.append(kept(item, was, "status"))
    record(fresh, by=by, changes=changes)
    return fresh


@verb("duties.correct_minutes", "更正会议记录", undoable=True)
def correct_minutes(
    *, meeting: Deliberation, text: str, by: User | None, at: datetime
) -> MinutesCorrection:
    """Add what was found wrong in minutes that are confirmed; they stay as they were."""
    fresh = hold(meeting, by)
    rules.check_confirmed(fresh)
    check_words(text.strip(), what="更正")
    added = MinutesCorrection(
        county_id=scoping.current().county, meeting=fresh, text=text.strip(), made_at=at, user=by
    )
    added.save()
    record(added, by=by, changes=[made(added)], org=fresh.org_id, name=fresh.title)
    return added
