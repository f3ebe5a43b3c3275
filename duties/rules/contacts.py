"""What the rules allow for the register of women and households in contact (domain A25, A26)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import Household, Woman, WomanKind
from duties.rules.posts import is_live
from fulian.permissions import allow
from members.models import WomensGroup
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND

KEPT = "登记只为联系和帮助，不公开；停止联系满一年，名字自动删除。"
MOST_LINES, LONGEST, MOST_WOMEN = 200, 40, 50
PARTS = re.compile(r"[\s,，、;；:：]+")
KINDS: dict[str, str] = {str(kind.label): kind.value for kind in WomanKind}
Contact = Household | Woman


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted line: a name and what stands behind it; ``wrong`` says why it cannot be taken."""

    name: str
    kind: str = WomanKind.OTHER
    women: int | None = None
    wrong: str = ""


@allow("duties.view_contact")
def may_view_contacts(user: Any, obj: Any) -> bool:
    """Let those who keep in touch, and the desks that look after people, read names in reach."""
    return role_may(user, ON_THE_GROUND | KEEPERS | {Role.TOWNSHIP_STAFF})


@allow("duties.add_household", "duties.add_woman", "duties.add_contacts",
       "duties.change_contact", "duties.stop_contact", "duties.restore_contact")  # fmt: skip
def may_keep_contacts(user: Any, obj: Any) -> bool:
    """Let those who keep in touch keep their organisation's register; the county may take back."""
    return role_may(user, ON_THE_GROUND | KEEPERS)


def check_hers(*, org: int, by: Any) -> None:
    """Refuse to write into another organisation's register."""
    hat = getattr(by, "hat", None)
    if hat is not None and hat.role in ON_THE_GROUND and hat.org != org:
        raise ValidationError("只能登记本组织联系的家庭和妇女。", code="elsewhere")


def check_name(name: str) -> None:
    """Refuse no name, and one longer than its column."""
    if not name:
        raise ValidationError("请填写姓名或称呼。", code="empty")
    if len(name) > LONGEST:
        raise ValidationError(f"姓名或称呼最多 {LONGEST} 个字。", code="too_long")


def check_women(women: int | None) -> None:
    """Refuse a household of more women than live in one."""
    if women is not None and not 0 <= women <= MOST_WOMEN:
        raise ValidationError(f"妇女人数请填 0 到 {MOST_WOMEN}。", code="women")


def check_kind(kind: str) -> None:
    """Refuse a category there is not."""
    if kind not in WomanKind.values:
        raise ValidationError("没有这种类别，请重新选择。", code="kind")


def check_inside(
    *, org: int, group: WomensGroup | None, household: Household | None, on: date
) -> None:
    """Refuse a group or household of another organisation, or one that is not there that day."""
    for one in (group, household):
        if one is not None and one.org_id != org:
            raise ValidationError("只能选本组织的妇女小组和家庭。", code="across")
    if group is not None and not is_live(group.founded_on, group.closed_on, on):
        raise ValidationError("这个妇女小组这一天还没有建立，或者已经撤销。", code="no_group")
    if household is not None and household.until is not None and household.until <= on:
        raise ValidationError("这户家庭已经停止联系。", code="stopped")


def check_no_namesake(*, is_known: bool) -> None:
    """Refuse a second woman of one name in one place: nobody could tell them apart."""
    if is_known:
        raise ValidationError("已经登记了同名的妇女，请加个称呼来区别。", code="namesake")


def check_kept(contact: Contact) -> None:
    """Refuse to work on who is in contact no more."""
    if contact.until is not None:
        raise ValidationError("已经停止联系，要先恢复。", code="stopped")


def check_may_restore(contact: Contact) -> None:
    """Refuse to restore who is in contact, and a name that was deleted."""
    if contact.until is None:
        raise ValidationError("正在联系，不用恢复。", code="kept")
    if not contact.name:
        raise ValidationError("停止联系已满一年，名字已经删除，请重新登记。", code="purged")


def check_many(*, orgs: set[int], allowed: set[int], count: int, by: Any) -> None:
    """Refuse rows outside ``allowed``, of nobody, and more than one paste from a person."""
    if not count:
        raise ValidationError("没有可以登记的。", code="none")
    if not orgs <= allowed:
        raise ValidationError("只能登记本组织联系的家庭和妇女。", code="elsewhere")
    if by is not None and count > MOST_LINES:
        raise ValidationError(f"一次最多登记 {MOST_LINES} 个。", code="too_many")


def a_year_before(day: date) -> date:
    """Return the same day of the year before; the 28th for the 29th of February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def lines_of(text: str, *, is_woman: bool, known: set[str]) -> list[Line]:
    """Read pasted lines, one name each: a category may follow a woman, a number a household.

    Names in ``known``, and those pasted twice, are told to be there already. Raises
    ``ValidationError`` for more than 200 lines.
    """
    raw = [line.strip() for line in text.splitlines() if line.strip()]
    if len(raw) > MOST_LINES:
        raise ValidationError(f"一次最多粘贴 {MOST_LINES} 行，请分几次。", code="too_many")
    seen, lines = set(known), []
    for one in raw:
        line = _line(one, is_woman=is_woman)
        if not line.wrong and line.name in seen:
            line = Line(line.name, wrong="已经登记过同名的")
        seen.add(line.name)
        lines.append(line)
    return lines


def _line(raw: str, *, is_woman: bool) -> Line:
    name, *rest = [part for part in PARTS.split(raw) if part] or [""]
    said = "".join(rest)
    if not name or len(name) > LONGEST:
        return Line(raw[:LONGEST], wrong=f"姓名或称呼要有，最多 {LONGEST} 个字")
    if not said:
        return Line(name)
    if is_woman:
        kind = KINDS.get(said)
        return Line(name, kind) if kind else Line(name, wrong=f"没有“{said[:10]}”这种类别")
    number = said.removesuffix("人").removesuffix("名妇女")
    if number.isascii() and number.isdigit() and int(number) <= MOST_WOMEN:
        return Line(name, women=int(number))
    return Line(name, wrong="名字后面只能写妇女人数")
