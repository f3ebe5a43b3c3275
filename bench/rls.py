"""What the walls cost a query, and what telling the database the scope costs a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import QuerySet

from bench import ground
from bench.ground import OWNER
from bench.measure import Line, Watch, alternate
from fulian.scoping import scope
from orgs.models import AccessGrant, Org

RATIO, SLACK = 1.15, 0.05  # ms
COUNTIES = """
INSERT INTO orgs_county (code, name, path, former_codes)
SELECT (100000 + n)::text, '县' || n, '', '{}'
FROM generate_series(1, %(counties)s) n
"""
USER = "INSERT INTO orgs_user (password, is_active, is_operator) VALUES ('', true, false)"
ORGS = """
INSERT INTO orgs_org (county_id, tree_id, id, parent_id, lft, rght, depth, code, name, short_name,
    kind, status, level, place, is_counted, founded_on, since, version)
SELECT c.id, c.id, base + i + 1,
    CASE depth WHEN 0 THEN NULL WHEN 1 THEN base + 1 ELSE base + i + 1 - seat END,
    2 * i + 1 - depth,
    2 * i - depth + 2 * CASE depth WHEN 0 THEN %(nodes)s WHEN 1 THEN %(villages)s + 1 ELSE 1 END,
    depth,
    c.code || lpad(i::text, 6, '0'), '第' || i || '村村民委员会', '第' || i || '村',
    'federation', 'active', (ARRAY['county', 'township', 'village'])[depth + 1],
    (ARRAY['county', 'town', 'village'])[depth + 1], true, '2026-01-01', '2026-01-01', 1
FROM orgs_county c, generate_series(0, %(nodes)s - 1) i,
    LATERAL (SELECT (i - 1) %% (%(villages)s + 1) AS seat,
        (SELECT count(*) FROM orgs_county o WHERE o.id < c.id) * %(nodes)s AS base) p,
    LATERAL (SELECT CASE WHEN i = 0 THEN 0 WHEN seat = 0 THEN 1 ELSE 2 END AS depth) d
ORDER BY c.id, i
"""
GRANTS = """
INSERT INTO orgs_accessgrant (county_id, user_id, org_id, role, holder, since, reason, version)
SELECT county_id, (SELECT max(id) FROM orgs_user), id, 'chair', '甲' || id, '2026-01-01', '', 1
FROM orgs_org ORDER BY county_id, id
"""
JOIN = """
SELECT g.id, g.holder, g.role, o.short_name, o.level FROM (SELECT * FROM orgs_accessgrant
    WHERE county_id = %(county)s AND id > %(after)s ORDER BY id LIMIT 50) g
JOIN orgs_org o ON o.county_id = %(county)s AND o.id = g.org_id ORDER BY g.id
"""
ROLL_UP = """
SELECT t.code, o.level, count(*) FROM orgs_org t
JOIN orgs_org o ON o.county_id = %(county)s AND o.lft BETWEEN t.lft AND t.rght
WHERE t.county_id = %(county)s AND t.level = 'township' GROUP BY t.code, o.level ORDER BY 1, 2
"""
MIDDLE = """
SELECT county_id, id FROM orgs_org WHERE parent_id IS NULL
ORDER BY id OFFSET (SELECT count(*) / 2 FROM orgs_county) LIMIT 1
"""
NO_INDEX = "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"


@dataclass(frozen=True, slots=True)
class Size:
    """So many counties of so many townships of so many villages."""

    counties: int = 300
    towns: int = 40
    villages: int = 49

    @property
    def nodes(self) -> int:
        """Organisations in one county."""
        return 1 + self.towns * (1 + self.villages)


@dataclass(frozen=True, slots=True)
class Query:
    """One question, asked so many times on each side; ``setting`` holds for both."""

    name: str
    sql: str
    params: Any
    times: int
    setting: str = "SELECT 1"


FULL = Size()


def lines(size: Size = FULL, share: float = 1.0) -> Iterator[Line]:
    """Ask each question through the walls and, word for word, as the owner without a policy."""
    with ground.owner() as plain:
        rows = _load(plain, size)
        county, top = ground.tell(plain, MIDDLE)[0]
        try:
            for query in _queries(county, top, share):
                yield _compare(plain, query, county, size, rows)
            yield _stamp(county, max(3, int(400 * share)))
        finally:
            ground.empty(plain)
            ground.tell(plain, "DELETE FROM orgs_user")


def _load(plain: DatabaseWrapper, size: Size) -> int:
    ground.empty(plain)
    numbers = {"counties": size.counties, "nodes": size.nodes, "villages": size.villages}
    for sql in (COUNTIES, USER, ORGS, GRANTS):
        ground.tell(plain, sql, numbers if "%(" in sql else None)
    ground.tell(plain, "VACUUM ANALYZE orgs_org")
    ground.tell(plain, "VACUUM ANALYZE orgs_accessgrant")
    return int(ground.tell(plain, "SELECT count(*) FROM orgs_org")[0][0])


def _queries(county: int, top: int, share: float) -> Iterator[Query]:
    few, many = max(3, int(15 * share)), max(3, int(400 * share))
    with scope(county):
        page = Org.objects.filter(pk__gt=top).order_by("pk")
        listed = page.values_list("pk", "code", "short_name", "level", "status")[:50]
        named = Org.objects.filter(short_name__contains="7").order_by("pk").values_list("pk")
        yield Query("page", *_sql(listed), many)
        seats = AccessGrant.objects.select_related("org").order_by("pk")[:50]
        yield Query("join", JOIN, {"county": county, "after": 0}, many)
        yield Query("join.orm", *_sql(seats), many)
        yield Query("rollup", ROLL_UP, {"county": county}, max(3, many // 4))
        yield Query("scan", *_sql(named), many)
        yield Query("seqscan", *_sql(named), few, NO_INDEX)


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """Return the statement the manager makes; its WHERE names the county."""
    sql, params = rows.query.sql_with_params()
    return sql, params


def _compare(plain: DatabaseWrapper, query: Query, county: int, size: Size, rows: int) -> Line:
    with _open(plain, query, county):
        answers = [_ask(door, query)[1] for door in (connection, plain)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM orgs_org")
            walled = cursor.fetchone()[0] == size.nodes
        ours, peer = alternate(
            query.times, lambda: _ask(connection, query)[0], lambda: _ask(plain, query)[0]
        )
    ours, peer = ours * 1000, peer * 1000
    return Line(
        name=f"rls.{query.name}",
        unit="ms",
        goal=f"<= {RATIO}x or + {SLACK} ms",
        answers_equal=answers[0] == answers[1] and bool(answers[0]) and walled,
        within=ours <= RATIO * peer or ours - peer <= SLACK,
        ours=ours,
        peer=peer,
        limit=peer,
        ratio=ours / peer,
        rounds=query.times,
        more={
            "more_ms": round(ours - peer, 4),
            "table_rows": rows,
            "answer_rows": len(answers[0]),
            "peer_is": "the same statement on the owner's connection, where no policy applies",
        },
    )


@contextmanager
def _open(plain: DatabaseWrapper, query: Query, county: int) -> Iterator[None]:
    """Hold one transaction on each side with the query's setting."""
    with scope(county), transaction.atomic(using=OWNER):
        for door in (connection, plain):
            with door.cursor() as cursor:
                cursor.execute(query.setting)
        yield


def _ask(door: Any, query: Query) -> tuple[float, list[Any]]:
    with door.cursor() as cursor, Watch() as watch:
        cursor.execute(query.sql, query.params)
        rows = cursor.fetchall()
    return watch.seconds, rows


def _stamp(county: int, times: int) -> Line:
    """Measure a transaction of one trivial statement, with the scope told and without."""

    def ours() -> float:
        with Watch() as watch, scope(county):
            _one(connection)
        return watch.seconds * 1000

    def peer() -> float:
        with Watch() as watch, transaction.atomic(using=OWNER):
            _one(connections[OWNER])
        return watch.seconds * 1000

    told, plain = alternate(times, ours, peer)
    return Line(
        name="rls.stamp",
        unit="ms",
        goal="printed",
        answers_equal=True,
        within=True,
        ours=told,
        peer=plain,
        ratio=told / plain,
        rounds=times,
        more={
            "more_ms": round(told - plain, 4),
            "ours_is": "BEGIN, stamp, SELECT 1, COMMIT in a scope",
            "peer_is": "BEGIN, SELECT 1, COMMIT on Django's own backend",
        },
    )


def _one(door: Any) -> None:
    with door.cursor() as cursor:
        cursor.execute("SELECT 1")
