"""Programmes of the demo county: year themes, volunteer teams, one round of courtyards, exemplars.

Gaps on purpose: villages without a team, a team without a leader, a round with all its stages.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from duties.models import Household
from homes import services
from homes.models import (
    CourtyardCampaign,
    CourtyardEntry,
    HelpKind,
    ServiceShare,
    TargetGroup,
    TeamKind,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from members.models import Appointment, Office
from orgs.models import Level, Org
from reports.management.demo.places import shown_places
from reports.management.demo.story import GIVEN, SURNAMES, Demo, noon

THEMES = ("队伍大发展", "组织大培训", "执委大练兵", "工作大融合", "服务大提升")  # S1:43
WITHOUT_TEAM = 0.3
KINDS = TeamKind.values[:8]
WHAT = {
    HelpKind.POLICY_TALK: "到屋场讲医保政策", HelpKind.DAILY_CARE: "给独居老人洗被子",
    HelpKind.JOB_HELP: "介绍到串珠加工点上班", HelpKind.CLEANING: "打扫村口和水渠",
    HelpKind.PRODUCTION: "帮着抢收油茶",
}  # fmt: skip
FOUR = (("居室美", 30), ("厨卫美", 20), ("庭院美", 30), ("身心美", 20))


def tell_of_programmes(demo: Demo) -> None:
    """Let the county have its themes, teams, courtyards, exemplars and notes."""
    root = Org.rows.get(parent__isnull=True)
    theme = _themes(demo, root)
    count = _teams(demo, root)
    town, village = shown_places(demo.code)
    if town is not None and village is not None:
        _courtyards(demo, root, town, village, theme)
        _examples(demo, village, theme)
    demo.said.append(f"{count} 条志愿队和服务，一次最美庭院评选，典型和好做法")


def _themes(demo: Demo, root: Org) -> Any:
    """Set a theme of each of the last five years, and a campaign that runs now."""
    first = demo.on.year - len(THEMES) + 1
    for place, name in enumerate(THEMES):
        year = first + place
        services.set_campaign(
            org=root, kind="theme", name=f"{year}年{name}", since=date(year, 1, 1),
            until=date(year + 1, 1, 1), says="", by=None,
        )  # fmt: skip
    return services.set_campaign(
        org=root, kind="campaign", name="破难行动", since=demo.since,
        says="围绕基层妇联改革的难点，推进工作大融合。", by=None,
    )  # fmt: skip


def _teams(demo: Demo, root: Org) -> int:
    """Give most villages and townships a team, and the shown village one for each of twelve."""
    shown = shown_places(demo.code)
    seats: dict[int, list[Appointment]] = {}
    rows = Appointment.rows.filter(office=Office.EXECUTIVE_MEMBER, until__isnull=True)
    for seat in rows.select_related("person").order_by("pk"):
        seats.setdefault(seat.org_id, []).append(seat)
    book = _Book(demo)
    orgs = Org.rows.filter(level__in=(Level.VILLAGE, Level.TOWNSHIP), is_counted=True)
    for org in orgs.order_by("code"):
        lot, here = demo.lot_of(f"{org.code}:teams"), seats.get(org.pk, [])
        is_shown = shown[1] is not None and org.pk == shown[1].pk
        if here and (is_shown or lot.random() > WITHOUT_TEAM):
            book.form(org, here[: 12 if is_shown else 1], lot)
    count = book.write(root)
    left = VolunteerTeam.rows.order_by("-pk").first()
    if left is not None:
        for one in TeamLeader.rows.filter(team=left):
            services.stop_leading(leader=one, on=demo.on, by=None)
    return count


class _Book:
    """Unsaved teams and what belongs to them, written in one act."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.teams: list[VolunteerTeam] = []
        self.leaders: list[TeamLeader] = []
        self.members: list[WomenVolunteer] = []
        self.activities: list[VolunteerActivity] = []
        self.shares: list[ServiceShare] = []

    def form(self, org: Org, seats: list[Appointment], lot: random.Random) -> None:
        """Form a team for each of ``seats``, with some volunteers and what they did."""
        for place, seat in enumerate(seats):
            kind = KINDS[(place + lot.randrange(8 if len(seats) == 1 else 1)) % len(KINDS)]
            since = max(self.demo.since, seat.since)
            named = TeamKind(kind).label
            number = f"{place // len(KINDS) + 1}" if place >= len(KINDS) else ""
            team = VolunteerTeam(
                org=org, kind=kind, name=f"{org.short_name}{named}{number}队", since=since
            )
            self.teams.append(team)
            self.leaders.append(TeamLeader(team=team, appointment=seat, since=since))
            lead = WomenVolunteer(
                org=org, team=team, person=seat.person, name=seat.person.name, since=since
            )
            names = {lot.choice(SURNAMES) + lot.choice(GIVEN) for _ in range(lot.randrange(2, 5))}
            rest = [
                WomenVolunteer(org=org, team=team, name=name, since=since)
                for name in sorted(names - {lead.name})
            ]
            self.members += [lead, *rest]
            for _ in range(lot.randrange(0, 4)):
                self._serve(team, [lead, *rest], lot)

    def _serve(
        self, team: VolunteerTeam, members: list[WomenVolunteer], lot: random.Random
    ) -> None:
        days = max((self.demo.on - team.since).days, 1)
        kind, time = lot.choice(list(WHAT)), lot.randrange(2, 9)
        there = lot.sample(members, lot.randrange(1, len(members) + 1))
        row = VolunteerActivity(
            org=team.org, team=team, done_on=team.since + timedelta(days=lot.randrange(days)),
            kind=kind, what=WHAT[kind], target=lot.choice(TargetGroup.values),
            beneficiaries=lot.randrange(1, 30), half_hours=time * len(there),
        )  # fmt: skip
        self.activities.append(row)
        self.shares += [ServiceShare(activity=row, volunteer=one, half_hours=time) for one in there]

    def write(self, root: Org) -> int:
        """Write all of it."""
        return services.serve_many(
            org=root, by=None, teams=self.teams, leaders=self.leaders, members=self.members,
            activities=self.activities, shares=self.shares,
        )  # fmt: skip


def _courtyards(demo: Demo, root: Org, town: Org, village: Org, theme: Any) -> None:
    """Tell a round to its end in the shown village: each household stands at another step."""
    one = services.open_courtyard(
        org=root, name=f"{demo.on.year}年最美庭院", parts=FOUR, since=demo.since, by=None,
        campaign=theme, sample_percent=20,
    )  # fmt: skip
    seats = list(_committee(village)[:3])
    above = list(_committee(town)[:1])
    homes = _homes(village)
    if len(seats) < 3 or not above or len(homes) < 7:
        return
    day = demo.on - timedelta(days=20)
    entries = [
        services.nominate_household(
            courtyard=one, household=home, nominated_by="屋场里的邻居", voices=3 + place, on=day,
            by=None,
        )
        for place, home in enumerate(homes[:7])
    ]  # fmt: skip
    for entry in entries[1:]:
        services.recommend_entry(entry=entry, on=day, by=None)
    for entry in entries[2:]:
        _score(demo, entry, seats, day)
    _decide(demo, one, entries[3:], above[0], day)


def _score(demo: Demo, entry: CourtyardEntry, seats: list[Appointment], day: date) -> None:
    """Let two score it, not all of them alike."""
    lot = demo.lot_of(f"score:{entry.household_id}")
    for seat in seats[:2]:
        points = [lot.randrange(78, 97) for _ in FOUR]
        services.score_household(
            entry=entry, appointment=seat, points=points, on=day + timedelta(days=2), by=None,
            is_no_kin=True, remark="院子收拾得干净" if lot.random() < 0.5 else "",
        )  # fmt: skip


def _decide(
    demo: Demo, one: CourtyardCampaign, entries: list[CourtyardEntry], check: Appointment, day: date
) -> None:
    """Draw and check a sample, award, show, object, hang a plaque."""
    drawn = services.draw_sample(courtyard=one, seed="430424", on=day + timedelta(days=3), by=None)
    for sample in drawn:
        services.score_household(
            entry=sample.entry, appointment=check, points=[86, 88, 84, 90],
            on=day + timedelta(days=5), by=None, is_no_kin=True, is_recheck=True,
        )  # fmt: skip
    for place, entry in enumerate(entries):
        on = day + timedelta(days=6)
        services.award_entry(entry=entry, level="county", on=on, by=None)
        if place == 0:
            continue  # awarded, and waits for its consent
        called = str(entry.household)
        services.consent_entry(entry=entry, shown_name=called, on=on, by=None)
        first = on if place == len(entries) - 1 else demo.on - timedelta(days=2)
        services.show_award(entry=entry, on=first, by=None)
    said = "院墙外堆了柴，过路不方便。"
    services.object_to_award(entry=entries[1], text=said, on=demo.on, by=None)
    services.hang_plaque(entry=entries[-1], on=demo.on - timedelta(days=3), by=None)


def _committee(org: Org) -> Any:
    rows = Appointment.rows.filter(org=org, office=Office.EXECUTIVE_MEMBER, until__isnull=True)
    return rows.select_related("person").order_by("pk")


def _homes(village: Org) -> list[Household]:
    """Return households of the village in contact."""
    rows = Household.rows.filter(org=village, until__isnull=True).exclude(name="")
    return list(rows.order_by("pk")[:7])


def _examples(demo: Demo, village: Org, theme: Any) -> None:
    """Name exemplars with and without consent, a minor among them; propose and take in notes."""
    at = noon(demo.on)
    told = (
        ("good_neighbour", "樊桂兰", "十年里帮隔壁瘫痪的老人买药、晒被子，从没间断。", True),
        ("finest_family", "蒲德顺家庭", "三代同堂，孩子们轮流做饭，从不红脸。", True),
        ("good_daughter_in_law", "温小荷", "照顾卧床的婆婆六年。", False),
        ("good_youth", "小禾", "每个周末给村里的老人读报。", False),
    )  # fmt: skip
    for title, name, story, agreed in told:
        row = services.name_exemplar(
            org=village, title=title, name=name, named_by="白莲镇党委、政府",
            named_on=demo.on - timedelta(days=30), story=story, by=None, at=at, campaign=theme,
        )  # fmt: skip
        if agreed:
            services.consent_exemplar(exemplar=row, on=demo.on - timedelta(days=20), by=None)
    notes = (
        ("屋场夜话", "晚饭后在晒谷坪开议事会，姐妹们带着孩子来，一个月三次。", "accepted"),
        ("一户一袋", "每户发一个收旧衣的袋子，志愿队每月上门收一次。", "passed_on"),
        ("早市宣讲", "赶集的早上在桥头讲医保和反诈，二十分钟就散。", ""),
    )  # fmt: skip
    for title, text, to in notes:
        note = services.propose_practice(
            org=village, title=title, text=text, on=demo.on - timedelta(days=15), by=None,
            campaign=theme,
        )  # fmt: skip
        if to:
            services.judge_practice(
                practice=note, to=to, on=demo.on - timedelta(days=10), by=None
            )  # fmt: skip
