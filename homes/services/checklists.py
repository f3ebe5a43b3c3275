"""The county's checklist for homes, and a home held against it (domain B3.2, B3.7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError

from duties.rules.posts import check_own_place
from fulian.database import bulk
from homes.models import ChecklistItem, HomeCheck, HomeCheckLine, HomeKind, WomensHome
from homes.queries.checklists import items_for
from homes.rules import homes as rules
from homes.services.holding import fresh, standing
from orgs.models import Org, User
from orgs.services import (
    begun,
    clean,
    corrected,
    ended,
    made,
    made_many,
    nothing_to_do,
    record,
    tidy,
    verb,
)

# The wording varies by place: what stands here is a beginning the county edits.
DEFAULTS: dict[tuple[str, str], tuple[str, ...]] = {
    (HomeKind.PHYSICAL, "六有"): ("有场所", "有设施", "有计划", "有制度", "有活动", "有效果"),
    (HomeKind.PHYSICAL, "三统一"): ("统一名称", "统一标识", "统一形象"),
    (HomeKind.MICRO, "五亮"): (
        "亮妇联标识", "亮组织架构", "亮工作职责", "亮执委身份", "亮活动内容",
    ),
    (HomeKind.MICRO, "四有"): ("有阵地", "有人员", "有活动", "有特色"),
}  # fmt: skip


@verb("homes.set_up_checklist", "设立妇女之家对照清单", undoable=True)
def set_up_checklist(*, on: date, by: User | None) -> int:
    """Give the county the usual checklist (六有, 五亮, 四有) where it has none; return how many."""
    if ChecklistItem.rows.filter(until__isnull=True).exists():
        nothing_to_do()
        return 0
    root = Org.rows.get(parent__isnull=True)
    items = [
        ChecklistItem(county_id=root.county_id, org=root, kind=kind, series=series, text=text,
                      place=10 * place, since=on)
        for (kind, series), texts in DEFAULTS.items()
        for place, text in enumerate(texts, start=1)
    ]  # fmt: skip
    ids = bulk.insert_all(items)
    record(root, by=by, changes=[made_many(ChecklistItem, ids)], name=f"{len(ids)} 条")
    return len(ids)


@verb("homes.add_item", "增加对照要求", undoable=True)
def add_item(*, kind: str, series: str, text: str, on: date, by: User | None) -> ChecklistItem:
    """Add a line to the county's checklist, after the others of its list."""
    root = Org.rows.get(parent__isnull=True)
    last = ChecklistItem.rows.filter(kind=kind, series=tidy(series)).order_by("-place").first()
    place = last.place + 10 if last else 10
    item = ChecklistItem(
        org=root, kind=kind, series=tidy(series), text=tidy(text), place=place, since=on
    )
    return begun(item, by=by)


@verb("homes.change_item", "修改对照要求", undoable=True)
def change_item(*, item: ChecklistItem, series: str, text: str, by: User | None) -> ChecklistItem:
    """Say a line of the checklist better; what was held against it stays."""
    row = fresh(item)
    if row.until is not None:
        raise ValidationError("这一条已经停用。", code="ended")
    return corrected(row, {"series": tidy(series), "text": tidy(text)}, by=by)


@verb("homes.retire_item", "停用对照要求", undoable=True)
def retire_item(*, item: ChecklistItem, on: date, by: User | None) -> ChecklistItem:
    """Hold no home against a line from the day ``on``."""
    return ended(fresh(item), on=on, by=by)


@verb("homes.check_home", "对照清单检查", undoable=True)
def check_home(
    *, home: WomensHome, met: Collection[int], on: date, by: User | None, note: str = ""
) -> HomeCheck:
    """Keep which lines of the checklist a home met on the day ``on``; the others it did not.

    ``met`` are keys of items. Raises ``ValidationError`` where the county has no checklist for
    homes of the kind, and for a second check of a day by the same organisation.
    """
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    rules.check_day(since=row.since, on=on)
    items = items_for(row.kind, on)
    if not items:
        raise ValidationError("县里还没有这一类妇女之家的对照清单。", code="no_items")
    if not set(met) <= {item.pk for item in items}:
        raise ValidationError("对照清单有变动，请刷新页面后再填。", code="stale")
    hat = getattr(by, "hat", None)
    check = HomeCheck(
        home=row, checker_id=hat.org if hat else row.org_id, checked_on=on,
        note=note.strip(),
    )  # fmt: skip
    clean(check)
    check.save()
    lines = [
        HomeCheckLine(county_id=row.county_id, about=check, item=item, is_met=item.pk in met)
        for item in items
    ]
    ids = bulk.insert_all(lines)
    changes = [made(check), made_many(HomeCheckLine, ids) | {"version": None}]
    record(row, by=by, changes=changes, name=f"{row.name} {check}")
    return check
