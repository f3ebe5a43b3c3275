"""Processes that work at once, each with connections of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from typing import TypeVar

import django
from django.db import DEFAULT_DB_ALIAS, connections

from bench.ground import hire_owner

Job = TypeVar("Job")
Done = TypeVar("Done")
_gate: Barrier | None = None


@contextmanager
def crew(size: int) -> Iterator[Pool]:
    """Give ``size`` processes, ready to work; spawned, so that no lock or socket is shared."""
    spawning = multiprocessing.get_context("spawn")
    database = str(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    gate = spawning.Barrier(size)
    with spawning.Pool(size, _get_ready, [gate, database]) as pool:
        pool.map(_arrive, range(size), chunksize=1)
        yield pool


def at_once(pool: Pool, work: Callable[[Job], Done], jobs: Sequence[Job]) -> list[Done]:
    """Let every process do one job; ``work`` begins with ``start_together()``."""
    return pool.map(work, jobs, chunksize=1)


def start_together() -> None:
    """Wait until every process of the crew is here; alone, at once."""
    if _gate is not None:
        _gate.wait(60)


def _get_ready(gate: Barrier, database: str) -> None:
    global _gate
    django.setup()
    connections[DEFAULT_DB_ALIAS].settings_dict["NAME"] = database
    hire_owner()
    _gate = gate


def _arrive(number: int) -> int:
    start_together()
    return number
