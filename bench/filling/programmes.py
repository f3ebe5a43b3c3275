"""Yards, contracted areas, volunteer teams and their services, care for children."""

from __future__ import annotations

from datetime import date
from itertools import count

from bench.filling.sowing import Row, Sown, insert
from bench.ground import ON
from duties.models import AreaAssignment
from homes.models import (
    CareCase,
    CarePairing,
    CareTeam,
    CareVisit,
    CourtyardCampaign,
    CourtyardEntry,
    CourtyardScheme,
    CourtyardScore,
    ServiceShare,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from orgs.models import Org

PARTS = {f"name_{n}": f"{n}美" for n in range(1, 5)} | {f"weight_{n}": 25 for n in range(1, 5)}
POINTS = {f"points_{n}": 80 for n in range(1, 5)} | {"hundredths": 8000}
YARDS, CASES, SERVING = 0.1, 4, 8  # share of households; children and volunteers of a place


def sow(sown: Sown, beside: dict[str, list[Row]]) -> None:
    """Sow everything; ``beside`` are the clusters by kind."""
    root = Org.rows.get(parent__isnull=True).pk
    _yards(sown, root)
    _areas(sown, root, [one for kind in ("community", "home") for one in beside[kind]])
    _volunteers(sown)
    _care(sown)


def _yards(sown: Sown, root: int) -> None:
    campaign = insert(CourtyardCampaign, [{"org_id": root}], name="最美庭院", since=ON)[0]
    sheet = insert(CourtyardScheme, [{"courtyard_id": campaign, "number": 1}], **PARTS)[0]
    rows: list[Row] = []
    for org in sown.villages():
        for one in sown.households[org]:
            if sown.perhaps(YARDS):
                best = sown.perhaps(0.3)
                rows.append(
                    {"org_id": org, "household_id": one["id"],
                     "awarded_on": date(2026, 8, 1) if best else None,
                     "level": "village" if best else "",
                     "status": "awarded" if best else "nominated"}
                )  # fmt: skip
    insert(CourtyardEntry, rows, courtyard_id=campaign, nominated_by="群众", nominated_on=ON,
           voices=1)  # fmt: skip
    scores = [
        {"entry_id": one["id"], "appointment_id": seat["id"]}
        for one in rows
        for seat in sown.committee(one["org_id"])[: sown.luck.randrange(1, 4)]
    ]
    insert(CourtyardScore, scores, scheme_id=sheet, scored_on=date(2026, 7, 9), **POINTS)


def _areas(sown: Sown, root: int, clusters: list[Row]) -> None:
    nothing = dict.fromkeys(("cluster_id", "village_id", "group_id", "household_id"))
    some = sown.anyone(next(iter(sown.townships() or sown.seats)))
    rows = [
        nothing | {"org_id": root, "appointment_id": some, "cluster_id": one["id"]}
        for one in clusters if sown.perhaps(0.7)
    ]  # fmt: skip
    below = Org.rows.filter(level="village", is_counted=True).values_list("pk", "parent_id")
    for village, town in below.order_by("lft"):
        if town in sown.seats and sown.perhaps(0.8):
            seat = {"org_id": town, "appointment_id": sown.anyone(town)}
            rows.append(nothing | seat | {"village_id": village})
        ends = [("group_id", one, 0.8) for one in sown.groups[village]]
        ends += [("household_id", one, 0.2) for one in sown.households[village]]
        for end, one, share in ends:
            if sown.perhaps(share):
                seat = {"org_id": village, "appointment_id": sown.anyone(village)}
                rows.append(nothing | seat | {end: one["id"]})
    insert(AreaAssignment, rows, since=ON)


def _volunteers(sown: Sown) -> None:
    feed = count(1)
    teams: list[Row] = [{"org_id": org} for org, _ in sown.orgs if sown.perhaps(0.8)]
    insert(VolunteerTeam, teams, kind="care", name="志愿队", since=ON)
    leaders = [{"team_id": one["id"], "appointment_id": sown.anyone(one["org_id"])}
               for one in teams]  # fmt: skip
    insert(TeamLeader, leaders, since=ON)
    women: list[Row] = [
        {"org_id": one["org_id"], "team_id": one["id"], "name": f"志{n}",
         "person_id": seat["person_id"] if sown.perhaps(0.8) else None}
        for one in teams for n, seat in enumerate(sown.committee(one["org_id"])[:SERVING])
    ]  # fmt: skip
    insert(WomenVolunteer, women, since=ON)
    done: list[Row] = [
        {"org_id": one["org_id"], "team_id": one["id"], "done_on": sown.day(),
         "half_hours": sown.luck.randrange(1, 9), "feed": next(feed),
         "struck_on": sown.soon(sown.day(), 0.1)}
        for one in teams for _ in range(sown.luck.randrange(5))
    ]  # fmt: skip
    insert(VolunteerActivity, done, kind="cleaning")
    serving: dict[int, list[int]] = {}
    for woman in women:
        serving.setdefault(woman["team_id"], []).append(woman["id"])
    shares = [
        {"activity_id": one["id"], "volunteer_id": woman}
        for one in done
        for woman in serving.get(one["team_id"], [])[:4]
    ]
    insert(ServiceShare, shares, half_hours=1)


def _care(sown: Sown) -> None:
    teams = [{"org_id": org} for org in sown.villages() if sown.perhaps(0.6)]
    insert(CareTeam, teams, since=ON)
    cases: list[Row] = [{"org_id": org} for org in sown.villages() for _ in range(CASES)]
    insert(CareCase, cases, since=ON)
    pairs: list[Row] = [
        {"org_id": one["org_id"], "case_id": one["id"], "until": sown.soon(sown.day(), 0.2),
         "appointment_id": sown.anyone(one["org_id"])}
        for one in cases if sown.perhaps(0.8)
    ]  # fmt: skip
    insert(CarePairing, pairs, kind="one_to_one", since=date(2026, 6, 1))
    days = [date(2026, month, day) for month in (7, 8, 9) for day in (4, 20)]
    visits = [
        {"org_id": one["org_id"], "pairing_id": one["id"], "done_on": day,
         "met_child": sown.perhaps(0.8), "is_complete": sown.perhaps(0.6)}
        for one in pairs for day in days if sown.perhaps(0.5)
    ]  # fmt: skip
    insert(CareVisit, visits)
