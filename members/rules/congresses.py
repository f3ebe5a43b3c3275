"""What makes a congress valid: its steps, its quorum, its count, and who is elected (domain B1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Candidate, CongressStep, Contest, Method, Office, Step, WomensCongress
from members.rules.quotas import Quota
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


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a congress as they were reported."""

    due: int
    present: int
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None

    @property
    def ballots(self) -> list[int | None]:
        """The ballots in the order in which they can only grow fewer."""
        return [self.issued, self.returned, self.valid]


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


def check_figures(count: Count, *, method: str, quorum: int) -> None:
    """Refuse figures that cannot be, and a congress too few delegates came to.

    ``quorum`` 1: more than half of those due; 2: more than two thirds.
    """
    if min([count.due, count.present, *(b for b in count.ballots if b is not None)]) < 0:
        raise ValidationError("人数和票数不能是负数。", code="negative")
    if count.present > count.due:
        raise ValidationError("到会代表不能多于应到代表。", code="present")
    share, said = (2, "半数") if quorum == 1 else (3, "三分之二")
    if count.present * share <= count.due * (share - 1):
        raise ValidationError(
            f"到会代表没有超过应到的{said}，大会无效，请另行召开。", code="no_quorum"
        )
    if method == Method.SHOW_OF_HANDS:
        if any(ballots is not None for ballots in count.ballots):
            raise ValidationError("举手表决没有选票，不用填票数。", code="no_ballots")
        return
    _check_ballots(count)


def _check_ballots(count: Count) -> None:
    said = ("发出选票", "收回选票", "有效选票")
    before, what = count.present, "到会代表"
    for name, number in zip(said, count.ballots, strict=True):
        if number is None:
            raise ValidationError(f"无记名投票要填{name}。", code="ballots_missing")
        if number > before:
            raise ValidationError(f"{name}不能多于{what}。", code="ballots")
        before, what = number, name


def majority_base(count: Count, majority_of: int) -> int:
    """Return of how many a candidate needs more than half: those due (1), or present (2)."""
    return count.due if majority_of == 1 else count.present


def elected_of(
    candidates: Sequence[Candidate], *, count: Count, quota: Quota | None, base: int, contest: str
) -> set[int]:
    """Return the keys of the candidates whose ``votes`` elect them.

    More than half of ``base``; where more have that than there are seats, those with most votes.
    Raises ``ValidationError`` for impossible votes, equal votes for the last seat, and a contest
    that was none.
    """
    most, what = (count.present, "到会代表") if count.valid is None else (count.valid, "有效选票")
    if not all(one.votes is not None and 0 <= one.votes <= most for one in candidates):
        raise ValidationError(f"每位候选人都要填得票，且不能多于{what}。", code="votes")
    won: set[int] = set()
    sizes: list[tuple[int, int | None]] = []
    for office in (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER):
        heads = {c.person_id for c in candidates if c.pk in won}
        standing = [c for c in candidates if c.office == office]
        running = standing
        if office == Office.EXECUTIVE_MEMBER:  # who is a head already takes nobody's seat
            running = [c for c in standing if c.person_id not in heads]
            won |= {c.pk for c in standing if c.person_id in heads and _is_over(c, base)}
        seats = _seats(office, quota, len(heads))
        won |= _first(running, seats, base, Office(office).label)
        sizes += [(len(running), seats)] if standing else []
    _check_contest(contest, sizes)
    return won


def _seats(office: str, quota: Quota | None, heads: int) -> int | None:
    """Return how many may win; so many ``heads`` won as chair or vice-chair already."""
    if quota is None:
        return 1 if office == Office.CHAIR else None
    if office == Office.CHAIR:
        return quota.chair
    if office == Office.VICE_CHAIR:
        return quota.most_vice
    return max(quota.most_executives - heads, 0) if quota.is_inclusive else quota.most_executives


def _is_over(candidate: Candidate, base: int) -> bool:
    return (candidate.votes or 0) * 2 > base


def _first(running: Sequence[Candidate], seats: int | None, base: int, office: str) -> set[int]:
    over = [c for c in running if _is_over(c, base)]
    over.sort(key=lambda c: -(c.votes or 0))
    if seats is None or len(over) <= seats:
        return {c.pk for c in over}
    if seats and over[seats - 1].votes == over[seats].votes:
        raise ValidationError(
            f"{office}最后一名得票相同（{over[seats].votes} 票），应当就他们重新投票，再登记票数。",
            code="tie",
        )
    return {c.pk for c in over[:seats]}


def _check_contest(contest: str, sizes: Sequence[tuple[int, int | None]]) -> None:
    """Refuse a contest with no more candidates than seats, and the reverse."""
    known = [(running, seats) for running, seats in sizes if seats is not None]
    more = any(running > seats for running, seats in known)
    if contest == Contest.MORE and known and not more:
        raise ValidationError("差额选举的候选人要多于应选名额。", code="no_contest")
    if contest == Contest.EQUAL and more:
        raise ValidationError("等额选举的候选人不能多于应选名额。", code="not_equal")


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
