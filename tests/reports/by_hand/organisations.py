"""Reforms, units, clusters, social organisations, money and guidance counted a second time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from duties.models import Dispatch, DispatchReceipt
from members.models import FundingLine, WomensGroup
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformStep,
    WomensSocialOrganisation,
)
from tests.reports.by_hand.core import BEIJING, Hand, live

OF_A_PARK = ("federation", "womens_committee", "working_committee", "joint_federation")


class Organisations(Hand):
    """How far organisation reaches (docs/indicators.md; domain A01-A14, A28, A39)."""

    counts = frozenset(
        {"I-ORG-2", "I-ORG-3", "I-ORG-3.all", "I-ORG-4", "I-ORG-5", "I-ORG-6", "I-ORG-7",
         "I-ORG-7.clusters", "I-ORG-8", "I-SOC-1", "I-FUND-1", "I-FUND-2", "I-GOV-3", "I-GOV-4"}
    )  # fmt: skip

    def count(self):
        self._reforms()
        self._fields()
        self._units()
        self._clusters()
        self._groups()
        self._money()
        self._guidance()

    def _status(self, org, matter):
        steps = [
            s for s in ReformStep.rows.filter(org=org.pk)
            if s.matter == matter and s.since <= self.day
        ]  # fmt: skip
        return max(steps, key=lambda s: s.since).status if steps else ""

    def _reforms(self):
        cultivated = [
            self.orgs[s.org_id] for s in WomensSocialOrganisation.rows.all()
            if live(s, self.day) and s.support == "cultivated" and s.org_id in self.orgs
        ]  # fmt: skip
        for town in self.bodies:
            if town.level != "township":
                continue
            done = self._status(town, "regionalisation") == "done"
            self.leaf(town.pk, "I-ORG-2", done, town.pk)
            appraised = self._status(town, "party_appraisal") == "done"
            self.leaf(town.pk, "I-GOV-3", appraised, town.pk)
            if done:
                near = [
                    o for o in cultivated
                    if o.pk == town.pk or (o.level == "village" and o.parent == town.pk)
                ]  # fmt: skip
                self.leaf(town.pk, "I-SOC-1", bool(near), town.pk)

    def _fields(self):
        for org in self.orgs.values():
            if not org.active:
                continue
            if org.field:
                self.add(org.pk, "I-ORG-3.all", 1)
                self.add(org.pk, "I-ORG-3", int(self.in_quarter(org.founded)))
            if org.place == "park":
                self.leaf(org.pk, "I-ORG-4", org.kind in OF_A_PARK, org.pk)

    def _units(self):
        for indicator, kind in (("I-ORG-5", GroupMember), ("I-ORG-6", MemberUnit)):
            for row in kind.rows.all():
                if live(row, self.day):
                    self.add(row.org_id, indicator, 1)

    def _clusters(self):
        joint = {}
        for cluster in Cluster.rows.all():
            if live(cluster, self.day) and cluster.kind in ("community", "enterprise"):
                self.add(cluster.org_id, "I-ORG-7.clusters", 1)
                joint[cluster.pk] = cluster
        inside = {
            m.org_id for m in ClusterMember.rows.all()
            if live(m, self.day) and m.cluster_id in joint
        }  # fmt: skip
        for org in self.bodies:
            if org.level == "village" and org.place == "community":
                self.leaf(org.pk, "I-ORG-7", org.pk in inside, org.pk)

    def _groups(self):
        led = {s.group_id for s in self.live.values() if s.office == "group_leader"}
        villages = {o.pk for o in self.bodies if o.level == "village"}
        for group in WomensGroup.rows.all():
            if group.org_id in villages and live(group, self.day, "founded_on", "closed_on"):
                self.leaf(group.org_id, "I-ORG-8", group.pk in led, group.pk)

    def _money(self):
        for line in FundingLine.rows.filter(year=self.day.year):
            due, received = int(line.due * 100), int(line.received * 100)
            self.part(line.org_id, "I-FUND-1", received, due, line.pk)
            if line.basis == "per_head":
                self.add(line.org_id, "I-FUND-2", received, line.heads)

    def _guidance(self):
        over = datetime.combine(self.day + timedelta(days=1), time.min, BEIJING)
        bodies = {o.pk for o in self.bodies}
        for sent in Dispatch.rows.filter(kind="guidance"):
            recalled = sent.recalled_at is not None and sent.recalled_at < over
            if recalled or not self.in_quarter(sent.sent_at.astimezone(BEIJING).date()):
                continue
            for receipt in DispatchReceipt.rows.filter(dispatch=sent):
                if receipt.appointment_id is None and receipt.org_id in bodies:
                    read = receipt.read_at is not None and receipt.read_at < over
                    self.leaf(receipt.org_id, "I-GOV-4", read, receipt.pk)
