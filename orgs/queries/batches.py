"""Reads of a batch's changes: does all of it lie in the open scope, and did somebody do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps

from fulian.scoping import ScopedModel, current
from orgs.models import AccessGrant, Org, Record
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
