"""When organisations may become one or several, and when a county's code may change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from orgs.models import County, Level, Org
from orgs.rules.places import is_county_code
from orgs.rules.tree import check_active

COUNTY_CODE = re.compile(r"[1-9]\d{5}", re.ASCII)


def check_may_merge(*, orgs: Sequence[Org], into: Org | None) -> None:
    """Refuse to merge what does not stand side by side, an organisation with itself, or one alone.

    ``into`` is the one that stays; without it a new one is founded in their place.
    """
    everyone = [*orgs, into] if into else list(orgs)
    if into is not None and into.pk in {org.pk for org in orgs}:
        raise ValidationError(f"{into.title}不能并入自己。", code="into_itself")
    if len({org.pk for org in everyone}) != len(everyone):
        raise ValidationError("同一个组织只能选一次。", code="twice")
    if not orgs or len(everyone) < 2:
        raise ValidationError("合并至少要有两个组织。", code="too_few")
    for org in everyone:
        _check_below_county(org)
    if len({org.level for org in everyone}) > 1:
        raise ValidationError("只有同一层级的组织可以合并。", code="level_order")
    if len({org.parent_id for org in everyone}) > 1:
        raise ValidationError(
            "要合并的组织不在同一个上级之下，请先调整上级，再办理合并。", code="different_parents"
        )


def check_may_split(
    *, org: Org, parts: Sequence[Any], closes: bool, left: int, shared: Collection[str]
) -> None:
    """Refuse to split what is closed or the county's own, or into too few.

    ``parts`` says of each new organisation its name, children and shares; ``left`` is how many
    active children none of them gets, ``shared`` what there is to share out.
    """
    _check_below_county(org)
    if len(parts) < (2 if closes else 1):
        least = "原组织撤销时，至少要分成两个新组织。" if closes else "请至少填写一个新组织。"
        raise ValidationError(least, code="too_few")
    moved = [child.pk for part in parts for child in part.children]
    if len(set(moved)) != len(moved):
        raise ValidationError("一个下级组织只能划给一个新组织。", code="twice")
    strangers = [c for part in parts for c in part.children if c.parent_id != org.pk]
    if strangers:
        raise ValidationError(
            f"{strangers[0].title}不是{org.title}的下级组织。", code="not_a_child"
        )
    _check_shares([key for part in parts for key in part.shares], shared)
    if closes and left:
        raise ValidationError(
            f"{org.title}还有 {left} 个下级组织没有划出，不能撤销。", code="has_children"
        )


def _check_shares(given: Sequence[str], shared: Collection[str]) -> None:
    if len(set(given)) != len(given):
        raise ValidationError("一个妇女小组只能划给一个新组织。", code="twice")
    if set(given) - set(shared):
        raise ValidationError("要划出的妇女小组已经有变动，请重新选择。", code="not_a_share")


def check_new_name(*, level: str, name: str, code: str, taken: Sequence[Org]) -> None:
    """Refuse a new organisation without a name or code, or with the name of one it comes from."""
    if not name.strip():
        raise ValidationError("请填写新组织的名称。", code="no_name")
    if level != Level.UNIT and not code:
        raise ValidationError(
            f"请填写“{name}”的 12 位区划代码，不能与已有的代码相同。", code="no_code"
        )
    for org in taken:
        if name in (org.name, org.short_name):
            raise ValidationError(
                f"新组织与{org.title}同名。沿用原名的，请选择并入{org.title}，不要新设。",
                code="same_name",
            )


def check_no_namesakes(*, parent: str, names: Sequence[str]) -> None:
    """Refuse to bring children of one name below one parent; they are told apart by renaming."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValidationError(
            f"到{parent}之下会有同名的组织：{'、'.join(twice[:5])}。请先给其中一个改名。",
            code="same_name",
        )


def check_all_go(*, org: Org, later: Sequence[str]) -> None:
    """Refuse a day before something that happened at ``org`` later; ``later`` names it."""
    if later:
        raise ValidationError(
            f"{org.title}在生效日期之后还有{'、'.join(later)}。请先办理这些，或改用更晚的生效日期。",
            code="later",
        )


def check_may_recode(by: Any) -> None:
    """Refuse everybody but platform operators and their commands."""
    if by is not None and not by.is_operator:
        raise ValidationError("县代码只能由平台运维员变更。", code="not_allowed")


def check_county_code(*, county: County, code: str, taken: bool) -> None:
    """Refuse a code that can be no county's, that is the present one, or is or was in use."""
    if not COUNTY_CODE.fullmatch(code) or not is_county_code(code):
        raise ValidationError("县（市、区）代码应当是 6 位数字，例如 430424。", code="bad_code")
    if code == county.code:
        raise ValidationError(f"{county.name}的代码已经是 {code}。", code="same_code")
    if code in county.former_codes:
        raise ValidationError(
            f"{code} 是{county.name}原来的代码，不能改回；七天内可以撤销上次变更。", code="former"
        )
    if taken:
        raise ValidationError(f"代码 {code} 已经有别的县（市、区）在用或用过。", code="taken")


def _check_below_county(org: Org) -> None:
    if org.is_root:
        raise ValidationError("县级组织不能合并或拆分。", code="root")
    check_active(org)
