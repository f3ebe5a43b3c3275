"""Taking the roll out: as a workbook that may come back, recorded like every look at people."""

from __future__ import annotations

from datetime import date

from fulian import scoping
from members import rules
from members.queries.roll import RollLine, roll_on, texts_of
from members.roster.keys import sealed_key
from members.roster.round_trip import edit_workbook
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.services import record, verb


@verb("members.export_roster", "导出花名册")
def export_roster(*, on: date, by: User, whole: bool = False, reason: str = "") -> bytes:
    """Return the people and seats in reach on the day ``on`` as a workbook to edit.

    Numbers are masked; with ``whole`` they are not, for who may see them and says why. Raises
    ``ValidationError`` otherwise.
    """
    if whole:
        may = by.has_perm("members.reveal_person")
        rules.check_may_reveal_all(may=may, reason=reason)
    lines = roll_on(on)
    data = edit_workbook(_row(line, whole=whole) for line in lines)
    top, what = top_of_reach(), "完整号码" if whole else "号码已遮住"
    record(top, by=by, reason=reason, name=f"{top.title} 花名册 {len(lines)} 行，{what}")
    return data


def _row(line: RollLine, *, whole: bool) -> tuple[str, list[str]]:
    texts = list(texts_of(line, whole=whole).values())
    person, seat = line.person, line.seat
    key = sealed_key(
        county=scoping.current().county, person=(person.pk, person.version),
        seat=(seat.pk, seat.version) if seat else (0, 0), texts=texts,
    )  # fmt: skip
    return key, texts
