"""Trainings, commendations and funding for tests: how each verb is done once, rows, addresses."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from members import services
from members.models import (
    Commendation,
    FundingLine,
    Office,
    TrainingAttendance,
    TrainingSession,
)
from tests.conftest import TODAY
from tests.people import seat


def training(cast: Any, topic: str = "妇女维权", **facts: Any) -> TrainingSession:
    """Keep a training of the town."""
    facts = {"org": cast.town, "mode": "go_down", "hours": Decimal("1.5"), "on": TODAY} | facts
    return services.hold_training(**{"by": None, "topic": topic} | facts)


def attended(cast: Any, **facts: Any) -> TrainingAttendance:
    """Keep that somebody in office was at a training."""
    her = seat(cast.village, Office.EXECUTIVE_MEMBER, "史慧敏").person
    return services.attend_training(session=training(cast, **facts), people=[her], by=None)[0]


def commendation(cast: Any, title: str = "三八红旗手", **facts: Any) -> Commendation:
    """Keep a commendation of somebody of the village."""
    if "person" not in facts:
        facts["person"] = seat(cast.village, Office.EXECUTIVE_MEMBER, "傅雪晴").person
    facts = {"org": cast.village, "given_by": "市妇联", "on": TODAY, "by": None} | facts
    return services.commend(**{"title": title} | facts)


def funding(cast: Any, source: str = "县财政", **facts: Any) -> FundingLine:
    """Keep a funding line of the village."""
    facts = {
        "org": cast.village, "year": 2026, "basis": "per_head", "heads": 100, "by": None,
        "due": Decimal(1000), "received": Decimal(800),
    } | facts  # fmt: skip
    return services.note_funding(**{"source": source} | facts)


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.hold_training": lambda c: training(c, by=c.admin),
    "members.change_training": lambda c: services.change_training(
        session=training(c), topic="家庭教育", mode="online", on=TODAY, hours=Decimal(2),
        audience="officers", women=0, by=c.admin,
    ),
    "members.remove_training": lambda c: services.remove_training(
        session=attended(c).session, by=c.admin
    ),
    "members.attend_training": attended,
    "members.miss_training": lambda c: services.miss_training(attendance=attended(c), by=c.admin),
    "members.commend": lambda c: commendation(c, by=c.admin),
    "members.change_commendation": lambda c: services.change_commendation(
        commendation=commendation(c), title="巾帼标兵", given_by="省妇联", on=TODAY, by=c.admin
    ),
    "members.remove_commendation": lambda c: services.remove_commendation(
        commendation=commendation(c), by=c.admin
    ),
    "members.note_funding": lambda c: funding(c, by=c.admin),
    "members.change_funding": lambda c: services.change_funding(
        line=funding(c), year=2026, source="县财政", basis="per_head", heads=100, note="",
        due=Decimal(1000), received=Decimal(1000), by=c.admin,
    ),
    "members.remove_funding": lambda c: services.remove_funding(line=funding(c), by=c.admin),
}  # fmt: skip
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    TrainingSession: training,
    TrainingAttendance: attended,
    Commendation: commendation,
    FundingLine: funding,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return keys by model name."""
    return {
        "trainingsession": training(cast).pk,
        "commendation": commendation(cast).pk,
        "fundingline": funding(cast).pk,
    }


TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
desk/members/trainingsession/            302   200   200     200     200   403     403     200     403     200     302
desk/members/trainingsession/add/        302   200   200     403     200   403     403     200     403     200     302
desk/members/trainingsession/coverage/   302   200   200     200     200   403     403     200     403     200     302
desk/members/trainingsession/<int:pk>/   302   200   200     200     200   403     403     404     403     200     302
desk/members/trainingsession/<int:pk>/correct/ 302 200 200   403     200   403     403     404     403     200     302
desk/members/trainingsession/<int:pk>/remove/ 302 200  200   403     200   403     403     404     403     200     302
desk/members/trainingsession/<int:pk>/miss/ 302  404   404   403     404   403     403     404     403     404     302
desk/members/commendation/               302   200   200     200     200   403     403     200     403     200     302
desk/members/commendation/add/           302   200   200     403     200   403     403     200     403     200     302
desk/members/commendation/<int:pk>/      302   200   200     403     200   403     403     404     403     200     302
desk/members/commendation/<int:pk>/remove/ 302   200   200   403     200   403     403     404     403     200     302
desk/members/trainingsession/<int:pk>/history/ 302   200   200     200     200   403     403     404     403     200     302
desk/members/commendation/<int:pk>/history/ 302   200   200     200     200   403     403     404     403     200     302
desk/members/fundingline/<int:pk>/history/ 302   200   200     200     200   403     403     404     403     200     302
desk/members/fundingline/                302   200   200     200     200   403     403     200     403     200     302
desk/members/fundingline/add/            302   200   200     403     200   403     403     200     403     200     302
desk/members/fundingline/totals/         302   200   200     200     200   403     403     200     403     200     302
desk/members/fundingline/<int:pk>/       302   200   200     403     200   403     403     404     403     200     302
desk/members/fundingline/<int:pk>/remove/ 302   200   200    403     200   403     403     404     403     200     302
"""  # noqa: E501 -- a table is read across
