"""Numbers as they stand in print: 2,726、近5万、2万余名、约1%、87.7％. What is none is refused.

Nothing is guessed: a cell that holds words instead of a number is told, and not counted with.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError

WRITTEN = re.compile(
    r"(?P<lead>近|约占|约|大约|不少于|不低于|≥|>=)?(?P<digits>\d[\d,]*)(?P<point>\.\d+)?"
    r"(?P<unit>万|亿)?(?P<mark>%)?(?P<tail>余|多|以上|\+)?(?P<word>[个名人户次件场所支位条家]{0,2})"
)
UNITS = {None: 1, "万": 10_000, "亿": 100_000_000}
NEARLY, ABOUT, OVER = "近", "约", "余"  # what a loose figure says
LEADS = {"近": NEARLY, "约": ABOUT, "约占": ABOUT, "大约": ABOUT}
AT_LEAST = ("不少于", "不低于", "≥", ">=")
LONGEST = 15  # digits before or after the point; more is no head-count
SLACK = Fraction(1, 10)  # how far 近 and 约 may be off


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed: its value, to how many decimals, and how loosely."""

    text: str
    value: Fraction
    decimals: int = 0
    is_percent: bool = False
    loosely: str = ""
    step: int = 1  # the unit of its last digit: 10,000 for 2万余
    is_floor: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is a number of things: an integer, meant to be exact."""
        return self.value.denominator == 1 and not self.loosely and not self.is_percent

    def allows(self, real: Fraction) -> bool:
        """Say whether a loose number may be said of ``real``: 近 is below, 余 is above."""
        if self.loosely == NEARLY:
            return self.value * (1 - SLACK) <= real < self.value
        if self.loosely == OVER:
            return self.value <= real < self.value + self._next
        return abs(real - self.value) <= self.value * SLACK

    @property
    def _next(self) -> int:
        whole = int(self.value)
        step = self.step
        while whole and whole % (step * 10) == 0:
            step *= 10
        return step


def printed(text: str, *, place: str = "") -> Printed | None:
    """Return the number ``text`` says, nothing for an empty cell.

    Raises ``ValidationError`` naming ``place`` for words, a negative number and nonsense.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("，", ",").strip()
    if plain in ("", "-", "—", "——", "/"):
        return None
    found = WRITTEN.fullmatch(plain)
    if found is None or _is_too_long(found):
        shown = f"{text[:20]}…" if len(text) > 20 else text
        raise ValidationError(
            f"{place}写的是“{shown}”，不是数字。请改成数字（例如 1,371、84.7%），再核对。",
            code="not_a_number",
        )
    unit = UNITS[found["unit"]]
    value = Fraction(Decimal(found["digits"].replace(",", "") + (found["point"] or ""))) * unit
    decimals = len(found["point"] or ".") - 1
    step = max(unit // 10**decimals, 1)
    loosely = OVER if found["tail"] else LEADS.get(found["lead"] or "", "")
    return Printed(
        text.strip(), value, decimals if unit == 1 else 0, bool(found["mark"]), loosely, step,
        (found["lead"] or "") in AT_LEAST,
    )  # fmt: skip


def _is_too_long(found: re.Match[str]) -> bool:
    digits, point = found["digits"].replace(",", ""), found["point"] or "."
    return len(digits) > LONGEST or len(point) - 1 > LONGEST


def half_up(value: Fraction, decimals: int) -> str:
    """Return ``value`` with so many decimals, half up."""
    scale = 10**decimals
    return _written((2 * value.numerator * scale + value.denominator) // (2 * value.denominator),
                    decimals)  # fmt: skip


def cut_off(value: Fraction, decimals: int) -> str:
    """Return ``value`` with so many decimals, the rest thrown away."""
    return _written(value.numerator * 10**decimals // value.denominator, decimals)


def _written(scaled: int, decimals: int) -> str:
    sign, scaled = ("-", -scaled) if scaled < 0 else ("", scaled)
    whole, rest = divmod(scaled, 10**decimals)
    return f"{sign}{whole:,}.{rest:0{decimals}d}" if decimals else f"{sign}{whole:,}"
