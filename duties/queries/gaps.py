"""The chain-gap finder (断链查找): what the liaison chains lack, and how to mend it.

Pure functions over a ``Net``, so that a county of hundreds of thousands of households is looked
through in Python's own sets (anchors N3). Nothing here ranks anybody: a gap is a thing to do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from duties.models import LinkLevel
from duties.queries.links import linked_in, name_of
from duties.queries.nets import FAR, ORDER, Net, Tie
from duties.rules.links import ABOVE, BELOW
from members.models import Office

RANK = {office: place for place, office in enumerate(ORDER)}


class GapKind(StrEnum):
    """断链种类."""

    NO_CHAIR = "no_chair"
    NO_VICE = "no_vice"
    VICE = "vice"
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    GROUP = "group"
    HOUSEHOLD = "household"
    WOMAN = "woman"
    IDLE_VICE = "idle_vice"
    IDLE_MEMBER = "idle_member"
    IDLE_REPRESENTATIVE = "idle_representative"
    GONE = "gone"
    ONESELF = "oneself"
    CYCLE = "cycle"
    OVERLOAD = "overload"


SAYS: dict[GapKind, str] = {
    GapKind.NO_CHAIR: "没有主席，联系链没有头",
    GapKind.NO_VICE: "有执委，没有副主席",
    GapKind.VICE: "副主席没有主席联系",
    GapKind.MEMBER: "执委没有副主席联系",
    GapKind.REPRESENTATIVE: "妇女代表没有执委联系",
    GapKind.GROUP: "妇女小组没有妇女代表联系",
    GapKind.HOUSEHOLD: "家庭没有妇女代表联系",
    GapKind.WOMAN: "妇女没有妇女代表联系",
    GapKind.IDLE_VICE: "副主席没有联系执委",
    GapKind.IDLE_MEMBER: "执委没有联系妇女代表",
    GapKind.IDLE_REPRESENTATIVE: "妇女代表没有联系小组、家庭和妇女",
    GapKind.GONE: "联系的人已经离任、撤销或停止联系",
    GapKind.ONESELF: "自己联系自己",
    GapKind.CYCLE: "联系绕成了圈",
    GapKind.OVERLOAD: "一个人联系的太多",
}
ALONE: dict[GapKind, tuple[int, str]] = {  # nobody above: the level, the column of the lower end
    GapKind.VICE: (LinkLevel.TO_VICE_CHAIR, "below"),
    GapKind.MEMBER: (LinkLevel.TO_EXECUTIVE_MEMBER, "below"),
    GapKind.REPRESENTATIVE: (LinkLevel.TO_REPRESENTATIVE, "below"),
    GapKind.GROUP: (LinkLevel.TO_GROUP, "group"),
    GapKind.HOUSEHOLD: (LinkLevel.TO_GROUP, "household"),
    GapKind.WOMAN: (LinkLevel.TO_GROUP, "woman"),
}
IDLE: dict[str, GapKind] = {
    Office.VICE_CHAIR: GapKind.IDLE_VICE,
    Office.EXECUTIVE_MEMBER: GapKind.IDLE_MEMBER,
    Office.REPRESENTATIVE: GapKind.IDLE_REPRESENTATIVE,
}
UNNAMED = {GapKind.HOUSEHOLD: "一户家庭", GapKind.WOMAN: "一位妇女", GapKind.GONE: "一条联系"}
OF_TIES = (GapKind.GONE, GapKind.ONESELF)
Found = dict[GapKind, tuple[int, ...]]  # keys of seats, far ends, or ties (``OF_TIES``)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who could keep in touch with whom: the least loaded of the same organisation."""

    kind: GapKind
    end: str
    far: int
    above: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What a chain lacks: said in words, and who waits (names)."""

    kind: GapKind
    who: tuple[tuple[int, str], ...]

    @property
    def says(self) -> str:
        """The kind in Chinese."""
        return SAYS[self.kind]

    @property
    def level(self) -> int:
        """The level of the link that is missing; 0 where none is."""
        return ALONE[self.kind][0] if self.kind in ALONE else 0


def found_in(net: Net, most: int) -> Found:
    """Return what the chains of one organisation lack, by kind; kinds without any left out.

    ``most`` is how many one person may keep in touch with (``contact_most``).
    """
    if not (net.seats or net.groups or net.households or net.women or net.ties or net.bundles):
        return {}
    sound, kept = net.sound(), _kept(net)
    levels, linked = linked_in(
        net, {t.below: t for t in sound if t.below}, {t.group: t for t in sound if t.group}
    )
    loads = _loads(net, sound, kept)
    found: Found = _posts_missing(net)
    for kind, (level, end) in ALONE.items():
        share = linked[end] if end in FAR else levels[level]
        found[kind] = share.missing
    found |= _idle(net, loads)
    held = {tie.pk for tie in sound}
    loose = [tie for tie in net.ties if tie.pk not in held]
    found[GapKind.ONESELF] = tuple(t.pk for t in net.ties if _is_oneself(net, t))
    found[GapKind.GONE] = _gone(net, loose, kept)
    found[GapKind.CYCLE] = tuple(sorted(_cycling(net, loose)))
    found[GapKind.OVERLOAD] = tuple(pk for pk, count in sorted(loads.items()) if count > most)
    return {kind: keys for kind, keys in found.items() if keys}


def gaps_of(net: Net, most: int, *, named: bool = True) -> list[Gap]:
    """Return what the chains of one organisation lack, with names.

    Not ``named``: households and women are told as such, for whoever may not read the register.
    """
    ties = {tie.pk: name_of(net, tie) for tie in net.ties}
    upper = {tie.pk: net.seats[tie.above].name for tie in net.ties if tie.above in net.seats}
    for one in net.bundles:
        far = net.far(one.end)
        ties |= {pk: far.get(key, "") for pk, key in zip(one.ties, one.far, strict=True)}
        if one.above in net.seats:
            upper |= dict.fromkeys(one.ties, net.seats[one.above].name)

    def called(kind: GapKind, pk: int) -> str:
        if not named and kind in UNNAMED:
            return UNNAMED[kind]
        if kind in OF_TIES:
            return f"{upper.get(pk, '已离任的人')}联系{ties.get(pk) or '已不在的对象'}"
        if kind in ALONE and ALONE[kind][1] != "below":
            return net.far(ALONE[kind][1])[pk]
        return net.seats[pk].name if pk in net.seats else "这里"

    return [
        Gap(kind, tuple((pk, called(kind, pk)) for pk in keys))
        for kind, keys in found_in(net, most).items()
    ]


def proposals_of(net: Net, found: Found, most: int) -> list[Proposal]:
    """Return for whoever has nobody above the fitting person of the same organisation.

    Who helps to keep in touch already comes first, then who has fewest; nobody is given more than
    ``most``. In the order of the levels, so that a new link below counts at once.
    """
    loads, given = loads_of(net), list[Proposal]()
    beside: dict[tuple[str, int], int] = {}
    for tie in net.extras:
        if net.holds(tie):
            end = _end_of(tie)
            beside.setdefault((end, getattr(tie, end)), tie.above)
    for kind, (level, end) in ALONE.items():
        people = [pk for pk, seat in net.seats.items() if seat.office == ABOVE[level]]
        for far in found.get(kind, ()):
            above = beside.get((end, far)) or min(people, key=lambda pk: loads[pk], default=None)
            if above is None or loads[above] >= most:
                continue
            loads[above] += 1
            given.append(Proposal(kind, end, far, above))
    return given


def loads_of(net: Net) -> Counter[int]:
    """Return with how many everybody keeps in touch, by main links that hold."""
    return _loads(net, net.sound(), _kept(net))


def on_cycles(ties: Iterable[tuple[int, int]]) -> set[int]:
    """Return who lies on a circle of ``ties`` (above, below), a tie to oneself included."""
    below: dict[int, set[int]] = defaultdict(set)
    for above, one in ties:
        below[above].add(one)
    waiting = {pk for pk, ones in below.items() if ones}
    while ends := {pk for pk in waiting if not below[pk] & waiting}:
        waiting -= ends  # whoever leads to nobody that leads on
    return {pk for pk in waiting if pk in _reached(pk, below, waiting)}


def counted(founds: Mapping[int, Found]) -> Counter[GapKind]:
    """Return how many gaps of each kind several organisations have."""
    sums: Counter[GapKind] = Counter()
    for found in founds.values():
        for kind, keys in found.items():
            sums[kind] += len(keys)
    return sums


def _reached(start: int, below: Mapping[int, set[int]], inside: set[int]) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        fresh = below[waiting.pop()] & inside - seen
        seen |= fresh
        waiting += fresh
    return seen


def _posts_missing(net: Net) -> Found:
    offices = {seat.office for seat in net.seats.values()}
    found: Found = {}
    if offices and Office.CHAIR not in offices:
        found[GapKind.NO_CHAIR] = (0,)
    if Office.EXECUTIVE_MEMBER in offices and Office.VICE_CHAIR not in offices:
        found[GapKind.NO_VICE] = (0,)
    return found


def _idle(net: Net, loads: Mapping[int, int]) -> Found:
    """Return who keeps in touch with nobody though there is somebody to keep in touch with."""
    offices = {seat.office for seat in net.seats.values()}
    far = bool(net.groups or net.households or net.women)
    found: Found = {}
    for level, office in ABOVE.items():
        if kind := IDLE.get(office):
            below = far if level == LinkLevel.TO_GROUP else BELOW[level] in offices
            found[kind] = tuple(
                pk for pk, seat in net.seats.items()
                if below and seat.office == office and not loads[pk]
            )  # fmt: skip
    return found


def _is_oneself(net: Net, tie: Tie) -> bool:
    if tie.below is None:
        return False
    upper, lower = net.seats.get(tie.above), net.seats.get(tie.below)
    same = upper and lower and upper.person and upper.person == lower.person
    return tie.above == tie.below or bool(same)


def _kept(net: Net) -> list[int]:
    """Return of how many far ends each bundle's links hold."""
    return [
        sum(map(net.far(one.end).__contains__, one.far)) if net.leads(one.above) else 0
        for one in net.bundles
    ]


def _loads(net: Net, sound: Iterable[Tie], kept: Iterable[int]) -> Counter[int]:
    loads = Counter([tie.above for tie in sound])
    for one, count in zip(net.bundles, kept, strict=True):
        if count:
            loads[one.above] += count
    return loads


def _gone(net: Net, loose: Iterable[Tie], kept: Iterable[int]) -> tuple[int, ...]:
    """Return the links of which an end is not there, or not in the office of its level."""
    gone = [t.pk for t in loose if not _is_oneself(net, t)]
    for one, count in zip(net.bundles, kept, strict=True):
        if count < len(one.far):
            far = net.far(one.end) if count else ()
            gone += [pk for pk, key in zip(one.ties, one.far, strict=True) if key not in far]
    return tuple(gone)


def _cycling(net: Net, loose: Iterable[Tie]) -> set[int]:
    """Return the seats on a circle; only a link that does not descend (``loose``) can close one."""
    if all(_descends(net, t.above, t.below) for t in loose if t.below is not None):
        return set()
    return on_cycles((tie.above, tie.below) for tie in net.ties if tie.below is not None)


def _descends(net: Net, above: int, below: int) -> bool:
    upper, lower = net.seats.get(above), net.seats.get(below)
    return bool(upper and lower and RANK[upper.office] < RANK[lower.office])


def _end_of(tie: Tie) -> str:
    return next(e for e in ("below", "group", *FAR) if getattr(tie, e) is not None)
