"""What was entered after a quarter's end though it holds from a day in it or before."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from duties.models import DutyLogEntry, LiaisonLink, PostAssignment
from duties.queries.log import COUNTS
from fulian.scoping import ScopedModel
from members.models import Appointment
from reports.queries.places import places_on, townships_above
from reports.rules.quarters import Quarter

KINDS: dict[str, tuple[type[ScopedModel], str]] = {
    "appointment": (Appointment, "since"),
    "assignment": (PostAssignment, "since"),
    "link": (LiaisonLink, "since"),
    "log": (DutyLogEntry, "done_on"),
}
CALLED = {"appointment": "任职", "assignment": "定岗", "link": "联系", "log": "履岗记录"}


def late_entries(quarter: Quarter) -> list[dict[str, int]]:
    """Return how many entries of each kind came late, a line for each township that has some.

    What belongs to no township stands at its own organisation.
    """
    above = townships_above(places_on(quarter.last))
    lines: dict[int, dict[str, int]] = {}
    for kind, (model, effective) in KINDS.items():
        rows: Any = model.rows.filter(COUNTS) if kind == "log" else model.rows
        late = rows.filter(
            **{f"{effective}__lte": quarter.last, "entered_at__gte": quarter.ends_at}
        )
        counts = late.order_by().values_list("org").annotate(Count("pk"))
        for org, count in counts:
            top = above.get(org, org)
            line = lines.setdefault(top, {"org": top, **dict.fromkeys(KINDS, 0)})
            line[kind] += count
    return [lines[org] for org in sorted(lines)]
