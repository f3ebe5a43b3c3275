"""Who may change what through a workbook, or for many people at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Person
from members.rules.seats import LISTERS, SEATERS, check_may_correct
from orgs.models import Org
from orgs.rules import role_may

IDENTITY = frozenset({"name", "id_number"})
NUMBERS = frozenset({"phone", "id_number"})
IN_BULK = ("political_status", "education", "source_category")


@allow("members.export_roster", "members.print_contacts", "members.view_roll")
def may_take_out(user: Any, obj: Any) -> bool:
    """Whoever may see people may take their list along; whole numbers are another right."""
    return role_may(user, LISTERS)


@allow("members.set_for_many")
def may_set_for_many(user: Any, obj: Any) -> bool:
    """Whoever may correct one may correct many."""
    return role_may(user, SEATERS)


def check_may_edit(
    *, field: str, had: bool, seat: Org | None, org: Org, is_here: bool, is_elsewhere: bool
) -> None:
    """Refuse to change ``field`` of somebody of ``org`` from the seat ``seat`` (None: the system).

    A name, and an ID number she ``had``, are corrected from above: by a seat over her organisation.
    """
    check_may_correct(is_here=is_here, is_elsewhere=is_elsewhere, numbers=field in NUMBERS)
    if seat is None or field not in IDENTITY or not had:
        return
    if not (seat.is_root or (seat.lft < org.lft and org.rght < seat.rght)):
        raise ValidationError("姓名和身份证号由上一级妇联更正，请报上一级办理。", code="from_above")


def check_may_reveal_all(*, may: bool, reason: str) -> None:
    """Refuse whole numbers to who may not see them, and to who does not say why."""
    if not may:
        raise ValidationError("您不能查看完整号码，请选择遮住号码。", code="no_right")
    if not reason.strip():
        raise ValidationError("要完整号码，请写明事由。", code="no_reason")


def check_may_set(*, field: str, value: str) -> None:
    """Refuse to set anything for many but a word of a closed list."""
    if field not in IN_BULK:
        raise ValidationError("这一项不能统一填写。", code="bad_field")
    choices: Any = Person._meta.get_field(field).choices  # type: ignore[union-attr]  # a column
    if value and value not in dict(choices):
        raise ValidationError("没有这个选项，请重新选择。", code="bad_value")
