"""Rotation of most townships and some villages: presidiums, turns, handovers, the four ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from bench.filling.sowing import Sown
from bench.ground import AT, ON
from duties.models import ChairTurn, FourOnesCheck, Handover, RotationMember, RotationPlan

ONES = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")
SHARE, PRESIDIUM = 0.2, 4  # of the villages that rotate; how many in each


def sow(sown: Sown) -> None:
    """Give each of them a rotation by the month, its turns and their handovers."""
    some = [org for org in sown.villages() if sown.perhaps(SHARE)]
    for org in [*sown.townships()[1:], *some]:
        if sown.committee(org):
            _rotate(sown, org)


def _rotate(sown: Sown, org: int) -> None:
    plan = RotationPlan.rows.create(org_id=org, period="month", starts_on=ON)
    heads = [seat["id"] for seat in sown.committee(org)[:PRESIDIUM]]
    RotationMember.rows.bulk_create(
        RotationMember(county_id=plan.county_id, plan=plan, appointment_id=pk, place=n)
        for n, pk in enumerate(heads, 1)
    )
    days = [(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(1, 10)]
    turns = ChairTurn.rows.bulk_create(
        ChairTurn(
            county_id=plan.county_id, org_id=org, plan=plan, days=DateRange(first, after),
            appointment_id=heads[first.month % max(len(heads) - 1, 1)],
            status=_status(sown, first),
        )
        for first, after in days
    )  # fmt: skip
    Handover.rows.bulk_create(
        Handover(
            county_id=plan.county_id, org_id=org, turn=turn, due_on=first, limit_days=5,
            handed_at=AT, taken_at=_taken(sown, first), before=before, given_at=_taken(sown, first),
        )
        for turn, before, (first, _) in zip(turns, [None, *turns], days, strict=False)
    )  # fmt: skip
    FourOnesCheck.rows.bulk_create(
        FourOnesCheck(
            county_id=plan.county_id, org_id=org, turn=turn, month=first,
            **{name: "有" if sown.perhaps(0.93) else "" for name in ONES},
        )
        for turn, (first, _) in zip(turns, days, strict=True) if sown.perhaps(0.8)
    )  # fmt: skip


def _status(sown: Sown, first: date) -> str:
    if first.month == 9:
        return "active"
    return "skipped" if sown.perhaps(0.1) else "done"


def _taken(sown: Sown, first: date) -> datetime:
    return datetime(2026, first.month, sown.luck.choice([2, 5, 9]), tzinfo=UTC)
