"""What an undo would let outlast what it hangs on: a post, a link, a right of who left since."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian.scoping import ScopedForeignKey
from orgs.models import AccessGrant, Role
from orgs.queries.batches import acts_since
from orgs.services.images import restored
from orgs.services.obstacles import Obstacle
from orgs.services.recording import Change

END = "until"
Key = tuple[str, int]


def lapsed_since(batch: uuid.UUID, changes: list[Change]) -> list[Obstacle]:
    """Return what ended after ``batch``, and would have something living on it again."""
    ends = _ends_put_back(changes)
    gone = {
        (row._meta.label_lower, row.pk): row
        for key, end in ends.items()
        for row in _hangs_on(key)
        if (row._meta.label_lower, row.pk) not in ends
        and row.until is not None
        and (end is None or end > row.until)
    }
    since = acts_since(batch, gone)
    return [
        Obstacle(str(row), f"{row.until:%Y年%-m月%-d日}已经结束", *key)
        for key, row in gone.items()
        if key in since
    ]


def check_lent_to_the_seated(grants: Collection[int]) -> None:
    """Refuse to lend the chair's rights again to who has left the seat they stood beside."""
    lent = AccessGrant.rows.filter(pk__in=grants, role=Role.ROTATING_CHAIR)
    for grant in lent:
        if grant.until is None or grant.until <= grant.since:
            continue
        own = AccessGrant.rows.filter(org=grant.org_id, user=grant.user_id)
        own = own.exclude(role=Role.ROTATING_CHAIR).filter(since__lt=grant.until)
        if not own.filter(_lasts_to(grant.until)).exists():
            raise ValidationError("之后她已经离任，轮值的权限不能再给她。", code="left")


def _lasts_to(end: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=end)


def _ends_put_back(changes: list[Change]) -> dict[Key, date | None]:
    """Return the rows that would end on another day again, with that day."""
    found: dict[Key, date | None] = {}
    for change in changes:
        before = change.get("before") or {}
        if END in before and change.get("after"):
            model: Any = apps.get_model(change["model"])
            key = change["model"], change["id"]
            found.setdefault(key, restored(model(), END, before[END]))
    return found


def _hangs_on(key: Key) -> Iterator[Any]:
    """Yield what a row stands on that has an end of its own."""
    model: Any = apps.get_model(key[0])
    tied: list[Any] = [f for f in model._meta.local_fields if isinstance(f, ScopedForeignKey)]
    links = [
        one.name
        for one in tied
        if any(column.name == END for column in one.related_model._meta.local_fields)
    ]
    row = model.rows.filter(pk=key[1]).select_related(*links).first() if links else None
    yield from filter(None, (getattr(row, name, None) for name in links))
