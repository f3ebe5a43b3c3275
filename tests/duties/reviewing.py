"""One duty report, one appraisal and its answers: for the tables of verbs, rows and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from duties import services
from duties.models import Appraisal, AppraisalAnswer, AppraisalWord, DutyReport
from fulian.scoping import current, scope
from members.models import Appointment, Office
from tests.conftest import TODAY
from tests.people import person, seat

FOR = timedelta(days=14)


def reporting(cast: Any) -> Appointment:
    """Return the village chair's seat, made when there is none."""
    rows = Appointment.rows.filter(org=cast.village, office=Office.CHAIR).select_related("grant")
    if found := rows.first():
        return found
    return seat(
        cast.village, Office.CHAIR, who=person(cast.village, "傅若兰", phone=cast.chair_phone)
    )


def drafted(cast: Any, **more: Any) -> DutyReport:
    """Let the village's chair draft this year's report."""
    facts: dict[str, Any] = {
        "appointment": reporting(cast), "year": TODAY.year, "audience": "upper_federation",
        "on": TODAY, "by": None,
    } | more  # fmt: skip
    return services.draft_report(**facts)


def ready(cast: Any, **more: Any) -> DutyReport:
    """Let her draft the report, and write it in her own words."""
    return services.write_report(report=drafted(cast, **more), text="各位领导：", by=None)


def opened(cast: Any, **more: Any) -> Appraisal:
    """Let women appraise the village's federation."""
    facts: dict[str, Any] = {
        "org": cast.village, "since": TODAY, "last": TODAY + FOR, "on": TODAY, "by": None,
    } | more  # fmt: skip
    standing = Appraisal.rows.filter(org=facts["org"], until__gt=TODAY).first()
    return standing or services.open_appraisal(**facts)


def answered(
    found: Appraisal, times: int = 1, words: str = "", grade: int = 0, on: date = TODAY
) -> None:
    """Let ``times`` women answer."""
    for _ in range(times):
        services.answer_appraisal(appraisal=found, grades=[grade] * 4, on=on, words=words)


def _kept(cast: Any, model: type[Any]) -> Any:
    found = opened(cast)
    answered(found, words="很好")
    with scope(current().county, glass=(Appraisal, found.pk)):
        return model.rows.filter(appraisal=found).order_by("-pk")[0]


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.draft_report": drafted,
    "duties.write_report": lambda c: services.write_report(
        report=drafted(c), text="各位领导：", by=None
    ),
    "duties.file_report": lambda c: services.file_report(report=ready(c), on=TODAY, by=None),
    "duties.open_appraisal": opened,
    "duties.close_appraisal": lambda c: services.close_appraisal(
        appraisal=opened(c), on=TODAY, by=None
    ),
    "duties.answer_appraisal": lambda c: answered(opened(c)),
    "duties.keep_outcomes": lambda c: services.keep_outcomes(on=opened(c).until),
}
SILENT = {"duties.answer_appraisal": "who answered, and when, is nobody's business"}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    DutyReport: drafted,
    Appraisal: opened,
    AppraisalAnswer: lambda c: _kept(c, AppraisalAnswer),
    AppraisalWord: lambda c: _kept(c, AppraisalWord),
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each; the report at the desk is filed."""
    mine = drafted(cast)
    filed = services.file_report(report=ready(cast, audience="women"), on=TODAY, by=None)
    found = opened(cast).pk
    return {
        "dutyreport": filed.pk, "duty-reports": mine.pk, "appraisal": found, "appraisals": found,
    }  # fmt: skip
