"""A quarter held against the one before and the same of last year, on comparable organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.models import QuarterlyCoverageReport
from reports.queries.figures import InReach, figures_from, summed
from reports.queries.history import History
from reports.queries.through import Comparable, Places, comparable, places_through, successions
from reports.rules import INDICATORS, Indicator, Quarter, parse
from reports.rules.changes import Change
from reports.rules.listing import is_guarded

MOST = 4  # sentences each way
SEQUENTIAL, YEARLY = "环比（与上季度比）", "同比（与去年同期比）"


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator held against an earlier quarter; ``set`` is None where there was no report."""

    called: str
    quarter: Quarter
    change: Change | None = None
    set: Comparable | None = None

    @property
    def said(self) -> str:
        """In words what it did; why it is not compared where it is not."""
        if self.change is None:
            return f"没有{self.quarter.called}的报告，不能比较"
        return self.change.said


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed most since an earlier quarter."""

    quarter: Quarter
    better: list[Change]
    worse: list[Change]
    flag: str


def compared(history: History) -> list[Compared]:
    """Return an indicator against last quarter and last year."""
    quarter = history.quarter
    asked = [(SEQUENTIAL, quarter.before), (YEARLY, Quarter(quarter.year - 1, quarter.number))]
    there = [one for _, one in asked if one in history.days]
    sets = _sets(history.org, quarter, history.trees, there) if there else {}
    return [Compared(called, then, *_changed(history, then, sets)) for called, then in asked]


def changes(seen: InReach, org: int) -> Changes | None:
    """Return what changed most at ``org`` since last quarter; None where nothing was counted."""
    then = parse(seen.report.quarter).before
    kept = QuarterlyCoverageReport.rows.filter(quarter=str(then), replaced_at__isnull=True)
    if org not in seen.reached or not kept.exists():
        return None
    quarter = parse(seen.report.quarter)
    trees = {then: places_through([then.last])[then.last], quarter: seen.places}
    one = _sets(org, quarter, trees, [then])[then]
    found = [change for change in _all(seen, org, then, one, INDICATORS) if change.is_told]
    open_ones = [change for change in found if change.gain and not is_guarded(change.now.indicator)]
    ordered = sorted(open_ones, key=lambda change: (-change.gain, change.now.indicator.id))
    better = [change for change in ordered if change.gain > 0][:MOST]
    worse = [change for change in reversed(ordered) if change.gain < 0][:MOST]
    return Changes(then, better, worse, one.flag)


def _changed(
    history: History, then: Quarter, sets: dict[Quarter, Comparable]
) -> tuple[Change | None, Comparable | None]:
    found = sets.get(then)
    if found is None or (found.flag and is_guarded(history.indicator)):
        return None, None  # a smaller set beside the whole would tell what is left over
    if history.indicator.is_sensitive:
        return Change(history.at(history.org, then), history.at(history.org)), found
    return Change(history.figure(found.then, then), history.figure(found.now)), found


def _all(
    seen: InReach, org: int, then: Quarter, one: Comparable, wanted: Sequence[Indicator]
) -> list[Change]:
    before = figures_from(summed(str(then), {org: one.then}).get(org, {}), wanted)
    after = figures_from(seen.summed({org: one.now}).get(org, {}), wanted)
    return [Change(old, new) for old, new in zip(before, after, strict=True)]


def _sets(
    org: int, quarter: Quarter, trees: Mapping[Quarter, Places], asked: Sequence[Quarter]
) -> dict[Quarter, Comparable]:
    """Return what is comparable with each quarter that was asked for; one query."""
    known = successions(min(one.last for one in asked), quarter.last)
    return {
        one: comparable(
            org, trees[one], trees[quarter],
            [(before, after) for before, after, since in known if since > one.last],
        )
        for one in asked
    }  # fmt: skip
