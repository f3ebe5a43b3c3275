"""How courtyards are scored: whole numbers, one decimal shown, half up (domain A41).

Points are 0 to 100 in each part; a score's ``hundredths`` are its points times their weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError

from homes.models.courtyards import WHOLE

SCORERS = 2
NAMED = 12


@dataclass(frozen=True, slots=True)
class Result:
    """Where a household's score stands: in tenths of a point when settled, else what it lacks."""

    tenths: int | None
    lacks: str = ""
    is_rechecked: bool = False

    @property
    def said(self) -> str:
        """The score as it is printed: 86.5."""
        return "" if self.tenths is None else _point(self.tenths)


def _point(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def tenths_said(hundredths: int) -> str:
    """Return a score as it is printed, half up: 86.5."""
    return _point(tenths_of([hundredths]))


def check_sheet(parts: Sequence[tuple[str, Any]]) -> None:
    """Refuse a sheet that has not four or five named parts whose weights add up to 100."""
    if len(parts) not in (4, 5):
        raise ValidationError("评分表是四项或者五项。", code="parts")
    names = [name for name, _ in parts]
    if not all(names) or len(set(names)) < len(names):
        raise ValidationError("每一项都要有名称，而且不能重复。", code="names")
    if any(len(name) > NAMED for name in names):
        raise ValidationError(f"每一项的名称最多 {NAMED} 个字。", code="too_long")
    weights = [weight for _, weight in parts]
    if any(type(weight) is not int or weight < 1 for weight in weights):
        raise ValidationError("权重是 1 以上的整数。", code="weight")
    if (total := sum(weights)) != WHOLE:
        raise ValidationError(f"各项权重加起来必须正好是 100，现在是 {total}。", code="weights")


def check_points(points: Sequence[Any], parts: int) -> None:
    """Refuse anything but a whole number from 0 to 100 for each part."""
    if len(points) != parts:
        raise ValidationError(f"这张评分表有 {parts} 项，每项都要打分。", code="parts")
    if any(type(one) is not int or not 0 <= one <= WHOLE for one in points):
        raise ValidationError("每项打 0 到 100 的整数分。", code="points")


def weighted(points: Sequence[int], weights: Sequence[int]) -> int:
    """Return the weighted sum of ``points`` in hundredths of a point."""
    return sum(point * weight for point, weight in zip(points, weights, strict=True))


def tenths_of(hundredths: Sequence[int]) -> int:
    """Return the mean of scores in tenths of a point, half up."""
    count = len(hundredths)
    return (sum(hundredths) + 5 * count) // (10 * count)


def counted(hundredths: Sequence[int]) -> list[int]:
    """Return which of three scores count: the two that lie nearest, all three when both do."""
    found = sorted(hundredths)
    if len(found) <= SCORERS:
        return found
    (low, high) = (b - a for a, b in pairwise(found[:3]))
    if low == high:
        return found[:3]
    return found[:2] if low < high else found[1:3]


def result_of(hundredths: Sequence[int], recheck: int | None, gap: int) -> Result:
    """Return the score of a household that was given ``hundredths``, and perhaps checked again.

    Two scorers more than ``gap`` points apart ask for a third; a check further than that from the
    scorers takes their place.
    """
    if len(hundredths) < SCORERS:
        return Result(None, f"还差 {SCORERS - len(hundredths)} 人打分")
    apart = abs(hundredths[0] - hundredths[1]) > gap * 100
    if apart and len(hundredths) == SCORERS:
        return Result(None, "两人相差太大，等第三人打分")
    used = counted(hundredths)
    if recheck is None:
        return Result(tenths_of(used))
    is_off = abs(sum(used) - recheck * len(used)) > gap * 100 * len(used)
    return Result(tenths_of([recheck] if is_off else used), is_rechecked=is_off)


def needs_more(hundredths: Sequence[int], gap: int) -> bool:
    """Say whether another scorer is wanted."""
    return result_of(hundredths, None, gap).tenths is None


def drawn(keys: Iterable[int], seed: str, percent: int) -> list[int]:
    """Return the sample of ``keys`` that the ``seed`` draws: at least one, ``percent`` rounded up.

    Anybody with the list and the seed draws the same: by SHA-256 of seed and key.
    """
    found = sorted(keys, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest())
    return found[: -(-len(found) * percent // 100)]
