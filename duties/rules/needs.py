"""What the rules allow for needs (A49) and for items of deliberation: a table of allowed steps.

The steps are those of the worked example S0:26: asked for, deliberated, a preliminary result
published for comment, decided, carried out, told back to who asked.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import AgendaItem, NeedRequest
from duties.rules.posts import check_own_place
from fulian.permissions import allow
from members.models import Appointment
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND, PEOPLE

Need, Item = NeedRequest.Status, AgendaItem.Status
LEADERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR, Role.ROTATING_CHAIR}
TAKERS = LEADERS | ON_THE_GROUND
VIEWERS = PEOPLE | {Role.ROTATING_CHAIR}
LOOK_BACK = timedelta(days=366)

NEED_STEPS: dict[str, set[str]] = {
    Need.NEW: {Need.DELIBERATING, Need.CLOSED},
    Need.DELIBERATING: {Need.NEW, Need.PUBLISHED, Need.ACTING},
    Need.PUBLISHED: {Need.NEW, Need.ACTING},
    Need.ACTING: {Need.CLOSED},
    Need.CLOSED: set(),
}
ITEM_STEPS: dict[str, set[str]] = {
    Item.DRAFT: {Item.DELIBERATING, Item.CLOSED},
    Item.DELIBERATING: {Item.DRAFT, Item.PRELIMINARY_PUBLISHED, Item.DECIDED, Item.CLOSED},
    Item.PRELIMINARY_PUBLISHED: {Item.DECIDED, Item.CLOSED},
    Item.DECIDED: {Item.EXECUTING, Item.CLOSED},
    Item.EXECUTING: {Item.CLOSED},
    Item.CLOSED: set(),
}
FOLLOWS: dict[str, str] = {  # where a need stands while its item stands there
    Item.DRAFT: Need.NEW,
    Item.DELIBERATING: Need.DELIBERATING,
    Item.PRELIMINARY_PUBLISHED: Need.PUBLISHED,
    Item.DECIDED: Need.ACTING,
    Item.EXECUTING: Need.ACTING,
}
WHY_NOT = {
    Need.DELIBERATING: "这件诉求正在议事，议定以后再答复。",
    Need.PUBLISHED: "这件诉求正在征求意见，议定以后再答复。",
    Need.CLOSED: "这件诉求已经回复过了。",
}


@allow("duties.view_need", "duties.view_item")
def may_view_needs(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, VIEWERS)


@allow("duties.take_need", "duties.change_need", "duties.withdraw_need", "duties.answer_need")
def may_take_needs(user: Any, obj: Any) -> bool:
    """Those who work on the ground, and the desks above them."""
    return role_may(user, TAKERS)


@allow("duties.propose_item", "duties.close_item", "duties.publish_preliminary",
       "duties.add_comment", "duties.decide_item", "duties.reassign_resolution")  # fmt: skip
def may_lead(user: Any, obj: Any) -> bool:
    """Chairs, the rotating one during her turn, and the desks above them."""
    return role_may(user, LEADERS)


def title_of(need: NeedRequest) -> str:
    """Return what an item made of a need is called: its kind and day, none of its words."""
    return f"{need.get_category_display()}方面的诉求（{need.received_on:%-m月%-d日}收到）"


def kind_of(title: str) -> str:
    """Return the kind of an item by the word its title begins with: 传达, 学习, else a decision."""
    kinds = (AgendaItem.Kind.TRANSMIT, AgendaItem.Kind.STUDY)
    found = next((kind for kind in kinds if title.startswith(str(kind.label))), None)
    return found or AgendaItem.Kind.DECIDE


def check_need_step(*, now: str, to: str) -> None:
    """Refuse a step of a need that is not on the table."""
    if Need(to) not in NEED_STEPS[Need(now)]:
        said = WHY_NOT.get(Need(now)) if to == Need.CLOSED else None
        raise ValidationError(said or _stands(Need(now).label), code="need_step")


def check_item_step(*, now: str, to: str) -> None:
    """Refuse a step of an item that is not on the table."""
    if Item(to) in ITEM_STEPS[Item(now)]:
        return
    if now == Item.DRAFT:
        raise ValidationError("这个议题还没有上会，先列入一次会议再办。", code="item_step")
    if now == to:
        raise ValidationError("这一步已经办过了，不用再办。", code="item_step")
    raise ValidationError(_stands(Item(now).label), code="item_step")


def _stands(label: Any) -> str:
    return f"现在是“{label}”，不能办这一步。"


def check_still_new(*, need: NeedRequest, is_waiting: bool) -> None:
    """Refuse to change or withdraw what others work on already."""
    if need.status != Need.NEW:
        raise ValidationError(f"这件诉求{need.get_status_display()}，不能再改。", code="not_new")
    if is_waiting:
        raise ValidationError("这件诉求已经提交议事，不能再改。", code="on_agenda")


def check_not_waiting(is_waiting: bool) -> None:
    """Refuse to put a need on the agenda twice, and to answer one that waits for a meeting."""
    if is_waiting:
        raise ValidationError("这件诉求已经提交议事，等会议议定。", code="on_agenda")


def check_words(text: str, *, most: int = 500, what: str = "诉求") -> None:
    """Refuse no words, and more than the column holds."""
    if not text:
        raise ValidationError(f"请写{what}。", code="empty")
    if len(text) > most:
        raise ValidationError(f"{what}最多写 {most} 个字。", code="too_long")


def check_received(*, on: date, today: date) -> None:
    """Refuse a day that has not come, and one more than a year ago."""
    if on > today:
        raise ValidationError("收到日期不能晚于今天。", code="future")
    if on < today - LOOK_BACK:
        raise ValidationError("只能登记一年以内收到的诉求。", code="too_old")


def check_answered(*, on: date, received_on: date, today: date) -> None:
    """Refuse an answer before the request, and one still to come."""
    if on > today:
        raise ValidationError("回复日期不能晚于今天。", code="future")
    if on < received_on:
        raise ValidationError("回复日期不能早于收到日期。", code="before")


def check_hers(*, need: NeedRequest, taker: int | None, by: Any) -> None:
    """Refuse somebody else's need to whoever does not lead the organisation."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return
    if role_may(by, LEADERS):
        check_own_place(org=need.org_id, by=by)
        return
    if taker != by.pk:
        raise ValidationError("这件诉求不是您接收的，请接收的人或者主席来办。", code="not_hers")


def check_taker(*, seat: Appointment, owner: int | None, by: Any) -> None:
    """Refuse to write down in somebody else's name, for whoever does not lead."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return
    if hat.role in LEADERS - {Role.CHAIR, Role.ROTATING_CHAIR}:
        return
    if seat.org_id != hat.org:
        raise ValidationError("只能登记本组织收到的诉求。", code="elsewhere")
    if not role_may(by, LEADERS) and owner != by.pk:
        raise ValidationError("只能登记自己接收的诉求。", code="not_hers")
