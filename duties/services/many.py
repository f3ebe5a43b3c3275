"""Posts held, links and log lines in bulk, for what was checked before."""

from __future__ import annotations

from collections.abc import Sequence

from duties.models import DutyLogEntry, LiaisonLink, PostAssignment
from fulian.database import bulk
from orgs.models import Org, User
from orgs.services import made_many, record, verb


@verb("duties.work_many", "批量登记履职", undoable=True)
def work_many(
    *,
    org: Org,
    assignments: Sequence[PostAssignment] = (),
    links: Sequence[LiaisonLink] = (),
    entries: Sequence[DutyLogEntry] = (),
    by: User | None,
) -> int:
    """Write unsaved rows below ``org`` whose seats and posts are kept already; return how many.

    What the database's constraints refuse is a ``ValidationError``, and nothing is written.
    """
    tables: list[Sequence[PostAssignment | LiaisonLink | DutyLogEntry]] = [
        assignments, links, entries,
    ]  # fmt: skip
    changes = [made_many(type(rows[0]), bulk.insert_all(rows)) for rows in tables if rows]
    count = sum(len(change["ids"]) for change in changes)
    record(org, by=by, changes=changes, name=f"{org.title} {count} 条")
    return count
