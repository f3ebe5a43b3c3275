"""The indicators of the quarterly report (domain.md A.9): integers, summed up the tree.

One rounding rule for every rate, printed with it. Rates are never averaged.
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


class Kind(Enum):
    """Whether the numerator is part of the denominator that is there, or counts what is not."""

    RATE = "rate"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its number, name, level, what its two integers count, and how a gap is said."""

    id: str
    name: str
    level: str
    kind: Kind
    numerator: str
    denominator: str
    plain: str
    gap: str

    @property
    def is_rate(self) -> bool:
        """Whether more is better and a percentage is said."""
        return self.kind is Kind.RATE


BOTH, IN_VILLAGES, IN_TOWNSHIPS = "乡村两级", "村级", "乡级"
INDICATORS = [
    Indicator("I-ORG-1", "会改联完成率", IN_VILLAGES, Kind.RATE, "已建妇联的村（社区）",
              "村（社区）", "已建妇联", "还没有改建妇联"),
    Indicator("I-TEAM-1", "班子结构达标率", BOTH, Kind.RATE, "主席、副主席、执委都达到职数的组织",
              "乡镇（街道）和村（社区）组织", "班子达到职数", "班子没有达到职数"),
    Indicator("I-TEAM-6", "主席配备率", BOTH, Kind.RATE, "有主席的组织",
              "乡镇（街道）和村（社区）组织", "配了主席", "还没有主席"),
    Indicator("I-TEAM-9", "空缺数", BOTH, Kind.GAPS, "空着的职数",
              "应配的职数", "职数空缺", "空缺"),
    Indicator("I-LIA-1", "一级联系覆盖率", IN_VILLAGES, Kind.RATE, "有主席联系的副主席",
              "在任副主席", "副主席有主席联系", "没有主席联系"),
    Indicator("I-LIA-2", "二级联系覆盖率", IN_VILLAGES, Kind.RATE, "有副主席联系的执委",
              "在任执委", "执委有副主席联系", "没有副主席联系"),
    Indicator("I-LIA-3", "三级联系覆盖率", IN_VILLAGES, Kind.RATE, "有执委联系的妇女代表",
              "在任妇女代表", "妇女代表有执委联系", "没有执委联系"),
    Indicator("I-LIA-4", "四级联系覆盖率", IN_VILLAGES, Kind.RATE, "有妇女代表联系的妇女小组",
              "妇女小组", "妇女小组有代表联系", "没有妇女代表联系"),
    Indicator("I-LIA-5", "全链贯通率", IN_VILLAGES, Kind.RATE, "一级一级联系到主席的妇女小组",
              "妇女小组", "妇女小组能一级一级联系到主席", "联系到不了主席"),
    Indicator("I-POST-1", "执委设岗率", BOTH, Kind.RATE, "至少有一个岗位的执委",
              "在任执委", "执委有岗位", "还没有岗位"),
    Indicator("I-POST-2", "岗位配备率", BOTH, Kind.RATE, "有人的岗位",
              "应设的岗位", "岗位有人", "岗位没有人"),
    Indicator("I-ROT-1", "轮值实行率", IN_TOWNSHIPS, Kind.RATE, "当天有人轮值的乡镇（街道）",
              "乡镇（街道）", "实行主席轮值", "当天没有人轮值"),
    Indicator("I-ROT-4", "按时交接率", BOTH, Kind.RATE, "双方在期限内确认的交接",
              "本季度到期的交接", "轮值交接按时完成", "没有按时交接"),
]  # fmt: skip
BY_ID = {one.id: one for one in INDICATORS}


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
