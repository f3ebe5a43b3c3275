"""What was counted at a congress and at the new committee's plenary, and who is elected by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError

from members import rules
from members.models import Candidate, Step, WomensCongress
from members.queries.quotas import book_on
from members.services.congresses import called, locked, pass_steps
from orgs.models import SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, record, verb
from orgs.services.recording import Change


@verb("members.record_count", "登记票数", undoable=True)
def record_count(
    *,
    congress: WomensCongress,
    held_on: date,
    delegates_due: int,
    delegates_present: int,
    votes: Mapping[int, int],
    by: User | None,
    ballots_issued: int | None = None,
    ballots_returned: int | None = None,
    ballots_valid: int | None = None,
    method: str = "",
    contest: str = "",
    plenary_due: int | None = None,
    plenary_present: int | None = None,
) -> WomensCongress:
    """Keep what was counted, by candidate's key, and who is elected by it.

    With the figures of the new committee's plenary chair and vice-chairs are those it elected.
    Raises ``ValidationError`` for too few present, figures that cannot be, votes without a
    candidate, and equal votes for the last seat. 大会 and 计票 are marked done on ``held_on``.
    """
    fresh = locked(congress)
    rules.check_prepared(fresh)
    before = image(fresh)
    fresh.held_on, fresh.version = held_on, fresh.version + 1
    fresh.method, fresh.contest = method or fresh.method, contest or fresh.contest
    fresh.delegates_due, fresh.delegates_present = delegates_due, delegates_present
    fresh.ballots_issued, fresh.ballots_returned = ballots_issued, ballots_returned
    fresh.ballots_valid = ballots_valid
    fresh.plenary_due, fresh.plenary_present = plenary_due, plenary_present
    counted = _counted(fresh, votes, *_figures(fresh))
    fresh.save()
    changes = [changed(fresh, before), *counted]
    changes += pass_steps(fresh, (Step.CONGRESS, Step.COUNT), held_on)
    record(fresh, by=by, changes=changes, name=called(fresh))
    return fresh


def _figures(congress: WomensCongress) -> tuple[rules.Count, rules.Count | None]:
    """Return the counts of the congress and of the plenary, if they can be."""
    quorum = setting(SettingName.QUORUM)
    count = rules.Count(
        congress.delegates_due or 0, congress.delegates_present or 0, congress.ballots_issued,
        congress.ballots_returned, congress.ballots_valid,
    )  # fmt: skip
    rules.check_figures(count, method=congress.method, quorum=quorum)
    plenary = rules.plenary_of(
        due=congress.plenary_due, present=congress.plenary_present, quorum=quorum
    )
    congress.clean_fields(exclude=["county", "org", "term"])
    return count, plenary


def _counted(
    congress: WomensCongress,
    votes: Mapping[int, int],
    count: rules.Count,
    plenary: rules.Count | None,
) -> list[Change]:
    """Give every candidate her votes and say who is elected; return what changed."""
    rows = list(Candidate.rows.select_for_update().filter(congress=congress).order_by("pk"))
    if set(votes) - {row.pk for row in rows}:
        raise ValidationError("有得票不属于这次换届的候选人。", code="no_candidate")
    if not rows:
        raise ValidationError("还没有候选人。", code="no_candidates")
    before = [image(row) for row in rows]
    for row in rows:
        row.votes = votes.get(row.pk)
    rule = book_on(congress.held_on or congress.due_on).of(congress.org)
    elected = rules.elected_of(
        rows, count=count, quota=rule.quota if rule else None, contest=congress.contest,
        majority_of=setting(SettingName.MAJORITY_OF), plenary=plenary,
        from_members=setting(SettingName.HEADS_FROM_MEMBERS) == 1,
    )  # fmt: skip
    for row in rows:
        row.is_elected, row.version = row.pk in elected, row.version + 1
        row.save()
    return [changed(row, was) for row, was in zip(rows, before, strict=True)]
