"""Terms of many organisations at once: who would get one, whose would last longer, and who not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from members.models import CongressTerm
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
    """Return who of ``orgs`` would get this term; left out is who is closed or has one then."""
    found = list(orgs)
    days = Q(starts_on__lt=ends_on, ends_on__gt=starts_on)
    rows = CongressTerm.rows.filter(days | Q(number=number), org__in=[org.pk for org in found])
    kept = {term.org_id: term for term in rows}

    def why(org: Org) -> str:
        if org.status == OrgStatus.CLOSED:
            return "已经撤销。"
        term = kept.get(org.pk)
        return f"已有{term}（{_days(term)}）。" if term else ""

    return planned(found, name=lambda org: org.title, why=why)


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


def _days(term: CongressTerm) -> str:
    return f"{term.starts_on:%Y年%-m月%-d日}至{term.ends_on:%Y年%-m月%-d日}"
