"""Opening one county against stock mptt's ``create()`` per node, behind the same walls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper

from bench import ground
from bench.ground import AT, ON
from bench.measure import Line, Watch, alternate
from fulian.scoping import scope
from orgs import services
from orgs.models import County, Org
from orgs.models.lock import whole_tree
from orgs.queries import divisions
from orgs.queries.divisions import Proposal
from orgs.queries.tree import broken_nodes

FACTS = (
    "code", "name", "short_name", "level", "place", "is_counted", "kind", "status", "founded_on",
    "closed_on", "since", "version", "parent__code", "lft", "rght", "depth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goal:
    """How fast a county must stand, and how many times faster than node by node."""

    code: str
    seconds: float
    times: float


GOALS = (Goal("430424", 0.5, 30), Goal("310115", 1.0, 50))


def lines(goals: Sequence[Goal] = GOALS, rounds: int = 5) -> Iterator[Line]:
    """Open each county cold: the list's file is read and unpacked inside the time."""
    with ground.owner() as plain:
        for goal in goals:
            yield _county(plain, goal, rounds)
        ground.empty(plain)


def forget_list() -> None:
    """Make the next reading of the division list a cold one."""
    divisions._province.cache_clear()
    divisions.county_list.cache_clear()


def _county(plain: DatabaseWrapper, goal: Goal, rounds: int) -> Line:
    ours_rows = _opened(plain, goal.code)[1]
    peer_rows = _created(plain, goal.code)[1]
    same = ours_rows == peer_rows == _planted(plain, goal.code)[1]
    heap = ground.Heap(plain)
    columns = heap.columns_of(County.objects.get(code=goal.code).pk)

    def limit() -> float:
        ground.tell(plain, "TRUNCATE bench_heap")
        with Watch() as watch:
            heap.fill(columns)
        return watch.seconds

    ours, planted, peer, bare = alternate(
        rounds,
        lambda: _opened(plain, goal.code)[0],
        lambda: _planted(plain, goal.code)[0],
        lambda: _created(plain, goal.code)[0],
        limit,
    )
    heap.drop()
    return Line(
        name=f"tree.{goal.code}",
        unit="s",
        goal=f"<= {goal.seconds} s and >= {goal.times:g}x create() per node",
        answers_equal=same and bool(ours_rows),
        within=ours <= goal.seconds and peer / planted >= goal.times,
        ours=ours,
        peer=peer,
        limit=bare,
        ratio=peer / planted,
        rounds=rounds,
        more={
            "nodes": len(ours_rows),
            "ours_is": "the whole open_county, its list read cold, with registry row and record",
            "planted": planted,
            "ratio_is": "peer / planted: the same rows written, the list read by both before",
            "peer_is": "Org.rows.create() per node in one scope and lock",
            "limit_is": "the same columns by one INSERT into an unwalled heap, as owner",
        },
    )


def _opened(plain: DatabaseWrapper, code: str) -> tuple[float, list[Any]]:
    ground.empty(plain)
    forget_list()
    with Watch() as watch:
        done = services.open_county(code=code, on=ON, at=AT, by=None)
    return watch.seconds, _rows(done.county)


def _planted(plain: DatabaseWrapper, code: str) -> tuple[float, list[Any]]:
    ground.empty(plain)
    proposal = divisions.proposal_for(code)
    county = County.objects.create(code=code, name=proposal.name, opened_at=AT)
    with Watch() as watch, scope(county.pk):
        services.plant_tree(proposal.units, on=ON)
    return watch.seconds, _rows(county)


def _created(plain: DatabaseWrapper, code: str) -> tuple[float, list[Any]]:
    ground.empty(plain)
    proposal = divisions.proposal_for(code)
    county = County.objects.create(code=code, name=proposal.name, opened_at=AT)
    with Watch() as watch, scope(county.pk), whole_tree():
        _create_each(proposal)
    return watch.seconds, _rows(county)


def _create_each(proposal: Proposal) -> None:
    made: dict[str, Org] = {}
    for unit in proposal.units:
        made[unit.code] = Org.rows.create(
            parent=made.get(unit.parent_code),
            code=unit.code,
            name=unit.name,
            short_name=unit.short_name,
            level=unit.level,
            place=unit.place,
            is_counted=unit.is_counted,
            founded_on=ON,
            since=ON,
        )


def _rows(county: County) -> list[Any]:
    """Return what stands, without ids; nothing when the tree is not sound."""
    with scope(county.pk):
        return [] if broken_nodes() else list(Org.rows.order_by("lft").values_list(*FACTS))
