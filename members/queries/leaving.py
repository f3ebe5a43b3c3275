"""The workbook that goes with a county's whole export: for people to read, numbers masked."""

from __future__ import annotations

from fulian.leaving import offers_workbook
from fulian.workbooks import add_sheet, new_book, saved
from members.models import Appointment, Person, WomensGroup
from orgs.models import Org

CHUNK = 2000


@offers_workbook("整县名册.xlsx")
def workbook() -> bytes:
    """Return organisations, people, seats and women's groups of the open county as a workbook."""
    book = new_book(by_row=True)
    orgs = Org.rows.select_related("parent").order_by("lft")
    add_sheet(book, "组织", ("代码", "名称", "组织类型", "层级", "上级", "状态", "建立日期"), (
        (o.code, o.name, o.get_kind_display(), o.get_level_display(),
         o.parent.name if o.parent else "", o.get_status_display(), o.founded_on)
        for o in orgs.iterator(CHUNK)
    ))  # fmt: skip
    people = Person.rows.select_related("org").order_by("org__lft", "pinyin", "pk")
    heads = ("姓名", "所在组织", "出生日期", "政治面貌", "文化程度", "手机号", "身份证号")
    add_sheet(book, "人员", heads, (
        (p.name, p.org.name, p.birth_on, p.get_political_status_display(),
         p.get_education_display(), p.masked_phone, p.masked_id_number)
        for p in people.iterator(CHUNK)
    ))  # fmt: skip
    seats = Appointment.rows.select_related("person", "org").order_by("org__lft", "since", "pk")
    add_sheet(book, "任职", ("姓名", "职务", "组织", "任职日期", "离任日期", "离任原因"), (
        (s.person.name, s.get_office_display(), s.org.name, s.since, s.until,
         s.get_departure_display())
        for s in seats.iterator(CHUNK)
    ))  # fmt: skip
    groups = WomensGroup.rows.select_related("org").order_by("org__lft", "name", "pk")
    add_sheet(book, "妇女小组", ("名称", "村（社区）", "建立日期", "撤销日期"), (
        (g.name, g.org.name, g.founded_on, g.closed_on) for g in groups.iterator(CHUNK)
    ))  # fmt: skip
    return saved(book)
