"""Eight writers founding, moving and closing in one county, against one; and against no lock."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.pool import Pool
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from bench import ground
from bench.crew import at_once, crew, start_together
from bench.ground import AT, ON
from bench.measure import Line, percentile
from bench.stock import Damage, damage
from fulian.scoping import scope
from orgs import services
from orgs.models import County, Level, Org
from orgs.queries.divisions import proposal_for
from orgs.queries.tree import broken_nodes

CODE = "430424"
SHARE, P99 = 0.6, 0.150


@dataclass(frozen=True, slots=True)
class Job:
    """One writer's work: so many organisations founded, moved and closed between two villages."""

    county: int
    writer: int
    orgs: int
    villages: tuple[int, int]


@dataclass(slots=True)
class Work:
    """What one writer did: seconds of each act, failures, and from when until when."""

    acts: list[float]
    errors: list[str]
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """One crew's acts a second, what each took, what failed, and how the tree stands."""

    rate: float
    acts: list[float]
    errors: list[str]
    stands: Any
    broken: int


def lines(writers: int = 8, orgs: int = 5, rounds: int = 5, inserts: int = 10) -> Iterator[Line]:
    """Give the same work to ``writers`` processes and to one; then insert without a lock."""
    with ground.owner() as plain, crew(writers) as pool:
        many, single = [], []
        ground.empty(plain)
        for crew_of in (pool, None):  # warm: connections and caches
            _round(_planted(writers, 1), crew_of)
        for _ in range(rounds):
            many.append(_round(_planted(writers, orgs), pool))
            single.append(_round(_planted(writers, orgs), None))
        with scope(County.objects.latest("pk").pk):
            nodes = list(Org.rows.values_list("pk", "parent_id", "lft", "rght", "depth"))
        ground.empty(plain)
        yield _line(many, single, damage(plain, nodes, writers, inserts), writers)


def _line(many: list[Round], single: list[Round], stock: Damage, writers: int) -> Line:
    ours, alone = (statistics.median(r.rate for r in rounds) for rounds in (many, single))
    acts = [act for r in many for act in r.acts]
    errors = [error for r in many for error in r.errors]
    broken = sum(r.broken for r in many)
    p99 = percentile(acts, 0.99)
    kept = all(a.stands == b.stands and not b.broken for a, b in zip(many, single, strict=True))
    return Line(
        name="conc",
        unit="acts/s",
        goal=f"0 errors, 0 broken, >= {SHARE:.0%} of one writer, p99 < {P99 * 1000:g} ms",
        answers_equal=kept and not broken,
        within=not errors and not broken and ours >= SHARE * alone and p99 < P99,
        ours=ours,
        peer=stock.done / stock.seconds,
        limit=alone,
        ratio=ours / alone,
        rounds=len(many),
        more={
            "writers": writers,
            "acts": len(acts),
            "errors": len(errors),
            "error_kinds": sorted(set(errors))[:3],
            "broken": broken,
            "p50_ms": round(percentile(acts, 0.5) * 1000, 1),
            "p99_ms": round(p99 * 1000, 1),
            "limit_is": "one writer doing the same work",
            "peer_is": "stock mptt without a lock, inserts only, one round of at most 20 s",
            "peer_done": stock.done,
            "peer_failed": stock.failed,
            "peer_broken_edges": stock.broken,
            "answers": "the county ends as one writer leaves it; nested sets proven",
        },
    )


def _planted(writers: int, orgs: int) -> list[Job]:
    """Plant one more county: emptying the tables would make every writer's caches cold again."""
    proposal = proposal_for(CODE)
    number = 990000 + County.objects.count()
    county = County.objects.create(code=str(number), name=proposal.name, opened_at=AT)
    with scope(county.pk):
        services.plant_tree(proposal.units, on=ON)
        villages = Org.rows.filter(level=Level.VILLAGE).order_by("lft")
        ids = list(villages.values_list("pk", flat=True))
    step = len(ids) // (2 * writers)
    pairs = [(ids[2 * n * step], ids[(2 * n + 1) * step]) for n in range(writers)]
    return [Job(county.pk, n, orgs, pair) for n, pair in enumerate(pairs)]


def _round(jobs: Sequence[Job], pool: Pool | None) -> Round:
    done = at_once(pool, work, jobs) if pool else [work(job) for job in jobs]
    acts = [act for one in done for act in one.acts]
    seconds = max(one.ended for one in done) - min(one.began for one in done)
    with scope(jobs[0].county):
        facts = Org.rows.order_by("name", "code").values_list("name", "parent__code", "status")
        codes = Org.rows.values("code").distinct().count()
        return Round(
            len(acts) / seconds,
            acts,
            [error for one in done for error in one.errors],
            (codes, list(facts)),
            len(broken_nodes()),
        )


def work(job: Job) -> Work:
    """Found, move and close, each act in a transaction of its own, as a request would."""
    with scope(job.county):
        source, target = (Org.rows.get(pk=pk) for pk in job.villages)
    done = Work([], [])
    start_together()
    done.began = time.perf_counter()
    for number in range(job.orgs):
        _life(job, f"{job.writer}组{number}", source, target, done)
    done.ended = time.perf_counter()
    return done


def _life(job: Job, name: str, source: Org, target: Org, done: Work) -> None:
    org: list[Org] = []
    days = [ON + timedelta(days=n) for n in (1, 2, 3)]
    for act in (
        lambda: org.append(services.found_org(parent=source, name=name, on=days[0], by=None)),
        lambda: services.move_org(org=org[0], parent=target, on=days[1], by=None),
        lambda: services.close_org(org=org[0], on=days[2], by=None),
    ):
        began = time.perf_counter()
        try:
            with scope(job.county):
                act()
        except (DatabaseError, ValidationError, IndexError) as failed:
            done.errors.append(f"{type(failed).__name__}: {failed}"[:120])
        done.acts.append(time.perf_counter() - began)
