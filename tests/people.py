"""People and seats for tests: invented names, numbers nobody has."""

from __future__ import annotations

from datetime import date
from typing import Any

from members import services as members
from members.models import Appointment, Office, Person, WomensGroup
from orgs.models import Org

SINCE = date(2026, 1, 1)
NAMES = (
    "白春燕",
    "沈秋月",
    "陶晓岚",
    "姜雨桐",
    "邹静怡",
    "潘玉兰",
    "柳芳菲",
    "史慧敏",
    "傅雪晴",
    "舒若兰",
)


def person(org: Org, name: str = "白春燕", **facts: Any) -> Person:
    """Register somebody at ``org``."""
    return members.register_person(org=org, name=name, by=None, **facts)


def seat(
    org: Org, office: str, name: str = "白春燕", *, since: date = SINCE, who: Person | None = None,
    **facts: Any,
) -> Appointment:  # fmt: skip
    """Seat somebody new (or ``who``) at ``org``."""
    return members.appoint(
        person=who or person(org, name), org=org, office=office, on=since, by=None, **facts
    )


def committee(org: Org, vice: int = 2, executives: int = 3) -> list[Appointment]:
    """Seat a chair, vice-chairs and executive members at ``org``, in that order."""
    offices = [Office.CHAIR, *[Office.VICE_CHAIR] * vice, *[Office.EXECUTIVE_MEMBER] * executives]
    return [
        seat(org, office, NAMES[n % 10] + "甲乙丙"[n // 10]) for n, office in enumerate(offices)
    ]


def group(org: Org, name: str = "一组") -> WomensGroup:
    """Return a women's group of ``org``, made as the service would."""
    made = WomensGroup(org=org, name=name, founded_on=SINCE)
    made.save()
    return made
