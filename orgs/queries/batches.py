"""Reads of a batch's changes: does all of it lie in the open scope, and did somebody do it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q

from fulian.scoping import ScopedModel, current
from orgs.models import AccessGrant, Org, Record
from orgs.models.records import Outcome
from orgs.queries.hats import live

Keys = dict[Any, set[int]]


def did(lead: Record, by: Any) -> bool:
    """Say whether ``by`` did what ``lead`` records, from the county she acts in now."""
    hat = getattr(by, "hat", None)
    return hat is not None and hat.county == lead.county_id and lead.user_id == by.pk


def is_seated(by: Any, on: date) -> bool:
    """Say whether the seat ``by`` acts in holds on the day ``on``."""
    mine = AccessGrant.rows.filter(live(on), pk=by.hat.grant, user=by.pk, org=by.hat.org)
    return mine.filter(role=by.hat.role).exists()


def is_within(changes: Iterable[dict[str, Any]]) -> bool:
    """Say whether all rows of ``changes`` lie in the open scope, before them and now."""
    top = current().under
    if top is None:
        return True
    keys: Keys = {}
    for change in changes:
        model = apps.get_model(change["model"])
        if not issubclass(model, ScopedModel):
            return False
        keys.setdefault(model, set()).update(change.get("ids") or [change["id"]])
        _add_places(keys, model, change)
    return all(_lie_inside(model, pks, top) for model, pks in keys.items())


def lead_of(batch: uuid.UUID | None) -> Record | None:
    """Return the line of the act a batch is about; None for no batch."""
    lines = Record.rows.filter(batch=batch, leads=True, outcome=Outcome.DONE)
    return lines.exclude(act="orgs.undo").order_by("pk").first() if batch else None


def acts_since(
    batch: uuid.UUID | None, rows: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Record]:
    """Return for each of ``rows`` the latest act after ``batch`` that changed it and still stands.

    Of an act done as part of another the other is told.
    """
    lead = lead_of(batch)
    if lead is None or not rows:
        return {}
    about = Q()
    for label, pk in rows:
        about |= Q(changes__contains=[{"model": label, "id": pk}])
        about |= Q(changes__contains=[{"model": label, "ids": [pk]}])
    undone = Record.rows.filter(act="orgs.undo", batch__isnull=False).values("batch")
    lines = Record.rows.filter(about, pk__gt=lead.pk, outcome=Outcome.DONE)
    lines = lines.exclude(batch=batch).exclude(batch__in=undone).order_by("pk")
    found = {key: line for line in lines for key in _told_of(line) & set(rows)}
    parts = [line.batch for line in found.values() if not line.leads]
    leads = Record.rows.filter(batch__in=parts, leads=True).exclude(act="orgs.undo")
    whole = {line.batch: line for line in leads.order_by("-pk")} if parts else {}
    return {key: whole.get(line.batch, line) for key, line in found.items()}


def _told_of(line: Record) -> set[tuple[str, int]]:
    return {
        (change["model"], pk)
        for change in line.changes
        for pk in change.get("ids") or [change["id"]]
    }


def _add_places(keys: Keys, model: Any, change: dict[str, Any]) -> None:
    """Add the organisations a change names, and what its row hangs on: it may be gone itself."""
    hangs_on = model.org_path.split("__")[0].removesuffix("_id")
    links = [f for f in model._meta.fields if f.related_model is Org or f.name == hangs_on]
    for facts in filter(None, (change.get("before"), change.get("after"))):
        for link in links:
            if link.related_model and facts.get(link.attname):
                keys.setdefault(link.related_model, set()).add(facts[link.attname])


def _lie_inside(model: Any, pks: set[int], top: int) -> bool:
    rows = model.rows.filter(pk__in=pks)
    return bool(rows.count() == rows.filter(model.inside(top)).count())
