"""The gaps of a village found link by link and person by person: slow, plain, and its own."""

from __future__ import annotations

from duties.queries.nets import Net

OFFICES = ("chair", "vice_chair", "executive_member", "representative")
Flat = tuple[int, int, int, str, int]


def by_hand(net: Net, most: int) -> dict[str, set[int]]:
    """Return what the chains lack, by the value of its kind; shares nothing with the finder."""
    rank = {pk: OFFICES.index(seat.office) for pk, seat in net.seats.items()}
    flat = _flat(net)
    there = {
        "below": rank, "group": dict.fromkeys(net.groups, 4),
        "household": dict.fromkeys(net.households, 4), "woman": dict.fromkeys(net.women, 4),
    }  # fmt: skip
    good = [
        (pk, above, end, key) for pk, level, above, end, key in flat
        if rank.get(above) == level - 1 and there[end].get(key) == level
    ]  # fmt: skip
    found: dict[str, set[int]] = {
        "no_chair": {0} if rank and 0 not in rank.values() else set(),
        "no_vice": {0} if 2 in rank.values() and 1 not in rank.values() else set(),
    }
    reached = {(end, key) for _, _, end, key in good}
    for kind, level, end in (
        ("vice", 1, "below"), ("member", 2, "below"), ("representative", 3, "below"),
        ("group", 4, "group"), ("household", 4, "household"), ("woman", 4, "woman"),
    ):  # fmt: skip
        rows = there[end].items()
        found[kind] = {key for key, at in rows if at == level and (end, key) not in reached}
    below = {
        1: 2 in rank.values(), 2: 3 in rank.values(),
        3: bool(net.groups or net.households or net.women),
    }  # fmt: skip
    loads = {pk: sum(above == pk for _, above, _, _ in good) for pk in rank}
    for at, kind in ((1, "idle_vice"), (2, "idle_member"), (3, "idle_representative")):
        found[kind] = {pk for pk, r in rank.items() if r == at and below[at] and not loads[pk]}
    found["oneself"] = {pk for pk, _, above, end, key in flat if _same(net, above, end, key)}
    held = {pk for pk, *_ in good}
    found["gone"] = {pk for pk, *_ in flat} - held - found["oneself"]
    found["cycle"] = _circles({(a, key) for _, _, a, end, key in flat if end == "below"})
    found["overload"] = {pk for pk, count in loads.items() if count > most}
    return {kind: keys for kind, keys in found.items() if keys}


def _flat(net: Net) -> list[Flat]:
    rows: list[Flat] = []
    for t in net.ties:
        if t.below is not None:
            rows.append((t.pk, t.level, t.above, "below", t.below))
        elif t.group is not None:
            rows.append((t.pk, t.level, t.above, "group", t.group))
    for b in net.bundles:
        rows += [(pk, 4, b.above, b.end, key) for pk, key in zip(b.ties, b.far, strict=True)]
    return rows


def _same(net: Net, above: int, end: str, key: int) -> bool:
    if end != "below":
        return False
    upper, lower = net.seats.get(above), net.seats.get(key)
    return above == key or bool(upper and lower and upper.person and upper.person == lower.person)


def _circles(edges: set[tuple[int, int]]) -> set[int]:
    """Return who comes back to herself, by walking on from everybody."""
    found = set()
    for start in {above for above, _ in edges}:
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            fresh = {below for above, below in edges if above == here} - seen
            seen |= fresh
            waiting += fresh
        if start in seen:
            found.add(start)
    return found
