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
from bench.rollup_naive import Naive
from bench.rollup_peers import Duck, Read, comparable
from fulian.scoping import scope
from orgs import services as ground_services
from orgs.models import County, Org
from reports import services
from reports.models import IndicatorValue, QuarterlyCoverageReport
from reports.queries import rollup
from reports.rules import Quarter, parse

QUARTER = "2026Q3"
GOAL = "<= 2.5x DuckDB, >= 1000x a loop of queries, whole close_quarter <= 2 s"


def lines(code: str = "430424", rounds: int = 7, times: float = 1000) -> Iterator[Line]:
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
        summed = {(row[0], row[1]): tuple(map(int, row[5:8])) for row in ours}
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
        within=sql <= 2.5 * peer and naive >= times * sql and whole <= 2,
        ours=sql,
        peer=peer,
        ratio=sql / peer,
        rounds=rounds,
        more={
            "ours_is": "the statement behind the walls, its rows fetched",
            "peer_is": "DuckDB in memory, the same statement and rows, all threads",
            "good_orm": good,
            "naive_scaled": naive,
            "naive_times": naive / sql,
            "naive_is": f"a query for each seat, post and group, on {nodes} of {everyone} nodes",
            "close_quarter": whole,
            "orgs": everyone,
            "seats": len(seats),
            "figures": len(ours),
        },
    )


def rows(quarter: Quarter) -> list[tuple[Any, ...]]:
    """Run our statement in the open scope."""
    query, params = rollup.statement(quarter)
    with rollup.set_based(), connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


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
        IndicatorValue.rows.filter(report=report)._raw_delete("default")
        QuarterlyCoverageReport.rows.filter(pk=report.pk)._raw_delete("default")
    return watch.seconds
