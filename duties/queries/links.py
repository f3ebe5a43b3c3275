"""Reads of the liaison chains: who keeps in touch with whom, how far the chains reach, the gaps.

The counting is done by pure functions over a ``Net``: the seats, groups and ties of one
organisation on one day (domain A20, indicators I-LIA-1 to 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from duties.models import LiaisonLink, LinkLevel
from duties.rules.links import ABOVE, BELOW
from members.models import Appointment, Office, WomensGroup
from orgs.models import Org
from orgs.queries.hats import live

ORDER = [*ABOVE.values()]
NOBODY = {
    LinkLevel.TO_VICE_CHAIR: "副主席没有主席联系",
    LinkLevel.TO_EXECUTIVE_MEMBER: "执委没有副主席联系",
    LinkLevel.TO_REPRESENTATIVE: "妇女代表没有执委联系",
    LinkLevel.TO_GROUP: "妇女小组没有妇女代表联系",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in office."""

    pk: int
    office: str
    name: str = ""

    @property
    def title(self) -> str:
        """The office in Chinese."""
        return str(Office(self.office).label)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link by its ends: one of ``below`` and ``group`` is empty."""

    pk: int
    level: int
    above: int
    below: int | None = None
    group: int | None = None


@dataclass(slots=True)
class Net:
    """One organisation's seats, women's groups and ties on a day."""

    seats: dict[int, Seat] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)

    def holds(self, tie: Tie) -> bool:
        """Say whether both ends are there, in the offices of the tie's level."""
        upper = self.seats.get(tie.above)
        if upper is None or upper.office != ABOVE[tie.level]:
            return False
        if tie.level == LinkLevel.TO_GROUP:
            return tie.group in self.groups
        lower = self.seats.get(tie.below or 0)
        return lower is not None and lower.office == BELOW[tie.level]

    def above_seats(self) -> dict[int, Tie]:
        """Return for every seat with somebody above it the tie that holds."""
        return {t.below: t for t in self.ties if t.below and self.holds(t)}

    def above_groups(self) -> dict[int, Tie]:
        """Return for every group with somebody above it the tie that holds."""
        return {t.group: t for t in self.ties if t.group and self.holds(t)}


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
    """I-LIA-1 to 4 by level, and I-LIA-5: the groups with an unbroken chain up to the chair."""

    levels: dict[int, Share]
    chains: Share


@dataclass(frozen=True, slots=True)
class Gap:
    """What a chain lacks: said in words, and who waits (names)."""

    level: int
    says: str
    who: tuple[tuple[int, str], ...]


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


def coverage_of(net: Net) -> Coverage:
    """Return how far the chains of one organisation reach."""
    seats, groups = net.above_seats(), net.above_groups()
    levels = {}
    for level, office in BELOW.items():
        there = [pk for pk, seat in net.seats.items() if seat.office == office]
        levels[level] = Share(len(there), tuple(pk for pk in there if pk not in seats))
    lost = tuple(pk for pk in net.groups if pk not in groups)
    levels[LinkLevel.TO_GROUP] = Share(len(net.groups), lost)
    broken = [pk for pk in net.groups if pk in lost or not _reaches(net, groups[pk].above, seats)]
    return Coverage(levels, Share(len(net.groups), tuple(broken)))


def gaps_of(net: Net) -> list[Gap]:
    """Return what is missing, level by level; links to somebody who left come last."""
    found = []
    for level, share in coverage_of(net).levels.items():
        names = net.groups if level == LinkLevel.TO_GROUP else _names(net)
        if share.missing:
            who = tuple((pk, names[pk]) for pk in share.missing)
            found.append(Gap(level, NOBODY[LinkLevel(level)], who))
    stale = tuple((tie.pk, LinkLevel(tie.level).label) for tie in net.ties if not net.holds(tie))
    return [*found, Gap(0, "有的联系对象已经离任或撤销，请解除", stale)] if stale else found


def rows_of(net: Net) -> list[Row]:
    """Return the chains as a table to be read downwards: each under the one above it."""
    seats, groups = net.above_seats(), net.above_groups()
    under: dict[int, list[Seat]] = {}
    for pk, seat in net.seats.items():
        under.setdefault(seats[pk].above if pk in seats else 0, []).append(seat)
    held: dict[int, list[int]] = {}
    for pk in net.groups:
        held.setdefault(groups[pk].above if pk in groups else 0, []).append(pk)

    def walk(above: int, depth: int) -> Iterator[Row]:
        for pk in held.get(above, []) if above else []:
            yield Row(depth, "妇女小组", net.groups[pk], groups[pk].pk, False)
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
    return Chain(tuple(reversed(up)), below, held, _reaches(net, pk, seats))


def net_of(org: Org, on: date) -> Net:
    """Return the organisation's seats, groups and ties on the day ``on``."""
    return nets_of([org.pk], on)[org.pk]


def nets_of(orgs: Iterable[int], on: date) -> dict[int, Net]:
    """Return the nets of several organisations, in three queries."""
    nets = {pk: Net() for pk in orgs}
    seats = Appointment.rows.filter(live(on), org__in=nets, office__in=ORDER)
    facts = seats.values_list("org_id", "pk", "office", "person__name")
    for org, pk, office, name in sorted(
        facts.order_by("person__pinyin", "pk"), key=lambda row: ORDER.index(row[2])
    ):
        nets[org].seats[pk] = Seat(pk, office, name)
    there = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    groups = WomensGroup.rows.filter(there, org__in=nets).order_by("name", "pk")
    for org, pk, name in groups.values_list("org_id", "pk", "name"):
        nets[org].groups[pk] = name
    ties = LiaisonLink.rows.filter(live(on), org__in=nets).order_by("pk")
    for org, *tie in ties.values_list("org_id", "pk", "level", "above_id", "below_id", "group_id"):
        nets[org].ties.append(Tie(*tie))
    return nets


def _names(net: Net) -> dict[int, str]:
    return {pk: seat.name for pk, seat in net.seats.items()}


def _upward(pk: int, seats: dict[int, Tie]) -> Iterator[int]:
    """Yield who is above, one by one; offices descend, so this cannot go round."""
    while pk in seats:
        pk = seats[pk].above
        yield pk


def _reaches(net: Net, pk: int, seats: dict[int, Tie]) -> bool:
    """Say whether the way up from a seat ends at the chair."""
    last = pk
    for last in _upward(pk, seats):  # noqa: B007 -- the last one is wanted
        pass
    return net.seats[last].office == Office.CHAIR
