"""Homes, groups, what is told to all, and activities of a quarter."""

from __future__ import annotations

from datetime import date

from bench.filling.sowing import QUARTER, Row, Sown, insert
from bench.ground import AT, ON
from homes.models import (
    Activity,
    ActivityPlan,
    CoOrganiser,
    Disclosure,
    GroupCount,
    HomeGrade,
    HomePast,
    HomePause,
    ModelHome,
    OnlineGroup,
    TakeDown,
    WomensHome,
)

KEPT = (("physical", 0.9), ("online", 0.7), ("micro", 0.5))
TALKS = (("executive", 0.9), ("home", 0.8), ("liaison", 0.5))
TIERS = ("basic", "county_model", "city_model", "province_model")
ACTIVITIES = 8  # at most, of an organisation in the quarter


def sow(sown: Sown, beside: dict[str, list[Row]]) -> None:
    """Sow everything; ``beside`` are the clusters, and the guests homes may have."""
    kept = _homes(sown, beside)
    _models(sown, beside["home"], kept)
    _groups(sown)
    _activities(sown, kept)
    _told(sown)


def _homes(sown: Sown, beside: dict[str, list[Row]]) -> list[Row]:
    guests = {one["org_id"]: one["id"] for one in beside["guests"]}
    rows: list[Row] = [
        {"org_id": org, "kind": kind, "name": f"{kind}之家", "social_id": guests.get(org),
         "rules_on": ON if sown.perhaps(0.6) else None}
        for org, _ in sown.orgs for kind, share in KEPT if sown.perhaps(share)
    ]  # fmt: skip
    insert(WomensHome, rows, since=ON)
    paused = [{"home_id": one["id"], "until": sown.soon(QUARTER)} for one in rows
              if sown.perhaps(0.06)]  # fmt: skip
    insert(HomePause, paused, since=date(2026, 6, 1), reason="维修")
    graded = [{"home_id": one["id"], "tier": sown.luck.choice(TIERS)} for one in rows
              if one["kind"] == "physical" and sown.perhaps(0.6)]  # fmt: skip
    insert(HomeGrade, graded, since=ON, named_by="市妇联")
    past = [{"home_id": one["id"], "org_id": one["org_id"]} for one in rows if sown.perhaps(0.05)]
    insert(HomePast, past, since=ON, until=date(2026, 12, 1))
    return rows


def _models(sown: Sown, clusters: list[Row], kept: list[Row]) -> None:
    physical = {one["org_id"]: one for one in kept if one["kind"] == "physical"}
    rows = [
        {"org_id": one["org_id"], "cluster_id": one["id"],
         "home_id": physical[one["core_id"]]["id"]}
        for one in clusters if one["core_id"] in physical and sown.perhaps(0.5)
    ]  # fmt: skip
    insert(ModelHome, rows, since=ON)


def _groups(sown: Sown) -> None:
    rows: list[Row] = [
        {"org_id": org, "kind": kind, "name": f"{kind}群",
         "rules_on": ON if sown.perhaps(0.6) else None}
        for org, _ in sown.orgs for kind, share in TALKS if sown.perhaps(share)
    ]  # fmt: skip
    insert(OnlineGroup, rows, since=ON)
    counts = [
        {"group_id": one["id"], "counted_on": day, "members": sown.luck.randrange(200)}
        for one in rows for day in (date(2026, 3, 1), date(2026, 8, 1))
    ]  # fmt: skip
    insert(GroupCount, counts)


def _activities(sown: Sown, kept: list[Row]) -> None:
    places: dict[int, list[int]] = {}
    for one in kept:
        places.setdefault(one["org_id"], []).append(one["id"])
    rows: list[Row] = []
    for org, _ in sown.orgs:
        for _ in range(sown.luck.randrange(ACTIVITIES)):
            persons = sown.luck.randrange(40)
            rows.append(
                {"org_id": org, "starts_at": sown.moment(), "persons": persons,
                 "attendances": persons + sown.luck.randrange(9),
                 "home_id": sown.luck.choice([None, *places.get(org, [])]),
                 "status": sown.luck.choice(["held", "summed_up", "planned", "called_off"])}
            )  # fmt: skip
    insert(Activity, rows, title="读书会")
    joint = [
        {"activity_id": one["id"], "org_id": sown.luck.choice(sown.orgs)[0]}
        for one in rows if sown.perhaps(0.3)
    ]  # fmt: skip
    insert(CoOrganiser, joint)


def _told(sown: Sown) -> None:
    some = [org for org, _ in sown.orgs]
    planned = [{"org_id": org} for org in some if sown.perhaps(0.5)]
    insert(ActivityPlan, planned, quarter=QUARTER, text="读书会", written_on=QUARTER)
    insert(Disclosure, [{"org_id": org} for org in some if sown.perhaps(0.2)], duties="本会职责")
    down = [{"org_id": org} for org in some if sown.perhaps(0.05)]
    insert(TakeDown, down, what="page", reason="核对", level="county", down_at=AT)
