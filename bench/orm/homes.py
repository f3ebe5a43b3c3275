"""I-HOME, I-SOC-2, I-NET, I-PUB and I-ACT, written well."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from django.db.models import Q

from bench.orm.base import Family, by, keys
from homes.models import (
    Activity,
    ActivityPlan,
    CoOrganiser,
    Disclosure,
    DutiesTemplate,
    GroupCount,
    HomeGrade,
    HomePast,
    HomePause,
    ModelHome,
    NameConsent,
    OnlineGroup,
    TakeDown,
    WomensHome,
)
from homes.rules.disclosure import DUTIES
from members.models import Person
from orgs.models import Cluster, ClusterMember, WomensSocialOrganisation

ABOVE = ["city_model", "province_model", "national_model"]


class Home(NamedTuple):
    """A home as it was on the day."""

    pk: int
    org: int
    kind: str
    is_ruled: bool
    guest: int | None
    in_use: bool
    is_model: bool


class Homes(Family):
    """Homes and what they do."""

    def count(self) -> None:
        """Count everything of the family."""
        self.homes = self._homes()
        self.of_org = by((one.org, one) for one in self.homes.values())
        self._activities()
        self._cover()
        self._models()
        self._clusters()
        self._groups()
        self._public()

    def _homes(self) -> dict[int, Home]:
        past = {
            home: (org, guest) for home, org, guest in
            HomePast.rows.filter(self.at.live()).values_list("home_id", "org_id", "social_id")
        }  # fmt: skip
        paused = keys(HomePause.rows.filter(self.at.live()), "home_id")
        model = keys(HomeGrade.rows.filter(self.at.live(), tier__in=ABOVE), "home_id")
        found = {}
        for pk, org, kind, rules_on, guest in WomensHome.rows.filter(self.at.live()).values_list(
            "pk", "org_id", "kind", "rules_on", "social_id"
        ):
            where, whom = past.get(pk, (org, guest))
            ruled = rules_on is not None and rules_on <= self.day
            is_model = kind == "physical" and pk in model
            found[pk] = Home(pk, where, kind, ruled, whom, pk not in paused, is_model)
        return found

    def _activities(self) -> None:
        joint = keys(CoOrganiser.rows.all(), "activity_id")
        held = Activity.rows.filter(self.at.held(), status__in=["held", "summed_up"])
        self.used: Counter[int] = Counter()
        for pk, org, home, times, persons in held.values_list(
            "pk", "org_id", "home_id", "attendances", "persons"
        ):
            self.at.add(org, "I-ACT-1")
            self.at.add(org, "I-ACT-1.times", times or 0)
            self.at.add(org, "I-ACT-1.persons", persons or 0)
            self.at.one(org, "I-ACT-2", pk in joint, pk)
            if home:
                self.used[home] += 1

    def _cover(self) -> None:
        for org in self.at.bodies:
            kinds = {one.kind for one in self.of_org.get(org, []) if one.in_use}
            self.at.one(org, "I-HOME-1", "physical" in kinds, org)
            self.at.one(org, "I-HOME-2", "online" in kinds, org)
            self.at.one(org, "I-NET-2", "online" in kinds, org)
            self.at.one(org, "I-HOME-3", {"physical", "online"} <= kinds, org)
        for home in self.homes.values():
            if home.kind == "physical" and home.in_use and home.org in self.at.bodies:
                self.at.one(home.org, "I-HOME-5", home.is_ruled, home.pk)
            if home.kind != "online":
                self._use(home)

    def _use(self, home: Home) -> None:
        if self.used[home.pk]:
            self.at.add(home.org, "I-HOME-4.activities", self.used[home.pk])
        if self.at.is_active(home.org):
            self.at.one(home.org, "I-HOME-4", self.used[home.pk] > 0, home.pk)
            if home.kind == "micro" and home.in_use:
                self.at.add(home.org, "I-HOME-6")

    def _models(self) -> None:
        guests = WomensSocialOrganisation.rows.filter(self.at.live())
        support: dict[int | None, str] = dict(guests.values_list("pk", "support"))
        for home in self.homes.values():
            if home.is_model and home.org in self.at.bodies:
                self.at.one(home.org, "I-HOME-8", home.guest in support, home.pk)
                introduced = support.get(home.guest) == "introduced"
                self.at.one(home.org, "I-SOC-2", introduced, home.pk)

    def _clusters(self) -> None:
        clusters = Cluster.rows.filter(self.at.live(), kind="home").values_list("pk", "org_id")
        members = ClusterMember.rows.filter(self.at.live(), cluster__kind="home")
        inside = by(members.values_list("cluster_id", "org_id"))
        chosen = by(ModelHome.rows.filter(self.at.live()).values_list("cluster_id", "home_id"))
        for pk, org in clusters:
            there = [one for org in set(inside.get(pk, [])) for one in self.of_org.get(org, [])]
            keys_there = {one.pk for one in there}
            named = any(home in keys_there for home in chosen.get(pk, []))
            models = [one for one in there if one.is_model and one.in_use]
            self.at.one(org, "I-HOME-7", named or len(models) == 1, pk)

    def _groups(self) -> None:
        counts = GroupCount.rows.filter(counted_on__lte=self.day).order_by("counted_on")
        members = dict(counts.values_list("group_id", "members"))
        kinds: dict[int, set[str]] = defaultdict(set)
        rows = OnlineGroup.rows.filter(self.at.live())
        for pk, org, kind, rules_on in rows.values_list("pk", "org_id", "kind", "rules_on"):
            if org not in self.at.bodies:
                continue
            kinds[org].add(kind)
            self.at.add(org, "I-NET-3")
            if pk in members:
                self.at.add(org, "I-NET-3.members", members[pk])
            self.at.one(org, "I-NET-4", rules_on is not None and rules_on <= self.day, pk)
        for org in self.at.bodies:
            self.at.one(org, "I-NET-1", "executive" in kinds[org], org)
            self.at.part(org, "I-NET-3.due", len(kinds[org] & {"executive", "home"}), 2, org)

    def _public(self) -> None:
        written = dict(DutiesTemplate.rows.values_list("level", "text"))
        own = keys(Disclosure.rows.exclude(duties=""), "org_id")
        down = keys(self._down(), "org_id")
        asked = keys(NameConsent.rows.filter(said_on__lte=self.day), "person_id")
        asked |= keys(Person.rows.filter(name_shown_since__lte=self.day), "pk")
        planned = self._planned()
        for pk, org in self.at.bodies.items():
            seats = self.at.officers[pk]
            told = pk in own or bool(written.get(org.level) or DUTIES.get(org.level))
            known = bool(seats) and all(seat.person in asked for seat in seats)
            whole = pk not in down and told and known and pk in planned
            self.at.one(pk, "I-PUB-1", whole, pk)

    def _down(self) -> Any:
        still = Q(back_at__isnull=True) | Q(back_at__gte=self.at.end_at)
        return TakeDown.rows.filter(still, person__isnull=True, down_at__lt=self.at.end_at)

    def _planned(self) -> set[int]:
        plans = ActivityPlan.rows.filter(quarter=self.first).exclude(text="")
        coming = Activity.rows.filter(self.at.held()).exclude(status="called_off")
        along = CoOrganiser.rows.filter(org__isnull=False, activity__in=coming)
        return keys(plans, "org_id") | keys(coming, "org_id") | keys(along, "org_id")
