"""One county's quarter in one statement: against DuckDB, the ORM written well, and a loop."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import transaction

from bench import ground, naive, orm
from bench.county import Filler
from bench.ground import AT, ON
from bench.measure import Line, Watch, alternate
from bench.rollup_duck import Duck
from duties.models import Household, LiaisonLink
from fulian.scoping import scope
from members.models import Appointment
from orgs import services as ground_services
from orgs.models import County, Org
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries import counting
from reports.queries.counting import Leaf
from reports.rules import INDICATORS, Quarter, parse

QUARTER = "2026Q3"
GOAL = "<= 2x DuckDB (aim 1.3x), >= 1500x a loop of queries, >= 5x the ORM written well"
BELOW = ("township", "village")


class Looped(NamedTuple):
    """What the loop came to: its time for the whole county, reckoned by nodes, and on how many."""

    seconds: float
    nodes: int
    of: int
    indicators: int
    is_equal: bool


def lines(code: str = "430424", rounds: int = 7, times: float = 1500) -> Iterator[Line]:
    """Fill one county and count it."""
    with ground.owner() as plain:
        ground.empty(plain)
        county = ground_services.open_county(code=code, on=ON, at=AT, by=None).county
        with scope(county.pk):
            Filler().fill()
        ground.tell(plain, "VACUUM ANALYZE")
        with scope(county.pk):
            yield _counted(county, rounds, times)
        ground.empty(plain)


def _counted(county: County, rounds: int, times: float) -> Line:
    quarter = parse(QUARTER)
    duck = Duck(quarter, os.cpu_count() or 1)
    ours = told(counting.counted(quarter))
    same = {"duckdb": ours == told(duck.leaves()), "good_orm": ours == orm.figures(quarter)}
    if not all(same.values()):
        print(f"the answers differ: {same}", file=sys.stderr)
    sql, peer, good = alternate(
        rounds, lambda: _timed(lambda: counting.counted(quarter)), lambda: _timed(duck.leaves),
        lambda: _timed(lambda: orm.figures(quarter)),
    )  # fmt: skip
    loop = _loop(quarter, ours)
    (whole,) = alternate(3, lambda: _whole(county))
    facts = _facts(ours) | {"answers": same | {"loop": loop.is_equal}, "close_quarter": whole}
    is_same = all(same.values()) and loop.is_equal
    return Line(
        name=f"rollup.{county.code}",
        unit="s",
        goal=GOAL,
        answers_equal=bool(is_same and ours),
        within=sql <= 2 * peer and loop.seconds >= times * sql and good >= 5 * sql,
        ours=sql,
        peer=peer,
        ratio=sql / peer,
        rounds=rounds,
        more=(_ratios(sql, good, loop) if is_same else {}) | facts,
    )


def told(leaves: dict[int, Leaf]) -> dict[tuple[int, str], tuple[int, int, list[int]]]:
    """Return what was counted, so that two ways can be compared; noughts left out."""
    found = {}
    for org, leaf in leaves.items():
        for one in INDICATORS:
            n, d = [*leaf.of(one), 0][:2]
            if n or d:
                found[org, one.id] = (n, d, leaf.missing.get(one.id, []))
    return found


def _ratios(sql: float, good: float, loop: Looped) -> dict[str, Any]:
    return {
        "ours_is": "the statement behind the walls, and a leaf for each organisation made of it",
        "peer_is": "DuckDB in memory, the same statement, rows and leaves, all threads",
        "good_orm": good,
        "good_orm_times": good / sql,
        "good_orm_is": "all indicators and what is missing, each table once, then dictionaries",
        "naive_scaled": loop.seconds,
        "naive_times": loop.seconds / sql,
        "naive_is": f"all indicators, a query for every question; run on {loop.nodes} of {loop.of} "
        f"places, where {loop.indicators} of the indicators are not nought",
    }


def _facts(ours: dict[tuple[int, str], Any]) -> dict[str, Any]:
    said = {one for (_, one), (n, *_) in ours.items() if n}
    return {
        "indicators": len(INDICATORS),
        "not_nought": len(said),
        "orgs": Org.rows.count(),
        "seats": Appointment.rows.count(),
        "households": Household.rows.count(),
        "links": LiaisonLink.rows.count(),
        "figures": len(ours),
    }


def _timed(act: Callable[[], Any]) -> float:
    with Watch() as watch:
        act()
    return watch.seconds


def _loop(quarter: Quarter, ours: dict[tuple[int, str], Any]) -> Looped:
    """Run the loop on a township of middling size, and on what is neither township nor village."""
    towns = Org.rows.filter(level="township", is_counted=True)
    by_size = sorted(towns, key=lambda town: (town.rght - town.lft, town.code))
    below = list(by_size[len(by_size) // 2].get_descendants(include_self=True))
    others = list(Org.rows.exclude(level__in=BELOW))
    with Watch() as watch:
        found = naive.figures(quarter, below)
    with Watch() as beside:
        found |= naive.figures(quarter, others)
    keys = {org.pk for org in (*below, *others)}
    mine = {key: cell[:2] for key, cell in ours.items() if key[0] in keys}
    everyone = Org.rows.filter(level__in=BELOW).count()
    seconds = watch.seconds / len(below) * everyone + beside.seconds
    said = {one for _, one in mine}
    return Looped(seconds, len(keys), Org.rows.count(), len(said), found == mine)


def _whole(county: County) -> float:
    """Close the quarter from nothing, as ``close_quarter`` and the calendar do."""
    with transaction.atomic():
        with Watch() as watch:
            report = services.compile_report(quarter=QUARTER, at=AT.replace(month=10, day=2))
        QuarterLeaf.rows.filter(quarter=report.quarter)._raw_delete("default")
        QuarterlyCoverageReport.rows.filter(pk=report.pk)._raw_delete("default")
    return watch.seconds
