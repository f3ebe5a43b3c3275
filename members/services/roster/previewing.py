"""A roster before it is written: read and kept sealed, then confirmed or dropped."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian.tasks import enqueue
from members.models import RosterImport
from members.queries import roster as reads
from members.queries.roster import HEAVY
from members.roster import is_large, sheet_of
from members.services.roster.looking import keep_file, kept_file, look, sealed
from members.services.roster.running import hold, in_her_seat, last_look, taken_up, tell
from orgs.models import Org, User
from orgs.services import nothing_to_do, record, verb

State = RosterImport.State
EARLIER = (State.READING, State.PREVIEWED)
TASKS: dict[str, str] = {
    State.READING: "members.read_roster",
    State.CONFIRMED: "members.write_roster",
}
EXPORT = RosterImport.Purpose.EXPORT
STAYS = timedelta(days=7)
AGAIN = timedelta(minutes=1)
GONE = "这份名单已经写入、取消，或者正在写入，不能再改。"


@verb("members.preview_roster", "上传名单")
def preview_roster(*, data: bytes, filename: str, org: Org, by: User, at: datetime) -> RosterImport:
    """Read the workbook ``data`` for ``org`` and keep, sealed, what it holds and what is wrong.

    Nothing else is written. A large one is kept as it is, for the worker to read. An earlier
    roster of hers that waits for confirmation is dropped. Raises ``ValidationError`` for a file
    that cannot be read as a roster at all.
    """
    roster = RosterImport(org=org, user_id=by.pk, filename=_called(filename), made_at=at)
    large = is_large(data)
    if large:
        keep_file(roster, data, by)
    else:
        look(roster, sheet_of(data), by, at)
    for earlier in RosterImport.rows.filter(user_id=by.pk, state__in=EARLIER).defer(*HEAVY):
        cancel_roster(roster=earlier, by=by, at=at)
    roster.save()
    record(roster, by=by, name=f"{org.title} 名单")
    if large:
        enqueue("members.read_roster", roster=roster.pk)
    return roster


@verb("members.read_roster", "核对名单")
def read_roster(*, roster: RosterImport, at: datetime) -> bool:
    """Read a large roster that was kept as it came; False when there is nothing to do.

    It is read in the seat of whoever uploaded it. Raises ``ValidationError`` as the preview does.
    """
    row = taken_up(roster, State.READING)
    if row is None:
        nothing_to_do()
        return False
    with in_her_seat(row, at) as by:
        tell(row, "正在读取文件")
        sheet = sheet_of(kept_file(row))
        tell(row, f"正在核对 {len(sheet.rows)} 行")
        look(row, sheet, by, at)
        last_look(row)
    row.save()
    record(row, by=by, name=f"{row.org.title} 名单")
    return True


@verb("members.confirm_roster", "确认名单")
def confirm_roster(
    *, roster: RosterImport, by: User, at: datetime, only_right: bool = False, reason: str = ""
) -> RosterImport:
    """Let the worker write ``roster``: all of it, or with ``only_right`` what has no mistake.

    Names and ID numbers become others only with a ``reason``. Raises ``ValidationError`` when
    rows are wrong, none is right, somebody else uploaded it, or it is past confirming.
    """
    row = _waiting(roster, State.PREVIEWED)
    if row.user_id != by.pk:
        raise ValidationError("名单由上传的人确认。", code="not_hers")
    if row.wrong and not only_right:
        raise ValidationError(
            f"还有 {row.wrong} 行有问题，请改好后重新上传，或者只写入没有问题的行。", code="wrong"
        )
    kept = reads.sheet_of(row)
    if not kept["rows"]:
        same = row.purpose == RosterImport.Purpose.EDIT and not row.wrong
        says = "没有改动，不用写入。" if same else "没有可以写入的行，请改好后重新上传。"
        raise ValidationError(says, code="none_right")
    if kept.get("renames") and not reason.strip():
        raise ValidationError("要更正姓名或身份证号，请写明事由。", code="no_reason")
    kept = {key: kept[key] for key in ("hat", "rows")} | {"reason": reason.strip()[:200]}
    row.state, row.sheet = State.CONFIRMED, sealed(kept, reads.SHEET)
    row.save(update_fields=["state", "sheet"])
    record(row, by=by, name=f"{row.org.title} 名单")
    enqueue("members.write_roster", roster=row.pk)
    return row


@verb("members.cancel_roster", "取消名单")
def cancel_roster(*, roster: RosterImport, by: User | None, at: datetime) -> RosterImport:
    """Drop ``roster`` with all that was read of it; stop the worker that has it in its hands.

    A worker stops before it commits, so nothing is written. Raises ``ValidationError`` once it is
    written. One taken out is dropped by whoever asked for it only, with its file when that is done.
    """
    kept = {State.DONE} if roster.purpose == EXPORT else set()
    row = _waiting(roster, State.READING, State.PREVIEWED, State.CONFIRMED, *kept)
    if row.purpose == EXPORT and by is not None and row.user_id != by.pk:
        raise ValidationError("导出由本人取消。", code="not_hers")
    if row.state in TASKS and not hold(row):
        row.is_stopped = True
        row.save(update_fields=["is_stopped"])
        record(row, by=by, name=f"{row.org.title} 名单")
        return row
    row.state, row.ended_at, row.sheet, row.problems = State.CANCELLED, at, None, None
    row.save(update_fields=["state", "ended_at", "sheet", "problems"])
    record(row, by=by, name=f"{row.org.title} 名单")
    return row


def nudge_roster(roster: RosterImport) -> None:
    """Queue a roster's work again, once a minute at most: the first message may be lost.

    Done twice it is not: the work looks at its state.
    """
    key = f"{reads.progress_key(roster)}-nudged"
    task = TASKS.get(roster.state)
    if task is not None and roster.purpose == EXPORT:
        task = "members.write_export"
    if task is not None and cache.add(key, 1, AGAIN.total_seconds()):
        enqueue(task, roster=roster.pk)


def tend_rosters(*, at: datetime) -> int:
    """Drop the open county's rosters nobody confirmed for a week, queue confirmed ones again.

    Those taken out are dropped a week after they were written. Returns how many there were.
    """
    rows = RosterImport.rows.defer(*HEAVY)
    forgotten = Q(state=State.PREVIEWED, made_at__lt=at - STAYS)
    taken_out = Q(state=State.DONE, purpose=EXPORT, ended_at__lt=at - STAYS)
    stale = list(rows.filter(forgotten | taken_out))
    waiting = list(rows.filter(state__in=TASKS))
    for roster in stale:
        cancel_roster(roster=roster, by=None, at=at)
    for roster in waiting:
        nudge_roster(roster)
    return len(stale) + len(waiting)


def _waiting(roster: RosterImport, *states: str) -> RosterImport:
    """Return the row alone for this transaction; refuse when it is past that, or being written."""
    rows = RosterImport.rows.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("org").filter(pk=roster.pk, state__in=states).first()
    if row is None:
        raise ValidationError(GONE, code="past")
    return row


def _called(filename: str) -> str:
    name = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e]", "", filename)
    return re.split(r"[\\/]", name)[-1].strip()[-120:] or "名单.xlsx"
