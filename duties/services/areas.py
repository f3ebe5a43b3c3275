"""Contracted areas (包村到组、包片到户): who answers for what, begun and ended (domain A29)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from duties import rules
from duties.models import AreaAssignment, Household
from duties.rules.areas import Target
from fulian import scoping
from members.models import Appointment, WomensGroup
from orgs.models import Cluster, Org, User
from orgs.services import changed, image, made, record, verb

TARGETS: dict[str, Any] = {
    "cluster": Cluster, "village": Org, "group": WomensGroup, "household": Household,
}  # fmt: skip


@verb("duties.assign_area", "定包干", undoable=True)
def assign_area(
    *, appointment: Appointment, on: date, by: User | None, cluster: Cluster | None = None,
    village: Org | None = None, group: WomensGroup | None = None,
    household: Household | None = None,
) -> AreaAssignment:  # fmt: skip
    """Let the holder of a seat answer for one area from the day ``on``, until her seat ends.

    A county's committee answers for clusters, a township's for its villages, a village's for its
    groups and households (domain A29: 不留死角). Raises ``ValidationError`` for another level's
    area, one elsewhere, somebody not in office, and where somebody answers for it already.
    """
    held = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    seat = held.get(pk=appointment.pk)
    given = [one for one in (cluster, village, group, household) if one is not None]
    rules.areas.check_one_target(len(given))
    target = _fresh(given[0])
    rules.areas.check_may_answer(seat=seat, on=on)
    rules.areas.check_target(seat=seat, target=target, on=on)
    ends = (seat.until, rules.areas.days_of(target)[1])
    area = AreaAssignment(
        county_id=scoping.current().county, org=seat.org, appointment=seat, since=on,
        until=min(filter(None, ends), default=None), **{_column(target): target},
    )  # fmt: skip
    area.save()
    record(area, by=by, changes=[made(area)], name=_called(area))
    return area


@verb("duties.end_area", "结束包干", undoable=True)
def end_area(*, area: AreaAssignment, on: date, by: User | None) -> AreaAssignment:
    """Let somebody answer for an area no more from the day ``on``; it waits for another."""
    row = AreaAssignment.rows.select_for_update(of=("self",)).select_related("org").get(pk=area.pk)
    rules.posts.check_end(since=row.since, until=row.until, on=on)
    before = image(row)
    row.until, row.version = on, row.version + 1
    row.save(update_fields=["until", "version"])
    record(row, by=by, changes=[changed(row, before)], name=_called(row))
    return row


def assign_each(
    *, appointment: Appointment, targets: Iterable[Target], on: date, by: User | None
) -> list[AreaAssignment]:
    """Let her answer for every one of ``targets``, or for none."""
    facts: dict[str, Any] = {"appointment": appointment, "on": on, "by": by}
    with transaction.atomic():
        return [assign_area(**facts, **_as_end(one)) for one in targets]


def _fresh(target: Target) -> Any:
    """Return the target as it is now, held: it does not end meanwhile."""
    kind: Any = type(target)
    if isinstance(target, Org):
        return Org.rows.held(target)
    return kind.rows.select_for_update(of=("self",)).get(pk=target.pk)


def _as_end(target: Target) -> dict[str, Any]:
    return {_column(target): target}


def _column(target: Target) -> str:
    return next(name for name, kind in TARGETS.items() if isinstance(target, kind))


def _called(area: AreaAssignment) -> str:
    """Return what it is called without naming anybody."""
    return f"{area.org.title} 包干"
