"""A county of villages, each with a chair and members of a committee who have accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fulian.scoping import scope
from members.models import Appointment, Office, Person
from members.rules import ROLES
from orgs import services
from orgs.models import AccessGrant, County, Level, Org, User
from orgs.queries.divisions import Proposal, _read

Seated = list[tuple[Org, list[Appointment]]]
NAME, PINYIN = "白春燕", "bai chun yan"


def opened(
    code: str, villages: int, *, members: int, at: datetime, since: date
) -> tuple[County, Seated]:
    """Open a county of so many villages; return it with each one's members, the chair left out."""
    county = County.objects.create(code=code, name="测试县", opened_at=at)
    with scope(county.pk):
        units = _read(_rows(code, villages))
        services.plant_tree(Proposal(code, "测试县", "", units).units, on=since)
        found = list(Org.rows.filter(level=Level.VILLAGE).order_by("lft"))
        return county, _seated(county, found, members, since)


def _rows(code: str, villages: int) -> list[tuple[str, str]]:
    rows = [(f"{code}000000", "测试县")]
    for n in range(villages):
        town, place = divmod(n, 100)
        if not place:
            rows.append((f"{code}{100 + town}000", f"{town}镇"))
        rows.append((f"{code}{100 + town}{200 + place}", f"{n}村村民委员会"))
    return rows


def _seated(county: County, units: Sequence[Org], members: int, since: date) -> Seated:
    offices = [Office.CHAIR, *[Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER] * members]
    places = [(unit, office) for unit in units for office in offices[: members + 1]]
    people = Person.rows.bulk_create(
        Person(org=unit, name=NAME, pinyin=PINYIN) for unit, _ in places
    )
    users = User.objects.bulk_create(User(password="", county=county) for _ in places)
    grants = AccessGrant.rows.bulk_create(
        AccessGrant(user=user, org=unit, role=str(ROLES[office]), holder=NAME, since=since)
        for (unit, office), user in zip(places, users, strict=True)
    )
    made = Appointment.rows.bulk_create(
        Appointment(person=person, org=unit, office=office, since=since, grant=grant)
        for (unit, office), person, grant in zip(places, people, grants, strict=True)
    )
    seats: dict[int, list[Appointment]] = {}
    for seat in made:
        if seat.office != Office.CHAIR:
            seats.setdefault(seat.org_id, []).append(seat)
    return [(unit, seats[unit.pk]) for unit in units]
