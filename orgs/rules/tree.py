"""What a legal tree is, and when a change to it may take effect."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import Level, Org, OrgStatus, Role
from orgs.rules.access import DESK, KEEPERS, READERS, role_may
from orgs.rules.places import level_of

ORDER = [Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.UNIT]
DIVISION = re.compile(r"\d{12}", re.ASCII)
UNIT = re.compile(r"\d{12}(-\d{1,3})+", re.ASCII)


@allow("orgs.view_org")
def may_view_org(user: object, org: object) -> bool:
    """Everyone with a seat sees the organisations her scope shows; a system with ``orgs:read``."""
    hat = getattr(user, "hat", None)
    if hat and hat.role == Role.MACHINE:
        return "orgs:read" in hat.may
    return role_may(user, READERS)


@allow(
    "orgs.found_org", "orgs.rename_org", "orgs.convert_org", "orgs.move_org", "orgs.close_org",
    "orgs.reopen_org", "orgs.merge_orgs", "orgs.split_org",
)  # fmt: skip
def may_change_tree(user: object, org: object) -> bool:
    """County administrators and staff: the tree is the county's."""
    return role_may(user, KEEPERS)


@allow("orgs.view_history")
def may_view_history(user: object, org: object) -> bool:
    """Whoever works at a desk sees what was done to what she can see."""
    return role_may(user, DESK)


def check_code(*, code: str, parent: Org, level: str) -> None:
    """Refuse a code that is not 12 digits below its parent's, or the parent's with ``-N``."""
    if level == Level.UNIT:
        fits = UNIT.fullmatch(code) and code.startswith(f"{parent.code}-")
        says = f"村以下或旁设组织的代码应当是上级代码加“-”和序号，例如 {parent.code}-1。"
    else:
        fits = DIVISION.fullmatch(code) and level_of(code) == level
        fits = fits and code.startswith(_stem(parent.code))
        says = "代码应当是 12 位数字，前几位与上级相同，例如 430424112200。"
    if not fits:
        raise ValidationError(says, code="bad_code")


def check_active(org: Org) -> None:
    """Refuse to build on an organisation that has been closed."""
    if org.status == OrgStatus.CLOSED:
        raise ValidationError(f"{org.title}已经撤销。", code="closed")


def check_closed(org: Org) -> None:
    """Refuse to reopen an organisation that works."""
    if org.status != OrgStatus.CLOSED:
        raise ValidationError(f"{org.title}没有撤销，不用恢复。", code="not_closed")


def check_may_move(*, org: Org, parent: Org) -> None:
    """Refuse a move of the county's own organisation, under itself, or to the wrong level."""
    if org.is_root:
        raise ValidationError("县级组织没有上级，不能移动。", code="root")
    if parent.lft >= org.lft and parent.rght <= org.rght:
        raise ValidationError("不能移到自己或自己的下级之下。", code="own_descendant")
    if parent.pk == org.parent_id:
        raise ValidationError(f"{org.title}已经在{parent.title}之下。", code="same_parent")
    lower = ORDER.index(Level(parent.level)) < ORDER.index(Level(org.level))
    if not lower and org.level != Level.UNIT:
        raise ValidationError(
            f"{Level(org.level).label}组织不能放在{Level(parent.level).label}组织之下。",
            code="level_order",
        )
    check_active(parent)


def check_may_close(*, org: Org, active_children: int) -> None:
    """Refuse to close the county's own organisation, a closed one, or a parent of active ones."""
    if org.is_root:
        raise ValidationError("县级组织不能撤销。", code="root")
    check_active(org)
    check_has_no_children(org=org, active_children=active_children)


def check_has_no_children(*, org: Org, active_children: int) -> None:
    """Refuse a closed organisation above active ones."""
    if active_children:
        raise ValidationError(
            f"{org.title}下面还有 {active_children} 个正常的组织，请先移走或撤销它们。",
            code="has_children",
        )


def check_effective(*, org: Org, on: date) -> None:
    """Refuse a day before the one from which the organisation's present state holds."""
    if on < org.since:
        raise ValidationError(
            f"生效日期不能早于现状的起始日期（{org.since:%Y年%-m月%-d日}）。", code="too_early"
        )


def _stem(code: str) -> str:
    for digits in (6, 9):
        if not code[digits:].strip("0"):
            return code[:digits]
    return code
