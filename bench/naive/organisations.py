"""I-ORG, I-SOC-1, I-FUND, I-GOV: a query for every question."""

from __future__ import annotations

from bench.naive.base import Loop
from duties.models import DispatchReceipt
from members.models import Appointment, FundingLine, WomensGroup
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    Org,
    ReformStep,
    WomensSocialOrganisation,
)

OF_A_PARK = ("federation", "womens_committee", "working_committee", "joint_federation")
JOINT = ("community", "enterprise")


class Organisations(Loop):
    """How far organisation reaches."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        org = self.org
        if org.field:
            self.add("I-ORG-3.all", 1)
            if org.founded_on >= self.first:
                self.add("I-ORG-3", 1)
        if org.place == "park":
            self.one("I-ORG-4", org.kind in OF_A_PARK)
        self.add("I-ORG-5", GroupMember.rows.filter(self.live, org=org).count())
        self.add("I-ORG-6", MemberUnit.rows.filter(self.live, org=org).count())
        joint = Cluster.rows.filter(self.live, org=org, kind__in=JOINT)
        self.add("I-ORG-7.clusters", joint.count())
        for line in FundingLine.rows.filter(org=org, year=self.day.year):
            self.add("I-FUND-1", int(line.received * 100), int(line.due * 100))
            if line.basis == "per_head":
                self.add("I-FUND-2", int(line.received * 100), line.heads or 0)

    def body(self) -> None:
        """Count what townships and villages have."""
        if self.is_village:
            self._village()
        else:
            self._township()
        receipts = DispatchReceipt.rows.filter(org=self.org, appointment__isnull=True)
        for receipt in receipts:
            sent = receipt.dispatch
            recalled = sent.recalled_at is not None and sent.recalled_at < self.end_at
            now = self.first_at <= sent.sent_at < self.end_at
            if sent.kind == "guidance" and now and not recalled:
                read = receipt.read_at
                self.one("I-GOV-4", read is not None and read < self.end_at)

    def _village(self) -> None:
        self.one("I-ORG-1", self.org.kind == "federation")
        if self.org.place == "community":
            inside = ClusterMember.rows.filter(self.live, org=self.org, kind__in=JOINT)
            clusters = Cluster.rows.filter(self.live)
            joint = [clusters.filter(pk=one.cluster_id).exists() for one in inside]
            self.one("I-ORG-7", any(joint))
        for group in WomensGroup.rows.filter(self.lasting("founded_on", "closed_on"), org=self.org):
            led = Appointment.rows.filter(self.live, group=group, office="group_leader")
            self.one("I-ORG-8", led.exists())

    def _township(self) -> None:
        done = self._status("regionalisation") == "done"
        self.one("I-ORG-2", done)
        self.one("I-GOV-3", self._status("party_appraisal") == "done")
        if done:
            near = [self.org, *Org.rows.filter(parent=self.org, level="village")]
            guests = WomensSocialOrganisation.rows.filter(self.live, support="cultivated")
            self.one("I-SOC-1", any(guests.filter(org=one).exists() for one in near))

    def _status(self, matter: str) -> str:
        steps = ReformStep.rows.filter(org=self.org, matter=matter, since__lte=self.day)
        last = steps.order_by("since").last()
        return str(last.status) if last else ""
