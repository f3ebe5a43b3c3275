"""What stands beside the committees: units, clusters, a re-election under way, training, money."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from members import services as members
from members.models import Appointment, Office, Person
from orgs import services
from orgs.models import ClusterKind, Level, Org, OrgKind, Place, ReformMatter, ReformStatus, Support
from reports.management.demo.elections import hold_elections
from reports.management.demo.story import GIVEN, SHOWN_PLACES, SURNAMES, Demo

UNITS = (
    ("中心小学", "public_institution"), ("卫生院", "public_institution"),
    ("农贸市场", "market"), ("油茶合作社", "enterprise"), ("广场舞队", "culture_team"),
    ("供销社", "enterprise"), ("派出所", "party_and_government"),
)  # fmt: skip
TALENTS = (
    "会唱花鼓戏，能组织文艺队",
    "办过家政培训班",
    "种植油茶，带动二十多户",
    "懂法律，常帮人调解",
)
FEATURES = ("一村一支巾帼文艺队", "油茶产业姐妹帮", "晚间邻里议事")
HEADS, EACH = 15, Decimal("120.00")  # yuan a head and year
REPORTING = 6  # townships that have told of their network and their money


def tell_of_bodies(demo: Demo) -> None:
    """Let the county do what it does once a year or once a term, gaps among it."""
    root = Org.rows.get(parent__isnull=True)
    towns = list(Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).order_by("code"))
    lot = demo.lot_of("bodies")
    shown = [town for town in towns if town.code in SHOWN_PLACES.get(demo.code, ())]
    for n, town in enumerate([*shown, *(t for t in towns if t not in shown)][:REPORTING], 1):
        _township(demo, town, n, lot)
    _county(demo, root, lot)
    _cluster(demo, towns[0])
    _reformed(demo, shown or towns[:1])
    hold_elections(demo)
    _growth(demo, root, lot)
    demo.said.append("成员单位、片区、换届、培训、表彰和经费")


def _township(demo: Demo, town: Org, n: int, lot: random.Random) -> None:
    """Let most townships be regional federations with member units and this year's money."""
    done = ReformStatus.DONE if n % 8 else ReformStatus.IN_PROGRESS
    services.note_reform(
        org=town, matter=ReformMatter.REGIONALISATION, status=done, on=demo.since, by=None
    )
    services.note_reform(
        org=town, matter=ReformMatter.PARTY_APPRAISAL, by=None, on=demo.since,
        status=ReformStatus.DONE if n % 3 else ReformStatus.NOT_STARTED,
        note="东组发〔2026〕5号" if n % 3 else "",
    )  # fmt: skip
    for name, sector in lot.sample(UNITS, lot.randrange(0, 5)):
        services.admit_unit(
            org=town, name=f"{town.short_name}{name}", sector=sector, on=demo.since, by=None
        )
    due = EACH * HEADS
    came = due if n % 5 else due / 2
    members.note_funding(
        org=town, year=demo.on.year, source="县级财政", basis="per_head", due=due, received=came,
        heads=HEADS, by=None,
    )  # fmt: skip


def _county(demo: Demo, root: Org, lot: random.Random) -> None:
    """Found what stands beside the townships; two markets' committees became one."""
    founded = [
        services.found_org(
            parent=root, name=name, short_name=short, kind=kind, field=field, on=demo.since, by=None
        )
        for name, short, kind, field in (
            (
                "巾帼志愿者协会妇联",
                "巾帼志愿者协会",
                OrgKind.ASSOCIATION_FEDERATION,
                "culture_team",
            ),
            ("快递行业妇联", "快递行业", OrgKind.JOINT_FEDERATION, "new_employment"),
            ("东门市场妇委会", "东门市场", OrgKind.WOMENS_COMMITTEE, "market"),
            ("西门市场妇委会", "西门市场", OrgKind.WOMENS_COMMITTEE, "market"),
        )
    ]
    later = demo.since + timedelta(days=60)
    services.merge_orgs(
        orgs=[founded[3]], into=founded[2], on=later, by=None, reason="市场合并经营"
    )
    for name in ("女企业家协会", "女教师联谊会"):
        services.admit_group_member(
            org=root, name=name, women=lot.randrange(30, 120), on=demo.since, by=None
        )
    for name, support in (
        ("心理咨询服务中心", Support.INTRODUCED),
        ("手工编织社", Support.CULTIVATED),
    ):
        services.note_social(
            org=root, name=name, support=support, on=demo.since, is_registered=True, by=None
        )


def _cluster(demo: Demo, town: Org) -> None:
    """Join four communities of a town around one of them."""
    beside = Org.rows.filter(parent=town, place=Place.COMMUNITY).order_by("code")
    joined = list(beside[:4])
    if len(joined) > 1:
        services.form_cluster(
            org=town, name="城东片区", kind=ClusterKind.COMMUNITY, core=joined[0], members=joined,
            on=demo.since, by=None,
        )  # fmt: skip


def _reformed(demo: Demo, shown: list[Org]) -> None:
    """Keep that nearly all villages were converted, and what the towns shown are known for."""
    villages = Org.rows.filter(level=Level.VILLAGE, is_counted=True, status="active")
    keys = list(villages.order_by("code").values_list("pk", flat=True))
    services.note_reforms(
        orgs=keys[:-5], matter=ReformMatter.CONVERSION, status=ReformStatus.DONE, on=demo.since,
        by=None, note="县里统一组织",
    )  # fmt: skip
    for town, feature in zip(shown, FEATURES, strict=False):
        services.describe_org(org=town, feature=feature, by=None)
        near = list(Org.rows.filter(parent=town, place=Place.VILLAGE).order_by("code")[:3])
        if len(near) > 1:
            services.form_cluster(
                org=town, name="油茶产业企社联建", kind=ClusterKind.ENTERPRISE, core=near[0],
                members=near, lead="油茶合作社", on=demo.since, by=None,
            )  # fmt: skip


def _growth(demo: Demo, root: Org, lot: random.Random) -> None:
    """Train many of those in office, commend a few, keep some names for the next election."""
    chairs = Appointment.rows.filter(office=Office.CHAIR, until__isnull=True)
    in_office = list(Person.rows.filter(pk__in=chairs.values("person")).order_by("pk"))
    held = members.hold_training(
        org=root, topic="基层妇联主席履职培训", mode="invite_up", hours=Decimal(6), by=None,
        on=demo.since + timedelta(days=45),
    )  # fmt: skip
    members.attend_training(
        session=held, people=lot.sample(in_office, len(in_office) * 3 // 4), by=None
    )
    members.hold_training(
        org=root, topic="家政服务技能培训", mode="go_down", hours=Decimal(16), by=None,
        audience="women", women=86, on=demo.since + timedelta(days=80),
    )  # fmt: skip
    for she in lot.sample(in_office, 3):
        members.commend(
            org=she.org, person=she, title="优秀基层妇联主席", given_by="市妇联",
            on=date(demo.on.year, 3, 8), by=None,
        )  # fmt: skip
    villages = list(Org.rows.filter(level=Level.VILLAGE).order_by("code"))
    for strength in TALENTS:
        home = lot.choice(villages)
        she = members.register_person(
            org=home, name=lot.choice(SURNAMES) + lot.choice(GIVEN), by=None,
            source_category="resident",
        )  # fmt: skip
        members.add_talent(person=she, org=home, strength=strength, on=demo.since, by=None)
    _twice(demo, villages, lot)


def _twice(demo: Demo, villages: list[Org], lot: random.Random) -> None:
    """Register one woman in two villages, as happens: the page of duplicates shows her."""
    name = lot.choice(SURNAMES) + lot.choice(GIVEN)
    for home in lot.sample(villages, 2):
        members.register_person(org=home, name=name, birth_on=date(1988, 6, 12), by=None)
