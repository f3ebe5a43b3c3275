"""A roster before it is written: read and kept sealed, then confirmed or dropped."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian import crypto, scoping
from fulian.tasks import enqueue
from members.models import RosterImport
from members.queries import roster as reads
from members.roster import Problem, Row, in_order, read_roster
from members.services.roster.checking import Check, Line
from orgs.models import Org, User
from orgs.services import record, verb

State = RosterImport.State
MOST_SHOWN = 2000
STAYS = timedelta(days=7)
AGAIN = timedelta(minutes=1)
GONE = "这份名单已经写入、取消，或者正在写入，不能再改。"


@verb("members.preview_roster", "上传名单")
def preview_roster(*, data: bytes, filename: str, org: Org, by: User, at: datetime) -> RosterImport:
    """Read the workbook ``data`` for ``org`` and keep, sealed, what it holds and what is wrong.

    Nothing else is written. An earlier roster of hers that waits for confirmation is dropped.
    Raises ``ValidationError`` for a file that cannot be read as a roster at all.
    """
    reading = read_roster(data)
    places = reads.places_in_reach()

    def find(row: Row) -> Org:
        return places.find(row.facts["township"], row.facts["village"])

    check = Check(reading.rows, find, by, timezone.localdate(at))
    check.run()
    problems = in_order([*reading.problems, *check.problems])
    wrong = {problem.row for problem in problems}
    right = [_kept(line) for line in check.lines if line.row.number not in wrong]
    for earlier in RosterImport.rows.filter(user_id=by.pk, state=State.PREVIEWED):
        cancel_roster(roster=earlier, by=by, at=at)
    roster = RosterImport(
        org=org, user_id=by.pk, filename=_called(filename), total=len(reading.rows),
        wrong=len(wrong), made_at=at, problems=_sealed(_listed(problems), reads.PROBLEMS),
        sheet=_sealed({"hat": _hat(by), "rows": right}, reads.SHEET),
    )  # fmt: skip
    roster.save()
    record(roster, by=by, name=f"{org.title} 名单")
    return roster


@verb("members.confirm_roster", "确认名单")
def confirm_roster(
    *, roster: RosterImport, by: User, at: datetime, only_right: bool = False
) -> RosterImport:
    """Let the worker write ``roster``: all of it, or with ``only_right`` what has no mistake.

    Raises ``ValidationError`` when rows are wrong, none is right, somebody else uploaded it, or it
    is past confirming.
    """
    row = _waiting(roster, State.PREVIEWED)
    if row.user_id != by.pk:
        raise ValidationError("名单由上传的人确认。", code="not_hers")
    if row.wrong and not only_right:
        raise ValidationError(
            f"还有 {row.wrong} 行有问题，请改好后重新上传，或者只写入没有问题的行。", code="wrong"
        )
    if row.total == row.wrong:
        raise ValidationError("没有可以写入的行，请改好后重新上传。", code="none_right")
    row.state = State.CONFIRMED
    row.save(update_fields=["state"])
    record(row, by=by, name=f"{row.org.title} 名单")
    enqueue("members.write_roster", roster=row.pk)
    return row


@verb("members.cancel_roster", "取消名单")
def cancel_roster(*, roster: RosterImport, by: User | None, at: datetime) -> RosterImport:
    """Drop ``roster`` with all that was read of it.

    Raises ``ValidationError`` once it is written, or while it is.
    """
    row = _waiting(roster, State.PREVIEWED, State.CONFIRMED)
    row.state, row.ended_at, row.sheet, row.problems = State.CANCELLED, at, None, None
    row.save(update_fields=["state", "ended_at", "sheet", "problems"])
    record(row, by=by, name=f"{row.org.title} 名单")
    return row


def nudge_roster(roster: RosterImport) -> None:
    """Queue a confirmed roster again, once a minute at most: the first message may be lost.

    Written twice it is not: the writing looks at its state.
    """
    key = f"{reads.progress_key(roster)}-nudged"
    if roster.state == State.CONFIRMED and cache.add(key, 1, AGAIN.total_seconds()):
        enqueue("members.write_roster", roster=roster.pk)


def tend_rosters(*, at: datetime) -> int:
    """Drop the open county's rosters nobody confirmed for a week, queue confirmed ones again.

    Returns how many there were.
    """
    old = RosterImport.rows.filter(state=State.PREVIEWED, made_at__lt=at - STAYS)
    stale, confirmed = list(old), list(RosterImport.rows.filter(state=State.CONFIRMED))
    for roster in stale:
        cancel_roster(roster=roster, by=None, at=at)
    for roster in confirmed:
        nudge_roster(roster)
    return len(stale) + len(confirmed)


def _waiting(roster: RosterImport, *states: str) -> RosterImport:
    """Return the row alone for this transaction; refuse when it is past that, or being written."""
    rows = RosterImport.rows.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("org").filter(pk=roster.pk, state__in=states).first()
    if row is None:
        raise ValidationError(GONE, code="past")
    return row


def _kept(line: Line) -> dict[str, Any]:
    facts = {key: fact for key, fact in line.row.facts.items() if fact}
    facts |= {key: fact.isoformat() for key, fact in facts.items() if isinstance(fact, date)}
    return facts | {"number": line.row.number, "org": cast(Org, line.org).pk}


def _listed(problems: list[Problem]) -> list[list[Any]]:
    return [[p.row, p.column, p.says] for p in problems[:MOST_SHOWN]]


def _hat(by: User) -> dict[str, int | None]:
    hat = by.hat
    return {"grant": hat.grant, "visit": hat.visit} if hat else {"grant": None, "visit": None}


def _sealed(what: Any, column: str) -> bytes:
    text = json.dumps(what, ensure_ascii=False)
    return crypto.seal(text, county=scoping.current().county, column=column)


def _called(filename: str) -> str:
    name = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e]", "", filename)
    return re.split(r"[\\/]", name)[-1].strip()[-120:] or "名单.xlsx"
