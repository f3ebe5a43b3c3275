"""Congress terms, and how many seats the county lays down for each level."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from fulian import scoping
from members import rules
from members.models import CongressTerm, Counting, QuotaRule
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb
from orgs.services.recording import Change

STATED = ("chair", "vice_min", "executive_min", "counting")


@verb("members.begin_term", "登记届次", undoable=True)
def begin_term(
    *, org: Org, number: int, starts_on: date, ends_on: date, by: User | None
) -> CongressTerm:
    """Keep a term of an organisation's congress (domain A16); it ends on ``ends_on``, exclusive.

    Raises ``ValidationError`` for an end that is not after the beginning, a number that is taken,
    and days that overlap another term's.
    """
    fresh = Org.rows.get(pk=org.pk)
    places.check_active(fresh)
    rules.check_term_days(starts_on=starts_on, ends_on=ends_on)
    term = CongressTerm(
        county_id=scoping.current().county, org=fresh, number=number, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
    term.clean_fields(exclude=["county", "org"])
    term.save()
    record(term, by=by, changes=[made(term)], name=f"{fresh.title} {term}")
    return term


@verb("members.change_term", "修改届次", undoable=True)
def change_term(
    *, term: CongressTerm, number: int, starts_on: date, ends_on: date, by: User | None
) -> CongressTerm:
    """Correct a term's number and days. Raises as ``begin_term`` does."""
    rows = CongressTerm.rows.select_for_update(of=("self",)).select_related("org")
    fresh = rows.get(pk=term.pk)
    rules.check_term_days(starts_on=starts_on, ends_on=ends_on)
    before = image(fresh)
    fresh.number, fresh.starts_on, fresh.ends_on = number, starts_on, ends_on
    fresh.version += 1
    fresh.clean_fields(exclude=["county", "org"])
    fresh.save()
    record(fresh, by=by, changes=[changed(fresh, before)], name=f"{fresh.org.title} {fresh}")
    return fresh


@verb("members.set_quota", "规定职数", undoable=True)
def set_quota(
    *,
    level: str,
    vice_min: int,
    executive_min: int,
    on: date,
    by: User | None,
    chair: int = 1,
    counting: str = Counting.INCLUSIVE,
    reason: str = "",
) -> QuotaRule:
    """Lay down how many seats every organisation of ``level`` has from the day ``on``.

    The rule before it ends that day. Raises ``ValidationError`` for a day before the present
    rule's first, and for an inclusive number smaller than chair and vice-chairs together.
    """
    rules.check_quota(
        chair=chair, vice_min=vice_min, executive_min=executive_min, counting=counting
    )
    now = QuotaRule.rows.select_for_update().filter(level=level, until__isnull=True).first()
    root = Org.rows.get(parent__isnull=True)
    rule = QuotaRule(
        county_id=root.county_id, org=root, level=level, chair=chair, vice_min=vice_min,
        executive_min=executive_min, counting=counting, since=on,
    )  # fmt: skip
    rule.clean_fields(exclude=["county", "org"])
    if now and all(getattr(now, fact) == getattr(rule, fact) for fact in STATED):
        nothing_to_do()
        return now
    changes = [_ended(now, on)] if now else []
    rule.save()
    record(rule, by=by, changes=[*changes, made(rule)], reason=reason)
    return rule


def _ended(rule: QuotaRule, on: date) -> Change:
    if on < rule.since:
        raise ValidationError(
            f"{rule.since:%Y年%-m月%-d日}起已有规定，新规定不能早于那一天。", code="too_early"
        )
    before = image(rule)
    rule.until, rule.version = on, rule.version + 1
    rule.save()
    return changed(rule, before)
