"""Congress terms, and how many seats the county lays down for each level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Subquery

from fulian import scoping
from members import rules
from members.models import Appointment, CongressTerm, Counting, QuotaRule
from orgs import rules as places
from orgs.models import Org, SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, nothing_to_do, record, verb
from orgs.services.recording import Change

STATED = ("chair", "vice_min", "vice_max", "executive_min", "executive_max", "counting")


@verb("members.begin_term", "登记届次", undoable=True)
def begin_term(
    *,
    org: Org,
    number: int,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    years: int | None = None,
    takes_in: bool = True,
) -> CongressTerm:
    """Keep a term of an organisation's congress (domain A16); it ends on ``ends_on``, exclusive.

    Its open seats without a term belong to it, unless a later term is kept or not ``takes_in``.
    Without ``ends_on`` it lasts ``years``, else as many as the county set. Raises
    ``ValidationError`` for an end that is not after the beginning, a number that is taken, and
    days that overlap another term's.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    last = ends_on or rules.years_after(starts_on, years or setting(SettingName.TERM_YEARS))
    rules.check_term_days(starts_on=starts_on, ends_on=last)
    term = CongressTerm(
        county_id=scoping.current().county, org=fresh, number=number, starts_on=starts_on,
        ends_on=last,
    )  # fmt: skip
    term.clean_fields(exclude=["county", "org"])
    term.save()
    changes = [made(term), *(taken_in([term]) if takes_in else ())]
    record(term, by=by, changes=changes, name=f"{fresh.title} {term}")
    return term


def taken_in(terms: Sequence[CongressTerm]) -> list[Change]:
    """Let open seats without a term belong to their organisation's term of ``terms``, its latest.

    Of every organisation one term is given.
    """
    days: dict[int, date] = {}
    rows = CongressTerm.rows.filter(org__in=[term.org_id for term in terms])
    for org, day in rows.values_list("org", "starts_on"):
        days[org] = max(day, days.get(org, day))
    latest = {term.org_id: term for term in terms if term.starts_on >= days[term.org_id]}
    seats = Appointment.rows.select_for_update().filter(
        org__in=list(latest), term__isnull=True, until__isnull=True
    )
    changes = []
    for seat in seats.order_by("pk"):
        term = latest[seat.org_id]
        if rules.is_of_term(term, office=seat.office, since=seat.since):
            before = image(seat)
            seat.term, seat.version = term, seat.version + 1
            changes.append(changed(seat, before))
    here = CongressTerm.rows.filter(pk__in=[term.pk for term in terms], org=OuterRef("org"))
    Appointment.rows.filter(pk__in=[change["id"] for change in changes]).update(
        term=Subquery(here.values("pk")), version=F("version") + 1
    )
    return changes


@verb("members.extend_term", "批准延期", undoable=True)
def extend_term(
    *, term: CongressTerm, to: date, document: str, by: User | None, reason: str = ""
) -> CongressTerm:
    """Keep that the term may last until ``to``, by the approval ``document``.

    Raises ``ValidationError`` for a day that is not after its end, without a document, and for a
    term another has followed.
    """
    rows = CongressTerm.rows.select_for_update(of=("self",)).select_related("org")
    fresh = rows.get(pk=term.pk)
    later = CongressTerm.rows.filter(org=fresh.org_id, starts_on__gt=fresh.starts_on)
    rules.check_extension(
        ends_on=fresh.ends_on, to=to, document=document, is_followed=later.exists()
    )
    before = image(fresh)
    fresh.extended_to, fresh.extended_by = to, document.strip()
    fresh.version += 1
    fresh.clean_fields(exclude=["county", "org"])
    fresh.save()
    name = f"{fresh.org.title} {fresh}"
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=name)
    return fresh


@verb("members.change_term", "修改届次", undoable=True)
def change_term(
    *, term: CongressTerm, number: int, starts_on: date, ends_on: date, by: User | None
) -> CongressTerm:
    """Correct a term's number and days; seats without a term join it. Raises as ``begin_term``."""
    rows = CongressTerm.rows.select_for_update(of=("self",)).select_related("org")
    fresh = rows.get(pk=term.pk)
    rules.check_term_days(starts_on=starts_on, ends_on=ends_on)
    before = image(fresh)
    fresh.number, fresh.starts_on, fresh.ends_on = number, starts_on, ends_on
    fresh.version += 1
    fresh.clean_fields(exclude=["county", "org"])
    fresh.save()
    changes = [changed(fresh, before), *taken_in([fresh])]
    record(fresh, by=by, changes=changes, name=f"{fresh.org.title} {fresh}")
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
    vice_max: int | None = None,
    executive_max: int | None = None,
    kind: str = "",
    reason: str = "",
) -> QuotaRule:
    """Lay down how many seats every organisation of ``level`` has from the day ``on``.

    With ``kind`` it holds for that kind of organisation only, before the rule of the whole level.
    The rule before it ends that day. Raises ``ValidationError`` for a day before the present
    rule's first, and for numbers that contradict each other.
    """
    stated = {
        "chair": chair, "vice_min": vice_min, "vice_max": vice_max, "counting": counting,
        "executive_min": executive_min, "executive_max": executive_max,
    }  # fmt: skip
    rules.check_quota(**stated)  # type: ignore[arg-type]  # each its own type
    rows = QuotaRule.rows.select_for_update()
    now = rows.filter(level=level, kind=kind, until__isnull=True).first()
    root = Org.rows.get(parent__isnull=True)
    rule = QuotaRule(county_id=root.county_id, org=root, level=level, kind=kind, since=on, **stated)
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
