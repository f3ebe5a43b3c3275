"""Opening every county of the country, each in a scope of its own."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from django.db.backends.postgresql.base import DatabaseWrapper

from bench import ground
from bench.crew import crew
from bench.ground import AT, ON
from bench.measure import Line, Watch
from bench.tree import forget_list
from fulian.scoping import scope
from orgs import services
from orgs.models import County
from orgs.queries import divisions
from orgs.queries.tree import broken_nodes

SECONDS = 20.0
WRONG_PARENTS = """
SELECT count(*) FROM orgs_org o JOIN orgs_county c ON c.id = o.county_id
LEFT JOIN orgs_org p ON p.county_id = o.county_id AND p.id = o.parent_id
WHERE left(o.code, 6) <> c.code OR p.code IS DISTINCT FROM CASE
    WHEN right(o.code, 6) = '000000' THEN NULL
    WHEN right(o.code, 3) = '000' THEN left(o.code, 6) || '000000'
    ELSE left(o.code, 9) || '000' END
"""


def lines(counties: Sequence[str] = (), rounds: int = 5, workers: int = 0) -> Iterator[Line]:
    """Open ``counties`` (all of the list) in ``workers`` processes (one a processor), cold."""
    codes = list(counties or (code for code, _ in divisions.county_list()))
    workers = workers or os.cpu_count() or 1
    with ground.owner() as plain:
        whole = _open_all(plain, codes, workers, open_province)
        times = [_open_all(plain, codes, workers, _plant_province) for _ in range(rounds)]
        nodes = ground.tell(plain, "SELECT count(*) FROM orgs_org")[0][0]
        equal = _is_the_list(plain, codes) and _is_sound()
        bare = _limit(plain)
        ground.empty(plain)
    ours = statistics.median(times)
    yield Line(
        name="tree.nation",
        unit="s",
        goal=f"<= {SECONDS:g} s",
        answers_equal=equal,
        within=ours <= SECONDS,
        ours=ours,
        limit=bare,
        rounds=rounds,
        more={
            "counties": len(codes),
            "nodes": nodes,
            "processes": workers,
            "ours_is": "each county's list read cold and planted in a scope of its own, all checks",
            "whole_opening": whole,  # once: registry row, record and batch beside the tree
            "peer_is": "not run: create() per node takes a quarter of an hour and more",
            "answers": "code, name and parent of every node are the list's; nested sets proven",
            "limit_is": "the same columns, one INSERT a county into an unwalled heap, one process",
        },
    )


def _open_all(
    plain: DatabaseWrapper, codes: Sequence[str], workers: int, work: Callable[[list[str]], int]
) -> float:
    ground.empty(plain)
    forget_list()
    if work is _plant_province:
        County.objects.bulk_create(County(code=code, name=code, opened_at=AT) for code in codes)
    provinces = [list(group) for _, group in groupby(sorted(codes), key=lambda code: code[:2])]
    provinces.sort(key=len, reverse=True)
    with crew(workers) as pool, Watch() as watch:
        list(pool.imap_unordered(work, provinces))
    return watch.seconds


def open_province(codes: list[str]) -> int:
    """Open the counties, each in a scope of its own; return how many organisations they have."""
    return sum(services.open_county(code=c, on=ON, at=AT, by=None).written for c in codes)


def _plant_province(codes: list[str]) -> int:
    written = 0
    for county in County.objects.filter(code__in=codes).order_by("code"):
        with scope(county.pk):
            units = divisions.proposal_for(county.code).units
            written += len(services.plant_tree(units, on=ON))
    return written


def _is_the_list(plain: DatabaseWrapper, codes: Sequence[str]) -> bool:
    wanted, listed = set(codes), dict[str, str]()
    for digits in sorted({code[:2] for code in codes}):
        lines = (line.split(",", 1) for line in divisions._province(digits))
        listed |= {code: name for code, name in lines if code[:6] in wanted}
    written = ground.tell(plain, "SELECT code, name FROM orgs_org")
    parents = ground.tell(plain, WRONG_PARENTS)[0][0]
    return len(written) == len(listed) and dict(written) == listed and parents == 0


def _is_sound() -> bool:
    for county in County.objects.all():
        with scope(county.pk):
            if broken_nodes():
                return False
    return True


def _limit(plain: DatabaseWrapper) -> float:
    heap, seconds = ground.Heap(plain), 0.0
    for (county,) in ground.tell(plain, "SELECT id FROM orgs_county"):
        columns = heap.columns_of(county)
        with Watch() as watch:
            heap.fill(columns)
        seconds += watch.seconds
    heap.drop()
    return seconds
