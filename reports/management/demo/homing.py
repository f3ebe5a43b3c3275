"""Women's Homes and online groups of the demonstration county, with what lacks on purpose."""

from __future__ import annotations

import random
from datetime import date, timedelta

from homes import services
from homes.models import GroupCount, OnlineGroup, WomensHome
from homes.queries.homes import committee_of
from homes.queries.many import choosable
from members.models import Appointment, Office
from orgs import services as ground
from orgs.models import ClusterKind, Level, Org, Support
from orgs.queries.hats import live
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo

WHERE = ("村部一楼", "党群服务中心二楼", "老小学东头", "文化活动室旁")
HOURS = ("周一至周五 9:00—11:30", "周三、周六下午", "每天 8:30—17:00", "")
SITES = ("party_mass_service_centre", "party_activity_site", "culture_station", "school")
PREMISES = (("own", ""), ("co_built", "村级卫生室"), ("shared", "村老年协会"), ("", ""))
RULES = "一、按时开门，有人值班。\n二、爱护公物，借用登记。\n三、每季度至少办一次活动。"
PAUSED = ("房屋漏雨，等待维修", "改建党群服务中心", "值班的人外出，暂停开放")
UNITS = ("桂花屋场", "油茶基地", "新屋组")


def tell_of_homes(demo: Demo) -> None:
    """Give most organisations their homes and groups, and leave gaps to be found."""
    root = Org.rows.get(parent__isnull=True)
    orgs = list(choosable(None))
    chairs = Appointment.rows.filter(live(demo.on), office=Office.CHAIR)
    seat_of = dict(chairs.values_list("org_id", "pk"))
    shown = {org.pk for org in shown_places(demo.code) if org is not None}
    homes, groups, counts = [], [], []
    for org in orgs:
        lot = demo.lot_of(f"{org.code}:home")
        homes += _homes(demo, org, seat_of.get(org.pk), lot, shown)
        mine = _groups(demo, org, seat_of.get(org.pk), lot, shown)
        groups += mine
        counts += [one for group in mine for one in _counts(demo, group, lot)]
    wrote = services.write_homes(org=root, homes=homes, groups=groups, counts=counts, by=None)
    _events(demo)
    _clusters(demo)
    demo.said.append(f"{len(homes)} 个妇女之家、{len(groups)} 个工作群，共 {wrote} 条")


def _homes(
    demo: Demo, org: Org, chair: int | None, lot: random.Random, shown: set[int]
) -> list[WomensHome]:
    """Return the homes of one organisation: most have both, some one, few none."""
    fate = lot.random()
    kinds = [
        kind for kind, missing in (("physical", fate < 0.05), ("online", fate < 0.14))
        if not missing
    ]  # fmt: skip
    if org.pk in shown:
        kinds = ["physical"] if org.level == Level.TOWNSHIP else ["physical", "online"]
    found = []
    for kind in kinds:
        home = WomensHome(
            county_id=org.county_id, org=org, kind=kind, since=demo.since,
            name=f"{org.short_name}{'妇女之家' if kind == 'physical' else '网上妇女之家'}",
            manager_id=chair if lot.random() < 0.93 or org.pk in shown else None,
        )  # fmt: skip
        if kind == "online":
            home.platform = "wechat"
        else:
            _furnish(demo, home, lot, is_shown=org.pk in shown)
        found.append(home)
    return found


def _furnish(demo: Demo, home: WomensHome, lot: random.Random, *, is_shown: bool) -> None:
    home.address, home.site_type = lot.choice(WHERE), lot.choice(SITES)
    home.hours = HOURS[0] if is_shown else lot.choice(HOURS)
    home.premises, home.partner = lot.choice(PREMISES)
    home.area = lot.choice((40, 60, 80, 120))
    home.keys = "妇联主席" if lot.random() < 0.7 else ""
    if lot.random() < 0.8 and not is_shown:
        home.rules, home.rules_on = RULES, demo.day(lot)


def _groups(
    demo: Demo, org: Org, chair: int | None, lot: random.Random, shown: set[int]
) -> list[OnlineGroup]:
    """Return the groups of one organisation: nearly all have both."""
    kinds = [kind for kind in ("executive", "home") if lot.random() < 0.94 or org.pk in shown]
    return [
        OnlineGroup(
            county_id=org.county_id, org=org, kind=kind, platform="wechat", since=demo.since,
            name=services.default_name(org, kind), owner_id=chair,
            rules_on=demo.day(lot) if lot.random() < 0.75 else None,
        )
        for kind in kinds
    ]  # fmt: skip


def _counts(demo: Demo, group: OnlineGroup, lot: random.Random) -> list[GroupCount]:
    """Return two counts of most groups; the executive group has a committee's size."""
    if lot.random() < 0.15:
        return []
    first = lot.randrange(11, 20) if group.kind == "executive" else lot.randrange(60, 320)
    days = sorted({demo.day(lot, 10), demo.day(lot, 10)})
    return [
        GroupCount(county_id=group.county_id, group=group, counted_on=day, members=first + 3 * n)
        for n, day in enumerate(days)
    ]


def _events(demo: Demo) -> None:
    """Put some homes out of use, name some models, found micro-homes, keep some things."""
    rows = WomensHome.rows.filter(kind="physical", org__level=Level.VILLAGE).select_related("org")
    homes = list(rows.order_by("org__code"))
    lot = demo.lot_of("homes:events")
    shown = shown_places(demo.code)[1]
    mine = next((home for home in homes if shown and home.org_id == shown.pk), homes[0])
    others = [home for home in homes if home.pk != mine.pk]
    for home, reason in zip(lot.sample(others, min(3, len(others))), PAUSED, strict=False):
        services.suspend_home(home=home, reason=reason, on=demo.day(lot), by=None)
    for n, home in enumerate([mine, *lot.sample(others, min(7, len(others)))]):
        tier, named = ("city_model", "市妇联") if n < 3 else ("county_model", "县妇联")
        services.name_tier(home=home, tier=tier, named_by=named, on=demo.day(lot), by=None)
    social = ground.note_social(
        org=mine.org, name="巧手布艺工作室", support=Support.INTRODUCED, on=demo.since, by=None,
        field="手工制作",
    )  # fmt: skip
    _changed(demo, mine)
    services.host_social(home=mine, social=social, on=demo.on, by=None)
    for what, count in (("折叠椅", 30), ("投影仪", 1), ("图书", 260)):
        services.keep_asset(
            home=mine, what=what, count=count, kept_by="妇联主席", on=demo.since, by=None
        )
    for home, unit in zip([mine, *others[:20:9]], UNITS, strict=False):
        services.found_micro(
            org=home.org, name=f"{unit}妇女微家", unit_kind="hamlet", unit=unit,
            address=f"{unit}文化广场旁", on=demo.day(lot), by=None,
        )  # fmt: skip


def _changed(demo: Demo, mine: WomensHome) -> None:
    """Let the shown home have moved to other premises, and passed from one hand to another."""
    days = [demo.on - timedelta(days=back) for back in (90, 60, 20)]
    services.change_home(
        home=mine, on=max(days[0], demo.since), by=None, premises="co_built",
        partner="村级卫生室", address="村部二楼",
    )  # fmt: skip
    seats = committee_of(mine.org_id, max(days[1], demo.since))[:2]
    for seat, day in zip(seats[::-1], days[1:], strict=False):
        services.seat_manager(home=mine, seat=seat, on=max(day, demo.since), by=None)


def _clusters(demo: Demo) -> None:
    """Form two home clusters: one has chosen its model, the other has not; let them share."""
    shown = shown_places(demo.code)[1]
    towns = list(Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).order_by("code"))
    towns.sort(key=lambda town: shown is None or town.pk != shown.parent_id)
    lot = demo.lot_of("homes:clusters")
    for n, town in enumerate(towns[:2]):
        inside = Org.rows.filter(parent=town, level=Level.VILLAGE, status="active")
        near = sorted(inside.order_by("code")[:4], key=lambda org: not shown or org.pk != shown.pk)
        if shown is not None and shown.parent_id == town.pk and shown not in near:
            near = [shown, *near[:3]]
        if len(near) < 2:
            continue
        cluster = ground.form_cluster(
            org=town, name=f"{town.short_name}妇女之家片区", kind=ClusterKind.HOME, core=near[0],
            members=near, on=demo.since, by=None,
        )  # fmt: skip
        home = WomensHome.rows.filter(org=near[0], kind="physical").first()
        if n == 0 and home is not None:
            services.choose_model_home(cluster=cluster, home=home, on=demo.on, by=None)
        _share(near, _days(demo, lot))


def _days(demo: Demo, lot: random.Random) -> list[date]:
    last = demo.on - timedelta(days=1)
    return sorted(min(demo.day(lot), last) for _ in range(3))


def _share(near: list[Org], days: list[date]) -> None:
    for day, thing, note in zip(
        days, ("room", "teacher", "activity"),
        ("借会议室办家教讲座", "请老师教布艺", "一起过重阳节"), strict=True,
    ):  # fmt: skip
        services.share(giver=near[0], taker=near[1], thing=thing, note=note, on=day, by=None)
