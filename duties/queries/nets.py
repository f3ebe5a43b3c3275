"""The seats, far ends and ties of one organisation on one day, read for many at once (``Net``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.db.models.functions import Coalesce

from duties.models import Household, LiaisonLink, LinkLevel, Woman
from duties.rules.links import ABOVE, BELOW
from members.models import Appointment, Office, WomensGroup
from orgs.models import Org
from orgs.queries.hats import live

ORDER = [*ABOVE.values()]
UPPER = {int(level): str(office) for level, office in ABOVE.items()}
LOWER = {int(level): str(office) for level, office in BELOW.items()}
LAST = UPPER[LinkLevel.TO_GROUP]
FAR = ("household", "woman")  # far ends there may be hundreds of: their ties come in bundles
FACTS = ("pk", "level", "above_id", "below_id", "group_id", "household_id", "woman_id")


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in office; ``person`` tells one woman in two seats."""

    pk: int
    office: str
    name: str = ""
    person: int = 0

    @property
    def title(self) -> str:
        """The office in Chinese."""
        return str(Office(self.office).label)


@dataclass(frozen=True, slots=True)
class Tie:
    """A link by its ends: one of ``below``, ``group``, ``household``, ``woman`` is filled."""

    pk: int
    level: int
    above: int
    below: int | None = None
    group: int | None = None
    household: int | None = None
    woman: int | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """The main links of one representative to far ends of one kind: their keys, side by side."""

    above: int
    end: str
    far: list[int]
    ties: list[int]


@dataclass(slots=True)
class Net:
    """One organisation's seats, far ends and ties on a day."""

    seats: dict[int, Seat] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    households: dict[int, str] = field(default_factory=dict)
    women: dict[int, str] = field(default_factory=dict)
    bundles: list[Bundle] = field(default_factory=list)
    extras: list[Tie] = field(default_factory=list)

    def far(self, end: str) -> dict[int, str]:
        """Return what is there of the far ends of one kind, with what they are called."""
        return {"group": self.groups, "household": self.households, "woman": self.women}[end]

    def holds(self, tie: Tie) -> bool:
        """Say whether both ends are there, in the offices of the tie's level."""
        upper = self.seats.get(tie.above)
        if upper is None or upper.office != UPPER[tie.level]:
            return False
        if tie.below is not None:
            lower = self.seats.get(tie.below)
            return lower is not None and lower.office == LOWER.get(tie.level)
        if tie.group is not None:
            return tie.group in self.groups
        return tie.household in self.households or tie.woman in self.women

    def leads(self, pk: int) -> bool:
        """Say whether the seat is a representative's: far ends are hers to keep in touch with."""
        seat = self.seats.get(pk)
        return seat is not None and seat.office == LAST

    def sound(self) -> list[Tie]:
        """Return the main ties that hold."""
        return [tie for tie in self.ties if self.holds(tie)]

    def above_seats(self) -> dict[int, Tie]:
        """Return for every seat with somebody above it the tie that holds."""
        return {t.below: t for t in self.sound() if t.below}

    def above_groups(self) -> dict[int, Tie]:
        """Return for every group with somebody above it the tie that holds."""
        return {t.group: t for t in self.sound() if t.group}


def net_of(org: Org, on: date) -> Net:
    """Return the organisation's seats, far ends and ties on the day ``on``."""
    return nets_of([org.pk], on)[org.pk]


def nets_of(orgs: Iterable[int] | None, on: date, *, named: bool = True) -> dict[int, Net]:
    """Return the nets of several organisations, in six queries; None: of all in reach.

    Without ``named`` nobody's name is read: for counting a whole county.
    """
    asked = None if orgs is None else set(orgs)
    nets: dict[int, Net] = {pk: Net() for pk in asked or ()}
    _read_seats(nets, asked, on, named=named)
    there = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    groups = _rows(WomensGroup, asked).filter(there).order_by("founded_on", "pk")
    for org, pk, name in groups.values_list("org_id", "pk", "name"):
        _net(nets, org).groups[pk] = name
    for model, column in ((Household, "households"), (Woman, "women")):
        rows = _rows(model, asked).filter(live(on)).order_by()
        if named:
            for org, pk, name in rows.order_by("name", "pk").values_list("org_id", "pk", "name"):
                getattr(_net(nets, org), column)[pk] = name
            continue
        for org, keys in rows.values_list("org_id").annotate(keys=ArrayAgg("pk")):
            setattr(_net(nets, org), column, dict.fromkeys(keys, ""))
    _read_ties(nets, asked, on)
    return nets


def _read_seats(nets: dict[int, Net], asked: set[int] | None, on: date, *, named: bool) -> None:
    seats = _rows(Appointment, asked).filter(live(on), office__in=ORDER)
    facts = ["org_id", "pk", "office", "person_id", *(["person__name"] if named else [])]
    order = ["person__pinyin", "pk"] if named else ["pk"]
    place = {office: n for n, office in enumerate(ORDER)}
    for org, pk, office, person, *name in sorted(
        seats.order_by(*order).values_list(*facts), key=lambda row: place[row[2]]
    ):
        _net(nets, org).seats[pk] = Seat(pk, office, name[0] if name else "", person)


def _read_ties(nets: dict[int, Net], asked: set[int] | None, on: date) -> None:
    ties = _rows(LiaisonLink, asked).filter(live(on))
    single = Q(household__isnull=True, woman__isnull=True) | Q(is_primary=False)
    facts = ties.filter(single).order_by("pk").values_list("org_id", "is_primary", *FACTS)
    for org, is_primary, *tie in facts:
        net = _net(nets, org)
        (net.ties if is_primary else net.extras).append(Tie(*tie))
    many = ties.filter(is_primary=True).exclude(single).order_by()
    bundles = many.values_list("org_id", "above_id", Q(woman__isnull=False)).annotate(
        far=ArrayAgg(Coalesce("household_id", "woman_id"), order_by="pk"),
        pks=ArrayAgg("pk", order_by="pk"),
    )
    for org, above, is_woman, far, pks in bundles:
        _net(nets, org).bundles.append(Bundle(above, FAR[is_woman], far, pks))


def _rows(model: Any, asked: set[int] | None) -> Any:
    return model.objects.all() if asked is None else model.rows.filter(org__in=asked)


def _net(nets: dict[int, Net], org: int) -> Net:
    found = nets.get(org)
    if found is None:
        found = nets[org] = Net()
    return found
