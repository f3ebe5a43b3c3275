"""What one act for many would do, before it is done: to whom, and who is left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from orgs.models import Org

Row = TypeVar("Row")
GONE = "有的已经不在您的范围内，请刷新列表后重新选择。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a plan: its key, what it is called, and what is said of it."""

    pk: int
    name: str
    says: str = ""


@dataclass(slots=True)
class Plan:
    """Whom an act would change, and whom it would leave as they are, each with the reason."""

    will: list[Line] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)

    def refuse_skipped(self) -> None:
        """Raise ``ValidationError`` with the first that would be left out, when there is any."""
        if self.skipped:
            first = self.skipped[0]
            raise ValidationError(f"{first.name}：{first.says}请重新核对。", code="skipped")


def planned(
    rows: Iterable[Row], *, name: Callable[[Row], str], why: Callable[[Row], str],
    also: Callable[[Row], str] = lambda row: "",
) -> Plan:  # fmt: skip
    """Return the plan of ``rows``: left out is of whom ``why`` tells something.

    ``also`` tells what else becomes of the others.
    """
    plan = Plan()
    for row in rows:
        key: Any = row
        if says := why(row):
            plan.skipped.append(Line(key.pk, name(row), says))
        else:
            plan.will.append(Line(key.pk, name(row), also(row)))
    return plan


def refusal_of(check: Callable[..., None], *args: Any, **asked: Any) -> str:
    """Return in words why ``check`` refuses; "" when it does not."""
    try:
        check(*args, **asked)
    except ValidationError as refusal:
        return str(refusal.messages[0])
    return ""


def check_all_here(found: int, wanted: Iterable[int]) -> None:
    """Refuse when fewer were ``found`` in reach than are ``wanted``."""
    if found != len(set(wanted)):
        raise ValidationError(GONE, code="gone")


def orgs_chosen(keys: Iterable[int], *, held: bool = False) -> list[Org]:
    """Return the organisations of ``keys`` in tree order; refuse when one is out of reach.

    When ``held``, nobody closes one of them until the transaction ends.
    """
    wanted = set(keys)
    rows = Org.objects.select_for_update(of=("self",)) if held else Org.objects.all()
    found = list(rows.filter(pk__in=wanted).select_related("parent").order_by("lft"))
    check_all_here(len(found), wanted)
    return found
