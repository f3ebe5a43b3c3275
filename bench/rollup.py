"""One county's quarter in one statement: against DuckDB, the ORM written well, and a loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from bench import ground
from bench.county import Filler
from bench.ground import AT, ON
from bench.measure import Line, Watch, alternate
from bench.rollup_duck import Duck
from bench.rollup_naive import Naive
from bench.rollup_peers import COUNTED, Read
from fulian.scoping import scope
from orgs import services as ground_services
from orgs.models import County, Org
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries import counting
from reports.queries.figures import InReach
from reports.rules import BY_ID, Quarter, parse

QUARTER = "2026Q3"
GOAL = "<= 2x DuckDB (aim 1.3x), >= 1500x a loop of queries, >= 5x the ORM written well"


def lines(code: str = "430424", rounds: int = 7, times: float = 1500) -> Iterator[Line]:
    """Fill one county and count it."""
    with ground.owner() as plain:
        ground.empty(plain)
        county = ground_services.open_county(code=code, on=ON, at=AT, by=None).county
        with scope(county.pk):
            Filler().fill()
        ground.tell(plain, "VACUUM ANALYZE")
        yield _counted(county, rounds, times)
        ground.empty(plain)


def _counted(county: County, rounds: int, times: float) -> Line:
    quarter = parse(QUARTER)
    with scope(county.pk):
        duck = Duck(quarter, os.cpu_count() or 1)
        ours = rows(quarter)
        same = comparable(ours) == comparable(duck.rows())
        summed = _summed(quarter)
        same = same and summed == Read(quarter).figures()
        sql, peer, good = alternate(
            rounds, lambda: _timed(lambda: rows(quarter)), lambda: _timed(duck.rows),
            lambda: _timed(lambda: Read(quarter).figures()),
        )  # fmt: skip
        loop, nodes, equal = _loop(quarter, summed)
        (whole,) = alternate(rounds, lambda: _whole(county))
        everyone = Org.rows.count()
        seats = Read(quarter).seats
    naive = loop / nodes * everyone
    return Line(
        name=f"rollup.{county.code}",
        unit="s",
        goal=GOAL,
        answers_equal=bool(same and equal and ours),
        within=sql <= 2 * peer and naive >= times * sql and good >= 5 * sql,
        ours=sql,
        peer=peer,
        ratio=sql / peer,
        rounds=rounds,
        more={
            "ours_is": "the statement behind the walls, its rows fetched",
            "peer_is": "DuckDB in memory, the same statement and rows, all threads",
            "good_orm": good,
            "good_orm_is": f"each table once, {len(COUNTED)} of the indicators only",
            "naive_scaled": naive,
            "naive_times": naive / sql,
            "naive_is": f"a query for each seat, post and group, on {nodes} of {everyone} nodes, "
            f"{len(COUNTED)} of the indicators only",
            "close_quarter": whole,
            "orgs": everyone,
            "seats": len(seats),
            "figures": len(ours),
        },
    )


def rows(quarter: Quarter) -> list[tuple[Any, ...]]:
    """Run our statement in the open scope."""
    query, params = counting.sums(quarter)
    with counting.set_based(), connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def comparable(rows: list[tuple[Any, ...]]) -> list[Any]:
    """Return rows so that two engines' can be compared: whole numbers, keys of what is missing."""
    return sorted((*row[:2], int(row[2]), int(row[3]), list(row[4] or [])) for row in rows)


def _summed(quarter: Quarter) -> dict[tuple[int, str], tuple[int, int]]:
    """Return what the ORM versions count, out of leaf rows, of each place with all below it."""
    with transaction.atomic():
        report = services.compile_report(quarter=QUARTER, at=AT.replace(month=10, day=2))
        sums = InReach(report).sums()
        QuarterLeaf.rows.filter(quarter=QUARTER)._raw_delete("default")
        QuarterlyCoverageReport.rows.filter(pk=report.pk)._raw_delete("default")
    found = {}
    for org, row in sums.items():
        for one in (BY_ID[known] for known in COUNTED):
            n, d = (row[column] for column in one.columns)
            if d:
                found[org, one.id] = (n, d)
    return found


def _timed(act: Callable[[], Any]) -> float:
    with Watch() as watch:
        act()
    return watch.seconds


def _loop(quarter: Quarter, summed: dict[Any, Any]) -> tuple[float, int, bool]:
    """Run the loop on a township of middling size; say whether it found the same."""
    towns = Org.rows.filter(level="township", is_counted=True)
    by_size = sorted(towns, key=lambda town: (town.rght - town.lft, town.code))
    top = by_size[len(by_size) // 2]
    with Watch() as watch:
        found = Naive(quarter).figures(top)
    orgs = {org for org, _ in found}
    ours = {key: value for key, value in summed.items() if key[0] in orgs}
    return watch.seconds, (top.rght - top.lft + 1) // 2, found == ours


def _whole(county: County) -> float:
    """Close the quarter from nothing, as ``close_quarter`` and the calendar do."""
    with transaction.atomic():
        with Watch() as watch:
            report = services.compile_report(quarter=QUARTER, at=AT.replace(month=10, day=2))
        QuarterLeaf.rows.filter(quarter=report.quarter)._raw_delete("default")
        QuarterlyCoverageReport.rows.filter(pk=report.pk)._raw_delete("default")
    return watch.seconds
