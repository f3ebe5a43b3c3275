"""How many seats each level should have on a day: the county's rules, else the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from members.models import QuotaRule
from members.rules import DEFAULT_QUOTAS, Quota
from orgs.models import Level


@dataclass(frozen=True, slots=True)
class InForce:
    """A level's quota on a day, and since when; None for the default, which has no first day."""

    quota: Quota
    since: date | None


def rules_on(on: date) -> dict[Level, InForce]:
    """Return the quota in force for each level on the day ``on``, with its first day."""
    found = {level: InForce(quota, None) for level, quota in DEFAULT_QUOTAS.items()}
    held = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    for rule in QuotaRule.rows.filter(held):
        quota = Quota(rule.chair, rule.vice_min, rule.executive_min, rule.counting)
        found[Level(rule.level)] = InForce(quota, rule.since)
    return found


def quotas_on(on: date) -> dict[Level, Quota]:
    """Return the quota in force for each level on the day ``on``; a level without one is absent."""
    return {level: found.quota for level, found in rules_on(on).items()}
