"""Time things in turn, and say the result with what is needed to judge it."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: medians of ours, the peer and the limit, and whether the goal is met.

    ``ratio`` is said only when the answers of ours and the peer were equal.
    """

    name: str
    unit: str
    goal: str
    answers_equal: bool
    within: bool
    ours: float | None = None
    peer: float | None = None
    limit: float | None = None
    ratio: float | None = None
    rounds: int = 5
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether the answers agree and the goal is reached."""
        return self.answers_equal and self.within

    def json(self, stolen: float | None = None) -> str:
        """Return the line as it is printed; ``stolen`` as :class:`Host` saw it meanwhile."""
        said = {
            "name": self.name,
            "unit": self.unit,
            "ours": _short(self.ours),
            "peer": _short(self.peer),
            "limit": _short(self.limit),
            "ratio": _short(self.ratio) if self.answers_equal else None,
            "answers_equal": self.answers_equal,
            "goal": self.goal,
            "met": self.met,
            "rounds": self.rounds,
            **self.more,
            "load": [round(load, 2) for load in os.getloadavg()],
            "stolen": stolen,
            "spin_ms": round(spin() * 1000),
            "versions": versions(),
        }
        return json.dumps(said, ensure_ascii=False)


class Watch(AbstractContextManager["Watch"]):
    """Seconds a block takes."""

    seconds = 0.0

    def __enter__(self) -> Watch:
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._began


def alternate(rounds: int, *runs: Callable[[], float]) -> list[float]:
    """Run all in turn, ``rounds`` times; each says its seconds. Return the median of each."""
    kept: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for times, once in zip(kept, runs, strict=True):
            times.append(once())
    return [statistics.median(times) for times in kept]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of ``values`` do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def spin() -> float:
    """Return how long a fixed piece of work takes: what the neighbours leave of the machine."""
    with Watch() as watch:
        sum(range(5_000_000))
    return watch.seconds


class Host:
    """What a virtual machine's host keeps for its other guests, where Linux tells."""

    def __init__(self) -> None:
        self._seen = self._ticks()

    def stolen(self) -> float | None:
        """Return the share of the time wanted since last asked that the host did not give."""
        before, self._seen = self._seen, self._ticks()
        busy, stolen = (now - then for now, then in zip(self._seen, before, strict=True))
        return round(stolen / (busy + stolen), 2) if busy + stolen else None

    def _ticks(self) -> tuple[int, int]:
        try:
            with open("/proc/stat", encoding="ascii") as stat:
                ticks = [int(part) for part in stat.readline().split()[1:9]]
        except OSError:
            return 0, 0
        user, nice, system, _idle, _wait, interrupt, soft, steal = ticks
        return user + nice + system + interrupt + soft, steal


@cache
def versions() -> dict[str, str]:
    """Return what ran, and on how many processors."""
    packages = {name: version(name) for name in ("django", "django-mptt", "psycopg")}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {
        "python": platform.python_version(),
        "postgresql": server,
        **packages,
        "cpus": str(os.cpu_count()),
    }


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
