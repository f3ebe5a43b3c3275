"""What groups, activities, teams and care teams answer by themselves, so that nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from duties.rules.norms import period_of
from fulian.dated import live_on
from fulian.facts import Values, known_fact
from homes.models import (
    Activity,
    CareTeam,
    GroupCount,
    HomeKind,
    OnlineGroup,
    VolunteerTeam,
    WomensHome,
    WomenVolunteer,
)
from homes.queries.facts import counted
from homes.queries.figures import held_between
from orgs.models import Org

Orgs = Sequence[Org]
QUARTER = 3


@known_fact("homes.groups", "工作群数", "工作群 个数", "微信群 个数", "微信群数", "建群 数")
def _groups(orgs: Orgs, on: date) -> Values:
    return counted(OnlineGroup.rows.filter(live_on(on)), orgs)


@known_fact("homes.group_members", "工作群人数", "微信群 人数", "群成员数", "群 人数")
def _members(orgs: Orgs, on: date) -> Values:
    last = GroupCount.rows.filter(group=OuterRef("pk"), counted_on__lte=on).order_by("-counted_on")
    rows = OnlineGroup.rows.filter(live_on(on))
    return _summed(rows.annotate(now=Subquery(last.values("members")[:1])), orgs, "now")


@known_fact("homes.hours", "妇女之家开放时间", "妇女之家 开放 时间", "妇女之家 几点")
def _hours(orgs: Orgs, on: date) -> Values:
    keys = [org.pk for org in orgs]
    rows = WomensHome.rows.filter(live_on(on), kind=HomeKind.PHYSICAL, org__in=keys)
    return dict(rows.exclude(hours="").values_list("org_id", "hours"))


@known_fact("homes.activities", "本季度活动场次", "活动 场次", "活动 场数", "开展活动 次数")
def _activities(orgs: Orgs, on: date) -> Values:
    return counted(_held(on), orgs)


@known_fact("homes.attendances", "本季度活动人次", "活动 人次", "参加活动 人次")
def _attendances(orgs: Orgs, on: date) -> Values:
    return _summed(_held(on), orgs, "attendances")


@known_fact("homes.teams", "志愿服务队数", "志愿队 数", "志愿服务队 个数", "巾帼志愿 队数")
def _teams(orgs: Orgs, on: date) -> Values:
    return counted(VolunteerTeam.rows.filter(live_on(on)), orgs)


@known_fact("homes.volunteers", "巾帼志愿者人数", "志愿者 人数", "志愿者 数", "巾帼志愿者 数")
def _volunteers(orgs: Orgs, on: date) -> Values:
    return counted(WomenVolunteer.rows.filter(live_on(on)), orgs)


@known_fact("homes.care_teams", "看护队数", "看护队 个数", "执委妈妈看护队", "有没有 看护队")
def _care_teams(orgs: Orgs, on: date) -> Values:
    return counted(CareTeam.rows.filter(live_on(on)), orgs)


def _held(on: date) -> QuerySet[Activity]:
    first, _ = period_of(on, QUARTER)
    return held_between(first, on + timedelta(days=1), on)


def _summed(rows: QuerySet[Any], orgs: Orgs, column: str) -> Values:
    """Return the sum of ``column`` by organisation; none is 0."""
    found = rows.filter(org__in=[org.pk for org in orgs]).order_by()
    sums = dict(found.values_list("org_id").annotate(total=Sum(column)))
    return {org.pk: str(sums.get(org.pk) or 0) for org in orgs}
