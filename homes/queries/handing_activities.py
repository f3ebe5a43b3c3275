"""What a handover sheet says of activities: held in the turn, to come, not written up (A23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from duties.models import ChairTurn
from duties.queries.open_work import sheet_lines
from homes.models import Activity
from homes.rules.activities import COMING, DONE
from members.models import Appointment, Office

Status = Activity.Status
MOST = 8
LOOK_BACK = timedelta(days=366)
Lines = dict[int, list[tuple[str, str]]]


@sheet_lines
def activities(wanted: Sequence[tuple[int, int]], on: date) -> Lines:
    """Return the lines of each seat: a chair's and a rotating chair's are their organisation's.

    Anybody else's are those she answers for. Three queries for all of them; nobody is named.
    """
    seats = {seat for _, seat in wanted}
    turns = _turns(seats, on)
    chairs = Appointment.rows.filter(pk__in=seats, office=Office.CHAIR)
    whole = {*turns, *chairs.values_list("pk", flat=True)}
    rows: dict[int, list[Activity]] = defaultdict(list)
    since = _morning(on - LOOK_BACK)
    known = Activity.rows.filter(org__in={org for org, _ in wanted}, starts_at__gte=since)
    for one in known.exclude(status=Status.CALLED_OFF).order_by("starts_at", "pk"):
        rows[one.org_id].append(one)
    found: Lines = {}
    for org, seat in wanted:
        hers = [one for one in rows[org] if seat in whole or one.responsible_id == seat]
        turn = turns.get(seat)
        found[seat] = [*_held(rows[org], turn), *_coming(hers, on), *_unwritten(hers, on)]
    return found


def _turns(seats: set[int], on: date) -> dict[int, int]:
    """Return the turn each seat held until the day ``on``."""
    rows = ChairTurn.rows.filter(appointment__in=seats, days__contains=on - timedelta(days=1))
    rows = rows.exclude(status=ChairTurn.Status.SKIPPED)
    return dict(rows.values_list("appointment_id", "pk"))


def _held(rows: Sequence[Activity], turn: int | None) -> Iterable[tuple[str, str]]:
    held = [one for one in rows if turn is not None and one.turn_id == turn and one.status in DONE]
    if held:
        times = sum(one.attendances or 0 for one in held)
        yield "本期开展的活动", f"{len(held)} 场，{times} 人次：{_named(held)}"


def _coming(rows: Sequence[Activity], on: date) -> Iterable[tuple[str, str]]:
    coming = [one for one in rows if one.status in COMING and one.starts_at >= _morning(on)]
    if coming:
        yield "安排好还没有开展的活动", _named(coming)


def _unwritten(rows: Sequence[Activity], on: date) -> Iterable[tuple[str, str]]:
    over = [one for one in rows if one.status in COMING and one.starts_at < _morning(on)]
    if over:
        yield "办完了还没有登记情况的活动", _named(over)
    if held := [one for one in rows if one.status == Status.HELD]:
        yield "还没有写小结的活动", _named(held)


def _named(rows: Sequence[Activity]) -> str:
    more = f"等 {len(rows)} 个" if len(rows) > MOST else ""
    return "、".join(f"{_day(one)} {one.title}" for one in rows[:MOST]) + more


def _day(one: Activity) -> str:
    return f"{timezone.localdate(one.starts_at):%-m月%-d日}"


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))
