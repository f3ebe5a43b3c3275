"""The packaged division list of the country, and what it proposes for one county."""

from __future__ import annotations

import lzma
from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError

from orgs import rules
from orgs.models import Level, Place

FOLDER = Path(__file__).resolve().parent.parent / "data" / "divisions"


class Unit(NamedTuple):
    """One row of the list, read: what it is called, where it stands, whether it counts."""

    code: str
    name: str
    short_name: str
    level: Level
    place: Place
    is_counted: bool

    @property
    def parent_code(self) -> str:
        """The code one level up; empty for the county."""
        if self.level == Level.COUNTY:
            return ""
        digits = 6 if self.level == Level.TOWNSHIP else 9
        return self.code[:digits].ljust(12, "0")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What opening a county would write, before anything is written; units in code order."""

    code: str
    name: str
    path: str
    units: tuple[Unit, ...]

    def of(self, level: Level) -> list[Unit]:
        """Return the units of one level."""
        return [unit for unit in self.units if unit.level == level]

    def counted(self, level: Level) -> int:
        """Return how many of a level count in its total."""
        return sum(unit.is_counted for unit in self.of(level))

    @property
    def flagged(self) -> list[Unit]:
        """Units that are listed but not counted: parks, placeholders."""
        return [unit for unit in self.units if not unit.is_counted]

    @property
    def townships(self) -> list[tuple[Unit, list[Unit]]]:
        """Each township with its villages."""
        return [
            (units[0], units[1:])
            for _, group in groupby(self.units[1:], key=lambda unit: unit.code[:9])
            if (units := list(group))
        ]

    def adjusted(self, *, without: Collection[str] = (), flipped: Collection[str] = ()) -> Proposal:
        """Return it without some townships (with their villages) or villages.

        ``flipped`` units count the other way round. Raises ``ValidationError`` on a code that is
        not in the proposal.
        """
        known = {unit.code for unit in self.units[1:]}
        if strange := sorted({*without, *flipped} - known):
            raise ValidationError(f"本县没有代码为 {strange[0]} 的单位。", code="unknown_unit")
        stems = tuple(c[:9] if c.endswith("000") else c for c in without)
        kept = [unit for unit in self.units if not (stems and unit.code.startswith(stems))]
        turned = [
            unit._replace(is_counted=not unit.is_counted) if unit.code in flipped else unit
            for unit in kept
        ]
        return replace(self, units=tuple(turned))


def proposal_for(code: str) -> Proposal:
    """Return what the list proposes for county ``code``, six digits.

    Raises ``ValidationError`` in words for anything that is not a county's code.
    """
    code = _six_digits(code)
    rows = _listed(code)
    if not (rows and rules.is_county_code(code)):
        raise ValidationError(_why_not(code, rows), code="not_a_county")
    units = _read(rows)
    above = [name for stem in (f"{code[:2]}0000", f"{code[:4]}00") for _, name in _listed(stem)[:1]]
    path = " ".join(dict.fromkeys(n for n in above if n != units[0].name))
    return Proposal(code, units[0].name, path, units)


def counties_named(text: str, limit: int = 20) -> list[tuple[str, str]]:
    """Return up to ``limit`` counties whose name contains ``text`` or whose code begins with it."""
    text = text.strip()
    found = [(c, n) for c, n in county_list() if text in n or c.startswith(text)]
    return found[:limit] if text else []


@lru_cache(maxsize=1)
def county_list() -> tuple[tuple[str, str], ...]:
    """Return every county that can be opened, with the names above it."""
    listed: list[tuple[str, str]] = []
    for file in sorted(FOLDER.glob("*.csv.xz")):
        lines = (line.split(",", 1) for line in _province(file.name[:2]))
        names = {c[:6]: n for c, n in lines if c[6:] == "000000"}
        for code, name in names.items():
            if rules.is_county_code(code):
                above = [names.get(code[:2] + "0000"), names.get(code[:4] + "00")]
                listed.append((code, " ".join(dict.fromkeys([*filter(None, above), name]))))
    return tuple(listed)


def region_named(prefix: str) -> str:
    """Return the name of the province (two digits) or city (four) of ``prefix``; empty for none."""
    stems = [prefix[:2] + "0000", prefix.ljust(6, "0")]
    found = [_listed(stem)[:1] for stem in stems] if prefix.isascii() and prefix.isdigit() else []
    if len(prefix) not in (2, 4) or not all(found):
        return ""
    return " ".join(dict.fromkeys(rows[0][1] for rows in found))


@lru_cache(maxsize=64)
def counties_below(prefix: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of every county whose code begins with ``prefix``, in code order."""
    lines = (line.split(",", 1) for line in _province(prefix[:2]) if line.startswith(prefix))
    heads = [(c[:6], name) for c, name in lines if c[6:] == "000000"]
    return tuple((code, name) for code, name in heads if rules.is_county_code(code))


def _listed(stem: str) -> list[tuple[str, str]]:
    """Return code and name of every row whose code begins with ``stem``, at least six digits."""
    lines = _province(stem[:2])
    found = lines[bisect_left(lines, stem) : bisect_left(lines, f"{stem}:")]  # ":" follows "9"
    return [(line[:12], line[13:]) for line in found]


@lru_cache(maxsize=4)
def _province(digits: str) -> list[str]:
    """Return the province's lines ``code,name``, ascending; none when the list has no such one."""
    file = FOLDER / f"{digits}.csv.xz"
    return lzma.decompress(file.read_bytes()).decode().splitlines() if file.exists() else []


def _read(rows: Iterable[tuple[str, str]]) -> tuple[Unit, ...]:
    units: list[Unit] = []
    for _, group in groupby(rows, key=lambda row: row[0][:9]):
        head, *villages = group  # the county by itself, or a township and its villages
        units.append(_unit(*head, head[1]))
        names = [name for _, name in villages]
        units += map(_unit, [c for c, _ in villages], names, rules.short_names(names))
    return tuple(units)


def _unit(code: str, name: str, short: str) -> Unit:
    place = rules.place_of(code, name)
    return Unit(code, name, short, rules.level_of(code), place, rules.is_counted(place))


def _six_digits(code: str) -> str:
    code = code.strip()
    if not (code.isascii() and code.isdigit()):
        raise ValidationError("请输入 6 位数字的县（市、区）代码，例如 430424。", code="malformed")
    if len(code) == 12 and code.endswith("000000"):
        return code[:6]
    if len(code) in (9, 12):
        raise ValidationError(
            f"{code} 是乡镇或村的代码，请输入它所在县的 6 位代码：{code[:6]}。", code="below_county"
        )
    if len(code) != 6:
        raise ValidationError("县（市、区）代码是 6 位数字，例如 430424。", code="malformed")
    return code


def _why_not(code: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return f"区划表里没有代码 {code}，请核对后重新输入。"
    return f"{code} 是{rows[0][1]}的代码，请输入它下面的县（市、区）的 6 位代码。"
