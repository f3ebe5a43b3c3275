"""How a congress term stands on a day, and what may be done with it (domain A16)."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from fulian.permissions import allow
from members.models import CongressTerm, Office
from members.models.appointments import COMMITTEE
from members.rules.seats import SEATERS
from orgs.rules import role_may

WARN_DAYS = (30, 90, 180)
TERM_YEARS = (3, 5)


class TermState(TextChoices):
    """届次状态."""

    RUNNING = "running", "在届"
    DUE_180 = "due_180", "180 天内届满"
    DUE_90 = "due_90", "90 天内届满"
    DUE_30 = "due_30", "30 天内届满"
    OVER = "over", "届满未换"
    EXTENDED = "extended", "经批准延期"
    FOLLOWED = "followed", "已换届"
    TO_COME = "to_come", "未开始"


DUE = (TermState.DUE_30, TermState.DUE_90, TermState.DUE_180)
DUE_SOON = dict(zip(WARN_DAYS, DUE, strict=True))


@allow("members.extend_term", "members.extend_terms")
def may_extend(user: object, obj: object) -> bool:
    """Whoever keeps the terms: county and township staff, and chairs for their own."""
    return role_may(user, SEATERS)


def state_of(
    *, starts_on: date, ends_on: date, extended_to: date | None, is_followed: bool, on: date
) -> TermState:
    """Return how a term stands on the day ``on``; ``is_followed`` says that a later one began."""
    if starts_on > on:
        return TermState.TO_COME
    if is_followed:
        return TermState.FOLLOWED
    last = extended_to or ends_on
    if on >= last:
        return TermState.OVER
    if on >= ends_on:
        return TermState.EXTENDED
    for days, state in DUE_SOON.items():
        if last <= on + timedelta(days=days):
            return state
    return TermState.RUNNING


def years_after(day: date, years: int) -> date:
    """Return the same day ``years`` later; the first of March where February has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_extension(*, ends_on: date, to: date, document: str, is_followed: bool) -> None:
    """Refuse an extension without its document, that extends nothing, or of what was followed."""
    if is_followed:
        raise ValidationError("后面已经有新的一届，不用延期。", code="followed")
    if to <= ends_on:
        raise ValidationError("批准延期的日期要晚于届满日期。", code="not_later")
    if not document.strip():
        raise ValidationError("请填写批准延期的文号。", code="no_document")


def is_of_term(term: CongressTerm | None, *, office: str, since: date) -> bool:
    """Say whether a seat of ``office``, held since a day, belongs to the latest ``term``."""
    return (
        term is not None and office in {*COMMITTEE, Office.REPRESENTATIVE} and since < term.ends_on
    )
