"""I-ORG, I-SOC, I-FUND, I-GOV and homes with guests, written well."""

from __future__ import annotations

from bench.orm.base import Family, keys
from duties.models import DispatchReceipt
from members.models import FundingLine
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformStep,
    WomensSocialOrganisation,
)

OF_A_PARK = {"federation", "womens_committee", "working_committee", "joint_federation"}
JOINT = ["community", "enterprise"]


class Organisations(Family):
    """How far organisation reaches."""

    def count(self) -> None:
        """Count everything of the family."""
        for org in self.at.bodies.values():
            if org.level == "village":
                self.at.one(org.pk, "I-ORG-1", org.kind == "federation", org.pk)
        self._reforms()
        self._fields()
        self._units()
        self._clusters()
        led = {s.group for s in self.at.holders.values() if s.office == "group_leader"}
        for group, village in self.at.groups:
            self.at.one(village, "I-ORG-8", group in led, group)
        self._money()
        self._guidance()

    def _reforms(self) -> None:
        steps = ReformStep.rows.filter(since__lte=self.day).order_by("since", "pk")
        said = steps.values_list("org_id", "matter", "status")
        status = {(org, matter): what for org, matter, what in said}
        near = WomensSocialOrganisation.rows.filter(self.at.live(), support="cultivated")
        cultivated = set()
        for org in keys(near, "org_id"):
            there = self.at.orgs.get(org)
            if there and there.level in ("township", "village"):
                cultivated.add(org if there.level == "township" else there.parent)
        for town in self.at.towns:
            done = status.get((town, "regionalisation")) == "done"
            self.at.one(town, "I-ORG-2", done, town)
            appraised = status.get((town, "party_appraisal")) == "done"
            self.at.one(town, "I-GOV-3", appraised, town)
            if done:
                self.at.one(town, "I-SOC-1", town in cultivated, town)

    def _fields(self) -> None:
        for org in self.at.orgs.values():
            if org.is_active and org.field:
                self.at.add(org.pk, "I-ORG-3.all")
                if org.founded_on >= self.first:
                    self.at.add(org.pk, "I-ORG-3")
            if org.is_active and org.place == "park":
                self.at.one(org.pk, "I-ORG-4", org.kind in OF_A_PARK, org.pk)

    def _units(self) -> None:
        for org in GroupMember.rows.filter(self.at.live()).values_list("org_id", flat=True):
            self.at.add(org, "I-ORG-5")
        for org in MemberUnit.rows.filter(self.at.live()).values_list("org_id", flat=True):
            self.at.add(org, "I-ORG-6")

    def _clusters(self) -> None:
        joint = dict(
            Cluster.rows.filter(self.at.live(), kind__in=JOINT).values_list("pk", "org_id")
        )
        for org in joint.values():
            self.at.add(org, "I-ORG-7.clusters")
        members = ClusterMember.rows.filter(self.at.live())
        inside = {o for o, c in members.values_list("org_id", "cluster_id") if c in joint}
        for body in self.at.bodies.values():
            if body.place == "community" and body.level == "village":
                self.at.one(body.pk, "I-ORG-7", body.pk in inside, body.pk)

    def _money(self) -> None:
        lines = FundingLine.rows.filter(year=self.day.year)
        for pk, org, due, received, basis, heads in lines.values_list(
            "pk", "org_id", "due", "received", "basis", "heads"
        ):
            paid = int(received * 100)
            self.at.part(org, "I-FUND-1", paid, int(due * 100), pk)
            if basis == "per_head":
                self.at.add(org, "I-FUND-2", paid, heads or 0)

    def _guidance(self) -> None:
        told = DispatchReceipt.rows.filter(
            appointment__isnull=True, dispatch__kind="guidance",
            dispatch__sent_at__gte=self.at.first_at, dispatch__sent_at__lt=self.at.end_at,
        ).exclude(dispatch__recalled_at__lt=self.at.end_at)  # fmt: skip
        for pk, org, read in told.values_list("pk", "org_id", "read_at"):
            if org in self.at.bodies:
                self.at.one(org, "I-GOV-4", read is not None and read < self.at.end_at, pk)
