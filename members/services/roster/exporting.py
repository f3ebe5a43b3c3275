"""Taking the roll out: as a workbook that may come back, recorded like every look at people.

A small one is answered at once. A large one is a row: written by the worker, told how far it is,
stopped, and kept sealed for whoever asked until it is cleared away.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from fulian import scoping
from fulian.tasks import enqueue
from members import rules
from members.models import RosterImport
from members.queries import exports as reads
from members.queries.roll import RollLine, roll_on, texts_of
from members.queries.roster import SHEET, sheet_of
from members.roster.keys import sealed_key
from members.roster.round_trip import edit_workbook
from members.services.roster.looking import hat_of, sealed
from members.services.roster.running import in_her_seat, last_look, taken_up, tell
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.services import nothing_to_do, record, verb

State, EXPORT = RosterImport.State, RosterImport.Purpose.EXPORT
ASKER_LOCK = 5  # the first key of the advisory lock; the second is whoever asks
STEP = 500


@verb("members.export_roster", "导出花名册")
def export_roster(*, on: date, by: User, whole: bool = False, reason: str = "") -> bytes:
    """Return the people and seats in reach on the day ``on`` as a workbook to edit.

    Numbers are masked; with ``whole`` they are not, for who may see them and says why. Raises
    ``ValidationError`` otherwise.
    """
    _check_whole(whole, by, reason)
    lines = roll_on(on)
    data = edit_workbook(_row(line, whole=whole) for line in lines)
    record(top_of_reach(), by=by, reason=reason, name=_called(len(lines), whole))
    return data


@verb("members.order_export", "开始导出花名册")
def order_export(*, by: User, at: datetime, whole: bool = False, reason: str = "") -> RosterImport:
    """Have the worker write what ``export_roster`` would return; return the row that tells of it.

    Asked again while one is on its way, it is that one. Raises ``ValidationError`` as
    ``export_roster`` does.
    """
    _check_whole(whole, by, reason)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ASKER_LOCK, by.pk % 2**31])
    top = top_of_reach()
    for waiting in reads.exports_of(by).filter(state=State.CONFIRMED, is_stopped=False, org=top):
        if sheet_of(waiting)["whole"] == whole:
            nothing_to_do()
            return waiting
    told = {"hat": hat_of(by), "whole": whole, "reason": reason.strip()[:200]}
    row = RosterImport(
        org=top, user_id=by.pk, made_at=at, purpose=EXPORT, state=State.CONFIRMED,
        filename=f"花名册{timezone.localdate(at):%Y%m%d}", sheet=sealed(told, SHEET),
    )  # fmt: skip
    row.save()
    record(row, by=by, reason=reason, name=f"{top.title} 花名册")
    enqueue("members.write_export", roster=row.pk)
    return row


@verb("members.write_export", "生成花名册")
def write_export(*, roster: RosterImport, at: datetime) -> int:
    """Write the workbook that was asked for; return how many lines, 0 when there is nothing to do.

    It is written in the seat of whoever asked. Raises ``ValidationError`` when she no longer has
    that seat or the right, and when somebody asked to stop; then nothing is kept.
    """
    row = taken_up(roster, State.CONFIRMED)
    if row is None:
        nothing_to_do()
        return 0
    asked = sheet_of(row)
    whole, reason = asked["whole"], asked["reason"]
    with in_her_seat(row, at) as by:
        _check_whole(whole, by, reason)
        tell(row, "正在读取人员和任职")
        lines = roll_on(timezone.localdate(at))
        rows = list(_told(lines, whole, lambda said: tell(row, said)))  # no book is left half done
        tell(row, f"正在写成表格，共 {len(rows)} 行")
        data = edit_workbook(rows)
        last_look(row)
        record(row, by=by, reason=reason, name=_called(len(lines), whole))
    row.sheet = sealed({"whole": whole, "file": base64.b64encode(data).decode()}, SHEET)
    row.total, row.state, row.ended_at = len(lines), State.DONE, at
    row.save(update_fields=["sheet", "total", "state", "ended_at"])
    return len(lines)


def _check_whole(whole: bool, by: User, reason: str) -> None:
    if whole:
        may = by.has_perm("members.reveal_person")
        rules.check_may_reveal_all(may=may, reason=reason)


def _called(count: int, whole: bool) -> str:
    what = "完整号码" if whole else "号码已遮住"
    return f"{top_of_reach().title} 花名册 {count} 行，{what}"


def _told(
    lines: list[RollLine], whole: bool, say: Callable[[str], None]
) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(lines):
        if number % STEP == 0:
            say(f"正在整理第 {number} 行，共 {len(lines)} 行")
        yield _row(line, whole=whole)


def _row(line: RollLine, *, whole: bool) -> tuple[str, list[str]]:
    texts = list(texts_of(line, whole=whole).values())
    person, seat = line.person, line.seat
    key = sealed_key(
        county=scoping.current().county, person=(person.pk, person.version),
        seat=(seat.pk, seat.version) if seat else (0, 0), texts=texts,
    )  # fmt: skip
    return key, texts
