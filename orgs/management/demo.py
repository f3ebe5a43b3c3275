"""The demonstration: a county in full, a small neighbour, and the people who sign in.

Everything goes through the services. Names are invented; what is drawn by lot follows the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from fulian.demo_accounts import ACCOUNTS, API_CLIENT
from fulian.scoping import scope
from orgs import services
from orgs.models import AccessGrant, Application, County, Level, Org, Role, User
from orgs.queries.divisions import proposal_for
from orgs.services.access import phone_key
from orgs.services.demo import give_demo_password

HOME, NEIGHBOUR = "430424", "430223"
SHOWN_PLACES = {HOME: ("430424112000", "430424112200")}  # 白莲镇, 白莲村
KEPT = 3  # townships of the neighbour
SURNAMES = "白沈陶姜邹潘柳史傅舒"
GIVEN = ("春燕", "秋月", "晓岚", "雨桐", "静怡", "玉兰", "芳菲", "慧敏", "雪晴", "若兰")
(OPERATOR, ADMIN, TOWN_CHAIR, CHAIR, MEMBER, NEIGHBOURS_ADMIN, ROTATING, AUDITOR) = (
    phone for phone, _ in ACCOUNTS
)
FORMER = "10000001001"  # worked at a township until last month


@dataclass(slots=True)
class Demo:
    """One run: the days it tells of, its lot, and what it did."""

    code: str
    on: date
    at: datetime
    seed: int
    said: list[str] = field(default_factory=list)

    @property
    def since(self) -> date:
        """The first day: two quarters before the present one began."""
        months = self.on.year * 12 + (self.on.month - 1) // 3 * 3 - 6
        return date(months // 12, months % 12 + 1, 1)

    @property
    def lot(self) -> random.Random:
        """The lot, drawn afresh: the same seed tells the same story."""
        return random.Random(self.seed)  # noqa: S311 - names, not secrets

    def names(self, count: int) -> list[str]:
        """Return different invented names."""
        return self.lot.sample([s + g for s in SURNAMES for g in GIVEN], count)


def set_up(demo: Demo) -> list[str]:
    """Make whatever of the demonstration is missing, all or nothing; return what was done."""
    with transaction.atomic():
        county, is_new = _opened(demo, demo.code, ())
        other = HOME if demo.code == NEIGHBOUR else NEIGHBOUR
        neighbour, _ = _opened(demo, other, _all_but_few(other))
        _operator(demo)
        _people(demo, county, neighbour)
        _application(demo, county)
        if is_new:
            _past(demo, county)
        keys = [phone_key(phone) for phone, _ in ACCOUNTS]
        users = list(User.objects.filter(phone_key__in=keys).values_list("pk", flat=True))
        if count := give_demo_password(users=users):
            demo.said.append(f"{count} 个演示账号")
    return demo.said


def _all_but_few(code: str) -> list[str]:
    townships = proposal_for(code).townships
    kept = [t.code for t, villages in townships if t.is_counted and villages][:KEPT]
    return [t.code for t, _ in townships if t.code not in kept]


def _opened(demo: Demo, code: str, without: list[str] | tuple[()]) -> tuple[County, bool]:
    county = County.objects.filter(code=code, opened_at__isnull=False).first()
    if county:
        return county, False
    opened = services.open_county(code=code, on=demo.since, at=demo.at, by=None, without=without)
    demo.said.append(f"{opened.county.name} {opened.written} 个组织")
    return opened.county, True


def _operator(demo: Demo) -> None:
    if not User.objects.filter(phone_key=phone_key(OPERATOR), is_operator=True).exists():
        services.make_operator(phone=OPERATOR, at=demo.at)


def _people(demo: Demo, county: County, neighbour: County) -> None:
    names = demo.names(len(ACCOUNTS))
    with scope(county.pk):
        root = Org.rows.get(parent__isnull=True)
        town, village = _shown_places(demo.code)
        seats = [
            (ADMIN, Role.COUNTY_ADMIN, root),
            (AUDITOR, Role.COUNTY_AUDITOR, root),
            (TOWN_CHAIR, Role.CHAIR, town),
            (ROTATING, Role.OFFICER, town),
            (CHAIR, Role.CHAIR, village),
            (MEMBER, Role.OFFICER, village),
        ]
        for (phone, role, org), name in zip(seats, names, strict=False):
            _seat(demo, phone, role, org, name)
    with scope(neighbour.pk):
        root = Org.rows.get(parent__isnull=True)
        _seat(demo, NEIGHBOURS_ADMIN, Role.COUNTY_ADMIN, root, names[-1])


def _shown_places(code: str) -> tuple[Org | None, Org | None]:
    """Return the township and the village whose people sign in; None where there are none."""
    if code in SHOWN_PLACES:
        town, village = (Org.rows.get(code=shown) for shown in SHOWN_PLACES[code])
        return town, village
    first = Org.rows.filter(level=Level.VILLAGE).select_related("parent").order_by("code").first()
    return (first.parent, first) if first else (None, None)


def _seat(demo: Demo, phone: str, role: Role, org: Org | None, name: str) -> None:
    held = AccessGrant.rows.filter(user__phone_key=phone_key(phone), org=org, role=role)
    if org is not None and not held.exists():
        services.grant_access(
            org=org, role=role, phone=phone, holder=name, on=demo.since, by=None, reason="演示账号"
        )


def _application(demo: Demo, county: County) -> None:
    client_id, secret = API_CLIENT
    if Application.objects.filter(client_id=client_id).exists():
        return
    with scope(county.pk):
        services.register_application(
            name="演示政务平台", on=demo.since, by=None, client_id=client_id, secret=secret
        )
    demo.said.append("1 个对接系统")


def _past(demo: Demo, county: County) -> None:
    """Let things have happened: a village renamed and named back, a seat that has ended."""
    lot, admin = demo.lot, User.objects.get(phone_key=phone_key(ADMIN))
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


def _ended_seat(demo: Demo, village: Org, name: str) -> None:
    ends = demo.on - timedelta(days=30)
    grant = services.grant_access(
        org=village, role=Role.OFFICER, phone=FORMER, holder=name, on=demo.since, by=None
    )
    services.end_access(grant=grant, on=ends, by=None, reason="任职期满")
