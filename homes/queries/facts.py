"""What the registers of organisations and people answer by themselves, so that nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from fulian.dated import live_on
from fulian.facts import Values, known_fact
from members.models import (
    Appointment,
    CommitteeSeat,
    CongressTerm,
    Office,
    TrainingAttendance,
    WomensGroup,
)
from members.queries.gaps import OrgGap, gaps_on
from orgs.models import MemberUnit, Org, OrgKind, OrgStatus, Place

Orgs = Sequence[Org]


def counted(rows: QuerySet[Any], orgs: Orgs, by: str = "org_id", what: str = "pk") -> Values:
    """Return how many of ``rows`` belong to each of ``orgs``; none is 0."""
    found = rows.filter(**{f"{by}__in": [org.pk for org in orgs]}).order_by()
    many = dict(found.values_list(by).annotate(many=Count(what, distinct=True)))
    return {org.pk: str(many.get(org.pk, 0)) for org in orgs}


def day(on: date | None) -> str:
    """Return a day as an answer holds it; nothing for none."""
    return on.isoformat() if on else ""


def _standing(orgs: Orgs, on: date, office: Office) -> Values:
    return counted(Appointment.rows.filter(live_on(on), office=office), orgs)


@known_fact("orgs.name", "组织全称", "单位全称", "村名", "村委会名称", "社区名称", "妇联名称")
def _name(orgs: Orgs, on: date) -> Values:
    return {org.pk: org.name for org in orgs}


@known_fact("orgs.place", "区划类别", "村还是社区", "村或社区", "是不是社区", "单位类别")
def _place(orgs: Orgs, on: date) -> Values:
    return {org.pk: str(Place(org.place).label) for org in orgs}


@known_fact("orgs.kind", "组织类型", "妇联组织类型", "会改联", "妇代会还是妇联")
def _kind(orgs: Orgs, on: date) -> Values:
    return {org.pk: str(OrgKind(org.kind).label) for org in orgs}


@known_fact(
    "orgs.founded", "妇联建立日期", "妇联成立 时间", "妇联成立 日期", "建立日期", "组织建立时间"
)
def _founded(orgs: Orgs, on: date) -> Values:
    return {org.pk: day(org.founded_on) for org in orgs}


@known_fact("orgs.below", "下级组织数", "下辖 村 数", "村级妇联 数", "有多少个村", "几个村")
def _below(orgs: Orgs, on: date) -> Values:
    rows = Org.rows.filter(status=OrgStatus.ACTIVE, is_counted=True)
    return counted(rows, orgs, "parent_id")


@known_fact("orgs.units", "成员单位数", "成员单位 多少", "成员单位 个数", "区域化 单位 数")
def _units(orgs: Orgs, on: date) -> Values:
    return counted(MemberUnit.rows.filter(live_on(on)), orgs)


@known_fact("members.groups", "妇女小组数", "妇女小组 多少", "妇女小组 个数", "小组数", "几个小组")
def _groups(orgs: Orgs, on: date) -> Values:
    return counted(WomensGroup.rows.filter(founded_on__lte=on, closed_on__isnull=True), orgs)


@known_fact("members.chair", "主席姓名", "主席名字", "主席 是谁", "妇联主席 叫", "妇联负责人")
def _chair(orgs: Orgs, on: date) -> Values:
    rows = Appointment.rows.filter(
        live_on(on), office=Office.CHAIR, org__in=[org.pk for org in orgs]
    )
    names = dict(rows.order_by("pk").values_list("org_id", "person__name"))
    return {org.pk: names.get(org.pk, "空缺") for org in orgs}


@known_fact("members.chair_since", "主席任职时间", "主席 任职 日期", "主席 什么时候 任")
def _chair_since(orgs: Orgs, on: date) -> Values:
    rows = Appointment.rows.filter(
        live_on(on), office=Office.CHAIR, org__in=[org.pk for org in orgs]
    )
    return {org: day(since) for org, since in rows.order_by("pk").values_list("org_id", "since")}


@known_fact("members.vices", "副主席人数", "副主席 多少", "副主席 几", "副主席数")
def _vices(orgs: Orgs, on: date) -> Values:
    return _standing(orgs, on, Office.VICE_CHAIR)


@known_fact(
    "members.executives", "执委人数", "执委 多少", "执委 几", "执委数", "执委 总数", "女执委"
)
def _executives(orgs: Orgs, on: date) -> Values:
    return _standing(orgs, on, Office.EXECUTIVE_MEMBER)


@known_fact("members.representatives", "妇女代表人数", "妇女代表 多少", "妇女代表数", "妇女代表 几")
def _representatives(orgs: Orgs, on: date) -> Values:
    return _standing(orgs, on, Office.REPRESENTATIVE)


@known_fact("members.leaders", "妇女小组长人数", "小组长 多少", "小组长 人数", "小组长数")
def _leaders(orgs: Orgs, on: date) -> Values:
    return _standing(orgs, on, Office.GROUP_LEADER)


@known_fact("members.vacancies", "班子空缺数", "空缺", "缺额", "缺编", "班子 缺 几", "执委 缺")
def _vacancies(orgs: Orgs, on: date) -> Values:
    """Empty seats of the committee against its quota (domain B1)."""
    gaps = gaps_on(on, orgs=Org.objects.filter(pk__in=[org.pk for org in orgs]))
    return {one.org.pk: str(_empty(one)) for one in gaps}


def _empty(one: OrgGap) -> int:
    return sum(-gap for gap in (one.chair_gap, one.vice_gap, one.gap) if gap < 0)


@known_fact("members.in_two", "妇联主席进两委", "主席 进 两委", "主席 是不是 两委", "主席 两委成员")
def _in_two(orgs: Orgs, on: date) -> Values:
    keys = [org.pk for org in orgs]
    chairs = Appointment.rows.filter(live_on(on), office=Office.CHAIR, org__in=keys)
    seats = set(CommitteeSeat.rows.filter(live_on(on), org__in=keys).values_list("org", "person"))
    held = dict(chairs.values_list("org_id", "person_id"))
    return {org: "是" if (org, held.get(org)) in seats else "否" for org in keys}


@known_fact("members.women_in_two", "两委女性人数", "两委 女", "女两委", "两委 妇女")
def _women_in_two(orgs: Orgs, on: date) -> Values:
    return counted(CommitteeSeat.rows.filter(live_on(on)), orgs, what="person")


@known_fact(
    "members.term",
    "届次",
    "第几届",
    "换届 时间",
    "换届 日期",
    "上次换届",
    "代表大会 时间",
    "最近 换届",
)
def _term(orgs: Orgs, on: date) -> Values:
    return {pk: day(term.starts_on) for pk, term in _terms(orgs, on).items()}


@known_fact(
    "members.term_ends", "届满日期", "届满", "任期 到", "任期 结束", "下次换届", "任期 届满"
)
def _term_ends(orgs: Orgs, on: date) -> Values:
    terms = _terms(orgs, on).items()
    return {pk: day(term.extended_to or term.ends_on) for pk, term in terms}


def _terms(orgs: Orgs, on: date) -> dict[int, CongressTerm]:
    rows = CongressTerm.rows.filter(starts_on__lte=on, org__in=[org.pk for org in orgs])
    return {term.org_id: term for term in rows.order_by("starts_on")}


@known_fact(
    "members.trained", "今年参加培训人数", "培训 人数", "参训", "参加培训", "受训", "培训人次",
    "培训 多少人",
)  # fmt: skip
def _trained(orgs: Orgs, on: date) -> Values:
    """How many who sit here today went to a training this year (A38)."""
    seats = Appointment.rows.filter(live_on(on), org__in=[org.pk for org in orgs])
    went = set(
        TrainingAttendance.rows.filter(session__held_on__year=on.year, session__held_on__lte=on)
        .values_list("person_id", flat=True)
    )  # fmt: skip
    found: dict[int, set[int]] = {org.pk: set() for org in orgs}
    for org, person in seats.values_list("org_id", "person_id"):
        if person in went:
            found[org].add(person)
    return {org: str(len(people)) for org, people in found.items()}
