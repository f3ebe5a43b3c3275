"""Reads of the organisation tree, today's and that of any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet, Subquery

from fulian import scoping
from fulian.searching import meant
from orgs.models import County, Level, Org, OrgHistory, OrgKind, OrgStatus
from orgs.queries.naming import places

BROKEN = """
WITH n AS (SELECT * FROM orgs_org WHERE county_id = %(county)s),
     e AS (SELECT id, lft AS edge FROM n UNION ALL SELECT id, rght FROM n),
     r AS (SELECT id, edge, row_number() OVER (ORDER BY edge, id) AS rank FROM e)
SELECT n.id, n.code FROM n LEFT JOIN n p ON p.id = n.parent_id
WHERE n.tree_id <> %(county)s OR n.lft >= n.rght
   OR (n.parent_id IS NULL AND n.depth <> 0)
   OR (n.parent_id IS NOT NULL AND (p.id IS NULL OR NOT (p.lft < n.lft AND n.rght < p.rght)
                                    OR n.depth <> p.depth + 1))
   OR n.id IN (SELECT id FROM r WHERE edge <> rank)
ORDER BY n.code
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organisation was on a day."""

    org: int
    code: str
    level: str
    parent: int | None
    name: str
    short_name: str
    kind: str
    status: str

    @property
    def title(self) -> str:
        """How it was called: 白莲村妇联."""
        label = str(OrgKind(self.kind).label)
        return self.short_name if self.short_name.endswith(label) else self.short_name + label


def children_of(org: Org) -> QuerySet[Org]:
    """Return the active organisations directly below, in tree order, with ``below`` (how many)."""
    below = Count("children", filter=Q(children__status=OrgStatus.ACTIVE))
    return (
        Org.objects.filter(parent=org, status=OrgStatus.ACTIVE)
        .annotate(below=below)
        .order_by("lft")
    )


def path_of(org: Org) -> list[Org]:
    """Return the organisations above, the county first, as far as the caller's scope reaches."""
    return list(Org.objects.filter(lft__lt=org.lft, rght__gt=org.rght).order_by("lft"))


def ancestors_of(org: Org) -> list[Org]:
    """Return every organisation above, the county first, beyond the caller's subtree too."""
    return list(Org.rows.filter(lft__lt=org.lft, rght__gt=org.rght).order_by("lft"))


def top_of_reach() -> Org:
    """Return the organisation on top of the open scope."""
    top = scoping.current().under
    found: Org = Org.rows.get(pk=top) if top else Org.rows.get(parent__isnull=True)
    return found


def line_of_reach() -> list[Org]:
    """Return the organisations above the top of the open scope and it last, in one query."""
    top = scoping.current().under
    return _line_to(Org.rows.filter(pk=top) if top else Org.rows.filter(parent__isnull=True))


def line_of_code(code: str) -> list[Org]:
    """Return the organisations above that of a code in reach and it last, in one query."""
    return _line_to(Org.objects.filter(code=code))


def _line_to(seat: QuerySet[Org]) -> list[Org]:
    edges = {"lft__lte": Subquery(seat.values("lft")), "rght__gte": Subquery(seat.values("rght"))}
    return list(Org.rows.filter(**edges).order_by("lft"))


def is_top_of_reach(org: Org) -> bool:
    """Say whether the open scope ends at ``org``."""
    top = scoping.current().under
    return org.pk == top if top else org.parent_id is None


def top_among(line: Sequence[Org]) -> Org:
    """Return the organisation on top of the open scope out of a ``line`` from the county down."""
    top = scoping.current().under
    return next((org for org in line if org.pk == top), line[0])


def counts_of(org: Org, *, directly: bool = False) -> dict[str, int]:
    """Return how many active townships and villages below count, how many are listed.

    ``directly`` tells as ``children`` how many active organisations are right below.
    """
    below = Org.objects.filter(lft__gt=org.lft, rght__lt=org.rght, status=OrgStatus.ACTIVE)
    township, village = Q(level=Level.TOWNSHIP), Q(level=Level.VILLAGE)
    counted = Q(is_counted=True)
    more = {"children": Count("pk", filter=Q(parent=org))} if directly else {}
    return below.aggregate(
        townships=Count("pk", filter=township & counted),
        villages=Count("pk", filter=village & counted),
        listed_townships=Count("pk", filter=township),
        listed_villages=Count("pk", filter=village),
        **more,
    )


def found_by(text: str) -> QuerySet[Org]:
    """Return active organisations in reach by name, pinyin, initials, or the start of the code."""
    rows = Org.objects.filter(meant(text, {"pk": places}), status=OrgStatus.ACTIVE)
    return rows.order_by("lft")


def standing_on(on: date) -> list[Standing]:
    """Return every organisation of the county as it was on the day ``on``, by code.

    Rebuilt from the dated rows: nested sets hold today's tree only.
    """
    facts = ("parent_id", "name", "short_name", "kind", "status")
    now = Org.rows.filter(since__lte=on).values_list("pk", "code", "level", *facts)
    past = OrgHistory.rows.filter(days__contains=on)
    then = past.values_list("org_id", "org__code", "org__level", *facts)
    return sorted((Standing(*row) for row in [*now, *then]), key=lambda s: s.code)


def broken_nodes() -> list[tuple[int, str]]:
    """Return id and code of every node of the county whose nested sets disagree with its parent.

    Edges must be exactly 1 to 2n, every child strictly inside its parent and one deeper.
    """
    with connection.cursor() as cursor:
        cursor.execute(BROKEN, {"county": scoping.current().county})
        return [(pk, code) for pk, code in cursor.fetchall()]


def county_of_code(code: str) -> County | None:
    """Return the open county an organisation's code belongs to, or belonged to before."""
    opened = County.objects.filter(opened_at__isnull=False)
    now = opened.filter(code=code[:6]).first()
    return now or opened.filter(former_codes__contains=[code[:6]]).first()
