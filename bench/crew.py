"""Processes that work at once, each with connections of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from bench.ground import close_doors

Job = TypeVar("Job")
Done = TypeVar("Done")
_gate: Barrier | None = None


@contextmanager
def crew(size: int) -> Iterator[Pool]:
    """Give ``size`` processes. Nothing is connected when they part, so no socket is shared."""
    close_doors()
    forking = multiprocessing.get_context("fork")
    with forking.Pool(size, _keep, [forking.Barrier(size)]) as pool:
        yield pool


def at_once(pool: Pool, work: Callable[[Job], Done], jobs: Sequence[Job]) -> list[Done]:
    """Let every process do one job; ``work`` begins with ``start_together()``."""
    return pool.map(work, jobs, chunksize=1)


def start_together() -> None:
    """Wait until every process of the crew is here; alone, at once."""
    if _gate is not None:
        _gate.wait(60)


def _keep(gate: Barrier) -> None:
    global _gate
    _gate = gate
