"""Homes, groups, disclosure and activities by chance, with what they were before, for reports."""

from __future__ import annotations

from datetime import date, timedelta

from homes.models import (
    Activity,
    ActivityPlan,
    CoOrganiser,
    Disclosure,
    GroupCount,
    HomeGrade,
    HomePast,
    HomePause,
    HomeTier,
    ModelHome,
    NameConsent,
    OnlineGroup,
    TakeDown,
    WomensHome,
)
from members.models import Appointment, Person
from orgs.models import Cluster, WomensSocialOrganisation
from tests.reports.sower import BEGAN, Sower

QUARTERS = [date(2026, month, 1) for month in (1, 4, 7, 10)]


class HomeSower(Sower):
    """Sows homes and what happens at them; closed, paused, handed on, taken down."""

    def all(self) -> None:
        """Sow everything."""
        self.socials = [None, *WomensSocialOrganisation.rows.order_by("pk")]
        self.homes: list[WomensHome] = []
        for org in self.orgs:
            self.keep(org)
            self.talk(org)
        for home in self.homes:
            self.past(home)
        self.models()
        for n in range(30):
            self.activity(n)
        for org in self.bodies:
            self.disclose(org)
        self.ask()

    def keep(self, org) -> None:
        """Sow homes of an organisation, with rules, tiers and pauses."""
        kinds = ["micro"] if org.level == "unit" else ["physical", "online", "micro"]
        for kind in kinds:
            self.homes += self.sow(WomensHome, self.facts, org=org, kind=kind, name=f"{kind}之家")
        for home in self.homes:
            if home.org_id == org.pk:
                if self.chance(0.3):
                    self.sow(HomePause, home=home, reason="维修")
                tier = self.luck.choice([*HomeTier.values, "city_model", "city_model"])
                self.sow(HomeGrade, home=home, tier=tier, named_by="市妇联")

    def facts(self):
        """Return when rules were adopted, and which guest there is, if any."""
        rules = self.day() if self.chance(0.6) else None
        return {"rules_on": rules, "social": self.luck.choice(self.socials)}

    def past(self, home: WomensHome) -> None:
        """Say what a home was before: of another organisation, with another guest."""
        if self.chance(0.3) and home.since < BEGAN + timedelta(days=200):
            until = home.since + timedelta(days=self.luck.randrange(1, 200))
            HomePast.rows.create(
                home=home, org=self.luck.choice(self.bodies), since=home.since, until=until,
                social=self.luck.choice(self.socials),
            )  # fmt: skip

    def models(self) -> None:
        """Let some home clusters choose a home, of their own members or not any more."""
        physical = [home for home in self.homes if home.kind == "physical"]
        self.luck.shuffle(physical)
        for cluster in Cluster.rows.filter(kind="home").order_by("pk"):
            if physical and self.chance(0.6):
                self.sow(ModelHome, org_id=cluster.org_id, cluster=cluster, home=physical.pop())

    def talk(self, org) -> None:
        """Sow groups with rules and counts."""
        for kind in ("executive", "home", "liaison"):
            for group in self.sow(OnlineGroup, org=org, kind=kind, name=f"{kind}群"):
                group.rules_on = self.day() if self.chance(0.6) else None
                group.save()
                for day in {self.day() for _ in range(self.luck.randrange(3))}:
                    many = self.luck.randrange(200)
                    GroupCount.rows.create(group=group, counted_on=day, members=many)

    def activity(self, n: int) -> None:
        """Sow an activity at a home or nowhere, with others or alone, held or not."""
        luck = self.luck
        persons = luck.choice([None, luck.randrange(40)])
        times = None if persons is None else persons + luck.randrange(20)
        one = Activity.rows.create(
            org=luck.choice(self.early), title=f"活动{n}", starts_at=self.moment(),
            home=luck.choice([None, *self.homes]) if self.chance(0.8) else None,
            status=luck.choice(["held", "held", "summed_up", "planned", "open", "called_off"]),
            persons=persons, attendances=times,
        )  # fmt: skip
        if self.chance(0.4):
            CoOrganiser.rows.create(activity=one, org=luck.choice(self.orgs))
        if self.chance(0.2):
            CoOrganiser.rows.create(activity=one, unit="某单位")

    def disclose(self, org) -> None:
        """Sow plans, own words, and what was taken down, with or without its return."""
        for quarter in QUARTERS:
            if self.chance(0.6):
                ActivityPlan.rows.create(
                    org=org, quarter=quarter, text="读书会", written_on=quarter
                )
        if self.chance(0.3):
            Disclosure.rows.create(org=org, duties="本会职责")
        for what in self.luck.sample(["page", "duties", "officers", "activity_plan"], 2):
            if self.chance(0.15):
                down = self.moment()
                back = down + timedelta(days=self.luck.randrange(60)) if self.chance(0.6) else None
                TakeDown.rows.create(
                    org=org, what=what, reason="核对", level="county", down_at=down, back_at=back
                )

    def ask(self) -> None:
        """Ask officers for their names: in some places all of them, in others some."""
        asked = {org.pk: self.luck.choice([1, 1, 0.9]) for org in self.orgs}
        seats = Appointment.rows.filter(office__in=["chair", "vice_chair", "executive_member"])
        people = {seat.person_id: seat.org_id for seat in seats.order_by("pk")}
        for pk, org in people.items():
            if self.chance(asked[org]):
                day = self.day(within=120)
                if self.chance(0.5):
                    Person.rows.filter(pk=pk).update(name_shown_since=day)
                else:
                    NameConsent.rows.create(
                        org_id=org,
                        person_id=pk,
                        answer="refused",
                        said_on=day,
                        noted_at=self.moment(),
                    )
