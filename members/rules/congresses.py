"""What makes a congress: its steps, who stands, who watches, and when it may close (domain B1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import CongressStep, Office, Step, WomensCongress
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS

DRIVERS = KEEPERS | {Role.TOWNSHIP_STAFF}
# How many days before (after) the planned last day a step should be done.
STEP_DAYS = {
    Step.PLAN: -60,
    Step.CANDIDATES: -30,
    Step.NOTICE: -15,
    Step.CONGRESS: -3,
    Step.COUNT: -3,
    Step.RESULT: 0,
    Step.FILING: 30,
}
RECORDED = (Step.COUNT, Step.RESULT)  # done by recording the count and the result


@allow("members.view_congress")
def may_view_congresses(user: Any, obj: Any) -> bool:
    """Whoever works at a desk: candidates are people."""
    return role_may(user, DESK)


@allow("members.prepare_congress", "members.mark_step", "members.clear_step", "members.nominate",
       "members.withdraw", "members.name_scrutineers", "members.record_count",
       "members.close_congress", "members.cancel_congress")  # fmt: skip
def may_drive(user: Any, obj: Any) -> bool:
    """County and township staff: a committee does not close its own election here."""
    return role_may(user, DRIVERS)


def check_prepared(congress: WomensCongress) -> None:
    """Refuse to work on a congress that is over or was called off."""
    if congress.state != WomensCongress.State.PREPARING:
        raise ValidationError(
            f"这次换届{congress.get_state_display()}，不能再改。", code="not_preparing"
        )


def check_step(
    congress: WomensCongress, step: str, on: date, done: Mapping[str, CongressStep]
) -> None:
    """Refuse an unknown step, one the count or result makes itself, and days out of order."""
    if step not in Step.values:
        raise ValidationError("没有这个步骤。", code="bad_step")
    if step != Step.FILING or congress.state == WomensCongress.State.CANCELLED:
        check_prepared(congress)
    if step in RECORDED and step not in done:
        raise ValidationError("“计票”和“结果”在登记票数、登记结果时自动完成。", code="recorded")
    if step == Step.FILING and Step.RESULT not in done:
        raise ValidationError("先登记选举结果，再登记批复备案。", code="no_result")
    place = Step.values.index(step)
    for other, row in done.items():
        before = Step.values.index(other) < place
        if other != step and (row.done_on > on if before else row.done_on < on):
            raise ValidationError(
                f"“{row.get_step_display()}”是{row.done_on:%Y年%-m月%-d日}完成的，"
                f"“{Step(step).label}”不能{'更早' if before else '更晚'}。",
                code="step_order",
            )


def step_due(due_on: date, step: str) -> date:
    """Return the day by which a step should be done, counted from the planned last day."""
    return due_on + timedelta(days=STEP_DAYS[Step(step)])


def check_candidate(*, person: int, office: str, scrutineers: Collection[int]) -> None:
    """Refuse an office congresses do not fill here, and who watches over the count."""
    if office not in (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER):
        raise ValidationError("候选人只能竞选主席、副主席或执委。", code="bad_office")
    if person in scrutineers:
        raise ValidationError("监票人不能同时是候选人。", code="scrutineer_stands")


def check_scrutineers(*, people: Sequence[int], chief: int, candidates: Collection[int]) -> None:
    """Refuse scrutineers who stand themselves, nobody, the same twice, and a chief from outside."""
    if not people:
        raise ValidationError("请至少选一名监票人。", code="nobody")
    if len(set(people)) != len(people):
        raise ValidationError("同一个人不能选两次。", code="twice")
    if chief not in people:
        raise ValidationError("总监票人要在监票人当中。", code="no_chief")
    if set(people) & set(candidates):
        raise ValidationError("监票人不能同时是候选人。", code="scrutineer_stands")


def check_closing(
    congress: WomensCongress, *, on: date, elected: int, chiefs: int, later_term: bool
) -> None:
    """Refuse a result before the count, without scrutineers or winners, or before the congress."""
    check_prepared(congress)
    if congress.held_on is None:
        raise ValidationError("先登记大会和票数，再登记结果。", code="no_count")
    if on < congress.held_on:
        raise ValidationError("任职日期不能早于大会日期。", code="too_early")
    if chiefs != 1:
        raise ValidationError("先登记监票人和总监票人。", code="no_scrutineers")
    if not elected:
        raise ValidationError("没有人当选，请另行选举。", code="nobody_elected")
    if later_term:
        raise ValidationError("这一天以后已经登记了新的一届，请先核对届次。", code="later_term")
