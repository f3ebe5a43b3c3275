"""What makes a count valid, and who is elected by it (domain B1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from members.models import Candidate, Contest, Method, Office
from members.models.appointments import COMMITTEE
from members.rules.quotas import Quota

MEMBER = Office.EXECUTIVE_MEMBER
HEADS = (Office.CHAIR, Office.VICE_CHAIR)
BALLOTS = {
    "ballots_issued": "发出选票", "ballots_returned": "收回选票", "ballots_valid": "有效选票",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a congress or a plenary as they were reported."""

    due: int
    present: int
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None

    @property
    def ballots(self) -> list[int | None]:
        """The ballots in the order in which they can only grow fewer."""
        return [self.issued, self.returned, self.valid]

    def base(self, majority_of: int) -> int:
        """Return of how many a candidate needs more than half: those due (1), or present (2)."""
        return self.due if majority_of == 1 else self.present

    @property
    def most(self) -> int:
        """How many votes anybody can have."""
        return self.present if self.valid is None else self.valid


def check_figures(count: Count, *, method: str, quorum: int) -> None:
    """Refuse figures that cannot be, each by its name, and a congress too few delegates came to.

    ``quorum`` 1: more than half of those due; 2: more than two thirds.
    """
    if min([count.due, count.present, *(b for b in count.ballots if b is not None)]) < 0:
        raise ValidationError("人数和票数不能是负数。", code="negative")
    wrong = _wrong_ballots(count, method)
    try:
        _check_attended(count, quorum, "到会代表", "大会")
    except ValidationError as refusal:
        wrong = {"delegates_present": refusal} | wrong
    if wrong:
        raise ValidationError(wrong)


def _wrong_ballots(count: Count, method: str) -> dict[str, ValidationError]:
    """Return what cannot be of the ballots, by the name of the figure."""
    wrong: dict[str, ValidationError] = {}
    before, what = count.present, "到会代表"
    for (name, label), number in zip(BALLOTS.items(), count.ballots, strict=True):
        if method == Method.SHOW_OF_HANDS:
            if number is not None:
                return {name: ValidationError("举手表决没有选票，不用填票数。", code="no_ballots")}
        elif number is None:
            wrong[name] = ValidationError(f"无记名投票要填{label}。", code="ballots_missing")
        elif number > before:
            wrong[name] = ValidationError(f"{label}不能多于{what}。", code="ballots")
        before, what = (before, what) if number is None else (number, label)
    return wrong


def plenary_of(*, due: int | None, present: int | None, quorum: int) -> Count | None:
    """Return the count of the new committee's first plenary; None where the congress elected all.

    Raises ``ValidationError`` for half of the figures, and a plenary too few members came to.
    """
    if due is None and present is None:
        return None
    if due is None or present is None:
        raise ValidationError("全委会应到和到会要一起填，或者都不填。", code="half_a_plenary")
    if min(due, present) < 0:
        raise ValidationError("人数和票数不能是负数。", code="negative")
    plenary = Count(due, present)
    _check_attended(plenary, quorum, "全委会到会", "全委会")
    return plenary


def _check_attended(count: Count, quorum: int, who: str, what: str) -> None:
    if count.present > count.due:
        raise ValidationError(f"{who}不能多于应到。", code="present")
    share, said = (2, "半数") if quorum == 1 else (3, "三分之二")
    if count.present * share <= count.due * (share - 1):
        raise ValidationError(
            f"{who}没有超过应到的{said}，{what}无效，请另行召开。", code="no_quorum"
        )


def elected_of(
    candidates: Sequence[Candidate],
    *,
    count: Count,
    quota: Quota | None,
    contest: str,
    majority_of: int,
    plenary: Count | None = None,
    from_members: bool = True,
) -> set[int]:
    """Return the keys of the candidates whose ``votes`` elect them.

    More than half of whom ``majority_of`` counts; where more have that than there are seats, those
    with most votes. With a ``plenary`` chair and vice-chairs are elected there, ``from_members``
    from among the members the congress elected. Raises ``ValidationError`` for impossible votes,
    equal votes for the last seat, a head who is no member, and a contest that was none.
    """
    over = dict.fromkeys(HEADS, plenary or count) | {MEMBER: count}
    _check_votes(candidates, over)
    base = {office: one.base(majority_of) for office, one in over.items()}
    if plenary is not None and from_members:
        return _members_first(candidates, base, quota, contest, plenary)
    won: set[int] = set()
    sizes: list[tuple[int, int | None]] = []
    for office in COMMITTEE:
        heads = {c.person_id for c in candidates if c.pk in won}
        standing = running = [c for c in candidates if c.office == office]
        if office == MEMBER:  # who is a head already takes nobody's seat
            running = [c for c in standing if c.person_id not in heads]
            won |= {c.pk for c in standing if c.person_id in heads and _is_over(c, base[MEMBER])}
        seats = _seats(office, quota, len(heads))
        won |= _first(running, seats, base[office], office.label)
        sizes += [(len(running), seats)] if standing else []
    _check_contest(contest, sizes)
    return won


def _members_first(
    candidates: Sequence[Candidate],
    base: Mapping[Office, int],
    quota: Quota | None,
    contest: str,
    plenary: Count,
) -> set[int]:
    """Let the congress elect the whole committee, and its plenary the heads from among it."""
    standing = [c for c in candidates if c.office == MEMBER]
    seats = _whole_committee(quota)
    won = _first(standing, seats, base[MEMBER], MEMBER.label)
    inside = {c.person_id for c in standing if c.pk in won}
    if plenary.due != len(inside):
        raise ValidationError(
            f"当选执委 {len(inside)} 人，全委会应到应当是 {len(inside)} 人。", code="plenary_due"
        )
    taken: set[int] = set()
    for office in HEADS:
        running = [c for c in candidates if c.office == office and c.person_id not in taken]
        heads = _first(running, _seats(office, quota, 0), base[office], office.label)
        taken |= {c.person_id for c in running if c.pk in heads}
        if taken - inside:
            raise ValidationError(
                f"{office.label}要从当选的执委中选举产生：得票过半的候选人里有人没有当选执委。",
                code="head_no_member",
            )
        won |= heads
    _check_contest(contest, [(len(standing), seats)])
    return won


def _check_votes(candidates: Sequence[Candidate], over: Mapping[Office, Count]) -> None:
    for one in candidates:
        count = over[Office(one.office)]
        if one.votes is None or not 0 <= one.votes <= count.most:
            if count is not over[MEMBER]:
                what = "全委会到会人数"
            else:
                what = "到会代表" if count.valid is None else "有效选票"
            raise ValidationError(
                f"每位候选人都要填得票，{Office(one.office).label}的得票不能多于{what}。",
                code="votes",
            )


def _whole_committee(quota: Quota | None) -> int | None:
    """Return how many members a congress may elect, those who become heads among them."""
    if quota is None:
        return None
    heads = 0 if quota.is_inclusive else quota.chair + quota.most_vice
    return quota.most_executives + heads


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
