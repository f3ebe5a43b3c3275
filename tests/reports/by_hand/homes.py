"""Homes, groups, disclosure and activities counted a second time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import SimpleNamespace as Row

from homes.models import (
    Activity,
    ActivityPlan,
    CoOrganiser,
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
from members.models import Person
from orgs.models import Cluster, ClusterMember, WomensSocialOrganisation
from tests.reports.by_hand.core import BEIJING, Hand, live

CITY_AND_ABOVE = ("city_model", "province_model", "national_model")


class Homes(Hand):
    """Homes and what they do (docs/indicators.md; domain A11, A27, A31-A35, A47, A48)."""

    counts = frozenset(
        {"I-HOME-1", "I-HOME-2", "I-HOME-3", "I-HOME-4", "I-HOME-4.activities", "I-HOME-5",
         "I-HOME-6", "I-HOME-7", "I-HOME-8", "I-SOC-2", "I-NET-1", "I-NET-2", "I-NET-3",
         "I-NET-3.due", "I-NET-3.members", "I-NET-4", "I-PUB-1", "I-ACT-1", "I-ACT-1.times",
         "I-ACT-1.persons", "I-ACT-2"}
    )  # fmt: skip

    def count(self):
        self.homes = self._homes()
        self.held = [a for a in Activity.rows.all() if self._was_held(a)]
        for org in self.bodies:
            self._cover(org)
            self._public(org)
        self._used()
        self._models()
        self._clusters()
        self._groups()
        self._activities()

    def _homes(self):
        past = {p.home_id: p for p in HomePast.rows.all() if live(p, self.day)}
        paused = {p.home_id for p in HomePause.rows.all() if live(p, self.day)}
        tiers = {g.home_id: g.tier for g in HomeGrade.rows.all() if live(g, self.day)}
        found = {}
        for home in WomensHome.rows.all():
            if live(home, self.day):
                then = past.get(home.pk, home)
                found[home.pk] = Row(
                    pk=home.pk, kind=home.kind, org=then.org_id, social=then.social_id,
                    rules_on=home.rules_on, in_use=home.pk not in paused,
                    tier=tiers.get(home.pk, ""),
                )  # fmt: skip
        return found

    def _was_held(self, one):
        day = one.starts_at.astimezone(BEIJING).date()
        return one.status in ("held", "summed_up") and self.in_quarter(day)

    def _cover(self, org):
        mine = [h for h in self.homes.values() if h.org == org.pk and h.in_use]
        physical = [h for h in mine if h.kind == "physical"]
        online = [h for h in mine if h.kind == "online"]
        self.leaf(org.pk, "I-HOME-1", bool(physical), org.pk)
        self.leaf(org.pk, "I-HOME-2", bool(online), org.pk)
        self.leaf(org.pk, "I-NET-2", bool(online), org.pk)
        self.leaf(org.pk, "I-HOME-3", bool(physical and online), org.pk)
        for home in physical:
            ruled = home.rules_on is not None and home.rules_on <= self.day
            self.leaf(org.pk, "I-HOME-5", ruled, home.pk)

    def _used(self):
        for home in self.homes.values():
            org = self.orgs.get(home.org)
            if org is None or not org.active or home.kind == "online":
                continue
            there = [a for a in self.held if a.home_id == home.pk]
            self.leaf(home.org, "I-HOME-4", bool(there), home.pk)
            self.add(home.org, "I-HOME-4.activities", len(there))
            if home.kind == "micro" and home.in_use:
                self.add(home.org, "I-HOME-6", 1)

    def _models(self):
        supported = {
            s.pk: s.support for s in WomensSocialOrganisation.rows.all() if live(s, self.day)
        }
        bodies = {o.pk for o in self.bodies}
        for home in self.homes.values():
            is_model = home.kind == "physical" and home.tier in CITY_AND_ABOVE
            if is_model and home.org in bodies:
                guest = supported.get(home.social, "")
                self.leaf(home.org, "I-HOME-8", guest != "", home.pk)
                self.leaf(home.org, "I-SOC-2", guest == "introduced", home.pk)

    def _clusters(self):
        members = [m for m in ClusterMember.rows.all() if live(m, self.day)]
        chosen = [c for c in ModelHome.rows.all() if live(c, self.day)]
        for cluster in Cluster.rows.filter(kind="home"):
            if not live(cluster, self.day):
                continue
            inside = {m.org_id for m in members if m.cluster_id == cluster.pk}
            named = [
                c for c in chosen
                if c.cluster_id == cluster.pk and c.home_id in self.homes
                and self.homes[c.home_id].org in inside
            ]  # fmt: skip
            tiered = [
                h for h in self.homes.values()
                if h.org in inside and h.kind == "physical" and h.in_use
                and h.tier in CITY_AND_ABOVE
            ]  # fmt: skip
            has_one = bool(named) or len(tiered) == 1
            self.leaf(cluster.org_id, "I-HOME-7", has_one, cluster.pk)

    def _groups(self):
        counts = {}
        for row in sorted(GroupCount.rows.all(), key=lambda one: one.counted_on):
            if row.counted_on <= self.day:
                counts[row.group_id] = row.members
        for org in self.bodies:
            groups = [g for g in OnlineGroup.rows.filter(org=org.pk) if live(g, self.day)]
            kinds = {g.kind for g in groups}
            self.leaf(org.pk, "I-NET-1", "executive" in kinds, org.pk)
            self.part(org.pk, "I-NET-3.due", len(kinds & {"executive", "home"}), 2, org.pk)
            for group in groups:
                self.add(org.pk, "I-NET-3", 1)
                self.add(org.pk, "I-NET-3.members", counts.get(group.pk, 0))
                ruled = group.rules_on is not None and group.rules_on <= self.day
                self.leaf(org.pk, "I-NET-4", ruled, group.pk)

    def _public(self, org):
        """All four of 职责任务、组织架构、干部身份、活动安排; duties are always written for all."""
        over = datetime.combine(self.day + timedelta(days=1), time.min, BEIJING)
        hidden = any(
            t.person_id is None and t.down_at < over and (t.back_at is None or t.back_at >= over)
            for t in TakeDown.rows.filter(org=org.pk)
        )
        whole = not hidden and self._all_asked(org) and self._planned(org)
        self.leaf(org.pk, "I-PUB-1", whole, org.pk)

    def _all_asked(self, org):
        officers = self.officers(org.pk)
        asked = {c.person_id for c in NameConsent.rows.all() if c.said_on <= self.day}
        asked |= {
            p.pk for p in Person.rows.exclude(name_shown_since=None)
            if p.name_shown_since <= self.day
        }  # fmt: skip
        return bool(officers) and all(s.person_id in asked for s in officers)

    def _planned(self, org):
        """A plan for the quarter is written, or something is on in it, with others or alone."""
        for plan in ActivityPlan.rows.filter(org=org.pk):
            if plan.quarter == self.first and plan.text:
                return True
        along = {c.activity_id for c in CoOrganiser.rows.filter(org=org.pk)}
        return any(
            a.status != "called_off" and self.in_quarter(a.starts_at.astimezone(BEIJING).date())
            and (a.org_id == org.pk or a.pk in along)
            for a in Activity.rows.all()
        )  # fmt: skip

    def _activities(self):
        joint = {c.activity_id for c in CoOrganiser.rows.all()}
        for one in self.held:
            self.add(one.org_id, "I-ACT-1", 1)
            self.add(one.org_id, "I-ACT-1.times", one.attendances or 0)
            self.add(one.org_id, "I-ACT-1.persons", one.persons or 0)
            self.leaf(one.org_id, "I-ACT-2", one.pk in joint, one.pk)
