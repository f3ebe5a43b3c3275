"""What a village wrote on paper, typed in for it (补录): one act for a sheet's lines, marked so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import DutyLogEntry
from duties.rules import log as rules
from duties.services.log import Words, line_of
from fulian.database import bulk
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import made_many, record, verb

Known = set[tuple[int, date, str]]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of a sheet: who of the committee, and what it says."""

    appointment: Appointment
    said: Words


@verb("duties.type_up_log", "补录纸质记录", undoable=True)
def type_up_log(
    *, org: Org, month: date, paper: str, lines: Sequence[PaperLine], by: User | None, at: datetime
) -> list[DutyLogEntry]:
    """Write what stands on the sheet ``paper`` of a ``month`` into the log of ``org``, all or none.

    Each line counts as any other, and says who typed it. Raises ``ValidationError`` by the place
    of the line (``"0"``, ``"1"``, …) as ``write_log`` does, for a day of another month, and for
    what was typed already: the same seat, day and words.
    """
    if not lines:
        raise ValidationError("还没有填一行。请照着纸填，填一行算一行。", code="empty")
    if len(lines) > rules.MOST_LINES:
        raise ValidationError(f"一次最多录 {rules.MOST_LINES} 行。", code="too_many")
    place = Org.rows.select_for_update(of=("self",)).get(pk=org.pk)  # a page is typed once
    known = _known(place, month)
    found: list[DutyLogEntry] = []
    refused: dict[str, ValidationError] = {}
    for number, line in enumerate(lines):
        try:
            found.append(_checked(place, month, line, known, timezone.localdate(at)))
        except ValidationError as refusal:
            refused[str(number)] = refusal
    if refused:
        raise ValidationError(refused)
    for entry in found:
        entry.paper, entry.typed_by, entry.entered_at = paper, by, at
    ids = bulk.insert_all(found)
    said = f"{place.title} {month:%Y年%-m月} {len(ids)} 行"
    record(place, by=by, changes=[made_many(DutyLogEntry, ids)], name=said)
    return found


def _known(org: Org, month: date) -> Known:
    """Return what the log of a month says already: who, when, what."""
    rows = DutyLogEntry.rows.filter(
        org=org, struck_on__isnull=True, done_on__year=month.year, done_on__month=month.month
    )
    return {(seat, day, what.strip()) for seat, day, what in rows.values_list(
        "appointment", "done_on", "what")}  # fmt: skip


def _checked(org: Org, month: date, line: PaperLine, known: Known, today: date) -> DutyLogEntry:
    """Return the line, unsaved; it joins what is ``known``."""
    seat = Appointment.rows.select_related("org").get(pk=line.appointment.pk)
    if seat.org_id != org.pk:
        raise ValidationError("她不是这个组织的人。", code="elsewhere")
    rules.check_month(day=line.said.done_on, month=month)
    entry = line_of(seat, line.said, today)
    same = (seat.pk, entry.done_on, entry.what)
    if same in known:
        raise ValidationError(
            "这一行已经有了：同一个人、同一天、同样的内容，不用再录。", code="twice"
        )
    known.add(same)
    return entry
