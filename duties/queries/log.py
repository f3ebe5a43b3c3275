"""Reads of the work log: lines by what they say, the counts, and what a page shows of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, date
from typing import Any

from django.db.models import Q, QuerySet

from duties.models import DutyLogEntry, LogAmendment
from duties.queries.catalogue import name_of_day
from fulian.searching import words_of
from members.models import Appointment
from orgs.models import Org, User

COUNTS = Q(struck_on__isnull=True)  # a struck line stays to be read and counts nowhere


def named(lines: QuerySet[DutyLogEntry]) -> QuerySet[DutyLogEntry]:
    """Return ``lines`` with ``post_name``: what the post was called on the line's day."""
    return lines.annotate(post_name=name_of_day())


def newest(lines: QuerySet[DutyLogEntry]) -> QuerySet[DutyLogEntry]:
    """Return ``lines`` as a list shows them, the newest first."""
    return named(lines).select_related("appointment__person").order_by("-done_on", "-pk")


def lines_of(user: User) -> QuerySet[DutyLogEntry]:
    """Return what she did at the organisation she acts in; the newest first."""
    org = user.hat.org if user.hat else 0
    return newest(DutyLogEntry.objects.filter(org=org, appointment__grant__user=user))


def lines_at(org: Org) -> QuerySet[DutyLogEntry]:
    """Return what was done at an organisation in reach; the newest first."""
    return newest(DutyLogEntry.objects.filter(org=org))


def narrowed(
    lines: QuerySet[DutyLogEntry], *, text: str = "", post: int = 0, month: date | None = None
) -> QuerySet[DutyLogEntry]:
    """Return those of ``lines`` that hold every word of ``text``, in a post, in a month.

    What is typed is looked for as it stands: the lines of one organisation are few.
    """
    for word in words_of(text):
        lines = lines.filter(
            Q(what__icontains=word) | Q(for_whom__icontains=word) | Q(occasion__icontains=word)
        )
    if post:
        lines = lines.filter(post=post)
    if month is not None:
        lines = lines.filter(done_on__gte=month, done_on__lt=next_month(month))
    return lines


def next_month(month: date) -> date:
    """Return the first day of the month after; the last day there is for the last month."""
    year, number = divmod(month.year * 12 + month.month, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, number + 1, 1)


def done_this_month(seats: Sequence[Appointment], today: date) -> int:
    """Return how many lines the holders of ``seats`` have in the month of ``today``."""
    return DutyLogEntry.rows.filter(
        COUNTS, appointment__in=[seat.pk for seat in seats],
        done_on__gte=today.replace(day=1), done_on__lte=today,
    ).count()  # fmt: skip


def line_in_reach(pk: int) -> DutyLogEntry | None:
    """Return a line in reach as its page shows it."""
    rows = named(DutyLogEntry.objects.filter(pk=pk))
    return rows.select_related("post", "org", "appointment__person", "appointment__grant").first()


def former_of(line: DutyLogEntry) -> list[LogAmendment]:
    """Return what a line said before each amendment, the latest first, with ``post_name``."""
    rows: Any = LogAmendment.rows.filter(entry=line).annotate(post_name=name_of_day())
    return list(rows.order_by("-made_at", "-pk"))


def period(org: Org, first: date, last: date) -> QuerySet[DutyLogEntry]:
    """Return what counts of an organisation in reach and all below it, from a day to a day.

    As it is printed: by organisation, then in the order of the days.
    """
    lines = DutyLogEntry.objects.filter(
        COUNTS, DutyLogEntry.inside(org.pk), done_on__gte=first, done_on__lte=last
    )
    rows = named(lines).select_related("org", "appointment__person")
    return rows.order_by("org__lft", "done_on", "pk")
