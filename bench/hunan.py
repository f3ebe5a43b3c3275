"""A province's quarter: from the raw facts county by county, and from what was kept of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper

from bench import ground, province
from bench.closing import close_all, publish_all
from bench.crew import crew
from bench.measure import Line, Watch, alternate
from bench.rollup_duck import TABLES
from fulian.scoping import scope
from orgs.models import County
from reports.catalogue import COLUMNS
from reports.queries import counting, figures, oversight
from reports.queries.counting import FAMILIES, Leaf
from reports.queries.counting.statement import HERE
from reports.rules import INDICATORS, Heading, parse

QUARTER = parse(province.QUARTER)
TIMES, PROVINCE, COUNTY = 10.0, 0.05, 0.002
PLAIN = Path(__file__).with_name("province_plain.sql")
Totals = dict[str, tuple[int, int]]


def lines(digits: str = "43", rounds: int = 3, quick_rounds: int = 30) -> Iterator[Line]:
    """Fill the province, count it, close its quarter, and read what was kept."""
    with ground.owner() as plain:
        filled = province.stand(plain, digits)
        counties = list(County.objects.order_by("code").values_list("pk", flat=True))
        counted: dict[int, Totals] = {}
        yield _from_facts(plain, filled, counties, counted, rounds)
        close_all(plain, counties)
        publish_all(counties)
        ground.tell(plain, "VACUUM ANALYZE reports_quarterleaf")
        same = _leaves(plain) == counted
        yield _of_province(plain, digits, counted, same, quick_rounds)
        yield _of_county(counties, counted, same, quick_rounds)


def _from_facts(
    plain: DatabaseWrapper, filled: province.Filled, counties: list[int],
    counted: dict[int, Totals], rounds: int,
) -> Line:  # fmt: skip
    tables = touched()
    with crew(os.cpu_count() or 1) as pool:
        ours, together, scan, alone = alternate(
            rounds, lambda: _all(counties, counted), lambda: _together(pool, counties),
            lambda: _scan(plain, tables), lambda: _scan(plain, tables, 0),
        )  # fmt: skip
    whole = _added(counted.values())
    ground.tell(plain, province.ROOM)
    found = {one: (n, d) for one, n, d in ground.tell(plain, PLAIN.read_text())}
    equal = bool(found) and all(whole.get(one, (0, 0)) == pair for one, pair in found.items())
    bytes_read = ground.tell(
        plain, "SELECT sum(pg_relation_size(t::regclass)) FROM unnest(%s::text[]) t", [tables]
    )[0][0]
    return Line(
        name="hunan.facts", unit="s", goal=f"<= {TIMES:g}x a scan of the touched tables (aim 4x)",
        answers_equal=equal, within=together <= TIMES * scan, ours=together, limit=scan,
        ratio=together / scan, rounds=rounds,
        more={
            "ours_is": f"the statement behind the walls, {len(counties)} counties, by a process "
            "for each processor, as a quarter is closed",
            "limit_is": "count(*) and sum(county_id) of each table the statement names, as owner, "
            "each by as many processes",
            "in_turn": ours,
            "limit_one_process": alone,
            "ratio_one_process": ours / alone,
            "ratio_in_turn": ours / scan,
            "a_county": ours / len(counties),
            "tables": len(tables),
            "bytes": int(bytes_read),
            "answers": f"{len(found)} indicators by plain statements over the whole province",
            "fill": {"opening": filled.opening, "rows": filled.rows, "keys": filled.keys},
            "counts": filled.counts,
        },
    )  # fmt: skip


def _of_province(
    plain: DatabaseWrapper, digits: str, counted: dict[int, Totals], same: bool, rounds: int
) -> Line:
    board = oversight.board(digits, str(QUARTER))
    whole = _added(counted.values())
    open_cells = [cell for cell in board.summed if not (cell.is_hidden or cell.is_partial)]
    equal = len(board.sides) == len(counted) and len(open_cells) > len(INDICATORS) / 4 and all(
        (cell.figure.numerator, cell.figure.denominator) == whole[cell.indicator.id]
        for cell in open_cells
    )  # fmt: skip
    widest = _widest()
    ours, every, leaves = alternate(
        rounds, lambda: _timed(lambda: oversight.board(digits, str(QUARTER), widest)),
        lambda: _timed(lambda: oversight.board(digits, str(QUARTER))),
        lambda: _timed(lambda: _leaves(plain)),
    )  # fmt: skip
    return Line(
        name="hunan.province", unit="s", goal=f"<= {PROVINCE:g} s", answers_equal=same and equal,
        within=ours <= PROVINCE, ours=ours, rounds=rounds,
        more={
            "ours_is": "the board a province's account asks for, side by side and summed, out of "
            f"what the counties published; a page shows one heading, the widest is {widest.value}",
            "all_headings": every,
            "leaf_rows": leaves,
            "leaf_rows_is": "not asked by any page: every leaf row of the province summed by "
            "county, as the owner",
            "counties": len(board.sides),
            "answers": "leaf rows are what the statement counts, each column of each county; "
            "the board's sums are theirs",
        },
    )  # fmt: skip


def _widest() -> Heading:
    """Return the heading that has the most indicators."""
    return max(Heading, key=lambda part: sum(one.heading is part for one in INDICATORS))


def _of_county(counties: list[int], counted: dict[int, Totals], same: bool, rounds: int) -> Line:
    times, parts, equal = dict[int, float](), list[float](), same
    part = figures.columns_of(one for one in INDICATORS if one.heading is _widest())
    for county in counties:
        with scope(county):
            once = partial(figures.together, str(QUARTER))
            equal = equal and _pairs(once()) == counted[county]
            few = partial(figures.together, str(QUARTER), columns=part)
            times[county], heading = alternate(rounds, partial(_timed, once), partial(_timed, few))
            parts.append(heading)
    middle = sorted(times.values())[len(times) // 2]
    return Line(
        name="hunan.county", unit="s", goal=f"<= {COUNTY:g} s", answers_equal=equal,
        within=middle <= COUNTY, ours=middle, rounds=rounds,
        more={
            "ours_is": f"all {len(COLUMNS)} columns of a county's leaf rows summed, as its page "
            f"asks for them, the middle one of {len(counties)} counties",
            "slowest": max(times.values()),
            "a_heading": sorted(parts)[len(parts) // 2],
            "a_heading_is": f"the {len(part)} columns of {_widest().value}, the widest heading",
        },
    )  # fmt: skip


def touched() -> list[str]:
    """Return the tables the statement names."""
    text = "\n".join((HERE / f"{name}.sql").read_text() for name in ("ground", *FAMILIES))
    return sorted(set(TABLES.findall(text)))


def _count(county: int) -> dict[int, Leaf]:
    with scope(county):
        return counting.counted(QUARTER)


def _all(counties: list[int], counted: dict[int, Totals]) -> float:
    """Count every county, keep what it came to, and return the seconds counting took."""
    seconds = 0.0
    for county in counties:
        with Watch() as watch:
            found = _count(county)
        seconds += watch.seconds
        counted[county] = _summed(found)
    return seconds


def _together(pool: Pool, counties: list[int]) -> float:
    with Watch() as watch:
        pool.map(_count_only, counties, chunksize=1)
    return watch.seconds


def _count_only(county: int) -> int:
    return len(_count(county))


def _scan(plain: DatabaseWrapper, tables: list[str], workers: int = 2) -> float:
    ground.tell(plain, f"SET max_parallel_workers_per_gather = {workers}")
    with Watch() as watch:
        for table in tables:
            ground.tell(plain, f"SELECT count(*), sum(county_id) FROM {table}")  # noqa: S608 -- names of our own tables
    return watch.seconds


def _summed(found: dict[int, Leaf]) -> Totals:
    """Return by indicator both integers of a county out of what was counted of it."""
    whole = [sum(values) for values in zip(*(leaf.values for leaf in found.values()), strict=True)]
    return _pairs(dict(zip(COLUMNS, whole, strict=True)))


def _added(many: Any) -> Totals:
    whole: dict[str, tuple[int, int]] = {}
    for one in many:
        for key, (n, d) in one.items():
            before = whole.get(key, (0, 0))
            whole[key] = before[0] + n, before[1] + d
    return whole


def _pairs(sums: dict[str, int]) -> Totals:
    found = {
        one.id: (sums[one.columns[0]], sums[one.columns[1]] if len(one.columns) > 1 else 0)
        for one in INDICATORS
    }
    return {key: pair for key, pair in found.items() if any(pair)}


def _leaves(plain: DatabaseWrapper) -> dict[int, Totals]:
    """Return the leaf rows of every county summed, in one statement over the province."""
    names = ", ".join(f"sum({column})::bigint" for column in COLUMNS)
    found = ground.tell(
        plain,
        f"SELECT county_id, {names} FROM reports_quarterleaf WHERE quarter = %s GROUP BY 1",  # noqa: S608 -- columns of the catalogue
        [str(QUARTER)],
    )
    return {
        county: _pairs(dict(zip(COLUMNS, map(int, values), strict=True)))
        for county, *values in found
    }


def _timed(act: Callable[[], Any]) -> float:
    with Watch() as watch:
        act()
    return watch.seconds
