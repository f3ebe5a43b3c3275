"""Where organisations came from and went: by old codes, by merging and splitting, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from orgs.models import FormerCode, Org, OrgHistory, OrgStatus, OrgSuccession

STEPS = 20  # mergers in a row before the search for who works today gives up


@dataclass(frozen=True, slots=True)
class Lineage:
    """What an organisation came from, what it became, and what it was called before."""

    came_from: list[OrgSuccession]
    became: list[OrgSuccession]
    names: list[str]
    codes: list[str]

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.came_from or self.became or self.names or self.codes)


def lineage_of(org: Org) -> Lineage:
    """Return the lineage of ``org``: the earliest first; in one query where nothing was merged."""
    known = OrgSuccession.rows.filter(Q(after=org) | Q(before=org)).order_by("since", "pk")
    names = OrgHistory.rows.filter(org=org).exclude(name=org.name).order_by("days")
    codes = FormerCode.rows.filter(org=org).order_by("until", "code")
    called, coded, is_known = (
        Org.rows.filter(pk=org.pk)
        .values_list(
            ArraySubquery(names.values("name")), ArraySubquery(codes.values("code")), Exists(known)
        )
        .get()
    )
    rows = list(known.select_related("before", "after")) if is_known else []
    return Lineage(
        [row for row in rows if row.after_id == org.pk],
        [row for row in rows if row.before_id == org.pk],
        list(dict.fromkeys(called)), coded,
    )  # fmt: skip


def org_of_code(code: str) -> Org | None:
    """Return the organisation in reach whose code this is or ever was."""
    found: Org | None = Org.objects.filter(code=code).first() if code.isprintable() else None
    return found or (_once(code) if code.isprintable() else None)


def code_now(code: str) -> str:
    """Return today's code for one that may be old; any other as it is."""
    org = org_of_code(code)
    return org.code if org else code


def at_org(rows: QuerySet[Any, Any], asked: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """Return those of ``rows`` at the organisation ``asked`` for by any of its codes, if any is."""
    return rows.filter(org__code=code_now(asked["org"])) if "org" in asked else rows


def heirs_of(org: Org) -> list[Org]:
    """Return the working organisations that carry on what ``org`` was, in code order."""
    heirs: dict[int, Org] = {}
    waiting, seen = [org.pk], {org.pk}
    for _ in range(STEPS):
        if not waiting:
            break
        after = OrgSuccession.rows.filter(before__in=waiting).select_related("after")
        fresh = [row.after for row in after if row.after_id not in seen]
        seen |= {one.pk for one in fresh}
        heirs |= {one.pk: one for one in fresh if one.status == OrgStatus.ACTIVE}
        waiting = [one.pk for one in fresh if one.status == OrgStatus.CLOSED]
    return sorted(heirs.values(), key=lambda one: one.code)


def codes_beside() -> dict[str, ArraySubquery]:
    """Return, to be selected with organisations, whom they supersede and who supersedes them."""
    known = OrgSuccession.rows.all()
    after = known.filter(before=OuterRef("pk")).order_by("after__code").values("after__code")
    before = known.filter(after=OuterRef("pk")).order_by("before__code").values("before__code")
    return {"superseded_by": ArraySubquery(after), "supersedes": ArraySubquery(before)}


def codes_beside_on(on: date) -> dict[int, dict[str, list[str]]]:
    """Return the same of every organisation of the county that has any, by key, on a day."""
    found: dict[int, dict[str, list[str]]] = {}
    known = OrgSuccession.rows.filter(since__lte=on).select_related("before", "after")
    for row in known.order_by("before__code", "after__code"):
        for org, told, other in (
            (row.before_id, "superseded_by", row.after.code),
            (row.after_id, "supersedes", row.before.code),
        ):
            empty: dict[str, list[str]] = {"superseded_by": [], "supersedes": []}
            found.setdefault(org, empty)[told].append(other)
    return found


def _once(code: str) -> Org | None:
    kept = FormerCode.rows.filter(code=code).values("org")
    found: Org | None = Org.objects.filter(pk__in=kept).first()
    return found
