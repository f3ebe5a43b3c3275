"""The burden gate (减负闸, N5): what must be settled before a request goes out.

Known already, asked before, time enough, and not too much (国办函〔2026〕12号): pure clauses, each
its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from homes.rules.requests import LONGEST_REASON, check_reason

ASK = "ask"
SHARED = 0.6  # so much of two questions in common, and they are the same question


@dataclass(frozen=True, slots=True)
class Decision:
    """What the sender decides of a question: the system's value (``take``), or ask, and why."""

    take: str = ASK
    why: str = ""


def check_decided(
    *, found: Mapping[int, Collection[str]], names: Mapping[int, str],
    decisions: Mapping[int, Decision],
) -> None:  # fmt: skip
    """Refuse while one question the system knows, or was asked before, is not decided.

    ``found`` are the sources that answer a field. Raises by field (``f12``).
    """
    wrong: dict[str, ValidationError] = {}
    for pk, codes in found.items():
        made = decisions.get(pk)
        if made is None or (made.take != ASK and made.take not in codes):
            wrong[f"f{pk}"] = ValidationError(
                f"“{names[pk]}”已经有数，请选择直接用，或者写明为什么还要问。", code="undecided"
            )
        elif made.take == ASK:
            _check_why(pk, names[pk], made.why.strip(), wrong)
    if wrong:
        raise ValidationError(wrong)


def _check_why(pk: int, name: str, why: str, wrong: dict[str, ValidationError]) -> None:
    if not why:
        wrong[f"f{pk}"] = ValidationError(f"请写明“{name}”为什么还要问。", code="no_reason")
    elif len(why) > LONGEST_REASON:
        wrong[f"f{pk}"] = ValidationError(f"理由最多写 {LONGEST_REASON} 个字。", code="too_long")


def check_cost_seen(*, seen: int, total: int) -> None:
    """Refuse to send what costs another time than the sender was shown."""
    if seen != total:
        raise ValidationError(
            "要占用的时间和您看到的不一样了，请重新看一遍再发。", code="cost_changed"
        )


def check_excuse(*, is_over: bool, is_short: bool, excuse: str) -> None:
    """Refuse to go beyond the month's limit, or below the least time, without a written reason."""
    if not (is_over or is_short):
        return
    said = "超过每月上限" if is_over else "期限太短"
    if not excuse:
        raise ValidationError(
            {"excuse": ValidationError(f"{said}，请写明理由。", code="no_excuse")}
        )
    check_reason(excuse, most=200)


def is_same(one: str, other: str) -> bool:
    """Say whether two questions, as ``plain`` returns them, ask for the same or nearly the same."""
    if one == other:
        return True
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return False
    return len(pairs & others) / min(len(pairs), len(others)) >= SHARED and (
        min(len(one), len(other)) * 2 >= max(len(one), len(other))
    )


def _pairs(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def hours(minutes: int) -> str:
    """Return a time as people say it: 40 分钟, 约 34 小时."""
    return f"{minutes} 分钟" if minutes < 60 else f"约 {(minutes + 30) // 60} 小时"
