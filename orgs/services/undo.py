"""Taking back what was done: a batch's rows, in reverse, for seven days."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from fulian.scoping import current, scope, scoped_links, scoped_models
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
from orgs.queries.hats import live
from orgs.services.access import grant_called, lasting_admins
from orgs.services.recoding import founded_since, put_codes_back, put_county_back
from orgs.services.recording import VERBS, Change, record, restored, verb
from orgs.services.tree import place_under

DAYS = 7
OWN_TRAIL = (Record, HelpRequest)  # goes with what it is about, or stays by number


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something later that stands in the way of an undo."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}：{self.why}"


def is_undoable(line: Record, *, at: datetime) -> bool:
    """Say whether the batch of ``line`` may still be taken back, by its kind and its age."""
    lead = _lead(line.batch)
    if lead is None or at - lead.at >= timedelta(days=DAYS):
        return False
    return VERBS[lead.act].undoable and not _is_undone(lead)


def may_undo(line: Record, *, by: Any) -> bool:
    """Say whether ``by`` may take back the batch of ``line``: whoever may do the act itself."""
    lead = _lead(line.batch)
    return lead is not None and rules.is_allowed_to_undo(by=by, act=lead.act)


def obstacles_to(batch: uuid.UUID) -> list[Obstacle]:
    """Return what was done later to the batch's rows, or hangs on them; empty when it can go."""
    changes = _changes(batch)
    found = [o for change in _last_of_each(changes) for o in _later_edits(change)]
    return found + _founded_since(changes) + _hanging(changes)


@verb("orgs.undo", "撤销操作")
def undo(*, batch: uuid.UUID, at: datetime, on: date, by: User | None, reason: str = "") -> int:
    """Put every row of ``batch`` back as it was before; return how many were put back.

    Raises ``ValidationError`` when it is too late, was done already, is not of a kind that can be
    taken back, or something later stands in the way (then it says what).
    """
    with whole_tree():
        lead = _lead(batch)
        if lead is not None:
            rules.check_may_undo(by=by, act=lead.act)
        if lead is None or not is_undoable(lead, at=at):
            raise ValidationError(
                f"这项操作不能撤销：已经撤销过，或超过了 {DAYS} 天。", code="not_undoable"
            )
        if found := obstacles_to(batch):
            said = "；".join(map(str, found[:5])) + ("等" if len(found) > 5 else "")
            raise ValidationError(f"之后又有改动，不能撤销。{said}。", code="obstacles")
        changes = _changes(batch)
        count = sum(_take_back(change) for change in reversed(changes))
        if lead.act != "orgs.open_county":
            _check_sound(changes, on)
        if lead.act == "orgs.open_county":
            County.objects.filter(pk=current().county).update(opened_at=None)
        said = f"{VERBS[lead.act].title} {lead.target_name}"
        record(by=by, reason=reason, org=lead.org_id, name=said, batch=batch)
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


def _is_undone(lead: Record) -> bool:
    return Record.rows.filter(batch=lead.batch, act="orgs.undo").exists()


def _changes(batch: uuid.UUID) -> list[Change]:
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
    if any(change["model"] == "orgs.accessgrant" for change in changes):
        rules.check_not_last_admin(role=Role.COUNTY_ADMIN, others=lasting_admins(on).count())


def _still_there(changes: list[Change], model: Any) -> Any:
    label = model._meta.label_lower
    ids = [change["id"] for change in changes if change["model"] == label and "id" in change]
    return model.rows.filter(pk__in=ids).select_related("org" if model is AccessGrant else "parent")


def _last_of_each(changes: list[Change]) -> list[Change]:
    """Return of every row its last change only: an act may change a row several times."""
    seen: set[tuple[str, int]] = set()
    last: list[Change] = []
    for change in reversed(changes):
        ids = change.get("ids") or [change["id"]]
        fresh = [pk for pk in ids if (change["model"], pk) not in seen]
        seen |= {(change["model"], pk) for pk in fresh}
        if fresh:
            last.append(change | {"ids": fresh} if "ids" in change else change)
    return last[::-1]


def _moved_away(changes: list[Change], model: Any, column: str) -> set[int]:
    """Return rows of ``model`` the batch made point where they do: it points them back first."""
    label = model._meta.label_lower
    mine = [c for c in changes if c["model"] == label and c.get("before")]
    return {c["id"] for c in mine if column in c["before"]}


def _made_ids(changes: list[Change]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {}
    for change in changes:
        if "ids" in change:
            ids.setdefault(change["model"], set()).update(change["ids"])
        elif change["before"] is None:
            ids.setdefault(change["model"], set()).add(change["id"])
    return ids


def _later_edits(change: Change) -> list[Obstacle]:
    model = _model(change)
    if change["version"] is None:
        return []
    if "ids" in change:
        rows = model.rows.filter(pk__in=change["ids"]).exclude(version=change["version"])
        gone = len(change["ids"]) - model.rows.filter(pk__in=change["ids"]).count()
        edited = [Obstacle(_called(row), "后来改过") for row in rows[:6]]
        return edited + [Obstacle(f"{gone} 个{model._meta.verbose_name}", "已经不在")] * bool(gone)
    row = model.rows.filter(pk=change["id"]).first()
    if change["after"] is None:
        return [Obstacle(_called(row), "又登记过")] if row else []
    if row is None:
        return [Obstacle(str(model._meta.verbose_name), "已经不在")]
    return [] if row.version == change["version"] else [Obstacle(_called(row), "后来改过")]


def _founded_since(changes: list[Change]) -> list[Obstacle]:
    """Return what was founded under codes the undo would take away again."""
    coded = [pk for c in changes if "ids" in c and _model(c) is FormerCode for pk in c["ids"]]
    return [Obstacle(org.title, "改代码以后新建的") for org in founded_since(coded)]


def _called(row: Any) -> str:
    """Return what to call a row before people who may not see whose it is."""
    return grant_called(row) if isinstance(row, AccessGrant) else str(row)


def _hanging(changes: list[Change]) -> list[Obstacle]:
    """Return rows outside the batch that point at rows the undo would remove."""
    found, ids = [], _made_ids(changes)
    walled = {model for model in scoped_models() if model not in OWN_TRAIL}
    for model, link in scoped_links():
        gone = ids.get(link.remote_field.model._meta.label_lower)
        if not gone or model not in walled:
            continue
        rows = model.rows.filter(**{f"{link.attname}__in": gone})  # type: ignore[attr-defined]  # scoped
        mine = ids.get(model._meta.label_lower, set())
        rows = rows.exclude(pk__in=mine | _moved_away(changes, model, link.attname))
        if count := rows.count():
            found.append(Obstacle(f"{count} 条{model._meta.verbose_name}", "挂在它下面"))
    return found


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
    values = {c: restored(row, c, v) for c, v in before.items()}
    parent = values.pop("parent_id", None) if isinstance(row, Org) else None
    for column, value in values.items():
        setattr(row, column, value)
    if parent is not None:
        above = Org.rows.get(pk=parent)
        rules.check_may_move(org=row, parent=above)
        place_under(row, above)
    row.save()
    return 1
