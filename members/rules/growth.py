"""Training, commendation and funding: who keeps them, and what they may say (domain A37–A39)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Audience, FundingBasis
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS, PEOPLE

NOTHING = Decimal(0)
MOST_HOURS = 999
YEARS = range(2000, 2101)


@allow("members.view_trainingsession", "members.view_commendation", "members.view_fundingline")
def may_view_growth(user: Any, obj: Any) -> bool:
    """Whoever works at a desk, for what lies in her reach."""
    return role_may(user, DESK)


@allow("members.view_own_growth")
def may_view_own_growth(user: Any, obj: Any) -> bool:
    """Everyone with a seat: her own trainings and commendations."""
    return role_may(user, PEOPLE)


@allow(
    "members.hold_training", "members.change_training", "members.remove_training",
    "members.attend_training", "members.miss_training",
    "members.commend", "members.change_commendation", "members.remove_commendation",
    "members.note_funding", "members.change_funding", "members.remove_funding",
)  # fmt: skip
def may_keep_growth(user: Any, obj: Any) -> bool:
    """County and township staff, for what lies below them."""
    return role_may(user, KEEPERS | {Role.TOWNSHIP_STAFF})


def check_training(*, audience: str, hours: Decimal, women: int, attended: int) -> None:
    """Refuse no hours, a number of women at an officers' training, and names at the women's."""
    if not NOTHING < hours <= MOST_HOURS:
        raise ValidationError(f"学时应当大于 0，不超过 {MOST_HOURS}。", code="hours")
    if audience == Audience.WOMEN and not women:
        raise ValidationError("面向妇女群众的培训要填参训人次。", code="no_women")
    if audience != Audience.WOMEN and women:
        raise ValidationError("妇联干部的培训按人登记，不填妇女人次。", code="women")
    if audience == Audience.WOMEN and attended:
        raise ValidationError("已经登记了参训人员，不能改为面向妇女群众。", code="attended")


def check_attends(*, audience: str, strangers: int) -> None:
    """Refuse names at a women's training, and who held no seat on the day."""
    if audience == Audience.WOMEN:
        raise ValidationError("面向妇女群众的培训只登记人次，不登记姓名。", code="women_unnamed")
    if strangers:
        raise ValidationError(
            f"有 {strangers} 人在培训当天没有任职，请核对日期和人员。", code="no_seat"
        )


def check_belongs(*, is_there: bool) -> None:
    """Refuse to commend somebody at an organisation she has nothing to do with."""
    if not is_there:
        raise ValidationError("她不属于这个组织，也没有在这里任过职。", code="elsewhere")


def check_funding(
    *, year: int, basis: str, heads: int | None, due: Decimal, received: Decimal
) -> None:
    """Refuse an unlikely year, heads that do not fit the basis, and more received than due."""
    if year not in YEARS:
        raise ValidationError("请填写四位数的年度，例如 2026。", code="year")
    if basis == FundingBasis.PER_HEAD and not heads:
        raise ValidationError("按人头核拨的要填人头数。", code="no_heads")
    if basis != FundingBasis.PER_HEAD and heads is not None:
        raise ValidationError("只有按人头核拨的填写人头数。", code="heads")
    if due <= NOTHING or received < NOTHING:
        raise ValidationError("应拨金额要大于 0，到位金额不能是负数。", code="amount")
    if received > due:
        raise ValidationError("到位金额不能多于应拨金额。", code="too_much")
