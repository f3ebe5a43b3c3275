"""How far the liaison chains reach, and how they are shown.

Pure functions over a ``Net`` (domain A20, indicators I-LIA-1 to 5). Only main links count; extra
ones (``is_primary`` is false) are shown beside. What is missing and how to mend it: ``gaps``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from duties.models import LinkLevel
from duties.queries.nets import FAR, ORDER, Bundle, Net, Seat, Tie, net_of, nets_of
from duties.rules.links import BELOW
from members.models import Office

__all__ = ["FAR", "ORDER", "Bundle", "Net", "Seat", "Tie", "net_of", "nets_of"]


@dataclass(frozen=True, slots=True)
class Share:
    """How many there are, and which of them are missing (their keys)."""

    total: int
    missing: tuple[int, ...]

    @property
    def done(self) -> int:
        """How many are not missing."""
        return self.total - len(self.missing)


@dataclass(frozen=True, slots=True)
class Coverage:
    """I-LIA-1 to 4 by level, and I-LIA-5: the groups with an unbroken chain up to the chair.

    ``linked`` and ``whole`` say the same of registered households and women.
    """

    levels: dict[int, Share]
    chains: Share
    linked: dict[str, Share] = field(default_factory=dict)
    whole: dict[str, Share] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree-like table; ``tie`` is the link to the one above, 0 without."""

    depth: int
    title: str
    name: str
    tie: int
    is_loose: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Where somebody stands: who is above her up to the chair, and whom she keeps in touch with."""

    up: tuple[Seat, ...]
    seats: tuple[Seat, ...]
    groups: tuple[str, ...]
    reaches_chair: bool
    households: tuple[str, ...] = ()
    women: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()  # whom she helps to keep in touch with


def coverage_of(net: Net) -> Coverage:
    """Return how far the chains of one organisation reach."""
    seats, groups = net.above_seats(), net.above_groups()
    levels, linked = linked_in(net, seats, groups)
    lost = set(levels[LinkLevel.TO_GROUP].missing)
    whole = {pk for pk in net.seats if net.leads(pk) and reaches(net, pk, seats)}
    broken = [pk for pk in net.groups if pk in lost or groups[pk].above not in whole]
    ends = {end: _share(net, end, whole) for end in FAR}
    return Coverage(levels, Share(len(net.groups), tuple(broken)), linked, ends)


def linked_in(
    net: Net, seats: dict[int, Tie], groups: dict[int, Tie]
) -> tuple[dict[int, Share], dict[str, Share]]:
    """Return who has somebody above: by level, and households and women; not how far it reaches."""
    levels = {}
    for level, office in BELOW.items():
        there = [pk for pk, seat in net.seats.items() if seat.office == office]
        levels[level] = Share(len(there), tuple(pk for pk in there if pk not in seats))
    lost = tuple(pk for pk in net.groups if pk not in groups)
    levels[LinkLevel.TO_GROUP] = Share(len(net.groups), lost)
    return levels, {end: _share(net, end) for end in FAR}


def rows_of(net: Net) -> list[Row]:
    """Return the chains as a table to be read downwards: each under the one above it.

    Households and women are told by number: their names stand in the register.
    """
    seats, groups = net.above_seats(), net.above_groups()
    under: dict[int, list[Seat]] = {}
    for pk, seat in net.seats.items():
        under.setdefault(seats[pk].above if pk in seats else 0, []).append(seat)
    held: dict[int, list[int]] = {}
    for pk in net.groups:
        held.setdefault(groups[pk].above if pk in groups else 0, []).append(pk)
    many = {(one.above, one.end): len(_there(net, one)) for one in net.bundles}

    def walk(above: int, depth: int) -> Iterator[Row]:
        for pk in held.get(above, []) if above else []:
            yield Row(depth, "妇女小组", net.groups[pk], groups[pk].pk, False)
        for end, title, unit in (("household", "家庭", "户"), ("woman", "妇女", "人")):
            if count := many.get((above, end), 0):
                yield Row(depth, title, f"{count} {unit}", 0, False)
        for seat in under.get(above, []):
            tie = seats[seat.pk].pk if seat.pk in seats else 0
            is_loose = not tie and seat.office != Office.CHAIR
            yield Row(depth, seat.title, seat.name, tie, is_loose)
            yield from walk(seat.pk, depth + 1)

    loose = [Row(0, "妇女小组", net.groups[pk], 0, True) for pk in held.get(0, [])]
    return [*walk(0, 0), *loose]


def chain_in(net: Net, pk: int) -> Chain:
    """Return where the seat ``pk`` stands in ``net``."""
    seats, groups = net.above_seats(), net.above_groups()
    up = [net.seats[above] for above in _upward(pk, seats)]
    below = tuple(net.seats[t.below] for t in seats.values() if t.above == pk and t.below)
    held = tuple(net.groups[t.group] for t in groups.values() if t.above == pk and t.group)
    mine = [one for one in net.bundles if one.above == pk]
    far = {
        end: tuple(net.far(end)[key] for one in mine if one.end == end for key in _there(net, one))
        for end in FAR
    }
    beside = tuple(name_of(net, t) for t in net.extras if t.above == pk and net.holds(t))
    return Chain(
        tuple(reversed(up)), below, held, reaches(net, pk, seats), far["household"], far["woman"],
        beside,
    )  # fmt: skip


def extras_of(net: Net) -> list[tuple[Tie, str, str]]:
    """Return the extra links that hold: who helps to keep in touch, with whom."""
    return [
        (tie, net.seats[tie.above].name, name_of(net, tie)) for tie in net.extras if net.holds(tie)
    ]


def name_of(net: Net, tie: Tie) -> str:
    """Return what the lower end of a tie is called; nothing when it is not there."""
    for key, there in (
        (tie.group, net.groups), (tie.household, net.households), (tie.woman, net.women)
    ):  # fmt: skip
        if key is not None:
            return there.get(key, "")
    seat = net.seats.get(tie.below or 0)
    return seat.name if seat else ""


def _there(net: Net, bundle: Bundle) -> list[int]:
    """Return what of a bundle is there, when its representative is."""
    far = net.far(bundle.end)
    return [key for key in bundle.far if key in far] if net.leads(bundle.above) else []


def _share(net: Net, end: str, uppers: set[int] | None = None) -> Share:
    """Return which far ends of a kind are linked: by anybody, or by one of ``uppers``."""
    far = net.far(end)
    missing = set(far)
    for one in net.bundles:
        if one.end == end and (net.leads(one.above) if uppers is None else one.above in uppers):
            missing.difference_update(one.far)
    return Share(len(far), tuple(sorted(missing)))


def _upward(pk: int, seats: dict[int, Tie]) -> Iterator[int]:
    """Yield who is above, one by one; offices descend, so this cannot go round."""
    while pk in seats:
        pk = seats[pk].above
        yield pk


def reaches(net: Net, pk: int, seats: dict[int, Tie]) -> bool:
    """Say whether the way up from a seat ends at the chair."""
    last = pk
    for last in _upward(pk, seats):  # noqa: B007 -- the last one is wanted
        pass
    return net.seats[last].office == Office.CHAIR
