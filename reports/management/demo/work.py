"""Posts held, chains linked and work done in every village, with what is missing on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from duties.models import DutyLogEntry, DutyPost, LiaisonLink, LinkLevel, PostAssignment, PostCode
from members.models import Appointment
from reports.management.demo.committees import Crew, is_late
from reports.management.demo.story import Demo, noon

LINES: dict[str, tuple[str, ...]] = {
    PostCode.POVERTY_ALLEVIATION: (
        "帮两户联系合作社收购辣椒", "组织姐妹到油茶基地学修剪", "帮一户申请创业小额贷款",
        "在群里发布制衣厂招工",
    ),
    PostCode.PUBLICITY: (
        "入户宣传反电信诈骗", "清明前宣传森林防火", "在文化广场讲家庭教育", "上门讲解医保缴费",
    ),
    PostCode.MEDIATION: (
        "调解一起邻里晒谷场纠纷", "劝和一对小夫妻", "调解婆媳为带孩子起的口角",
        "协调两户排水沟走向",
    ),
    PostCode.CULTURE: (
        "带队排练广场舞", "组织重阳节包饺子", "办了一次亲子阅读", "筹备村里的三八节活动",
    ),
    PostCode.SANITATION: (
        "带队清理河道垃圾", "上门动员垃圾分类", "检查两个组的庭院卫生", "组织姐妹打扫村道",
    ),
}  # fmt: skip
OWN = 7  # lines of a chair's
PEOPLE = ("几户姐妹", "一户家庭", "全组妇女", "三位老人", "两户邻居", "")


@dataclass(slots=True)
class Work:
    """What is to be written of all organisations together."""

    assignments: list[PostAssignment] = field(default_factory=list)
    links: list[LiaisonLink] = field(default_factory=list)
    entries: list[DutyLogEntry] = field(default_factory=list)


def work_of(demo: Demo, crews: list[Crew], posts: list[DutyPost]) -> Work:
    """Return the posts, links and log lines of every crew whose seats are written."""
    work = Work()
    for crew in crews:
        lot = demo.lot_of(f"{crew.org.code}:work")
        held = _assign(demo, work, crew, posts, lot)
        _link(demo, work, crew, lot)
        _log(demo, work, held, lot)
    return work


def _assign(
    demo: Demo, work: Work, crew: Crew, posts: list[DutyPost], lot: random.Random
) -> list[PostAssignment]:
    missing = lot.randrange(len(posts)) if lot.random() < 0.1 else -1
    idle = lot.sample(range(len(crew.executives)), 2) if lot.random() < 0.2 else []
    held = [
        PostAssignment(
            county_id=crew.org.county_id, org=crew.org, appointment=seat,
            post=posts[n % len(posts)], since=demo.since, until=seat.until,
            entered_at=noon(demo.since),
        )
        for n, seat in enumerate(crew.executives)
        if n % len(posts) != missing and n not in idle
    ]  # fmt: skip
    work.assignments += held
    return held


def _link(demo: Demo, work: Work, crew: Crew, lot: random.Random) -> None:
    """Link everybody in turn to those above; leave a few out."""
    rows: list[tuple[LinkLevel, Appointment, Appointment | None, int | None]] = []
    if crew.chair:
        rows += [(LinkLevel.TO_VICE_CHAIR, crew.chair, vice, None) for vice in crew.vice]
    rows += _dealt(LinkLevel.TO_EXECUTIVE_MEMBER, crew.vice, crew.executives)
    rows += _dealt(LinkLevel.TO_REPRESENTATIVE, crew.executives, crew.representatives)
    if crew.representatives:
        rows += [
            (
                LinkLevel.TO_GROUP,
                crew.representatives[n % len(crew.representatives)],
                None,
                group.pk,
            )
            for n, group in enumerate(crew.groups)
        ]
    if lot.random() < 0.15 and rows:
        rows.pop(lot.randrange(len(rows)))
    for level, above, below, group in rows:
        ends = [seat.until for seat in (above, below) if seat and seat.until]
        work.links.append(
            LiaisonLink(
                county_id=crew.org.county_id, org=crew.org, level=level, above=above, below=below,
                group_id=group, since=demo.since, until=min(ends, default=None),
                entered_at=noon(demo.since),
            )
        )  # fmt: skip


def _dealt(
    level: LinkLevel, above: list[Appointment], below: list[Appointment]
) -> list[tuple[LinkLevel, Appointment, Appointment | None, int | None]]:
    return (
        [(level, above[n % len(above)], one, None) for n, one in enumerate(below)] if above else []
    )


def _log(demo: Demo, work: Work, held: list[PostAssignment], lot: random.Random) -> None:
    for _ in range(lot.randrange(4, 13)) if held else ():
        one, day = lot.choice(held), demo.day(lot)
        if one.until is None or day < one.until:
            work.entries.append(_entry(demo, one, day, lot))


def chairs_own(demo: Demo, chairs: list[Appointment], post: DutyPost) -> Work:
    """Return a post, and lines through the year, for each of ``chairs``."""
    work = Work()
    for seat in chairs:
        lot = demo.lot_of(f"{seat.org.code}:chair")
        held = PostAssignment(
            county_id=seat.county_id, org=seat.org, appointment=seat, post=post,
            since=max(demo.since, seat.since), entered_at=noon(demo.since),
        )  # fmt: skip
        work.assignments.append(held)
        days = sorted(max(demo.day(lot), held.since) for _ in range(OWN))
        work.entries += [_entry(demo, held, day, lot) for day in days]
    return work


def _entry(demo: Demo, one: PostAssignment, day: date, lot: random.Random) -> DutyLogEntry:
    return DutyLogEntry(
        county_id=one.county_id, org=one.org, post=one.post, appointment=one.appointment,
        done_on=day, what=lot.choice(LINES.get(one.post.code, ("完成一项工作",))),
        for_whom=lot.choice(PEOPLE), served=lot.choice((None, 1, 2, 3, 5, 12)),
        entered_at=min(noon(day) + is_late(lot), demo.at),
    )  # fmt: skip
