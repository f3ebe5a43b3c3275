"""What stands beside the tree: units, steps of reform, clusters, guests, money, guidance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bench.filling.sowing import Row, Sown, insert
from bench.ground import ON
from duties.models import Dispatch, DispatchReceipt
from members.models import FundingLine
from orgs import services
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    Org,
    ReformStep,
    WomensSocialOrganisation,
)

NEAR = 5  # villages in a cluster
KINDS = ("community", "enterprise", "home")


def found(code: str) -> None:
    """Found, by the product's own verb, a park and two units in new fields."""
    root = Org.rows.get(parent__isnull=True)
    services.found_org(
        parent=root, name="试验产业园", code=f"{code}481000", on=ON, by=None, field="park",
        kind="working_committee",
    )  # fmt: skip
    for name, on in (("市场联合会", ON), ("楼宇联合会", date(2026, 8, 1))):
        field = "market" if on == ON else "building"
        services.found_org(parent=root, name=name, on=on, by=None, field=field)


def sow(sown: Sown) -> dict[str, list[Row]]:
    """Sow everything; return the clusters by kind and the guests of homes."""
    root = Org.rows.get(parent__isnull=True).pk
    insert(GroupMember, [{"org_id": root, "name": f"会员{n}"} for n in range(9)], since=ON)
    units = [{"org_id": org, "name": f"单位{n}"} for org, _ in sown.orgs for n in range(2)]
    insert(MemberUnit, units, sector="enterprise", since=ON)
    _reforms(sown)
    _money(sown)
    _guidance(sown, root)
    guests = _guests(sown)
    return {"guests": guests, **_clusters(sown, root)}


def _reforms(sown: Sown) -> None:
    steps = [
        {"org_id": town, "matter": matter, "since": ON + timedelta(days=60 * n),
         "status": sown.luck.choice(["done", "done", "in_progress"])}
        for town in sown.townships() for matter in ("regionalisation", "party_appraisal")
        for n in range(sown.luck.randrange(3))
    ]  # fmt: skip
    insert(ReformStep, steps)


def _guests(sown: Sown) -> list[Row]:
    rows = [
        {"org_id": org, "support": sown.luck.choice(["cultivated", "introduced", "supported"])}
        for org, level in sown.orgs if sown.perhaps(0.7 if level == "township" else 0.1)
    ]  # fmt: skip
    insert(WomensSocialOrganisation, rows, name="公益社", since=ON)
    return rows


def _clusters(sown: Sown, root: int) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    villages = sown.villages()
    for kind in KINDS:
        cores = villages[::NEAR]
        rows: list[Row] = [
            {"org_id": root, "core_id": core, "name": f"{n}片"} for n, core in enumerate(cores)
        ]
        insert(Cluster, rows, kind=kind, since=ON)
        inside = [
            {"cluster_id": rows[n // NEAR]["id"], "org_id": village}
            for n, village in enumerate(villages) if sown.perhaps(0.8)
        ]  # fmt: skip
        insert(ClusterMember, inside, kind=kind, since=ON)
        found[kind] = rows
    return found


def _money(sown: Sown) -> None:
    lines = []
    for org, _ in sown.orgs:
        for n in range(2):
            due = Decimal(sown.luck.randrange(1, 10**6)) / 100
            part = (due * sown.luck.choice([0, 1, 2]) / 2).quantize(Decimal("0.01"))
            heads = None if n else 15
            lines.append(
                {"org_id": org, "source": f"来源{n}", "due": due, "received": part, "heads": heads,
                 "basis": "lump_sum" if n else "per_head"}
            )  # fmt: skip
    insert(FundingLine, lines, year=2026)


def _guidance(sown: Sown, root: int) -> None:
    sent: list[Row] = [{"org_id": root, "title": f"指导{n}", "sent_at": sown.moment()}
                       for n in range(3)]  # fmt: skip
    insert(Dispatch, sent, kind="guidance", minutes=5)
    receipts = []
    for one in sent:
        for org, _ in sown.orgs:
            later = timedelta(hours=sown.luck.randrange(24 * 60))
            read = one["sent_at"] + later if sown.perhaps(0.7) else None
            receipts.append({"org_id": org, "dispatch_id": one["id"], "read_at": read})
    insert(DispatchReceipt, receipts)
