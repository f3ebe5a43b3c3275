"""The chain-gap finder over a county: 1,569 organisations, 40 households a representative.

Twice: over rows in memory, and with the reading of the rows from the database before it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator

from bench import ground
from bench.chains_by_hand import by_hand
from bench.chains_stored import LEFT_ON, stored
from bench.measure import Line, Watch, alternate
from duties.queries.gaps import Found, counted, found_in
from duties.queries.links import ORDER
from duties.queries.nets import Bundle, Net, Seat, Tie, nets_of
from fulian.scoping import scope

ORGS, TOWNS, MOST = 1569, 80, 40
VILLAGE, HOMES, GROUPS, LEFT = (1, 2, 12, 8), 40, 6, 0.03
GOAL = "<= 300 ms; equals brute force"
READ = 2.0  # seconds; a page that takes longer would have to show its progress


def lines(rounds: int = 7, limit: float = 0.3) -> Iterator[Line]:
    """Look through a county in memory, after the answers were compared with brute force."""
    nets = county()
    small = county(40, homes=6, seed=2)
    same = all(_plain(found_in(net, 5)) == by_hand(net, 5) for net in small.values())
    same = same and all(_plain(found_in(net, MOST)) == by_hand(net, MOST) for net in nets.values())
    ours, peer = alternate(rounds, lambda: _timed(nets), lambda: _by_hand_timed(nets))
    sums = counted({pk: found_in(net, MOST) for pk, net in nets.items()})
    yield Line(
        name="chains.county",
        unit="s of processor",
        goal=GOAL,
        answers_equal=same,
        within=ours <= limit,
        ours=ours,
        peer=peer,
        limit=limit,
        ratio=ours / peer,
        rounds=rounds,
        more={
            "ours_is": "found_in over every organisation's rows in memory",
            "peer_is": "the same answers by comparing every link with every seat it may join",
            "orgs": ORGS,
            "seats": sum(len(net.seats) for net in nets.values()),
            "households": sum(len(net.households) for net in nets.values()),
            "gaps": dict(sums),
        },
    )
    yield _from_rows(nets, rounds)


def _from_rows(nets: dict[int, Net], rounds: int) -> Line:
    """Look through the same county kept in the database, as the desk's page and the night do."""
    with ground.owner() as plain:
        ground.empty(plain)
        place, whose = stored(nets)
        ground.tell(plain, "ANALYZE")
        times, same = list[float](), True
        for _ in range(rounds):
            with scope(place.pk), Watch() as watch:
                founds = {
                    k: found_in(n, MOST) for k, n in nets_of(None, LEFT_ON, named=False).items()
                }
            times.append(watch.seconds)
            same = same and all(
                _plain(founds.get(org, {})) == _plain(found_in(nets[key], MOST))
                for org, key in whose.items()
            )
        ground.empty(plain)
    ours = statistics.median(times)
    return Line(
        name="chains.from_rows",
        unit="s",
        goal=f"<= {READ:g} s, the reading included",
        answers_equal=same,
        within=ours <= READ,
        ours=ours,
        rounds=rounds,
        more={"ours_is": "six queries and found_in over what they answer"},
    )


def county(orgs: int = ORGS, homes: int = HOMES, seed: int = 1) -> dict[int, Net]:
    """Return an invented county's nets, some links missing, gone or of people who left."""
    luck = random.Random(seed)
    keys = iter(range(1, 10_000_000))
    towns = max(1, orgs * TOWNS // ORGS)
    return {pk: _net(luck, keys, homes if pk > towns else 0) for pk in range(1, orgs + 1)}


def _net(luck: random.Random, keys: Iterator[int], homes: int) -> Net:
    net = Net()
    ranks = []
    for office, count in zip(ORDER, VILLAGE, strict=True):
        ranks.append([next(keys) for _ in range(count if homes or office != ORDER[3] else 0)])
        for pk in ranks[-1]:
            if luck.random() > LEFT:
                net.seats[pk] = Seat(pk, office, "", pk)
    for level in (1, 2, 3):
        net.ties += [
            Tie(next(keys), level, luck.choice(ranks[level - 1]), below)
            for below in ranks[level] if luck.random() > LEFT
        ]  # fmt: skip
    if homes:
        _fill(net, luck, keys, homes, ranks[3])
    return net


def _fill(net: Net, luck: random.Random, keys: Iterator[int], homes: int, women: list[int]) -> None:
    """Give the representatives ``women`` groups and households to keep in touch with."""
    for _ in range(GROUPS):
        net.groups[group := next(keys)] = ""
        net.ties.append(Tie(next(keys), 4, luck.choice(women), group=group))
    for above in women:
        far = [next(keys) for _ in range(homes)]
        net.households |= dict.fromkeys(far, "")
        kept = [key for key in far if luck.random() > LEFT]
        net.bundles.append(Bundle(above, "household", kept, [next(keys) for _ in kept]))


def _plain(found: Found) -> dict[str, set[int]]:
    return {kind.value: set(keys) for kind, keys in found.items()}


def _timed(nets: dict[int, Net]) -> float:
    began = time.process_time()  # what the neighbours take of the machine is not ours
    for net in nets.values():
        found_in(net, MOST)
    return time.process_time() - began


def _by_hand_timed(nets: dict[int, Net]) -> float:
    began = time.process_time()
    for net in nets.values():
        by_hand(net, MOST)
    return time.process_time() - began
