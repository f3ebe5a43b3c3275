"""What the rules allow for four-level liaison (domain A20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import LinkLevel
from duties.rules.posts import ARRANGERS, is_live
from fulian.permissions import allow
from members.models import Appointment, Office, WomensGroup
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

# 主席 → 副主席 → 执委 → 妇女代表; the last of them keeps in touch with the women's groups
ABOVE: dict[int, str] = {
    LinkLevel.TO_VICE_CHAIR: Office.CHAIR,
    LinkLevel.TO_EXECUTIVE_MEMBER: Office.VICE_CHAIR,
    LinkLevel.TO_REPRESENTATIVE: Office.EXECUTIVE_MEMBER,
    LinkLevel.TO_GROUP: Office.REPRESENTATIVE,
}
BELOW: dict[int, str] = {
    LinkLevel.TO_VICE_CHAIR: Office.VICE_CHAIR,
    LinkLevel.TO_EXECUTIVE_MEMBER: Office.EXECUTIVE_MEMBER,
    LinkLevel.TO_REPRESENTATIVE: Office.REPRESENTATIVE,
}


@allow("duties.view_link")
def may_view_links(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("duties.link", "duties.end_link")
def may_link(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own organisation."""
    return role_may(user, ARRANGERS)


def level_of(*, above: Appointment, below: Appointment | None, group: WomensGroup | None) -> int:
    """Return the level of a link between these two, from their offices; refuse any other pair."""
    if (below is None) == (group is None):
        raise ValidationError("请选择一个被联系的人，或者一个妇女小组。", code="one_end")
    for level, upper in ABOVE.items():
        lower = BELOW.get(level)
        if above.office == upper and (below.office if below else None) == lower:
            return level
    raise ValidationError(
        "四级联系是：主席联系副主席，副主席联系执委，执委联系妇女代表，妇女代表联系妇女小组。",
        code="offices",
    )


def check_same_place(
    *, above: Appointment, below: Appointment | None, group: WomensGroup | None
) -> None:
    """Refuse a link to oneself, in whatever seat, and across organisations."""
    if below is not None and below.person_id == above.person_id:
        raise ValidationError("不能联系自己。", code="oneself")
    other = below or group
    if other is not None and other.org_id != above.org_id:
        raise ValidationError("只能联系本组织的人和妇女小组。", code="across")


def check_link_day(
    *, above: Appointment, below: Appointment | None, group: WomensGroup | None, on: date
) -> None:
    """Refuse a link to or from somebody not in office that day, or a group not there."""
    for seat in filter(None, (above, below)):
        if not is_live(seat.since, seat.until, on):
            raise ValidationError("联系双方这一天都要在任，请检查日期。", code="not_seated")
    if group is not None and not is_live(group.founded_on, group.closed_on, on):
        raise ValidationError("这个妇女小组这一天还没有建立，或者已经撤销。", code="no_group")
