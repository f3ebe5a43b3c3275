"""Terms of many organisations at once: who would get one, whose would last longer, and who not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from members.models import CongressTerm, WomensCongress
from members.rules import check_extension
from orgs.models import Org, OrgStatus
from orgs.queries.many import Plan, check_all_here, planned, refusal_of


def orgs_of_level(level: str, under: Org | None = None) -> QuerySet[Org]:
    """Return the organisations in reach of ``level`` that hold congresses, closed ones too.

    With ``under`` only what lies there and below.
    """
    rows = Org.objects.filter(level=level, is_counted=True).order_by("lft")
    return rows.filter(lft__gte=under.lft, rght__lte=under.rght) if under else rows


def plan_of_terms(orgs: Iterable[Org], *, number: int, starts_on: date, ends_on: date) -> Plan:
    """Return who of ``orgs`` would get this term, and whose overdue election that would end.

    Left out is who is closed, has a term then, or would pass over an election or an approval.
    """
    found = list(orgs)
    terms, prepared = _terms(found), _prepared(found)

    def why(org: Org) -> str:
        if org.status == OrgStatus.CLOSED:
            return "已经撤销。"
        for term in terms[org.pk]:
            if term.number == number or (term.starts_on < ends_on and starts_on < term.ends_on):
                return f"已有{term}（{_days(term)}）。"
        return _passed_over(terms[org.pk], prepared.get(org.pk), number, starts_on)

    def also(org: Org) -> str:
        last = terms[org.pk][-1] if terms[org.pk] else None
        if last is None or last.starts_on > starts_on:
            return ""
        return f"{last}{_day(last.extended_to or last.ends_on)}届满，登记后视为已经换届。"

    return planned(found, name=lambda org: org.title, why=why, also=also)


def passed_over(org: Org, *, number: int, starts_on: date) -> str:
    """Return what speaks against beginning this term by hand: an election, or an approval."""
    return _passed_over(_terms([org])[org.pk], _prepared([org]).get(org.pk), number, starts_on)


def plan_of_extension(terms: Iterable[CongressTerm], *, to: date, document: str) -> Plan:
    """Return which of ``terms`` may last until ``to``, by the rules of extending one."""
    found = list(terms)
    latest: dict[int, date] = {}
    rows = CongressTerm.rows.filter(org__in={term.org_id for term in found})
    for org, day in rows.values_list("org", "starts_on"):
        latest[org] = max(day, latest.get(org, day))

    def why(term: CongressTerm) -> str:
        if term.org.status == OrgStatus.CLOSED:
            return "组织已经撤销。"
        if (term.extended_to, term.extended_by) == (to, document.strip()):
            return "本来就是这样。"
        return refusal_of(
            check_extension, ends_on=term.ends_on, to=to, document=document,
            is_followed=latest[term.org_id] > term.starts_on,
        )  # fmt: skip

    return planned(found, name=lambda term: f"{term.org.title} {term}", why=why)


def terms_chosen(keys: Iterable[int]) -> list[CongressTerm]:
    """Return the terms of ``keys``, locked, in tree order; refuse when one is out of reach.

    Their organisations are held, so that nobody closes one meanwhile.
    """
    wanted = set(keys)
    check_all_here(CongressTerm.objects.filter(pk__in=wanted).count(), wanted)
    rows = CongressTerm.rows.select_for_update(of=("self", "org")).select_related("org")
    return list(rows.filter(pk__in=wanted).order_by("org__lft", "pk"))


def _terms(orgs: list[Org]) -> dict[int, list[CongressTerm]]:
    """Return the terms of each organisation, the earliest first."""
    found: dict[int, list[CongressTerm]] = defaultdict(list)
    for term in CongressTerm.rows.filter(org__in=[org.pk for org in orgs]).order_by("starts_on"):
        found[term.org_id].append(term)
    return found


def _prepared(orgs: list[Org]) -> dict[int, int]:
    """Return for which term each organisation that prepares a congress elects."""
    rows = WomensCongress.rows.filter(
        org__in=[org.pk for org in orgs], state=WomensCongress.State.PREPARING
    )
    return dict(rows.values_list("org", "number"))


def _passed_over(
    terms: list[CongressTerm], elected: int | None, number: int, starts_on: date
) -> str:
    """Earlier terms than the one that is elected for may be added as before."""
    if elected is not None and number >= elected:
        return f"正在筹备第{elected}届换届，请在换届里登记结果。"
    for term in terms:
        if term.extended_to and term.starts_on < starts_on < term.extended_to:
            return f"{term}经批准延期至{_day(term.extended_to)}，还没有到期。"
    return ""


def _day(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"


def _days(term: CongressTerm) -> str:
    return f"{_day(term.starts_on)}至{_day(term.ends_on)}"
