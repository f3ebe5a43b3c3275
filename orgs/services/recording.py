"""How a service writes, and how it leaves its record.

``@verb`` runs a service in one transaction and fails it when it wrote no record, so that none can
forget. ``record()`` writes one line: into the county's record inside a scope, into the
platform's outside. The clock is read here and nowhere else in the services: the record says when
a thing was done, not from when it holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from fulian.consequences import tell_watchers
from fulian.database import bulk, refusals
from fulian.logs import request_address, request_id
from fulian.scoping import current, opened_scope
from orgs.models import PlatformRecord, Record
from orgs.models.records import AbstractRecord, Outcome
from orgs.services.images import kept

P = ParamSpec("P")
R = TypeVar("R")
Change = dict[str, Any]
BOOKKEEPING = {"id", "county", "version", "lft", "rght", "depth", "tree_id"}


class Image(dict[str, Any]):
    """A row's facts as the record keeps them; ``said`` is what they say, unsealed, to compare."""

    said: dict[str, Any]


class NothingRecorded(RuntimeError):
    """A service ended without leaving a record."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A service by name: what people call it, and whether it can be taken back."""

    name: str
    title: str
    undoable: bool
    counts: bool = True


@dataclass(slots=True)
class _Act:
    name: str
    batch: uuid.UUID
    leads: bool
    recorded: bool = False
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    touched: set[int | None] = field(default_factory=set)


VERBS: dict[str, Verb] = {}
_act: ContextVar[_Act | None] = ContextVar("act", default=None)


def verb(
    name: str, title: str, *, undoable: bool = False, counts: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the service ``name`` (``app.verb_noun``), called ``title`` in Chinese.

    It runs in one transaction, shares a batch with the services it calls, raises
    ``NothingRecorded`` when it leaves no record, and ``ValidationError`` where the database
    refuses what no check could see. Without ``counts`` it writes nothing that figures are counted
    from, and nobody who watches is told.
    """

    def keep(service: Callable[P, R]) -> Callable[P, R]:
        if name in VERBS:
            raise ValueError(f"two services are called {name}")
        VERBS[name] = Verb(name, title, undoable, counts)

        @wraps(service)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            outer = _act.get()
            act = _Act(name, outer.batch if outer else uuid.uuid4(), leads=outer is None)
            token = _act.set(act)
            try:
                with transaction.atomic():
                    result = service(*args, **kwargs)
                    if not act.recorded:
                        raise NothingRecorded(name)
                    _pass_on(act, outer)
            except IntegrityError as error:
                raise refusals.in_words(error) from error
            except ValidationError:
                _note(act, outer)
                raise
            finally:
                _act.reset(token)
            return result

        run.verb = name  # type: ignore[attr-defined]  # read by the tests
        return run

    return keep


def _pass_on(act: _Act, outer: _Act | None) -> None:
    """Tell the outer service where this one wrote; the outermost tells whoever watches."""
    if outer is not None:
        outer.touched |= act.touched
    elif VERBS[act.name].counts and act.touched and opened_scope() is not None:
        tell_watchers(act.touched)


def _note(act: _Act, outer: _Act | None) -> None:
    """Do what a refusal leaves behind; the outer service's transaction may take it back again."""
    for note in act.afterwards:
        note()
    if outer is not None:
        outer.afterwards.extend(act.afterwards)


def nothing_to_do() -> None:
    """Say that the running service rightly changed nothing, so there is nothing to record."""
    _running().recorded = True


def after_refusal(note: Callable[[], object]) -> None:
    """Run ``note`` when the running service refuses, after its transaction is taken back."""
    _running().afterwards.append(note)


def record(
    target: models.Model | None = None,
    *,
    by: Any,
    changes: Iterable[Change] = (),
    reason: str = "",
    org: int | None = None,
    name: str = "",
    batch: uuid.UUID | None = None,
) -> AbstractRecord:
    """Write the running service's line: who did it, on what, what changed, and why.

    ``org`` is where it happened (else the target's organisation); ``name`` how to call the target
    without naming a person; ``batch`` the one it belongs to, when that is an earlier one.
    """
    act = _running()
    act.recorded = True
    what = _target(target, org, name) | {"changes": list(changes)}
    _touch(act, what)
    return _write(act.name, by, reason, what | {"batch": batch or act.batch, "leads": act.leads})


def record_each(lines: Sequence[tuple[models.Model, Sequence[Change], str]], *, by: Any) -> None:
    """Write a line for each target of the running service: what changed, how to call it."""
    if len(lines) < 2:
        for target, changes, name in lines:
            record(target, by=by, changes=changes, name=name)
        return
    act = _running()
    act.recorded = True
    shared = {"batch": act.batch, "leads": act.leads}
    told = [_target(t, None, n) | shared | {"changes": list(c)} for t, c, n in lines]
    for what in told:
        _touch(act, what)
    bulk.insert_all([_line(act.name, by, "", what) for what in told])


def changed_so_far(model: type[models.Model]) -> dict[int, dict[str, Any]]:
    """Return which rows of ``model`` the running act and those within it changed: facts before.

    A row changed twice is told as it was first.
    """
    label, found = model._meta.label_lower, dict[int, dict[str, Any]]()
    lines = Record.rows.filter(batch=_running().batch).order_by("pk")
    for change in (one for changes in lines.values_list("changes", flat=True) for one in changes):
        if change["model"] == label and change.get("before") and change.get("after"):
            found.setdefault(change["id"], change["before"])
    return found


def record_refusal(name: str, *, by: Any, reason: str, org: int | None = None) -> AbstractRecord:
    """Write that ``name`` was tried and refused; called when the attempt's own work is undone."""
    return _write(name, by, reason, _target(None, org, "") | {"outcome": Outcome.REFUSED})


def made(row: models.Model) -> Change:
    """Return the change that ``row`` was made."""
    return _change(row, None, image(row))


def changed(row: models.Model, before: Image) -> Change:
    """Return the change from the image ``before`` to what ``row`` is now."""
    after = image(row)
    kept = [key for key in after if after.said[key] != before.said[key]]
    return _change(row, {k: before[k] for k in kept}, {k: after[k] for k in kept})


def removed(row: models.Model) -> Change:
    """Return the change that ``row`` is taken away; to be asked before it is deleted."""
    return _change(row, image(row), None)


def made_many(model: type[models.Model], ids: list[int]) -> Change:
    """Return the change that many rows were made in one statement."""
    return {"model": model._meta.label_lower, "ids": ids, "version": 1}


def image(row: models.Model) -> Image:
    """Return the row's own facts as JSON; personal ones sealed, tree bookkeeping left out."""
    fields = [f for f in row._meta.concrete_fields if f.name not in BOOKKEEPING]
    facts = Image({f.attname: kept(row, f) for f in fields})
    facts.said = {f.attname: _said(getattr(row, f.attname)) for f in fields}
    return facts


def _said(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _change(row: models.Model, before: Any, after: Any) -> Change:
    return {
        "model": row._meta.label_lower,
        "id": row.pk,
        "version": getattr(row, "version", None),
        "before": before,
        "after": after,
    }


def _running() -> _Act:
    if (act := _act.get()) is None:
        raise RuntimeError("only a @verb leaves a record")
    return act


def _target(target: models.Model | None, org: int | None, name: str) -> dict[str, Any]:
    if target is None:
        return {"target_name": name[:120], "org_id": org}
    place = target.pk if target._meta.label_lower == "orgs.org" else getattr(target, "org_id", None)
    return {
        "target": target._meta.label_lower,
        "target_id": target.pk,
        "target_name": (name or str(target))[:120],
        "org_id": place if org is None else org,
    }


def _touch(act: _Act, what: dict[str, Any]) -> None:
    """Note where an act wrote, when it is in a county."""
    if opened_scope() is not None:
        act.touched.add(what["org_id"])


def _write(name: str, by: Any, reason: str, what: dict[str, Any]) -> AbstractRecord:
    line = _line(name, by, reason, what)
    line.save(force_insert=True)
    return line


def _line(name: str, by: Any, reason: str, what: dict[str, Any]) -> AbstractRecord:
    facts = what | {
        "at": timezone.now(),
        "act": name,
        "user_id": getattr(by, "pk", None),
        "reason": reason[:200],
        "request": request_id.get(),
        "address": request_address.get() or None,
    }
    if opened_scope() is None:
        facts["address"] = None  # outside the walls nothing personal stands in the clear
        return PlatformRecord(**{k: v for k, v in facts.items() if k != "org_id"})
    hat = getattr(by, "hat", None)
    if hat is not None and hat.county == current().county:  # a seat elsewhere says nothing here
        facts |= {"grant_id": hat.grant, "visit_id": hat.visit}
    return Record(**facts)
