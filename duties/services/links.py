"""Linking people for liaison (四级联系), and ending links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from duties import rules
from duties.models import LiaisonLink
from fulian import scoping
from members.models import Appointment, WomensGroup
from orgs.models import User
from orgs.services import changed, image, made, record, verb


@verb("duties.link", "建立联系", undoable=True)
def link(
    *, above: Appointment, on: date, by: User | None, below: Appointment | None = None,
    group: WomensGroup | None = None, at: datetime | None = None,
) -> LiaisonLink:  # fmt: skip
    """Let ``above`` keep in touch with ``below``, or with ``group``, from the day ``on``.

    The level follows from the offices; ``at`` is when it was entered, else now. Raises
    ``ValidationError`` for oneself, another organisation, offices that do not follow one another,
    a day on which one of them is not in office, and where somebody else does so already.
    """
    held = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    ends_of = held.filter(pk__in={above.pk, below.pk if below else above.pk}).order_by("pk")
    seats = {seat.pk: seat for seat in ends_of}  # held: neither leaves office meanwhile
    upper, lower = seats[above.pk], seats[below.pk] if below else None
    far = WomensGroup.rows.get(pk=group.pk) if group else None
    rules.links.check_same_place(above=upper, below=lower, group=far)
    level = rules.links.level_of(above=upper, below=lower, group=far)
    rules.links.check_link_day(above=upper, below=lower, group=far, on=on)
    ends = [day for day in (upper.until, lower and lower.until, far and far.closed_on) if day]
    tie = LiaisonLink(
        county_id=scoping.current().county, org=upper.org, level=level, above=upper, below=lower,
        group=far, since=on, until=min(ends, default=None),
    )  # fmt: skip
    if at is not None:
        tie.entered_at = at
    tie.save()
    record(tie, by=by, changes=[made(tie)], name=_called(tie))
    return tie


@verb("duties.end_link", "解除联系", undoable=True)
def end_link(*, link: LiaisonLink, on: date, by: User | None) -> LiaisonLink:
    """Let a link end on the day ``on``; whoever was below waits for another."""
    tie = LiaisonLink.rows.select_for_update().select_related("org").get(pk=link.pk)
    rules.posts.check_end(since=tie.since, until=tie.until, on=on)
    before = image(tie)
    tie.until, tie.version = on, tie.version + 1
    tie.save(update_fields=["until", "version"])
    record(tie, by=by, changes=[changed(tie, before)], name=_called(tie))
    return tie


def link_each(
    *, above: Appointment, below: Iterable[Appointment], groups: Iterable[WomensGroup], on: date,
    by: User | None,
) -> list[LiaisonLink]:  # fmt: skip
    """Link ``above`` to every one of them, or to none."""
    with transaction.atomic():
        ties = [link(above=above, below=one, on=on, by=by) for one in below]
        return ties + [link(above=above, group=one, on=on, by=by) for one in groups]


def _called(tie: LiaisonLink) -> str:
    """Return what a link is called without naming anybody."""
    return f"{tie.org.title} {tie.get_level_display()}"
