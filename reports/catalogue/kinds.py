"""What an indicator is: what its two integers count, as of when, and how it is said.

One declaration is all there is of an indicator: pages, documents, the interface, the lists of who
is missing and ``docs/indicators.md`` come from it. Integers only; a rate is derived where shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from members.models import Counting
from members.rules import Quota
from orgs.models import Level

ROUNDING = (
    "比率＝分子÷分母，四舍五入保留一位小数；"
    "上级的数字由下级的分子、分母分别相加得出，不对百分比求平均。"
)
FEW = 5  # what counts fewer of something sensitive is not shown
BOTH, IN_VILLAGES, IN_TOWNSHIPS, IN_COUNTY = "乡村两级", "村级", "乡级", "县级"
EVERYWHERE = "各级"


class Heading(Enum):
    """The five outcomes a report is read by (五联五强, S4:9; domain A14)."""

    REACH = "覆盖率"
    KNOWN = "辨识度"
    BOND = "粘合度"
    AIM = "精准度"
    CONTENT = "满意度"


class Kind(Enum):
    """What the two integers are to one another."""

    RATE = "rate"  # the numerator is the part of the denominator that is there
    GAPS = "gaps"  # the numerator is the part that is missing
    COUNT = "count"  # a number of its own; the denominator is 0
    MEAN = "mean"  # so much of the numerator for each of the denominator


class Cut(Enum):
    """Which days are counted."""

    DAY = "季度最后一天的情况"
    QUARTER = "本季度内"
    YEAR = "本年初到季度最后一天"
    TERM = "到季度最后一天，从本人本次任职起"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as it is declared.

    ``numerator`` and ``denominator`` say what the integers count; ``plain`` says it to a village
    chair, ``gap`` what one lacks; ``what`` names the row a list of them shows; ``hundredths`` is
    set where the integers are hundredths of the unit; ``is_sensitive`` hides small numbers.
    """

    id: str
    name: str
    heading: Heading
    level: str
    kind: Kind
    clause: str
    numerator: str
    denominator: str = ""
    cut: Cut = Cut.DAY
    plain: str = ""
    gap: str = ""
    what: str = "org"
    unit: str = "个"
    hundredths: bool = False
    is_sensitive: bool = False
    note: str = ""
    version: int = 1

    @property
    def is_rate(self) -> bool:
        """Whether more is better and a percentage is said."""
        return self.kind is Kind.RATE

    @property
    def has_gaps(self) -> bool:
        """Whether something of it can be missing."""
        return self.kind in (Kind.RATE, Kind.GAPS)

    @property
    def column(self) -> str:
        """How its columns of a leaf row begin: ``org_1``, ``team_8_age_35``."""
        return self.id.removeprefix("I-").lower().replace("-", "_").replace(".", "_")

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns of a leaf row: numerator, and denominator where it has one."""
        first = f"{self.column}_n"
        return (first,) if self.kind is Kind.COUNT else (first, f"{self.column}_d")

    @property
    def family(self) -> str:
        """What it belongs to: ORG, TEAM, LIA and so on."""
        return self.id.split("-")[1]


def share(numerator: int, denominator: int) -> float | None:
    """Return the percentage, half up to one decimal; None where there is nothing to divide by."""
    return tenths(numerator, denominator) / 10 if denominator else None


def percent(numerator: int, denominator: int) -> str:
    """Return the percentage as it is printed: 66.7%; a dash where there is nothing to divide by."""
    if not denominator:
        return "—"
    whole, tenth = divmod(tenths(numerator, denominator), 10)
    return f"{whole}.{tenth}%"


def tenths(numerator: int, denominator: int) -> int:
    """Return the share in tenths of a percent, half up, in whole numbers throughout."""
    return (2000 * numerator + denominator) // (2 * denominator)


def counting_told(quotas: Iterable[tuple[str, Quota]]) -> list[str]:
    """Return in words which head-counts the report holds organisations to, by level."""
    return [
        f"{Level(level).label} {quota.shape}（{Counting(quota.counting).label}）"
        for level, quota in quotas
    ]
