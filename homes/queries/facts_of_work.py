"""What daily work and Women's Homes answer by themselves, so that nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F

from duties.models import (
    AssignedTask,
    Deliberation,
    DutyLogEntry,
    Household,
    LedgerEntry,
    LiaisonLink,
    NeedRequest,
    PostAssignment,
    RotationPlan,
    Woman,
)
from fulian.dated import live_on
from fulian.facts import Values, known_fact
from homes.models import HomeKind, WomensHome
from homes.queries.facts import counted
from orgs.models import Org

Orgs = Sequence[Org]
HELD = (Deliberation.Status.HELD, Deliberation.Status.CONFIRMED)


def _quarter(on: date) -> date:
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


@known_fact(
    "duties.on_posts", "上岗人数", "岗位 人数", "设岗 人数", "定岗 人数", "在岗 人数", "上岗 执委"
)
def _on_posts(orgs: Orgs, on: date) -> Values:
    rows = PostAssignment.rows.filter(live_on(on))
    return counted(rows, orgs, what="appointment")


@known_fact("duties.posts", "设岗数", "岗位数", "设了几个岗", "设岗定责 个数", "岗位 多少个")
def _posts(orgs: Orgs, on: date) -> Values:
    return counted(PostAssignment.rows.filter(live_on(on)), orgs, what="post")


@known_fact(
    "duties.households", "联系家庭户数", "联系 户数", "联系 家庭 数", "联系 多少户", "结对 户数"
)
def _households(orgs: Orgs, on: date) -> Values:
    return counted(Household.rows.filter(live_on(on)), orgs)


@known_fact("duties.women", "联系妇女人数", "联系 妇女 人数", "联系 妇女 多少", "联系 群众 人数")
def _women(orgs: Orgs, on: date) -> Values:
    return counted(Woman.rows.filter(live_on(on)), orgs)


@known_fact("duties.links", "四级联系数", "四级联系 多少", "联系链 数")
def _links(orgs: Orgs, on: date) -> Values:
    return counted(LiaisonLink.rows.filter(live_on(on)), orgs)


@known_fact(
    "duties.log", "本季度履岗记录条数", "履岗记录", "履职记录", "工作记录 条", "本季度 记录"
)  # fmt: skip
def _log(orgs: Orgs, on: date) -> Values:
    rows = DutyLogEntry.rows.filter(
        struck_on__isnull=True, done_on__gte=_quarter(on), done_on__lte=on
    )
    return counted(rows, orgs)


@known_fact(
    "duties.visits",
    "本季度走访次数",
    "走访 次数",
    "走访 多少",
    "入户 次数",
    "走访 户次",
    "联系 次数",
)
def _visits(orgs: Orgs, on: date) -> Values:
    rows = LedgerEntry.rows.filter(kind="liaison", done_on__gte=_quarter(on), done_on__lte=on)
    return counted(rows, orgs)


@known_fact(
    "duties.mediations",
    "今年调解件数",
    "调解 件数",
    "调解 起数",
    "纠纷 起数",
    "调解 多少",
    "矛盾纠纷 数",
)
def _mediations(orgs: Orgs, on: date) -> Values:
    rows = LedgerEntry.rows.filter(kind="mediation", done_on__year=on.year, done_on__lte=on)
    return counted(rows, orgs)


@known_fact(
    "duties.meetings", "今年议事会次数", "议事会 次数", "议事 次数", "开 几次 议事", "执委会 次数"
)
def _meetings(orgs: Orgs, on: date) -> Values:
    rows = Deliberation.rows.filter(
        status__in=HELD, starts_at__date__year=on.year, starts_at__date__lte=on
    )
    return counted(rows, orgs)


@known_fact("duties.needs", "今年收集诉求件数", "诉求 件数", "诉求 多少", "收集 诉求", "诉求 条数")
def _needs(orgs: Orgs, on: date) -> Values:
    return counted(NeedRequest.rows.filter(received_on__year=on.year, received_on__lte=on), orgs)


@known_fact("duties.needs_closed", "今年办结诉求件数", "诉求 办结", "办结 诉求", "解决 诉求")
def _needs_closed(orgs: Orgs, on: date) -> Values:
    rows = NeedRequest.rows.filter(
        status=NeedRequest.Status.CLOSED, received_on__year=on.year, received_on__lte=on
    )
    return counted(rows, orgs)


@known_fact("duties.rotation", "是否实行主席轮值", "主席轮值", "轮值主席 有没有", "是否 轮值")
def _rotation(orgs: Orgs, on: date) -> Values:
    keys = [org.pk for org in orgs]
    going = set(
        RotationPlan.rows.filter(org__in=keys, ended_on__isnull=True).values_list("org", flat=True)
    )
    return {org: "是" if org in going else "否" for org in keys}


@known_fact("duties.tasks", "交办任务数", "交办 任务 多少")
def _tasks(orgs: Orgs, on: date) -> Values:
    rows = AssignedTask.rows.filter(dropped_on__isnull=True, given_on__year=on.year)
    return counted(rows, orgs)


def _homes(orgs: Orgs, on: date, kind: str) -> Values:
    return counted(WomensHome.rows.filter(live_on(on), kind=kind), orgs)


@known_fact(
    "homes.physical",
    "实体妇女之家数",
    "妇女之家 个数",
    "妇女之家 数",
    "有没有 妇女之家",
    "是否 妇女之家",
)
def _physical(orgs: Orgs, on: date) -> Values:
    return _homes(orgs, on, HomeKind.PHYSICAL)


@known_fact("homes.online", "网上妇女之家数", "网上妇女之家", "线上妇女之家")
def _online(orgs: Orgs, on: date) -> Values:
    return _homes(orgs, on, HomeKind.ONLINE)


@known_fact("homes.micro", "妇女微家数", "妇女微家", "微家 数", "微家 个数")
def _micro(orgs: Orgs, on: date) -> Values:
    return _homes(orgs, on, HomeKind.MICRO)


@known_fact("homes.address", "妇女之家地点", "妇女之家 地址", "妇女之家 在哪", "妇女之家 位置")
def _address(orgs: Orgs, on: date) -> Values:
    rows = WomensHome.rows.filter(
        live_on(on), kind=HomeKind.PHYSICAL, org__in=[org.pk for org in orgs]
    )
    return dict(rows.exclude(address="").values_list(F("org_id"), "address"))
