"""The peer of the writers: mptt as it comes, without a lock, on a table of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import DatabaseError, models, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from mptt.models import MPTTModel, TreeForeignKey

from bench import ground
from bench.crew import at_once, crew, start_together
from bench.ground import OWNER

BROKEN = """
SELECT count(*) FROM bench_stock n JOIN bench_stock p ON p.id = n.parent_id
WHERE n.tree_id <> p.tree_id OR NOT (p.lft < n.lft AND n.lft < n.rght AND n.rght < p.rght)
"""
CAP = 20.0  # seconds: writers without a lock mostly wait for one another's deadlocks


class Stock(MPTTModel):  # type: ignore[misc]  # mptt is untyped
    """A plain mptt tree. Its own registry keeps it out of the site's models and walls."""

    name: models.CharField[str, str] = models.CharField(max_length=80)
    parent = TreeForeignKey("self", models.CASCADE, null=True, related_name="children")

    class Meta:
        apps = Apps()
        app_label = "bench"
        db_table = "bench_stock"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Damage:
    """What writers without a lock did in ``seconds``."""

    done: int
    failed: int
    seconds: float
    broken: int


@dataclass(frozen=True, slots=True)
class _Job:
    writer: int
    inserts: int
    parents: Sequence[int]


def damage(plain: DatabaseWrapper, nodes: Sequence[Any], writers: int, inserts: int) -> Damage:
    """Let ``writers`` insert at once into the tree ``nodes``: (id, parent, lft, rght, depth)."""
    with _table(plain):
        Stock.objects.using(OWNER).bulk_create(
            [
                Stock(id=pk, parent_id=above, lft=lft, rght=rght, level=depth, tree_id=1)
                for pk, above, lft, rght, depth in nodes
            ]
        )
        ground.tell(plain, "SELECT setval('bench_stock_id_seq', (SELECT max(id) FROM bench_stock))")
        parents = [pk for pk, _, _, _, depth in nodes if depth]
        jobs = [_Job(writer, inserts, parents) for writer in range(writers)]
        with crew(writers) as pool:
            ran = at_once(pool, _insert, jobs)
        done, failed = sum(n for n, _, _, _ in ran), sum(n for _, n, _, _ in ran)
        seconds = max(end for *_, end in ran) - min(began for _, _, began, _ in ran)
        return Damage(done, failed, seconds, ground.tell(plain, BROKEN)[0][0])


def _insert(job: _Job) -> tuple[int, int, float, float]:
    choose, done, failed = random.Random(job.writer), 0, 0
    start_together()
    began = time.perf_counter()
    for number in range(job.inserts):
        if time.perf_counter() - began > CAP:
            break
        try:
            with transaction.atomic(using=OWNER):
                parent = Stock.objects.using(OWNER).get(pk=choose.choice(job.parents))
                Stock(name=f"{job.writer}.{number}", parent=parent).save(using=OWNER)
            done += 1
        except DatabaseError:
            failed += 1
    return done, failed, began, time.perf_counter()


@contextmanager
def _table(plain: DatabaseWrapper) -> Iterator[None]:
    with plain.schema_editor() as editor:
        editor.create_model(Stock)
    try:
        yield
    finally:
        ground.tell(plain, "DROP TABLE bench_stock")
