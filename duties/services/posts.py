"""Who holds which post."""

from __future__ import annotations

from datetime import date, datetime

from duties import rules
from duties.models import DutyPost, PostAssignment
from fulian import scoping
from members.models import Appointment
from orgs.models import User
from orgs.services import changed, image, made, record, verb


@verb("duties.assign_post", "定岗", undoable=True)
def assign_post(
    *, appointment: Appointment, post: DutyPost, on: date, by: User | None,
    at: datetime | None = None,
) -> PostAssignment:  # fmt: skip
    """Let the holder of a seat work in ``post`` from the day ``on``; ``at`` is when it was entered.

    Raises ``ValidationError`` for a seat that may hold none or is not held that day, for a post
    that is no longer kept, and where she is in this post already.
    """
    held_now = Appointment.rows.select_for_update(of=("self",))  # against her leaving meanwhile
    seat = held_now.select_related("org").get(pk=appointment.pk)
    fresh = DutyPost.rows.get(pk=post.pk)
    rules.posts.check_may_hold(seat=seat, on=on)
    rules.posts.check_post_open(post=fresh, on=on)
    ends = [day for day in (seat.until, fresh.until) if day]
    held = PostAssignment(
        county_id=scoping.current().county, org=seat.org, appointment=seat, post=fresh, since=on,
        until=min(ends, default=None),
    )  # fmt: skip
    if at is not None:
        held.entered_at = at
    held.save()
    if fresh.until is None:  # its row is held by now: who retires the post meanwhile waits for us
        rules.posts.check_post_open(post=DutyPost.rows.get(pk=fresh.pk), on=date.max)
    record(held, by=by, changes=[made(held)], name=called(seat, fresh))
    return held


@verb("duties.end_assignment", "离岗", undoable=True)
def end_assignment(*, assignment: PostAssignment, on: date, by: User | None) -> PostAssignment:
    """Take somebody off a post from the day ``on``; what she wrote stays."""
    held = PostAssignment.rows.select_for_update().get(pk=assignment.pk)
    rules.posts.check_end(since=held.since, until=held.until, on=on)
    before = image(held)
    held.until, held.version = on, held.version + 1
    held.save(update_fields=["until", "version"])
    record(held, by=by, changes=[changed(held, before)], name=called(held.appointment, held.post))
    return held


def called(seat: Appointment, post: DutyPost) -> str:
    """Return what it is called without naming her."""
    return f"{seat.org.title} {seat.get_office_display()} {post.name}"
