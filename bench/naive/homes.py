"""I-HOME, I-SOC-2, I-NET, I-PUB and I-ACT: a query for every question."""

from __future__ import annotations

from bench.naive.base import Loop
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
from orgs.models import Cluster, ClusterMember, Org, WomensSocialOrganisation

ABOVE = ["city_model", "province_model", "national_model"]
HELD = ["held", "summed_up"]


class Homes(Loop):
    """Homes and what they do."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        self.homes = self._of(self.org)
        for home in self.homes:
            if home.kind != "online":
                self._used(home)
        for cluster in Cluster.rows.filter(self.live, org=self.org, kind="home"):
            self.one("I-HOME-7", self._has_model(cluster))
        for one in Activity.rows.filter(self.held(), org=self.org, status__in=HELD):
            self.add("I-ACT-1", 1)
            self.add("I-ACT-1.times", one.attendances or 0)
            self.add("I-ACT-1.persons", one.persons or 0)
            self.one("I-ACT-2", CoOrganiser.rows.filter(activity=one).exists())

    def body(self) -> None:
        """Count what townships and villages have."""
        kinds = {home.kind for home in self.homes if self._in_use(home)}
        self.one("I-HOME-1", "physical" in kinds)
        self.one("I-HOME-2", "online" in kinds)
        self.one("I-NET-2", "online" in kinds)
        self.one("I-HOME-3", {"physical", "online"} <= kinds)
        for home in self.homes:
            if home.kind == "physical" and self._in_use(home):
                self.one("I-HOME-5", home.rules_on and home.rules_on <= self.day)
            if self._is_model(home):
                guest = WomensSocialOrganisation.rows.filter(self.live, pk=self._guest(home) or 0)
                self.one("I-HOME-8", guest.exists())
                self.one("I-SOC-2", guest.filter(support="introduced").exists())
        self._groups()
        self.one("I-PUB-1", self._is_public())

    def _of(self, org: Org) -> list[WomensHome]:
        """Return the homes an organisation had on the day, whosever they are now."""
        past = HomePast.rows.filter(self.live)
        now = WomensHome.rows.filter(self.live, org=org)
        mine = [home for home in now if not past.filter(home=home).exists()]
        theirs = [row.home for row in past.filter(org=org)]
        return mine + [home for home in theirs
                       if WomensHome.rows.filter(self.live, pk=home.pk).exists()]  # fmt: skip

    def _guest(self, home: WomensHome) -> int | None:
        was = HomePast.rows.filter(self.live, home=home).first()
        return was.social_id if was else home.social_id

    def _in_use(self, home: WomensHome) -> bool:
        return not HomePause.rows.filter(self.live, home=home).exists()

    def _is_model(self, home: WomensHome) -> bool:
        grades = HomeGrade.rows.filter(self.live, home=home, tier__in=ABOVE)
        return home.kind == "physical" and grades.exists()

    def _used(self, home: WomensHome) -> None:
        there = Activity.rows.filter(self.held(), home=home, status__in=HELD).count()
        self.one("I-HOME-4", there)
        self.add("I-HOME-4.activities", there)
        if home.kind == "micro" and self._in_use(home):
            self.add("I-HOME-6", 1)

    def _has_model(self, cluster: Cluster) -> bool:
        members = ClusterMember.rows.filter(self.live, cluster=cluster)
        there = [home for member in members for home in self._of(member.org)]
        chosen = ModelHome.rows.filter(self.live, cluster=cluster)
        named = any(one.home_id == home.pk for one in chosen for home in there)
        return named or len([h for h in there if self._is_model(h) and self._in_use(h)]) == 1

    def _groups(self) -> None:
        groups = OnlineGroup.rows.filter(self.live, org=self.org)
        both = [groups.filter(kind=kind).exists() for kind in ("executive", "home")]
        self.one("I-NET-1", both[0])
        self.add("I-NET-3.due", sum(both), 2)
        for group in groups:
            counts = GroupCount.rows.filter(group=group, counted_on__lte=self.day)
            last = counts.order_by("counted_on").last()
            self.add("I-NET-3", 1)
            self.add("I-NET-3.members", last.members if last else 0)
            self.one("I-NET-4", group.rules_on and group.rules_on <= self.day)

    def _is_public(self) -> bool:
        down = TakeDown.rows.filter(org=self.org, person__isnull=True, down_at__lt=self.end_at)
        if any(one.back_at is None or one.back_at >= self.end_at for one in down):
            return False
        own = Disclosure.rows.filter(org=self.org).exclude(duties="").exists()
        written = DutiesTemplate.rows.filter(level=self.org.level).first()
        told = own or bool(written and written.text) or bool(DUTIES.get(self.org.level))
        return told and self._all_asked() and self._is_planned()

    def _all_asked(self) -> bool:
        asked = []
        for seat in self.officers():
            said = NameConsent.rows.filter(person=seat.person_id, said_on__lte=self.day)
            shown = seat.person.name_shown_since
            asked.append(said.exists() or (shown is not None and shown <= self.day))
        return bool(asked) and all(asked)

    def _is_planned(self) -> bool:
        plan = ActivityPlan.rows.filter(org=self.org, quarter=self.first).exclude(text="")
        coming = Activity.rows.filter(self.held()).exclude(status="called_off")
        along = CoOrganiser.rows.filter(org=self.org)
        return (
            plan.exists()
            or coming.filter(org=self.org).exists()
            or any(coming.filter(pk=one.activity_id).exists() for one in along)
        )
