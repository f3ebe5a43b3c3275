"""A committee whose vice-chairs and executive members take turns; all have accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from duties import services
from duties.models import RotationPlan
from members.models import Appointment, Office
from orgs.models import Org
from tests.people import NAMES, person, seat

START = date(2026, 1, 1)
PLANNED_AT = datetime(2025, 12, 20, tzinfo=UTC)
CHINA = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour of ``day`` in Beijing."""
    return datetime.combine(day, time(hour), CHINA)


def presidium(org: Org, size: int = 3, phones: str = "1000071") -> list[Appointment]:
    """Seat a chair, then ``size`` members by turns vice-chair and executive; chair first."""
    offices = [Office.CHAIR, *[Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER] * size][: size + 1]
    return [
        seat(
            org, office, since=date(2025, 6, 1),
            who=person(
                org, NAMES[n % 10] + "甲乙丙"[n // 10], phone=f"{phones}{n:04d}" if phones else ""
            ),
        )
        for n, office in enumerate(offices)
    ]  # fmt: skip


def planned(org: Org, members: list[Appointment], **facts: Any) -> RotationPlan:
    """Plan a monthly rotation of ``members`` from the new year."""
    wanted: dict[str, Any] = {
        "period": "month",
        "starts_on": START,
        "by": None,
        "at": PLANNED_AT,
    } | facts
    return services.plan_rotation(org=org, members=members, **wanted)
