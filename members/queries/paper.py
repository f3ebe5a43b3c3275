"""The roll and the contact list as they are printed, of an organisation and all below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from members.models import Office
from members.queries.roll import RollLine, by_org, person_text, place_of, roll_on
from members.roster.paper import Group, Paper, Section
from orgs.models import Org

ROLL = ("序号", "职务", "姓名", "出生年月", "民族", "政治面貌", "文化程度", "工作单位及职务",
        "任职日期")  # fmt: skip
CONTACTS = ("序号", "职务", "姓名", "手机号", "工作单位及职务")
REST = ((Office.REPRESENTATIVE, "妇女代表"), (Office.GROUP_LEADER, "妇女小组长"))
COUNTING = "计数口径：执委人数含主席、副主席的和不含的都写在组织名称后面。"


def roll_paper(org: Org, on: date) -> Paper:
    """Return who sits where on the day ``on``, without any number."""
    return _paper("花名册", ROLL, roll_on(on, org), _of_roll, org, on)


def contact_paper(org: Org, on: date, *, whole: bool) -> Paper:
    """Return how those in office are called, phones masked unless ``whole``."""

    def row(line: RollLine) -> list[str]:
        phone = person_text(line.person, "phone", whole=whole)
        return [line.office, line.person.name, phone, _work(line)]

    lines = [line for line in roll_on(on, org) if line.seat is not None]
    return _paper("通讯录", CONTACTS, lines, row, org, on)


def counted(lines: Iterable[RollLine]) -> str:
    """Return how many there are by office, the committee counted both ways."""
    held = Counter(line.seat.office for line in lines if line.seat)
    chairs, vices = held[Office.CHAIR], held[Office.VICE_CHAIR]
    others = held[Office.EXECUTIVE_MEMBER]
    if not held:
        return ""
    said = [
        f"主席 {chairs}、副主席 {vices}、其他执委 {others}",
        f"执委含主席、副主席 {chairs + vices + others} 人，不含 {others} 人",
    ]
    return "；".join(
        [*said, *(f"{name} {held[office]} 人" for office, name in REST if held[office])]
    )


def _paper(
    what: str, heads: tuple[str, ...], lines: list[RollLine],
    row: Callable[[RollLine], list[str]], org: Org, on: date,
) -> Paper:  # fmt: skip
    number = 0
    groups: list[tuple[str, Group]] = []
    for place, held in by_org(lines):
        rows = []
        for line in held:
            number += 1
            rows.append([str(number), *row(line)])
        groups.append((place_of(place)[0], Group(place.title, counted(held), rows)))
    sections = [
        Section(title, [group for _, group in together])
        for title, together in groupby(groups, key=lambda pair: pair[0])
    ]
    above = [f"截至{on:%Y年%-m月%-d日}    共 {number} 行    {counted(lines)}", COUNTING]
    return Paper(f"{org.title}{what}", above, heads, sections)


def _of_roll(line: RollLine) -> list[str]:
    person, seat = line.person, line.seat
    return [
        line.office, person.name, f"{person.birth_on:%Y年%-m月}" if person.birth_on else "",
        person.ethnic_group, person.get_political_status_display(),
        person.get_education_display(), _work(line),
        f"{seat.since:%Y年%-m月%-d日}" if seat else "",
    ]  # fmt: skip


def _work(line: RollLine) -> str:
    person = line.person
    return "".join(part for part in (person.employer, person.job_title) if part) or (
        person.occupation
    )
