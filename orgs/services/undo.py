"""Taking back what was done: a batch's rows, in reverse, for seven days."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fulian.consequences import apply_all
from fulian.database import bulk
from fulian.scoping import current, scope
from orgs import rules
from orgs.models import (
    AccessGrant,
    County,
    FormerCode,
    HelpRequest,
    Org,
    OrgStatus,
    Record,
    Role,
    User,
)
from orgs.models.lock import whole_tree
from orgs.models.records import Outcome
from orgs.queries.batches import did, is_seated, is_within
from orgs.queries.hats import live
from orgs.services.access import lasting_admins
from orgs.services.images import restored
from orgs.services.lapsed import check_lent_to_the_seated, lapsed_since
from orgs.services.obstacles import Obstacle, obstacles_in, put_back_by
from orgs.services.recoding import put_codes_back, put_county_back
from orgs.services.recording import VERBS, Change, record, verb
from orgs.services.tree import place_under

DAYS = 7


def is_undoable(line: Record, *, at: datetime) -> bool:
    """Say whether the batch of ``line`` may still be taken back, by its kind and its age."""
    lead = _lead(line.batch)
    if lead is None or at - lead.at >= timedelta(days=DAYS):
        return False
    return VERBS[lead.act].undoable and not _is_undone(lead)


def may_undo(line: Record, *, by: Any) -> bool:
    """Say whether ``by`` may take back the batch of ``line``: whoever may do the act itself."""
    lead = _lead(line.batch)
    return lead is not None and rules.is_allowed_to_undo(
        by=by, act=lead.act, is_own=_is_own(lead, by)
    )


def obstacles_to(batch: uuid.UUID) -> list[Obstacle]:
    """Return what was done later to the batch's rows, or hangs on them; empty when it can go."""
    changes = _changes(batch)
    return obstacles_in(changes) + lapsed_since(batch, changes)


@verb("orgs.undo", "撤销操作")
def undo(*, batch: uuid.UUID, at: datetime, on: date, by: User | None, reason: str = "") -> int:
    """Put every row of ``batch`` back as it was before; return how many were put back.

    Raises ``ValidationError`` when it is too late, was done already, is not of a kind that can be
    taken back, or something later stands in the way (then it says what).
    """
    lead = _lead(batch)
    if lead is not None:  # before the lock opens the whole county: what is hers lies in her reach
        own = _is_own(lead, by) and (not rules.undoes_only_own(by) or is_seated(by, on))
        rules.check_may_undo(by=by, act=lead.act, is_own=own)
    with whole_tree():
        if lead is None or not is_undoable(lead, at=at):
            raise ValidationError(
                f"这项操作不能撤销：已经撤销过，或超过了 {DAYS} 天。", code="not_undoable"
            )
        if found := obstacles_to(batch):
            said = "；".join(map(str, found[:5])) + ("等" if len(found) > 5 else "")
            raise ValidationError(f"之后又有改动，不能撤销。{said}。", code="obstacles")
        changes = _changes(batch)
        count = sum(map(_take_back_run, _runs(changes[::-1])))
        apply_all("orgs.undo", changes=changes, on=on, by=by)
        if lead.act != "orgs.open_county":
            _check_sound(changes, on)
        if lead.act == "orgs.open_county":
            County.objects.filter(pk=current().county).update(opened_at=None)
        said = f"{VERBS[lead.act].title} {lead.target_name}"
        record(
            _about(lead), by=by, reason=reason, org=lead.org_id, name=said, batch=batch,
            changes=put_back_by(changes),
        )  # fmt: skip
        apply_all("orgs.undo", changes=changes, on=on, by=by)
        return count


def undo_opening(*, county: County, at: datetime, on: date, by: User | None) -> int:
    """Take back the opening of ``county``: its tree and its first administrator's seat."""
    with scope(county.pk, by=by):
        opened = _opening()
        if opened is None or opened.batch is None:
            raise ValidationError(f"{county.name}没有开通记录。", code="not_open")
        return undo(batch=opened.batch, at=at, on=on, by=by, reason="撤销开通")


def opening_stands(*, county: County, at: datetime, by: User | None) -> tuple[bool, list[Obstacle]]:
    """Return whether the opening of ``county`` may still be taken back, and what is in the way."""
    with scope(county.pk, by=by):
        opened = _opening()
        if opened is None or opened.batch is None or not is_undoable(opened, at=at):
            return False, []
        return True, obstacles_to(opened.batch)


def _opening() -> Record | None:
    return Record.rows.filter(act="orgs.open_county").order_by("pk").last()


def _lead(batch: uuid.UUID | None) -> Record | None:
    """Return the line of the act the batch is about; None for no batch or an unknown kind."""
    lines = Record.rows.filter(batch=batch, leads=True, outcome=Outcome.DONE)
    found = lines.exclude(act="orgs.undo").order_by("pk").first() if batch else None
    return found if found and found.act in VERBS else None


def _is_own(lead: Record, by: Any) -> bool:
    """Say whether ``by`` did the whole batch herself, in reach; asked of nobody who need not."""
    if not rules.undoes_only_own(by):
        return True
    return did(lead, by) and is_within(_changes(lead.batch))


def _about(lead: Record) -> Any:
    """Return what a line is about, be it gone; None when it is about nothing."""
    return apps.get_model(lead.target)(pk=lead.target_id) if lead.target else None


def _is_undone(lead: Record) -> bool:
    return Record.rows.filter(batch=lead.batch, act="orgs.undo").exists()


def _changes(batch: uuid.UUID | None) -> list[Change]:
    lines = Record.rows.filter(batch=batch, outcome=Outcome.DONE).order_by("pk")
    return [change for line in lines for change in line.changes]


def _model(change: Change) -> Any:
    return apps.get_model(change["model"])


def _check_sound(changes: list[Change], on: date) -> None:
    """Refuse an undo that would leave what no verb leaves: the same rules hold backwards."""
    orgs = _still_there(changes, Org)
    grants = _still_there(changes, AccessGrant)
    for org in orgs:
        if org.status == OrgStatus.ACTIVE and org.parent:
            rules.check_active(org.parent)
        if org.status == OrgStatus.CLOSED:
            below = Org.rows.filter(parent=org, status=OrgStatus.ACTIVE).count()
            rules.check_has_no_children(org=org, active_children=below)
    for grant in grants.filter(live(on)):
        rules.check_active(grant.org)
    check_lent_to_the_seated(grants.values_list("pk", flat=True))
    if any(change["model"] == "orgs.accessgrant" for change in changes):
        rules.check_not_last_admin(role=Role.COUNTY_ADMIN, others=lasting_admins(on).count())


def _still_there(changes: list[Change], model: Any) -> Any:
    label = model._meta.label_lower
    ids = [change["id"] for change in changes if change["model"] == label and "id" in change]
    return model.rows.filter(pk__in=ids).select_related("org" if model is AccessGrant else "parent")


def _runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Part changes into runs that can be put back together: of different rows that only changed."""
    run: list[Change] = []
    known: set[int] = set()
    for change in changes:
        if run and not (_goes_on(run[0], change) and change["id"] not in known):
            yield run
            run, known = [], set()
        run.append(change)
        known.add(change.get("id", 0))
    if run:
        yield run


def _goes_on(first: Change, change: Change) -> bool:
    same = first["model"] == change["model"] and _model(change) not in (Org, County)
    return same and all(one.get("before") and one.get("after") for one in (first, change))


def _take_back_run(run: Sequence[Change]) -> int:
    """Put back rows of one table together; one by one where their keys change hands."""
    if len(run) == 1:
        return _take_back(run[0])
    try:
        with transaction.atomic():
            return _put_all_back(run)
    except IntegrityError:
        return sum(map(_take_back, run))


def _put_all_back(run: Sequence[Change]) -> int:
    model = _model(run[0])
    rows = model.rows.in_bulk([change["id"] for change in run])
    alike: dict[tuple[str, ...], list[Any]] = {}
    for change in run:
        row = rows[change["id"]]
        _restore(row, change["before"])
        if hasattr(row, "version"):
            row.version += 1
        alike.setdefault(tuple(change["before"]), []).append(row)
    for columns, found in alike.items():
        bulk.update_all(found, [*columns, *(["version"] * hasattr(found[0], "version"))])
    return len(run)


def _take_back(change: Change) -> int:
    model = _model(change)
    if model is County:
        return put_county_back(change)
    if "ids" in change:
        return _take_away(model, change["ids"])
    gone = change["after"] is None
    row = model(pk=change["id"]) if gone else model.rows.get(pk=change["id"])
    if change["before"] is None:
        row.delete()
        return 1
    if hasattr(row, "version"):
        row.version = (change["version"] if gone else row.version) + 1
    return _put_back(row, change["before"])


def _take_away(model: Any, ids: list[int]) -> int:
    """Remove rows in one statement: parents and children go together."""
    if model is AccessGrant:
        HelpRequest.rows.filter(grant_id__in=ids).delete()
    if model is FormerCode:
        put_codes_back(ids)
    model.rows.filter(pk__in=ids)._raw_delete("default")
    return len(ids)


def _put_back(row: Any, before: dict[str, Any]) -> int:
    parent = before.get("parent_id") if isinstance(row, Org) else None
    _restore(row, {c: v for c, v in before.items() if parent is None or c != "parent_id"})
    if parent is not None:
        above = Org.rows.get(pk=parent)
        rules.check_may_move(org=row, parent=above)
        place_under(row, above)
    row.save()
    return 1


def _restore(row: Any, before: dict[str, Any]) -> None:
    for column, value in before.items():
        setattr(row, column, restored(row, column, value))
