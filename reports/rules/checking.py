"""A printed table against arithmetic: what it says, what that comes to, and the difference.

The engine rules at the end of domain D2: integers are counted with and percentages derived; one
rounding (half up); each percentage is held against its own denominator, and against the others of
the table where it does not fit; sub-totals against totals; a quota gives a signed gap; a product
too exact to have been counted is said to be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from reports.rules.printed import Printed, cut_off, half_up

MANY, LARGE = 30, 5  # so many places that all have exactly so many each were not counted
MOST_OTHERS = 3


class Verdict(Enum):
    """What a check comes to."""

    RIGHT = "对得上"
    LOOSE = "要留意"
    WRONG = "对不上"


class Code(Enum):
    """What a remark is about."""

    ROUNDED = "rounded"
    CUT = "cut"
    WRONG = "wrong"
    DENOMINATOR = "denominator"
    GAP = "gap"
    COMPUTED = "computed"
    SUM = "sum"
    IMPLIED = "implied"
    NOT_WHOLE = "not_whole"
    LOOSE = "loose"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed.

    ``each`` is how many there should be for one of ``of``; ``stated`` the printed percentage or
    average; ``part_of`` names the line whose sub-total it is.
    """

    label: str
    count: Printed | None = None
    of: Printed | None = None
    stated: Printed | None = None
    each: Printed | None = None
    part_of: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found, in plain words."""

    code: Code
    verdict: Verdict
    said: str


@dataclass(slots=True)
class Finding:
    """A line with what was recomputed: as printed, as it should be, the signed difference."""

    line: Line
    reported: str = ""
    recomputed: str = ""
    gap: int | None = None
    remarks: list[Remark] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """The worst of what was found."""
        found = {one.verdict for one in self.remarks}
        return next((v for v in (Verdict.WRONG, Verdict.LOOSE) if v in found), Verdict.RIGHT)

    def note(self, code: Code, verdict: Verdict, said: str) -> None:
        """Add a remark."""
        self.remarks.append(Remark(code, verdict, said))

    def has(self, code: Code) -> bool:
        """Say whether something of this kind was found."""
        return any(one.code is code for one in self.remarks)


def check_table(lines: Sequence[Line]) -> list[Finding]:
    """Return for each line what it comes to, held against the other lines where they matter."""
    wholes = _wholes(lines)
    found = [_checked(line, wholes) for line in lines]
    by_label = {one.line.label: one for one in found}
    for label in dict.fromkeys(line.part_of for line in lines if line.part_of):
        _check_sum(label, [line for line in lines if line.part_of == label], by_label.get(label))
    return found


def _wholes(lines: Iterable[Line]) -> list[int]:
    """Return every number of the table that could be a denominator, each once."""
    numbers = [n for line in lines for n in (line.of, line.count) if n and n.is_whole and n.value]
    return list(dict.fromkeys(int(one.value) for one in numbers))


def _checked(line: Line, wholes: Sequence[int]) -> Finding:
    found = Finding(line)
    if line.each is not None and line.of is not None:
        _check_quota(found, line.each, line.of)
    if line.stated is not None:
        _check_stated(found, line.stated, wholes)
    elif line.each is None and line.count and line.of and line.of.value:
        found.recomputed = _ratio_told(line.count.value, line.of.value)
    _check_computed(found)
    return found


def _check_quota(found: Finding, each: Printed, of: Printed) -> None:
    """Hold a head-count against so many each: a signed gap, in whole numbers."""
    due, count = each.value * of.value, found.line.count
    found.recomputed = half_up(due, 0)
    if count is None:
        return
    found.reported = count.text
    if count.loosely:
        _check_loose(found, count, due)
        return
    found.gap = int(count.value - due)
    sum_told = f"{half_up(of.value, 0)}×{half_up(each.value, each.decimals)}＝{half_up(due, 0)}"
    if not found.gap:
        found.note(Code.GAP, Verdict.RIGHT, f"{sum_told}，正好。")
    elif found.gap > 0:
        fits = "达到“不少于”的要求，不是每处都正好。" if each.is_floor else "比应有的多，请核实。"
        verdict = Verdict.RIGHT if each.is_floor else Verdict.LOOSE
        found.note(Code.GAP, verdict, f"{sum_told}，报 {count.text}，多 {found.gap:,}。{fits}")
    else:
        mean = half_up(count.value / of.value, 2)
        found.note(
            Code.GAP, Verdict.WRONG,
            f"{sum_told}，报 {count.text}，少 {-found.gap:,}；平均每个 {mean}，不到应有的数，"
            "至少有一处不够。",
        )  # fmt: skip


def _check_stated(found: Finding, stated: Printed, wholes: Sequence[int]) -> None:
    line = found.line
    found.reported = found.reported or stated.text
    if line.count is not None and line.of is not None and line.of.value:
        _check_ratio(found, stated, line.count.value, line.of.value, wholes)
    elif line.count is not None and line.of is None and stated.value:
        _imply_whole(found, stated, line.count.value)
    elif line.count is None and line.of is not None and stated.is_percent:
        _imply_count(found, stated, line.of.value)
    elif line.of is not None and not line.of.value:
        found.note(Code.IMPLIED, Verdict.LOOSE, "分母是 0，算不出比率。")
    else:
        found.note(Code.IMPLIED, Verdict.LOOSE, "只有比率，没有分子和分母，核对不了。")


def _check_ratio(
    found: Finding, stated: Printed, count: Fraction, of: Fraction, wholes: Sequence[int]
) -> None:
    """Hold a percentage or average against numerator and denominator."""
    real = count / of * (100 if stated.is_percent else 1)
    mark, places = "%" if stated.is_percent else "", stated.decimals
    said = half_up(stated.value, places)
    right = half_up(real, places)
    fraction = f"{half_up(count, 0)}÷{half_up(of, 0)}"
    found.recomputed = f"{half_up(real, max(places, 1))}{mark}"
    if stated.is_percent and count > of:
        found.note(Code.OVER, Verdict.WRONG, f"分子 {half_up(count, 0)} 比分母大，比率超过 100%。")
    if said == right or (stated.loosely and stated.allows(real)):
        found.note(Code.ROUNDED, Verdict.RIGHT, f"{fraction}＝{found.recomputed}，对得上。")
    elif said == cut_off(real, places):
        found.note(
            Code.CUT, Verdict.LOOSE,
            f"截断：{fraction}＝{half_up(real, places + 2)}{mark}，四舍五入应为 {right}{mark}，"
            "印的是把后面的数字去掉了。",
        )  # fmt: skip
    else:
        found.note(Code.WRONG, Verdict.WRONG, f"{fraction}，四舍五入应为 {right}{mark}。")
        _other_denominators(found, stated, count, of, wholes)


def _other_denominators(
    found: Finding, stated: Printed, count: Fraction, of: Fraction, wholes: Sequence[int]
) -> None:
    """Say of which other number of the table the percentage would be true."""
    factor = 100 if stated.is_percent else 1
    said = half_up(stated.value, stated.decimals)
    fitting = [
        whole for whole in wholes
        if whole not in (of, count) and half_up(count * factor / whole, stated.decimals) == said
    ][:MOST_OTHERS]  # fmt: skip
    if fitting:
        told = "、".join(f"{whole:,}" for whole in fitting)
        found.note(
            Code.DENOMINATOR, Verdict.WRONG,
            f"两个分母：印的 {stated.text} 像是除以 {told} 得到的，本行的分母是 {half_up(of, 0)}。",
        )  # fmt: skip


def _imply_whole(found: Finding, stated: Printed, count: Fraction) -> None:
    """Say what denominator a numerator and its percentage or average come from."""
    factor = 100 if stated.is_percent else 1
    whole = count * factor / stated.value
    near = int(half_up(whole, 0).replace(",", ""))
    found.recomputed = f"{near:,}"
    back = half_up(count * factor / near, stated.decimals) if near else ""
    fits = back == half_up(stated.value, stated.decimals)
    told = f"没有印分母。由 {half_up(count, 0)} 和 {stated.text} 推出约 {half_up(whole, 1)}"
    told += f"，取 {near:,}"
    if not fits:
        found.note(Code.NOT_WHOLE, Verdict.WRONG, f"{told}；没有一个整数的分母能得出这个数。")
        return
    mark = "%" if stated.is_percent else ""
    again = half_up(count * factor / near, stated.decimals + 1)
    found.note(Code.IMPLIED, Verdict.RIGHT, f"{told}；反算 {again}{mark}，对得上。")


def _imply_count(found: Finding, stated: Printed, of: Fraction) -> None:
    """Say which whole number a percentage of a printed total can stand for."""
    exact = of * stated.value / 100
    low, places = exact.numerator // exact.denominator, stated.decimals
    found.recomputed = half_up(exact, 1)
    if exact.denominator == 1:
        found.note(Code.IMPLIED, Verdict.RIGHT, f"{stated.text} 正好是 {low:,}。")
        return
    both = [n for n in (low, low + 1) if n <= of]
    told = "，".join(f"{n:,} 是 {half_up(n * 100 / of, places + 1)}%" for n in both)
    found.note(
        Code.NOT_WHOLE, Verdict.LOOSE,
        f"{half_up(of, 0)} 的 {stated.text} 是 {half_up(exact, places + 1)}，不是整数：{told}。"
        "比率是约数，请印分子。",
    )  # fmt: skip


def _check_loose(found: Finding, count: Printed, real: Fraction) -> None:
    """Hold 近5万 or 2万余 against what was computed."""
    found.gap = int(count.value - real)
    if count.allows(real):
        found.note(Code.LOOSE, Verdict.RIGHT, f"“{count.text}”与 {half_up(real, 0)} 相符。")
    else:
        found.note(Code.LOOSE, Verdict.WRONG, f"“{count.text}”与 {half_up(real, 0)} 不符。")


def _check_computed(found: Finding) -> None:
    """Say of an exact product that it was computed, not counted (engine rule 7)."""
    count, of = found.line.count, found.line.of
    if not (count and of and count.is_whole and of.is_whole) or of.value < MANY:
        return
    each = count.value / of.value
    if each.denominator == 1 and each >= LARGE:
        found.note(
            Code.COMPUTED, Verdict.LOOSE,
            f"像是算出来的（{half_up(of.value, 0)}×{int(each)}），不是数出来的："
            f"每一处都正好 {int(each)} 个不大可能，请各地报实数。",
        )  # fmt: skip


def _check_sum(label: str, parts: Sequence[Line], total: Finding | None) -> None:
    """Hold sub-totals against their total (engine rule 4)."""
    if total is None or total.line.count is None or any(one.count is None for one in parts):
        return
    summed = sum((one.count.value for one in parts if one.count), Fraction())
    due, count = half_up(summed, 0), total.line.count
    told = f"{len(parts)} 个分项相加是 {due}"
    total.recomputed = total.recomputed or due
    total.reported = total.reported or count.text
    gap = int(count.value - summed)
    if not gap or (count.loosely and count.allows(summed)):
        total.note(Code.SUM, Verdict.RIGHT, f"{told}，与“{label}”相符。")
    else:
        total.gap = gap
        told += f"，“{label}”报 {count.text}，{'多' if gap > 0 else '少'} {abs(gap):,}。"
        total.note(Code.SUM, Verdict.WRONG, told)


def _ratio_told(count: Fraction, of: Fraction) -> str:
    """Return what nobody printed: a percentage of a part, an average of a multiple."""
    if count <= of:
        return f"{half_up(count / of * 100, 1)}%"
    return f"平均 {half_up(count / of, 2)}"
