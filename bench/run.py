"""Which benchmarks there are, and running them on a database of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from bench import (
    chains,
    closing,
    conc,
    daybook,
    ground,
    handover,
    hunan,
    nation,
    public,
    rls,
    rollup,
    roster,
    search,
    signup,
    tree,
)
from bench.measure import Host, Line

BENCHMARKS: dict[str, list[Callable[[], Iterator[Line]]]] = {
    "tree": [tree.lines, nation.lines],
    "conc": [conc.lines],
    "rls": [rls.lines],
    "handover": [handover.lines],
    "roster": [roster.lines],
    "rollup": [rollup.lines],
    "closing": [closing.lines],
    "hunan": [hunan.lines],
    "search": [search.lines],
    "daybook": [daybook.lines],
    "chains": [chains.lines],
    "public": [public.lines],
    "signup": [signup.lines],
}


def run(names: list[str]) -> int:
    """Print a JSON line for each measurement; return 1 when a goal is missed, 2 on a wrong name."""
    if strange := [name for name in names if name not in BENCHMARKS]:
        print(f"没有叫 {strange[0]} 的性能测试，只有：{'、'.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    missed = 0
    host = Host()
    with ground.scratch():
        for name in names or BENCHMARKS:
            for lines in BENCHMARKS[name]:
                for line in lines():
                    print(line.json(host.stolen()), flush=True)
                    missed += not line.met
    return int(missed > 0)
