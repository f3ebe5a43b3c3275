"""What the rules allow for four-level liaison (domain A20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import Household, LiaisonLink, LinkLevel, Woman
from duties.rules.posts import ARRANGERS, is_live
from fulian.permissions import allow
from members.models import Appointment, Office, WomensGroup
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

FarEnd = WomensGroup | Household | Woman  # of the fourth level

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


@allow("duties.link", "duties.end_link", "duties.make_primary", "duties.link_proposed",
       "duties.relink")  # fmt: skip
def may_link(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own organisation."""
    return role_may(user, ARRANGERS)


def level_of(*, above: Appointment, below: Appointment | None, far: FarEnd | None) -> int:
    """Return the level of a link between these two, from their offices; refuse any other pair."""
    check_one_end(sum(end is not None for end in (below, far)))
    for level, upper in ABOVE.items():
        lower = BELOW.get(level)
        if above.office == upper and (below.office if below else None) == lower:
            return level
    raise ValidationError(
        "四级联系是：主席联系副主席，副主席联系执委，执委联系妇女代表，妇女代表联系妇女小组、"
        "家庭和妇女。",
        code="offices",
    )


def check_one_end(count: int) -> None:
    """Refuse a link to nobody, and one to several at once."""
    if count != 1:
        raise ValidationError(
            "请选择一个被联系的人，或者一个妇女小组、一户家庭、一位妇女。", code="one_end"
        )


def check_same_place(*, above: Appointment, below: Appointment | None, far: FarEnd | None) -> None:
    """Refuse a link to oneself, in whatever seat, and across organisations."""
    if below is not None and below.person_id == above.person_id:
        raise ValidationError("不能联系自己。", code="oneself")
    other = below or far
    if other is not None and other.org_id != above.org_id:
        raise ValidationError("只能联系本组织的人、妇女小组、家庭和妇女。", code="across")


def days_of(far: FarEnd) -> tuple[date, date | None]:
    """Return from which day until which a far end is there."""
    if isinstance(far, WomensGroup):
        return far.founded_on, far.closed_on
    return far.since, far.until


def check_link_day(
    *, above: Appointment, below: Appointment | None, far: FarEnd | None, on: date
) -> None:
    """Refuse a link to or from somebody not in office that day, or to what is not there."""
    for seat in filter(None, (above, below)):
        if not is_live(seat.since, seat.until, on):
            raise ValidationError("联系双方这一天都要在任，请检查日期。", code="not_seated")
    if far is not None and not is_live(*days_of(far), on):
        if isinstance(far, WomensGroup):
            said = "这个妇女小组这一天还没有建立，或者已经撤销。"
        else:
            said = "这一天还没有开始联系，或者已经停止联系，请检查日期。"
        raise ValidationError(said, code="no_group")


def check_beside(*, has_primary: bool, twice: bool) -> None:
    """Refuse an extra link before there is a main one, and a second one by the same person."""
    if twice:
        raise ValidationError("她已经在联系了，不用再建立。", code="linked")
    if not has_primary:
        raise ValidationError("还没有主要联系人，请先安排主要联系人。", code="no_primary")


def check_may_lead(*, link: LiaisonLink, on: date) -> None:
    """Refuse to make a main link of one that is one, has ended, or begins later."""
    if link.is_primary:
        raise ValidationError("她已经是主要联系人。", code="is_primary")
    if not is_live(link.since, link.until, on):
        raise ValidationError("这条联系这一天还没有开始，或者已经结束。", code="ended")
