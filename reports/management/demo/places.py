"""The counties of the demonstration, the people who sign in, and a village's changing name."""

from __future__ import annotations

from datetime import timedelta

from fulian.demo_accounts import ACCOUNTS, API_CLIENT
from fulian.scoping import scope
from members import services as members
from members.models import Appointment, Office
from orgs import services
from orgs.models import AccessGrant, Application, County, Level, Org, Role, User
from orgs.queries.divisions import proposal_for, region_named
from reports.management.demo.story import HOME, NEIGHBOUR, SHOWN_PLACES, Demo, noon
from reports.models import Oversight
from reports.services import make_overseer

KEPT = 3  # townships of the neighbour
(OPERATOR, ADMIN, TOWN_CHAIR, CHAIR, MEMBER, NEIGHBOURS_ADMIN, ROTATING, AUDITOR, TOWN_STAFF, CITY,
 PROVINCE) = (phone for phone, _ in ACCOUNTS)  # fmt: skip
FORMER = "10000001001"  # worked at a township until last month


def open_both(demo: Demo) -> tuple[County, County, bool]:
    """Open the county and its small neighbour where they are not; say whether the county is new."""
    county, is_new = _opened(demo, demo.code, ())
    other = HOME if demo.code == NEIGHBOUR else NEIGHBOUR
    neighbour, _ = _opened(demo, other, _all_but_few(other))
    return county, neighbour, is_new


def let_in(demo: Demo, county: County, neighbour: County) -> list[int]:
    """Make the listed accounts that are missing; return all of them."""
    if not User.objects.filter(phone_key=services.phone_key(OPERATOR), is_operator=True).exists():
        services.make_operator(phone=OPERATOR, at=demo.at)
    names = demo.names(len(ACCOUNTS))
    with scope(county.pk):
        root = Org.rows.get(parent__isnull=True)
        _granted(demo, ADMIN, Role.COUNTY_ADMIN, root, names[0])
        _granted(demo, AUDITOR, Role.COUNTY_AUDITOR, root, names[1])
        town, village = shown_places(demo.code)
        for phone, office, org, name in (
            (TOWN_CHAIR, Office.CHAIR, town, names[2]),
            (ROTATING, Office.VICE_CHAIR, town, names[3]),
            (CHAIR, Office.CHAIR, village, names[4]),
            (MEMBER, Office.EXECUTIVE_MEMBER, village, names[5]),
        ):
            _seated(demo, phone, office, org, name)
        _granted(demo, TOWN_STAFF, Role.TOWNSHIP_STAFF, town, names[6])
    with scope(neighbour.pk):
        root = Org.rows.get(parent__isnull=True)
        _granted(demo, NEIGHBOURS_ADMIN, Role.COUNTY_ADMIN, root, names[7])
    _overseeing(demo, CITY, demo.code[:4])
    _overseeing(demo, PROVINCE, demo.code[:2])
    keys = [services.phone_key(phone) for phone, _ in ACCOUNTS]
    return list(User.objects.filter(phone_key__in=keys).values_list("pk", flat=True))


def connect(demo: Demo, county: County) -> None:
    """Register the calling system, once."""
    client_id, secret = API_CLIENT
    if Application.objects.filter(client_id=client_id).exists():
        return
    with scope(county.pk):
        services.register_application(
            name="演示政务平台",
            on=demo.since,
            by=None,
            client_id=client_id,
            secret=secret,
            reads=("orgs:read", "members:read", "reports:read"),
        )
    demo.said.append("1 个对接系统")


def change_a_name(demo: Demo, county: County) -> None:
    """Let a village be renamed and named back, and a seat have ended."""
    lot, admin = demo.lot, User.objects.get(phone_key=services.phone_key(ADMIN))
    with scope(county.pk, by=admin):
        rows = Org.rows.filter(level=Level.VILLAGE).select_related("parent")
        villages = list(rows.order_by("code"))
        if not villages:
            return
        village = lot.choice(villages)
        day = demo.since + timedelta(days=lot.randrange(10, 40))
        services.rename_org(
            org=village, name=f"新{village.name}", on=day, by=admin, reason="村名拟变更"
        )
        services.rename_org(
            org=village, name=village.name, short_name=village.short_name,
            on=day + timedelta(days=30), by=admin, reason="村名恢复",
        )  # fmt: skip
        _ended_seat(demo, lot.choice(villages), demo.names(len(ACCOUNTS) + 1)[-1])
    demo.said.append(f"{village.parent}的一次改名和恢复，一项已结束的授权")


def shown_places(code: str) -> tuple[Org | None, Org | None]:
    """Return the township and the village whose people sign in; None where there are none."""
    if code in SHOWN_PLACES:
        town, village = (Org.rows.get(code=shown) for shown in SHOWN_PLACES[code])
        return town, village
    first = Org.rows.filter(level=Level.VILLAGE).select_related("parent").order_by("code").first()
    return (first.parent, first) if first else (None, None)


def _all_but_few(code: str) -> list[str]:
    townships = proposal_for(code).townships
    kept = [t.code for t, villages in townships if t.is_counted and villages][:KEPT]
    return [t.code for t, _ in townships if t.code not in kept]


def _opened(demo: Demo, code: str, without: list[str] | tuple[()]) -> tuple[County, bool]:
    county = County.objects.filter(code=code, opened_at__isnull=False).first()
    if county:
        return county, False
    opened = services.open_county(
        code=code, on=demo.founded, at=noon(demo.founded), by=None, without=without
    )
    demo.said.append(f"{opened.county.name} {opened.written} 个组织")
    return opened.county, True


def _granted(demo: Demo, phone: str, role: Role, org: Org | None, name: str) -> None:
    if org is None:
        return
    held = AccessGrant.rows.filter(user__phone_key=services.phone_key(phone), org=org, role=role)
    if not held.exists():
        services.grant_access(
            org=org, role=role, phone=phone, holder=name, on=demo.since, by=None, reason="演示账号"
        )


def _overseeing(demo: Demo, phone: str, prefix: str) -> None:
    """Let the city's or province's own account read what the counties below it published."""
    if not Oversight.objects.filter(user__phone_key=services.phone_key(phone)).exists():
        called = f"{region_named(prefix).split()[-1]}妇女联合会"
        make_overseer(prefix=prefix, called=called, phone=phone, at=demo.at, by=None)


def _seated(demo: Demo, phone: str, office: str, org: Org | None, name: str) -> None:
    if org is None:
        return
    held = Appointment.rows.filter(
        org=org, office=office, grant__user__phone_key=services.phone_key(phone)
    )
    if not held.exists():
        she = members.register_person(org=org, name=name, phone=phone, by=None)
        members.appoint(
            person=she, org=org, office=office, on=demo.since, by=None, at=noon(demo.since),
            employment="part_time" if office == Office.VICE_CHAIR else "",
        )  # fmt: skip


def _ended_seat(demo: Demo, village: Org, name: str) -> None:
    ends = demo.on - timedelta(days=30)
    grant = services.grant_access(
        org=village, role=Role.OFFICER, phone=FORMER, holder=name, on=demo.since, by=None
    )
    services.end_access(grant=grant, on=ends, by=None, reason="任职期满")
