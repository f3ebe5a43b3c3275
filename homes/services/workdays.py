"""Entering which days are worked: the State Council's arrangement of a year, day by day."""

from __future__ import annotations

from datetime import date

from fulian.scoping import current
from homes.models import ArrangedDay
from homes.rules import workdays as rules
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb


@verb("homes.arrange_days", "登记节假日安排", undoable=True)
def arrange_days(
    *, first: date, last: date, works: bool, name: str, today: date, by: User | None
) -> list[ArrangedDay]:
    """Keep for the county that the days from ``first`` to ``last`` are worked, or are not.

    A day entered before is written anew. Raises ``ValidationError`` for days the wrong way round,
    more than fifteen, too far off, and without a word what they are.
    """
    rules.check_span(first=first, last=last, name=name, today=today)
    root = Org.rows.held(Org.rows.get(parent__isnull=True))
    known = {one.day: one for one in ArrangedDay.rows.filter(day__range=(first, last))}
    rows, changes = [], []
    for day in rules.span(first, last):
        row = known.get(day) or ArrangedDay(county_id=current().county, org=root, day=day)
        before = None if row._state.adding else image(row)
        if before is not None and (row.works, row.name) == (works, name.strip()):
            continue
        row.works, row.name = works, name.strip()
        row.version += before is not None
        row.save()
        rows.append(row)
        changes.append(made(row) if before is None else changed(row, before))
    if not rows:
        nothing_to_do()
        return []
    record(root, by=by, changes=changes, name=f"{first:%Y年%-m月%-d日}起 {len(rows)} 天")
    return rows
