"""The register when its organisation goes: stopped when it closes, passed on when it merges."""

from __future__ import annotations

from datetime import date
from typing import Any

from duties.models import Household
from duties.queries.contacts import areas_over, staying
from duties.services.areas import end_area
from members.models import WomensGroup
from orgs.models import Org, User
from orgs.services import changed, image, nothing_to_do, record, verb
from orgs.services.recording import Change
from orgs.services.stays import stayed

NAME = 40  # as long as a name may be


@verb("duties.stop_contacts", "停止全部联系", undoable=True)
def stop_contacts(*, org: Org, on: date, by: User | None) -> int:
    """Stop whatever ``org`` keeps in touch with when it closes on ``on``; return how many.

    Their links ended with the seats. Who answers for the village itself does so no more.
    """
    changes: list[Change] = []
    for _, rows in staying(org):
        for row in rows.select_for_update(of=("self",)):
            changes.append(_restated(row, until=max(on, row.since)))
    areas = [
        end_area(area=area, on=max(on, area.since), by=by) for area in areas_over(on, village=org)
    ]
    if not changes and not areas:
        nothing_to_do()
        return 0
    record(org, by=by, changes=changes, name=f"{org.title} {len(changes)} 个")
    return len(changes)


@verb("duties.pass_contacts_on", "联系对象转入承接组织", undoable=True)
def pass_contacts_on(
    *, org: Org, into: Org, on: date, by: User | None, group: int | None = None
) -> int:
    """Let those ``org`` keeps in touch with (of one ``group``) be those of ``into`` from ``on``.

    Groups founded again that day take theirs along; a namesake gets her old village behind her
    name. Links ended with the seats and wait to be made anew.
    """
    again = _founded_again(org, into, on)
    taken = set(
        Household.rows.filter(org=into, until__isnull=True, group__isnull=True)
        .values_list("name", flat=True)
    )  # fmt: skip
    changes: list[Change] = []
    for _, rows in staying(org, group):
        there = list(rows.select_for_update(of=("self",)).select_related("group"))
        changes += stayed(there, org, on)
        for row in there:
            facts: dict[str, Any] = {"org": into}
            if row.group_id:
                facts["group"] = again.get(row.group_id, row.group)
            elif isinstance(row, Household) and row.name in taken:
                tail = f"（{org.short_name}）"
                facts["name"] = row.name[: NAME - len(tail)] + tail
            changes.append(_restated(row, **facts))
    if not changes:
        nothing_to_do()
        return 0
    record(into, by=by, changes=changes, name=f"{org.title} 的 {len(changes)} 个转入 {into.title}")
    return len(changes)


def _restated(row: Any, **facts: Any) -> Change:
    before = image(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return changed(row, before)


def _founded_again(org: Org, into: Org, on: date) -> dict[int, WomensGroup]:
    """Return for each group of ``org`` closed on the day the one founded for it at ``into``."""
    fresh = {g.name: g for g in WomensGroup.rows.filter(org=into, founded_on=on)}
    found = {}
    for old in WomensGroup.rows.filter(org=org, closed_on=on):
        new = fresh.get(f"{org.short_name}{old.name}"[:NAME]) or fresh.get(old.name)
        if new is not None:
            found[old.pk] = new
    return found
