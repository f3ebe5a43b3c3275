"""Service time taken out (domain A43): a signed file for a civic platform, a workbook for the desk.

Points are that platform's: the product has none (design: 11).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fulian import scoping, signing
from fulian.workbooks import bold, new_book, put, saved
from homes.models import HelpKind, TargetGroup
from homes.queries.service_feed import finished, records_between
from orgs import rules as places
from orgs.models import County, Org, User
from orgs.services import record, verb

FORMAT = "fulian.service.v1"
HEAD = (
    "记录编号", "组织代码", "志愿队", "服务日期", "帮扶方式", "服务对象", "做了什么", "志愿者编号",
    "姓名", "时长（小时）", "受益人次", "状态",
)  # fmt: skip
WIDTHS = (18, 16, 20, 12, 12, 14, 30, 18, 12, 12, 10, 8)


@verb("homes.export_service", "导出志愿服务记录")
def export_service(
    *, org: Org, first: date, last: date, form: str, names: bool, by: User | None, at: datetime
) -> bytes:
    """Return the service in reach from ``first`` to ``last``: ``form`` is ``json`` or ``xlsx``.

    The JSON is signed with the county's key. Without ``names`` a volunteer is her number and her
    surname. The record says who took out how many, and whether with names.
    """
    places.check_days(since=first, until=last)
    county = County.objects.get(pk=scoping.current().county)
    rows = finished(records_between(first, last), county.code, names=names)
    said = f"{first} 至 {last}，{len(rows)} 条，{'带姓名' if names else '不带姓名'}"
    record(org, by=by, name=f"志愿服务记录：{said}")
    if form == "xlsx":
        return _book(rows)
    facts = {
        "format": FORMAT, "county": county.code, "org": org.code, "from": first.isoformat(),
        "to": last.isoformat(), "made_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "unit": "half_hours", "records": rows,
    }  # fmt: skip
    return signing.signed(facts, county=county.pk)


def _book(rows: list[dict[str, Any]]) -> bytes:
    """Return a workbook with a line for each volunteer of each piece of service."""
    book = new_book()
    sheet: Any = book.active
    sheet.title = "志愿服务"
    for place, (title, width) in enumerate(zip(HEAD, WIDTHS, strict=True), 1):
        put(sheet.cell(1, place), title).font = bold()
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width
    line = 2
    for row in rows:
        for who in _people(row):
            for place, value in enumerate(_cells(row, who), 1):
                cell = sheet.cell(line, place)
                if isinstance(value, str):
                    put(cell, value)
                else:
                    cell.value = value
            line += 1
    sheet.freeze_panes = "A2"
    return saved(book)


def _people(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return who took part, those without a name on a line of their own."""
    rest = row["half_hours"] - sum(one["half_hours"] for one in row["people"])
    more = {"volunteer": "", "name": f"未列名 {row['others']} 人", "half_hours": rest}
    return [*row["people"], *([more] if row["others"] else [])]


def _cells(row: dict[str, Any], who: dict[str, Any]) -> list[Any]:
    state = "作废" if row["struck"] else "有效"
    return [
        row["id"], row["org_code"], row["team_name"], row["done_on"].isoformat(),
        str(HelpKind(row["kind"]).label), str(TargetGroup(row["target"]).label),
        row["what"] or "", who["volunteer"], who["name"], who["half_hours"] / 2,
        row["beneficiaries"], state,
    ]  # fmt: skip
