"""Activities taken out as a workbook: facts and numbers, nobody's name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from fulian.workbooks import bold, letter_of, new_book, put, saved
from homes.models import Activity
from homes.rules.signups import numbers_of
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.services import record, verb

MOST = 5000
COLUMNS = ("活动", "主办", "联办", "开始时间", "地点", "活动品牌", "主题和行动", "状态", "名额",
           "报名", "候补", "人次", "人数", "小结")  # fmt: skip


@verb("homes.export_activities", "导出活动")
def export_activities(*, rows: QuerySet[Activity], by: User | None) -> bytes:
    """Return activities as a workbook; how many were taken is recorded.

    Raises ``ValidationError`` for over 5,000.
    """
    linked = rows.select_related("org", "campaign").prefetch_related("co_organisers__org")
    found = list(linked[: MOST + 1])
    if len(found) > MOST:
        raise ValidationError(f"一次最多导出 {MOST} 个活动，请先筛选。", code="too_many")
    book = new_book()
    sheet: Any = book.worksheets[0]
    sheet.title = "活动"
    for place, name in enumerate(COLUMNS, start=1):
        put(sheet.cell(1, place), name).font = bold()
        sheet.column_dimensions[letter_of(place)].width = 16
    for line, one in enumerate(found, start=2):
        for place, value in enumerate(_told(one), start=1):
            cell = sheet.cell(line, place)
            if isinstance(value, int):
                cell.value = value
            else:
                put(cell, value or "")
    record(top_of_reach(), by=by, name=f"{len(found)} 个活动")
    return saved(book)


def _told(one: Activity) -> list[Any]:
    numbers = numbers_of(one)
    along = "、".join(str(tie) for tie in one.co_organisers.all())
    return [
        one.title, one.org.title, along, f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}",
        one.place, one.get_theme_display(), str(one.campaign or ""), one.get_status_display(),
        one.capacity, numbers.taken, numbers.waiting, one.attendances, one.persons, one.summary,
    ]  # fmt: skip
