"""How many seats each level should have on a day: the county's rules, else the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fulian.dated import live_on
from members.models import QuotaRule
from members.rules import DEFAULT_QUOTAS, Quota
from orgs.models import Level, Org

FACTS = ("chair", "vice_min", "vice_max", "executive_min", "executive_max", "counting")


@dataclass(frozen=True, slots=True)
class InForce:
    """A level's quota on a day, and since when; None for the default, which has no first day."""

    quota: Quota
    since: date | None


@dataclass(frozen=True, slots=True)
class QuotaBook:
    """Every quota in force on a day: of levels, and of kinds of organisation before them."""

    levels: dict[Level, InForce]
    kinds: dict[tuple[Level, str], InForce]

    def of(self, org: Org) -> InForce | None:
        """Return what an organisation is held to; None where nothing is, or it does not count."""
        if not org.is_counted:
            return None
        level = Level(org.level)
        return self.kinds.get((level, org.kind)) or self.levels.get(level)


def book_on(on: date) -> QuotaBook:
    """Return every quota in force on the day ``on``; one query."""
    book = QuotaBook({lvl: InForce(quota, None) for lvl, quota in DEFAULT_QUOTAS.items()}, {})
    for rule in QuotaRule.rows.filter(live_on(on)):
        found, level = InForce(quota_of(rule), rule.since), Level(rule.level)
        if rule.kind:
            book.kinds[level, rule.kind] = found
        else:
            book.levels[level] = found
    return book


def quota_of(rule: QuotaRule) -> Quota:
    """Return the head-counts a rule lays down."""
    return Quota(
        rule.chair, rule.vice_min, rule.executive_min, rule.counting, rule.vice_max,
        rule.executive_max,
    )  # fmt: skip


def rules_on(on: date) -> dict[Level, InForce]:
    """Return the quota in force for each level on the day ``on``, with its first day.

    What holds for one kind of organisation only is left out: a level's figures know one number.
    """
    return book_on(on).levels


def quotas_on(on: date) -> dict[Level, Quota]:
    """Return the quota in force for each level on the day ``on``; a level without one is absent."""
    return {level: found.quota for level, found in rules_on(on).items()}


def quota_rows(on: date) -> list[dict[str, Any]]:
    """Return every quota in force on the day ``on``, the levels' own first."""
    book = book_on(on)
    found: list[tuple[Level, str, InForce]] = [(lvl, "", one) for lvl, one in book.levels.items()]
    found += [(level, kind, one) for (level, kind), one in book.kinds.items()]
    return [
        {"level": level, "kind": kind, "since": one.since}
        | {name: getattr(one.quota, name) for name in FACTS}
        for level, kind, one in found
    ]
