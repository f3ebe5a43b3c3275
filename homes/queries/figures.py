"""What activities come to (I-ACT-1, I-ACT-2, I-HOME-4): each counted once, times and people apart.

An activity run by several organisations stands on the list of each; a sum over a part of the tree
counts it once, because activities are counted there and not the lists. All is as of a day: what
had begun, and was held, by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from fulian.dated import live_on
from homes.models import Activity, CoOrganiser, HomeKind, Theme, WomensHome
from homes.queries.activities import run_by
from homes.rules.activities import DONE
from orgs.models import Org

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Activities, how often somebody came (人次), how many people (人数), how many run jointly."""

    activities: int
    attendances: int
    persons: int
    joint: int
    by_theme: list[tuple[str, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AtHomes:
    """I-HOME-4: activities at homes ÷ homes, and the keys of homes where there was none."""

    activities: int
    homes: int
    missing: list[int]


def held_between(since: date, until: date, on: date) -> QuerySet[Activity]:
    """Return what was held from the day ``since`` before ``until``, as of the day ``on``."""
    last = min(until, on + DAY)
    rows = Activity.rows.filter(status__in=DONE, starts_at__gte=_morning(since))
    return rows.filter(starts_at__lt=_morning(last))


def figures_of(org: Org, since: date, until: date, on: date) -> Figures:
    """Return I-ACT-1 and I-ACT-2 of an organisation with all below it; a joint one counts once."""
    inside = Org.rows.filter(Org.inside(org.pk)).values("pk")
    rows = held_between(since, until, on).filter(run_by(inside))
    counted: dict[str, Any] = {
        "many": Count("pk"), "attendances": Sum("attendances"), "persons": Sum("persons"),
    }  # fmt: skip
    names = dict(Theme.choices)
    themes = rows.order_by().values("theme").annotate(**counted)
    by_theme = {row["theme"]: row for row in themes}
    total = rows.aggregate(**counted, joint=Count("pk", filter=Q(_is_joint())))
    return Figures(
        total["many"], total["attendances"] or 0, total["persons"] or 0, total["joint"],
        [
            (str(names[theme]), row["many"], row["attendances"] or 0, row["persons"] or 0)
            for theme in names if (row := by_theme.get(theme))
        ],
    )  # fmt: skip


def figures_each(
    orgs: Sequence[Org], since: date, until: date, on: date
) -> list[tuple[Org, Figures]]:
    """Return the figures of each of ``orgs`` with all below it, in three queries for all of them.

    A joint activity counts once in each of them that has a part in it.
    """
    rows = held_between(since, until, on).values_list("pk", "attendances", "persons", "org__lft")
    ties = CoOrganiser.rows.filter(activity__in=held_between(since, until, on).values("pk"))
    places: dict[int, set[int]] = defaultdict(set)
    joint_ones = set()
    for pk, left in ties.values_list("activity_id", "org__lft"):
        joint_ones.add(pk)
        places[pk].add(left or 0)
    found = [(pk, times or 0, people or 0, places[pk] | {left}) for pk, times, people, left in rows]
    answer = []
    for org in orgs:
        mine = [one for one in found if any(org.lft <= left <= org.rght for left in one[3])]
        answer.append((org, Figures(
            len(mine), sum(one[1] for one in mine), sum(one[2] for one in mine),
            sum(one[0] in joint_ones for one in mine),
        )))  # fmt: skip
    return answer


def at_homes(org: Org, since: date, until: date, on: date) -> AtHomes:
    """Return I-HOME-4 for the homes kept on the day ``on`` by an organisation and all below it."""
    homes = WomensHome.rows.filter(live_on(on), WomensHome.inside(org.pk))
    homes = homes.exclude(kind=HomeKind.ONLINE)  # nothing is held in a place that is none
    held = held_between(since, until, on).filter(home__in=homes.values("pk"))
    used = set(held.values_list("home_id", flat=True))
    keys = list(homes.order_by("org__lft", "pk").values_list("pk", flat=True))
    return AtHomes(held.count(), len(keys), [pk for pk in keys if pk not in used])


def _is_joint() -> Exists:
    return Exists(CoOrganiser.rows.filter(activity=OuterRef("pk")))


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))
