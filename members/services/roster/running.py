"""A roster in the worker's hands: held by one worker, told of, stopped, and in whose seat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from fulian import scoping
from members.models import RosterImport
from members.queries import roster as reads
from orgs.models import Org, User
from orgs.queries import hats

TOLD = timedelta(minutes=30)
ROSTER_LOCK = 3  # the first key of the advisory lock; the second is the roster
STOPPED = "已经按要求停止，没有写入任何内容。"


def hold(roster: RosterImport) -> bool:
    """Hold ``roster`` until the transaction ends; False when another already does.

    Its row is not locked: whoever asks to stop must be able to write that down meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROSTER_LOCK, roster.pk % 2**31])
        return bool(cursor.fetchone()[0])


def taken_up(roster: RosterImport, state: str) -> RosterImport | None:
    """Return the roster held for work when it waits in ``state``; None when there is none to do."""
    if not hold(roster):
        return None
    rows = RosterImport.rows.select_related("org", "user", "county")
    return rows.filter(pk=roster.pk, state=state, is_stopped=False).first()


def last_look(row: RosterImport) -> None:
    """Lock the row before it is written for good; raise when somebody asked to stop."""
    RosterImport.rows.select_for_update(of=("self",)).get(pk=row.pk)
    check_going(row)


def tell(row: RosterImport, said: str) -> None:
    """Tell whoever waits how far it is, beside the transaction that nobody sees into.

    Raises ``ValidationError`` when somebody asked to stop.
    """
    check_going(row)
    cache.set(reads.progress_key(row), said, TOLD.total_seconds())


def check_going(row: RosterImport) -> None:
    """Raise ``ValidationError`` when somebody asked to stop."""
    if RosterImport.rows.filter(pk=row.pk, is_stopped=True).exists():
        raise ValidationError(STOPPED, code="stopped")


@contextmanager
def in_her_seat(row: RosterImport, at: datetime) -> Iterator[User]:
    """Act as whoever uploaded ``row``, in the seat she did it in; nobody is told how far after.

    Raises ``ValidationError`` when she no longer has that seat, or the right.
    """
    by, seat = _importer(row, at)
    county = row.county_id
    assert county is not None  # noqa: S101 -- a saved row has one
    try:
        with scoping.scope(county, under=None if seat.is_root else seat, by=by):
            yield by
    finally:
        cache.delete(reads.progress_key(row))


def _importer(row: RosterImport, at: datetime) -> tuple[User, Org]:
    by, hat = row.user, reads.sheet_of(row)["hat"]
    seated = None
    if hat["grant"]:
        seated = hats.grant_hat(by, row.county, hat["grant"], timezone.localdate(at))
    elif hat["visit"]:
        seated = hats.visit_hat(by, row.county, hat["visit"], at)
    is_export = row.purpose == RosterImport.Purpose.EXPORT
    who, what = ("导出", "导出") if is_export else ("上传", "导入")
    if seated is None:
        raise ValidationError(f"{who}的人已经没有当时的身份，请重新{who}。", code="no_seat")
    by.hat, seat = seated
    needed = "members.export_roster" if is_export else "members.write_roster"
    if not by.is_active or not by.has_perm(needed):
        raise ValidationError(f"{who}的人已经没有{what}的权限，请重新{who}。", code="no_right")
    return by, seat
