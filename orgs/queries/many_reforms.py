"""Reforms and new fields of many organisations at once: whose would change, and whose not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from orgs import rules
from orgs.models import Org, OrgHistory, OrgKind, ReformMatter, ReformStatus, ReformStep
from orgs.queries.many import Plan, planned, refusal_of

SAME, SAME_DAY = "本来就是这样。", "这一天已经登记过这个事项的进展。"


def plan_of_reforms(
    orgs: Iterable[Org], *, matter: str, status: str, on: date, note: str = "", converts: bool
) -> Plan:
    """Return for whom of ``orgs`` this step would be kept, by the rules of keeping one.

    ``converts`` says whether a conversion that is done may change the kind.
    """
    found = list(orgs)
    keys = [org.pk for org in found]
    steps = ReformStep.rows.filter(org__in=keys, matter=matter).order_by("since")
    before = {step.org_id: step for step in steps.filter(since__lte=on)}
    past = OrgHistory.rows.filter(org__in=keys, days__contains=on)
    kinds = dict(past.values_list("org_id", "kind"))

    def why(org: Org) -> str:
        last = before.get(org.pk)
        says = refusal_of(rules.check_active, org) or refusal_of(
            rules.check_reform, org=org, matter=matter, status=status, note=note
        )
        if not says and last and (last.status == status or last.since == on):
            says = SAME if last.status == status else SAME_DAY
        if says or matter != ReformMatter.CONVERSION:
            return says
        if is_converted(org, matter, status) and converts:
            return refusal_of(rules.check_effective, org=org, on=on)
        then = kinds.get(org.pk, org.kind)
        return refusal_of(rules.check_conversion, org=org, status=status, then=then)

    def also(org: Org) -> str:
        return "同时改为妇联" if is_converted(org, matter, status) else ""

    return planned(found, name=lambda org: org.title, why=why, also=also)


def is_converted(org: Org, matter: str, status: str) -> bool:
    """Say whether the step makes the organisation another kind: a 妇代会 whose 会改联 is done."""
    is_done = matter == ReformMatter.CONVERSION and status == ReformStatus.DONE
    return is_done and org.kind == OrgKind.REPRESENTATIVE_COMMITTEE


def plan_of_fields(orgs: Iterable[Org], *, field: str) -> Plan:
    """Return who of ``orgs`` would work in another new field, by the rules of classifying one."""

    def why(org: Org) -> str:
        if says := refusal_of(rules.check_active, org):
            return says
        if org.field == field:
            return SAME
        return refusal_of(rules.check_field, field=field, level=org.level, place=org.place)

    return planned(orgs, name=lambda org: org.title, why=why)
