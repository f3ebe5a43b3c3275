"""A report in sentences, as a county writes its own: five aspects, gaps by name, what changed.

Nothing is ranked: places stand in the order of their codes, and are said to need support.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reports.catalogue import Heading, Kind
from reports.catalogue.kinds import tenths
from reports.rules.figures import Figure

MOST = 8  # names in a row
NUMBERS = "一二三四五六七八九"
OPENINGS = {
    Heading.REACH: "组织覆盖情况", Heading.KNOWN: "身份公开情况", Heading.BOND: "联系群众情况",
    Heading.AIM: "服务妇女情况", Heading.CONTENT: "群众评价情况",
}  # fmt: skip


def aspect(heading: Heading, figures: Sequence[Figure], lacking: Mapping[str, list[str]]) -> str:
    """Return one aspect as a paragraph; ``lacking`` names by indicator the places with gaps."""
    shown = [one for one in figures if not one.is_few and not one.is_empty]
    told = [*_whole(shown), *(_open(one, lacking) for one in shown if _is_open(one))]
    told += _counted(shown)
    if not told:
        return f"{OPENINGS[heading]}。本季度没有需要统计的内容。"
    return f"{OPENINGS[heading]}。{'；'.join(told)}。"


def titles() -> list[str]:
    """Return the heads of the five paragraphs: 一、覆盖率."""
    return [f"{NUMBERS[n]}、{heading.value}" for n, heading in enumerate(Heading)]


def changes(now: Iterable[Figure], before: Iterable[Figure], called: str) -> list[str]:
    """Return what moved since the quarter ``called``, in the order of the catalogue.

    What is hidden in either quarter is left out; where the denominator is another, that is said.
    """
    then = {one.indicator.id: one for one in before}
    pairs = [(one, then[one.indicator.id]) for one in now if one.indicator.id in then]
    return [told for one, old in pairs if (told := _changed(one, old, called))]


def named(places: Sequence[str]) -> str:
    """Return names in a row; of many only how many, lest a brief become a list of names."""
    return "、".join(places) if len(places) <= MOST else f" {len(places)} 个"


def _whole(shown: Iterable[Figure]) -> list[str]:
    full = [one for one in shown if one.indicator.is_rate and not one.gaps]
    if not full:
        return []
    said = "、".join(f"{one.indicator.name}（{one.top}/{one.of}）" for one in full)
    return [f"达到 100% 的有 {len(full)} 项：{said}"]


def _is_open(one: Figure) -> bool:
    return one.indicator.has_gaps and bool(one.gaps)


def _open(one: Figure, lacking: Mapping[str, list[str]]) -> str:
    told = f"{one.indicator.name}{one.top}/{one.of}，为 {one.rate}"
    if one.indicator.is_rate and one.indicator.gap:
        told += f"，还差 {one.left}"
    places = lacking.get(one.indicator.id)
    return f"{told}，需要支持的有{named(places)}" if places else told


def _counted(shown: Iterable[Figure]) -> list[str]:
    """Return the counts in a row; breakdowns (队伍结构：…) stand in the table only."""
    said = [
        f"{one.indicator.name} {one.result}" for one in shown
        if not one.indicator.has_gaps and "：" not in one.indicator.name
    ]  # fmt: skip
    return [f"另有{'，'.join(said)}"] if said else []


def _changed(one: Figure, old: Figure, called: str) -> str:
    if any(each.is_few or each.is_empty for each in (one, old)):
        return ""
    if one.indicator.kind is Kind.COUNT:
        moved = one.numerator - old.numerator
        return _moved(one, old, called, moved) if moved else ""
    if not one.indicator.has_gaps:
        return ""
    points = tenths(one.numerator, one.denominator) - tenths(old.numerator, old.denominator)
    if not points:
        return ""
    how = "提高" if points > 0 else "下降"
    told = f"{one.indicator.name}由{called}的 {old.rate}（{old.top}/{old.of}）到 {one.rate}"
    told += f"（{one.top}/{one.of}），{how} {abs(points) // 10}.{abs(points) % 10} 个百分点"
    if one.denominator != old.denominator:
        told += "；统计的总数有变化，不能直接相比"
    return told + "。"


def _moved(one: Figure, old: Figure, called: str, moved: int) -> str:
    how = "增加" if moved > 0 else "减少"
    return f"{one.indicator.name}由{called}的 {old.result}{how}到 {one.result}。"
