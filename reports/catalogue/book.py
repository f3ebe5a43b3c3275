"""The catalogue as a document: ``docs/indicators.md`` is what this writes, word for word."""

from __future__ import annotations

from collections.abc import Iterator

from reports.catalogue.declared import INDICATORS
from reports.catalogue.kinds import FEW, ROUNDING, Heading, Indicator, Kind

KINDS = {
    Kind.RATE: "比率", Kind.GAPS: "缺口", Kind.COUNT: "计数", Kind.MEAN: "平均",
}  # fmt: skip
HEAD = "| 编号 | 指标 | 层级 | 种类 | 分子 | 分母 | 截至 | 依据 | 说明 |\n" + "|---" * 9 + "|"


def as_markdown() -> str:
    """Return the whole catalogue as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 季度报告的指标"
    yield ""
    yield f"共 {len(INDICATORS)} 项，按五个方面排列。每项只声明一次（`reports/catalogue/`），"
    yield "页面、表格、文书、接口和“缺谁”的名单都由它而来；本文由 `manage.py indicators` 写出。"
    yield ""
    yield f"- {ROUNDING}"
    yield f"- 敏感的分类数字不足 {FEW} 的不显示，可以由相减得出的也不显示。"
    yield "- 季度最后一天的情况，按当天的组织、任职、联系统计；以后的调整、合并不改变过去。"
    for heading in Heading:
        yield f"\n## {heading.value}\n"
        yield HEAD
        yield from (_row(one) for one in INDICATORS if one.heading is heading)


def _row(one: Indicator) -> str:
    cells = (
        one.id, one.name, one.level, KINDS[one.kind], one.numerator, one.denominator or "—",
        one.cut.value, one.clause, one.note or ("敏感" if one.is_sensitive else ""),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"
