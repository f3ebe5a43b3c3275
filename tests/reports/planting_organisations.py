"""Reforms, units, clusters, social organisations, money and guidance by chance, for reports."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from duties.models import Dispatch, DispatchReceipt
from members.models import Appointment, FundingLine, Person, WomensGroup
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformStep,
    WomensSocialOrganisation,
)
from tests.reports.sower import Sower


class OrganisationSower(Sower):
    """Sows what stands beside the tree, and what goes down and up in it."""

    def all(self) -> None:
        """Sow everything."""
        for n in range(4):
            self.sow(GroupMember, org=self.root, name=f"会员{n}")
        for org in self.bodies:
            self.reforms(org)
            for n in range(3):
                self.sow(MemberUnit, org=org, name=f"单位{n}", sector="enterprise")
            self.money(org)
        for org in [self.root, *self.bodies]:
            support = self.luck.choice(["cultivated", "introduced", "supported"])
            self.sow(WomensSocialOrganisation, org=org, name="公益社", support=support)
        self.clusters()
        self.leaders()
        for n in range(6):
            self.guidance(n)

    def reforms(self, org) -> None:
        """Sow steps of both matters, some of them back again."""
        for matter in ("regionalisation", "party_appraisal"):
            days = {self.day() for _ in range(self.luck.randrange(4))}
            for since in days:
                status = self.luck.choice(["done", "done", "in_progress", "not_started"])
                ReformStep.rows.create(org=org, matter=matter, status=status, since=since)

    def money(self, org) -> None:
        """Sow lines of this year and the last, paid in full, in part, or not at all."""
        for n in range(self.luck.randrange(4)):
            due = Decimal(self.luck.randrange(1, 10**6)) / 100
            paid = (due * self.luck.choice([0, 1, 1, 2]) / 2).quantize(Decimal("0.01"))
            heads = self.luck.choice([None, 15, 25])
            FundingLine.rows.create(
                org=org, year=self.luck.choice([2025, 2026, 2026]), source=f"来源{n}", due=due,
                received=paid, heads=heads, basis="per_head" if heads else "lump_sum",
            )  # fmt: skip

    def clusters(self) -> None:
        """Sow clusters of all kinds; an organisation is in one of a kind at a time."""
        villages = [o for o in self.bodies if o.level == "village"]
        for kind in ("community", "enterprise", "home"):
            made = [
                one for n in range(3) for one in self.sow(
                    Cluster, org=self.luck.choice([self.root, *self.bodies[:2]]), kind=kind,
                    name=f"{n}片区", core=villages[0],
                )
            ]  # fmt: skip
            for village in villages if made else []:
                drawn = partial(self._one_of, made)
                self.sow(ClusterMember, drawn, org=village, kind=kind)

    def _one_of(self, made: list[Any]) -> dict[str, Any]:
        return {"cluster": self.luck.choice(made)}

    def leaders(self) -> None:
        """Sow leaders of the groups there are, one after another."""
        for group in WomensGroup.rows.all():
            who = Person.rows.create(org_id=group.org_id, name="某组长", pinyin="mouzuzhang")
            for span in self.spans():
                closed = group.closed_on
                since, until = span["since"], span["until"]
                if closed and (not since or since >= closed or not until):
                    continue  # a group closes when nobody leads it any more
                Appointment.rows.create(
                    person=who, org_id=group.org_id, office="group_leader", group=group, **span,
                    departure="other" if span["until"] else "",
                )  # fmt: skip

    def guidance(self, n: int) -> None:
        """Sow something sent to some, read by some of them, late or never; or recalled."""
        sent = self.moment()
        recalled = sent + timedelta(days=self.luck.randrange(99)) if self.chance(0.3) else None
        kind = self.luck.choice(["guidance", "guidance", "notice"])
        told = Dispatch.rows.create(
            org=self.root, kind=kind, title=f"指导{n}", minutes=5, sent_at=sent,
            recalled_at=recalled,
        )  # fmt: skip
        for org in self.orgs[1:]:
            if self.chance(0.7):
                late = timedelta(hours=self.luck.randrange(24 * 60))
                read = sent + late if self.chance(0.6) else None
                DispatchReceipt.rows.create(org=org, dispatch=told, read_at=read)
        for seat in Appointment.rows.filter(office="chair").order_by("pk")[:2]:
            DispatchReceipt.rows.create(org_id=seat.org_id, dispatch=told, appointment=seat)
