"""How far every committee is from its head-counts, with its sign, in both ways of counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, TextChoices

from members.models import Appointment, CommitteeSeat, Office
from members.models.appointments import COMMITTEE
from members.queries.quotas import book_on
from members.queries.seats import IN_TWO, Structure, live
from members.rules import Quota
from orgs.models import Level, Org
from orgs.queries.lineage import code_now


class Standing(TextChoices):
    """达标情况."""

    SHORT = "short", "未达标"
    MET = "met", "正好达标"
    OVER = "over", "超出"


def signed(number: int) -> str:
    """Return a gap as people write it: +1, −1, 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"


@dataclass(frozen=True, slots=True)
class OrgGap:
    """One organisation's committee beside its quota."""

    org: Org
    quota: Quota
    chairs: int
    vices: int
    members: int

    @property
    def whole(self) -> int:
        """How many sit on the committee, its chair and vice-chairs among them."""
        return self.chairs + self.vices + self.members

    @property
    def chair_gap(self) -> int:
        """Chairs too many, or too few (negative)."""
        return self.chairs - self.quota.chair

    @property
    def vice_gap(self) -> int:
        """Vice-chairs too many, or too few."""
        return _beyond(self.vices, self.quota.vice_min, self.quota.vice_max)

    @property
    def inclusive_gap(self) -> int:
        """Executive members too many or too few, chair and vice-chairs counted among them."""
        return _beyond(self.whole, self.quota.executive_min, self.quota.executive_max)

    @property
    def additive_gap(self) -> int:
        """The same without chair and vice-chairs."""
        return _beyond(self.members, self.quota.executive_min, self.quota.executive_max)

    @property
    def gap(self) -> int:
        """Executive members too many or too few, as the rule counts."""
        return self.inclusive_gap if self.quota.is_inclusive else self.additive_gap

    @property
    def standing(self) -> Standing:
        """Whether something is short, beyond, or all is met."""
        gaps = (self.chair_gap, self.vice_gap, self.gap)
        if min(gaps) < 0:
            return Standing.SHORT
        return Standing.OVER if max(gaps) > 0 else Standing.MET

    @property
    def said(self) -> dict[str, str]:
        """Every gap with its sign."""
        names = ("chair_gap", "vice_gap", "gap", "inclusive_gap", "additive_gap")
        return {name: signed(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True)
class Total:
    """Several organisations together: how many sit there, how many should, and how they stand."""

    org: Org | None
    count: int
    chairs: int
    vices: int
    members: int
    whole: int
    due: int
    vice_due: int
    standings: dict[str, int]
    executives: int

    @property
    def gap(self) -> str:
        """Executive members together against the least laid down, with its sign."""
        return signed(self.executives - self.due)

    @property
    def vice_gap(self) -> str:
        """Vice-chairs together against the least laid down, with its sign."""
        return signed(self.vices - self.vice_due)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and which are missing."""

    title: str
    numerator: int
    denominator: int
    missing: list[Org]

    @property
    def rate(self) -> str:
        """The percentage as printed; a dash where nothing is counted."""
        return f"{self.numerator / self.denominator:.1%}" if self.denominator else "—"


def gaps_on(on: date, *, orgs: QuerySet[Org] | None = None) -> list[OrgGap]:
    """Return every organisation in reach that has a quota, in tree order; three queries."""
    book = book_on(on)
    standing = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    rows = (Org.objects.all() if orgs is None else orgs).filter(standing, is_counted=True)
    held: dict[int, dict[str, int]] = defaultdict(dict)
    seats = Appointment.objects.filter(live(on), office__in=COMMITTEE).order_by()
    if orgs is not None:
        seats = seats.filter(org__in=orgs.order_by().values("pk"))
    for org, office, n in seats.values_list("org_id", "office").annotate(n=Count("pk")):
        held[org][office] = n
    return [
        OrgGap(org, rule.quota, *(held.get(org.pk, {}).get(office, 0) for office in COMMITTEE))
        for org in rows.order_by("lft")
        if (rule := book.of(org)) is not None
    ]


def total_of(gaps: Sequence[OrgGap], org: Org | None = None) -> Total:
    """Return the sum of ``gaps``: the counts, what is due at least, and how many stand how."""
    sums: Counter[str] = Counter()
    for one in gaps:
        sums.update(chairs=one.chairs, vices=one.vices, members=one.members, whole=one.whole)
        sums.update(due=one.quota.executive_min, vice_due=one.quota.vice_min)
        sums["executives"] += one.whole if one.quota.is_inclusive else one.members
    standings = Counter(one.standing for one in gaps)
    names = ("chairs", "vices", "members", "whole", "due", "vice_due", "executives")
    return Total(
        org, len(gaps), standings={s.value: standings[s] for s in Standing},
        **{name: sums[name] for name in names},
    )  # fmt: skip


def totals_by_township(gaps: Iterable[OrgGap]) -> list[Total]:
    """Return the villages of each township summed, in tree order."""
    villages: dict[int, list[OrgGap]] = defaultdict(list)
    towns: dict[int, Org] = {}
    for one in gaps:
        if one.org.level == Level.TOWNSHIP:
            towns[one.org.pk] = one.org
        if one.org.level == Level.VILLAGE and one.org.parent_id:
            villages[one.org.parent_id].append(one)
    known = Org.objects.in_bulk(set(villages) - set(towns))
    heads = sorted([*towns.values(), *known.values()], key=lambda org: org.lft)
    return [total_of(villages[org.pk], org) for org in heads if org.pk in villages]


def shares_on(on: date) -> list[Share]:
    """Return 主席进两委, 两委有女性, 乡镇有主席, 主席进党委: each with who lacks it (A17)."""
    standing = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    orgs = list(Org.objects.filter(standing, is_counted=True).order_by("lft"))
    chairs = dict(
        Appointment.objects.filter(live(on), office=Office.CHAIR).values_list("org_id", "person_id")
    )
    seats = set(_in_two_committees(on).values_list("org_id", "person_id"))
    with_women = {org for org, _ in seats}
    villages = [org for org in orgs if org.level == Level.VILLAGE]
    towns = [org for org in orgs if org.level == Level.TOWNSHIP]
    in_two = {org for org, person in chairs.items() if (org, person) in seats}
    return [
        _share("村（社区）妇联主席进两委", villages, in_two),
        _share("村（社区）两委有女性", villages, with_women),
        _share("乡镇（街道）妇联有主席", towns, set(chairs)),
        _share("乡镇（街道）妇联主席进党（工）委", towns, in_two),
    ]


def lacks_of(org: Org, on: date, shape: Structure) -> list[str]:
    """Return what a committee of this ``shape`` lacks on the day ``on``, in plain words."""
    found = []
    if shape.quota and org.is_counted and _stands(org, on):
        now = OrgGap(org, shape.quota, shape.chairs, shape.vice_chairs, shape.executives)
        short = (("主席", now.chair_gap), ("副主席", now.vice_gap), ("执委", now.gap))
        found = [f"{name} {-gap} 名" for name, gap in short if gap < 0]
    if org.level == Level.VILLAGE and org.is_counted:
        if shape.chairs and True not in shape.in_two:
            found.append("主席还没有登记进两委")
        if not shape.in_two:
            found.append("两委里还没有登记女性")
    return found


def _stands(org: Org, on: date) -> bool:
    return org.founded_on <= on and (org.closed_on is None or org.closed_on > on)


def _in_two_committees(on: date) -> QuerySet[CommitteeSeat]:
    """Return the seats in 两委; of a township that is its 党（工）委."""
    return CommitteeSeat.objects.filter(IN_TWO, live(on))


def _share(title: str, orgs: list[Org], have: set[int]) -> Share:
    missing = [org for org in orgs if org.pk not in have]
    return Share(title, len(orgs) - len(missing), len(orgs), missing)


def _beyond(held: int, least: int, most: int | None) -> int:
    """Return how many are missing (negative) or too many; between least and most none."""
    if held < least:
        return held - least
    return max(held - (least if most is None else most), 0)


def gap_rows(asked: dict[str, Any], on: date) -> list[dict[str, Any]]:
    """Return the organisations in reach that have a quota, by code, with their gaps."""
    rows = [
        {
            "org_code": one.org.code, "chairs": one.chairs, "vice_chairs": one.vices,
            "executives": one.members, "chair_gap": one.chair_gap, "vice_gap": one.vice_gap,
            "inclusive_gap": one.inclusive_gap, "additive_gap": one.additive_gap,
            "counting": one.quota.counting, "standing": one.standing.value,
        }
        for one in gaps_on(on)
    ]  # fmt: skip
    wanted = {name: asked[name] for name in ("standing",) if name in asked}
    if "org" in asked:
        wanted["org_code"] = code_now(asked["org"])
    kept = [one for one in rows if wanted.items() <= one.items()]
    return sorted(kept, key=lambda one: str(one["org_code"]))
