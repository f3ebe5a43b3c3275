"""Who may correct, merge and hand over what is known of people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Person, Transfer
from orgs.models import Org, Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS

CLERKS = KEEPERS | {Role.TOWNSHIP_STAFF}


@allow("members.view_transfer", "members.view_talent", "members.view_health")
def may_look_after_people(user: Any, obj: Any) -> bool:
    """Whoever works at a desk."""
    return role_may(user, DESK)


@allow("members.merge_people", "members.view_duplicates", "members.tell_apart",
       "members.take_together", "members.ask_transfer",
       "members.call_transfer", "members.accept_transfer", "members.decline_transfer",
       "members.withdraw_transfer", "members.add_talent", "members.end_talent")  # fmt: skip
def may_move_people(user: Any, obj: Any) -> bool:
    """County and township desks, for what lies in their reach."""
    return role_may(user, CLERKS)


@allow("members.hand_out_person", "members.take_in_person")
def may_cross_counties(user: Any, obj: Any) -> bool:
    """Let the county's own desk give somebody to another county, or take her in."""
    return role_may(user, KEEPERS)


def known_at(place: str) -> str:
    """Return all that is told of somebody registered beyond one's reach."""
    return f"已在{place}登记，请联系其管理员。"


def is_known_at(says: str) -> bool:
    """Say whether a sentence is the one of ``known_at``."""
    return says.startswith("已在") and says.endswith("登记，请联系其管理员。")


def check_standing(person: Person) -> None:
    """Refuse to work on somebody who was merged into another."""
    if person.merged_into_id is not None:
        raise ValidationError("这份登记已经并入另一份，请刷新页面。", code="merged")


def check_may_rename(*, is_above: bool, by: Any, reason: str) -> None:
    """Refuse another name or ID number by her own level, and one without a reason."""
    if not is_above:
        raise ValidationError("姓名和身份证号请由上一级妇联更正。", code="own_level")
    if by is not None and not reason.strip():
        raise ValidationError("更正姓名或身份证号要写明事由。", code="no_reason")


def check_may_merge(*, keep: Person, drop: Person, in_reach: bool, reason: str) -> None:
    """Refuse to merge somebody with herself, one merged before, beyond reach or without reason."""
    if keep.pk == drop.pk:
        raise ValidationError("请选择两份不同的登记。", code="same")
    for person in (keep, drop):
        check_standing(person)
    if not in_reach:
        raise ValidationError("其中一份登记不全在您的范围内，请由上级妇联合并。", code="beyond")
    if not reason.strip():
        raise ValidationError("请写明合并的事由。", code="no_reason")


def check_not_apart(*, is_apart: bool) -> None:
    """Refuse what is done with a pair that was found to be two women."""
    if is_apart:
        raise ValidationError(
            "这两份登记已核对不是同一人，在“已核对不是同一人”里可以恢复。", code="apart"
        )


def check_may_tell_apart(*, one: Person, other: Person, in_reach: bool) -> None:
    """Refuse to tell one woman apart from herself: one ID number is one woman, or a wrong one."""
    if one.pk == other.pk:
        raise ValidationError("请选择两份不同的登记。", code="same")
    check_standing(one)
    check_standing(other)
    if not in_reach:
        raise ValidationError("其中一份登记不全在您的范围内，请由上级妇联核对。", code="beyond")
    if one.id_number and one.plain_id_number == other.plain_id_number:
        raise ValidationError(
            "两份登记的身份证号相同：是同一人就合并，号码登错了请先更正。", code="same_id"
        )


def check_transfer(*, person: Person, target: Org) -> None:
    """Refuse a transfer to where she is already."""
    check_standing(person)
    if person.org_id == target.pk:
        raise ValidationError("她已经在这个组织。", code="same")


def check_waiting(transfer: Transfer) -> None:
    """Refuse to act on a transfer that is over."""
    if transfer.state != Transfer.State.ASKED:
        raise ValidationError(f"这项转移已经{transfer.get_state_display()[1:]}。", code="over")


def check_side(*, is_theirs: bool, says: str) -> None:
    """Refuse to act for the other side of a transfer."""
    if not is_theirs:
        raise ValidationError(says, code="other_side")
