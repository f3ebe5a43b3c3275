"""The three acts between two congresses, and the vice-chairs who are appointed (domain B1, A18)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Appointment, CommitteeBody, Departure, Employment, Office, Origin
from members.rules.quotas import Quota
from members.rules.seats import LISTERS, SEATERS
from orgs.models import Level, Org
from orgs.rules import role_may

NOT_LEFT = (Departure.TERM_END, Departure.MISTAKE, Departure.ORG_MERGED)


@allow("members.substitute", "members.add_member", "members.by_elect",
       "members.open_committee_seat", "members.end_committee_seat")  # fmt: skip
def may_fill(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own committee."""
    return role_may(user, SEATERS)


@allow("members.view_committee_seat")
def may_view_committee_seats(user: Any, obj: Any) -> bool:
    """Whoever may see people."""
    return role_may(user, LISTERS)


def check_leads(
    *, office: str, origin: str, employment: str, leads: str, women: int | None, least: int
) -> None:
    """Refuse an appointed part-time vice-chair without a team of ``least`` women, and a team else.

    Domain A18: 聘任 of 拥有20名以上妇女的团负责人.
    """
    appointed = (
        office == Office.VICE_CHAIR
        and origin == Origin.APPOINTED
        and employment == Employment.PART_TIME
    )
    if not appointed:
        if leads or women is not None:
            raise ValidationError("只有聘任的兼职副主席要填所带团队。", code="leads_nothing")
        return
    if not leads.strip() or women is None:
        raise ValidationError("聘任兼职副主席要填她带的团队和团队里的女性人数。", code="no_team")
    if women < least:
        raise ValidationError(f"她带的团队至少要有 {least} 名女性。", code="small_team")


def check_substitution(
    left: Appointment, *, on: date, is_filled: bool, still_sits: bool, term_ends: date
) -> None:
    """Refuse to replace who is still there, whose office is not a member's, or who was replaced."""
    if left.office != Office.EXECUTIVE_MEMBER:
        raise ValidationError("替补只补执委。副主席出缺请办理增选，主席由上级任职。", code="office")
    if left.until is None or left.until > on or still_sits:
        raise ValidationError("她还在班子里，先办理离任，再办理替补。", code="still_there")
    if left.departure in NOT_LEFT:
        raise ValidationError("届满、登记有误或组织变动留下的空缺不能替补。", code="not_left")
    if is_filled:
        raise ValidationError("她的空缺已经替补过。", code="filled")
    if on >= term_ends:
        raise ValidationError("这一届已经届满，请换届选举。", code="over")


def check_addition(quota: Quota | None, *, heads: int, members: int, waiting: int) -> None:
    """Refuse to add where somebody who left is to be replaced first, and beyond the most."""
    if waiting:
        raise ValidationError(
            f"有 {waiting} 名执委离任后还没有替补，请先办理替补。", code="substitute_first"
        )
    if quota is None:
        return
    held = heads + members if quota.is_inclusive else members
    if held >= quota.most_executives:
        raise ValidationError(
            f"执委已有 {held} 名，最多 {quota.most_executives} 名，不能再增补。", code="full"
        )


def check_by_election(
    member: Appointment | None, quota: Quota | None, *, vices: int
) -> Appointment:
    """Refuse a vice-chair who is no executive member, and one too many; return her seat as one."""
    if member is None:
        raise ValidationError(
            "增选的副主席要从现任执委中产生。她还不是执委，请先办理替补或增补。", code="no_member"
        )
    if quota is not None and vices >= quota.most_vice:
        raise ValidationError(
            f"副主席已有 {vices} 名，最多 {quota.most_vice} 名，不能再增选。", code="full"
        )
    return member


BODIES_AT = {
    CommitteeBody.VILLAGERS: {Level.VILLAGE},
    CommitteeBody.PARTY: {Level.VILLAGE, Level.TOWNSHIP},
}


def check_committee_place(org: Org, body: str, *, sits: bool) -> None:
    """Refuse an unknown body, one that the place has not, and a 常委 who is no executive member.

    ``sits``: whether she is on the federation's own committee there. Domain A13, A17, B1.
    """
    if body not in CommitteeBody.values:
        raise ValidationError("请选择班子。", code="bad_body")
    if body == CommitteeBody.STANDING:
        if not sits:
            raise ValidationError("妇联常委要从现任主席、副主席、执委中产生。", code="no_member")
    elif org.level not in BODIES_AT[CommitteeBody(body)]:
        where = "村（社区）" if body == CommitteeBody.VILLAGERS else "乡镇（街道）和村（社区）"
        raise ValidationError(f"{CommitteeBody(body).label}只在{where}登记。", code="body_level")
