"""The chains of everything in reach at once: gaps and coverage, summed up, never averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duties.models import LinkLevel
from duties.queries.gaps import SAYS, Found, GapKind, counted, found_in
from duties.queries.links import Coverage, coverage_of
from duties.queries.nets import FAR, Net, nets_of
from fulian.searching import meant
from orgs.models import Level, Org, OrgStatus
from orgs.queries.naming import places


@dataclass(frozen=True, slots=True)
class GapLine:
    """What the chains of one organisation lack: how many of each kind."""

    org: Org
    counts: dict[GapKind, int]

    @property
    def said(self) -> list[tuple[str, int]]:
        """Each kind in words, with how many."""
        return [(SAYS[kind], count) for kind, count in self.counts.items()]


@dataclass(frozen=True, slots=True)
class Sum:
    """One indicator over many organisations: linked, and all."""

    code: str
    says: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Look:
    """What was looked through, what it lacks by kind and place, and how far its chains reach."""

    orgs: int
    lines: tuple[GapLine, ...]
    counts: list[tuple[str, str, int]]
    sums: tuple[Sum, ...]
    towns: tuple[tuple[int, str], ...]


def look(on: date, most: int, *, town: int | None = None, text: str = "") -> Look:
    """Look through the chains in reach on a day: of a township and below, of places called so."""
    reach = Org.objects.filter(status=OrgStatus.ACTIVE)
    towns = reach.filter(level=Level.TOWNSHIP).order_by("lft")
    rows = reach
    if town is not None:
        top = towns.filter(pk=town).first()
        rows = rows.filter(lft__gte=top.lft, rght__lte=top.rght) if top else rows.none()
    rows = rows.filter(meant(text, {"pk": places}))
    orgs = {org.pk: org for org in rows.order_by("lft")}
    is_all = town is None and not text
    nets = nets_of(None if is_all else orgs, on, named=False)
    nets = {pk: nets[pk] for pk in orgs if pk in nets}
    founds = {pk: found_in(net, most) for pk, net in nets.items()}
    kinds = counted(founds)
    return Look(
        orgs=len(orgs), lines=tuple(_line(orgs[pk], f) for pk, f in founds.items() if f),
        counts=[(kind.value, says, kinds[kind]) for kind, says in SAYS.items() if kinds[kind]],
        sums=sums_of(nets.values()),
        towns=tuple((org.pk, org.short_name) for org in towns),
    )  # fmt: skip


def sums_of(nets: Iterable[Net]) -> tuple[Sum, ...]:
    """Return I-LIA-1 to 5 of several organisations together."""
    return sums_in([coverage_of(net) for net in nets])


def sums_in(reached: list[Coverage]) -> tuple[Sum, ...]:
    """Return I-LIA-1 to 5 from the coverage of each; households and women beside groups."""
    said: dict[str, tuple[str, Counter[str]]] = {}

    def add(code: str, says: str, done: int, total: int) -> None:
        _, sums = said.setdefault(code, (says, Counter()))
        sums.update(done=done, total=total)

    for one in reached:
        for level in LinkLevel:
            share = one.levels[level]
            add(f"I-LIA-{level}", LEVELS[level], share.done, share.total)
        for end in FAR:
            share = one.linked[end]
            add(f"I-LIA-4 {WHO[end]}", f"有妇女代表联系的{WHO[end]}", share.done, share.total)
        add("I-LIA-5", "一直连到主席的妇女小组", one.chains.done, one.chains.total)
        for end in FAR:
            share = one.whole[end]
            add(f"I-LIA-5 {WHO[end]}", f"一直连到主席的{WHO[end]}", share.done, share.total)
    return tuple(
        Sum(code, says, sums["done"], sums["total"])
        for code, (says, sums) in said.items()
        if sums["total"] or " " not in code
    )


LEVELS: dict[int, str] = {
    LinkLevel.TO_VICE_CHAIR: "有主席联系的副主席",
    LinkLevel.TO_EXECUTIVE_MEMBER: "有副主席联系的执委",
    LinkLevel.TO_REPRESENTATIVE: "有执委联系的妇女代表",
    LinkLevel.TO_GROUP: "有妇女代表联系的妇女小组",
}
WHO = {"household": "家庭", "woman": "妇女"}


def _line(org: Org, found: Found) -> GapLine:
    return GapLine(org, {kind: len(keys) for kind, keys in found.items()})
