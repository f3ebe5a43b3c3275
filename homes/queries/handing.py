"""What a handover sheet says of homes and groups: keys, things, groups; passwords never (N6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from duties.queries.open_work import sheet_lines
from homes.models import HomeAsset, HomeKind, OnlineGroup, WomensHome
from members.models import Appointment, Office
from orgs.queries.hats import live

MOST = 8
Lines = dict[int, list[tuple[str, str]]]


@sheet_lines
def homes_and_groups(wanted: Sequence[tuple[int, int]], on: date) -> Lines:
    """Return the lines of each seat: homes she answers for (a chair: all), and groups she owns.

    Four queries for all of them. Who keeps a key or a thing is told face to face, not written here.
    """
    orgs, seats = {org for org, _ in wanted}, {seat for _, seat in wanted}
    chairs = set(
        Appointment.rows.filter(pk__in=seats, office=Office.CHAIR).values_list("pk", flat=True)
    )
    homes: dict[int, list[WomensHome]] = defaultdict(list)
    for home in WomensHome.rows.filter(live(on), org__in=orgs).order_by("pk"):
        homes[home.org_id].append(home)
    things = _things([home.pk for rows in homes.values() for home in rows], on)
    owned: dict[int, list[str]] = defaultdict(list)
    groups = OnlineGroup.rows.filter(live(on), owner__in=seats).order_by("pk")
    for owner, name in groups.values_list("owner_id", "name"):
        owned[owner or 0].append(name)
    found: Lines = {}
    for org, seat in wanted:
        hers = [h for h in homes[org] if seat in chairs or h.manager_id == seat]
        lines = [(home.name, _says(home, things[home.pk])) for home in hers[:MOST]]
        if owned[seat]:
            names = "、".join(owned[seat][:MOST])
            lines.append(("工作群", f"{names}：请在群里转让群主，再登记新群主"))
        found[seat] = lines
    return found


def _things(homes: Sequence[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = HomeAsset.rows.filter(live(on), home__in=homes).order_by("pk")
    for home, what, count in rows.values_list("home_id", "what", "count"):
        found[home].append(f"{what} {count}")
    return found


def _says(home: WomensHome, things: Sequence[str]) -> str:
    if home.kind == HomeKind.ONLINE:
        return "请移交管理权限（不写密码）"
    keys = "钥匙有人保管，请当面交接" if home.keys else "钥匙请当面交接"
    more = f"等 {len(things)} 样" if len(things) > MOST else ""
    told = f"；资产：{'、'.join(things[:MOST])}{more}" if things else ""
    return f"{keys}{told}"
