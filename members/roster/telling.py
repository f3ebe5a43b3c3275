"""What is said of a roster's rows before they are written: whose they are, what was understood."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from members.roster.cells import one_line, quoted
from members.roster.columns import Column, plain
from members.roster.reading import columns_of
from members.roster.workbook import Sheet


def whose(sheet: Sheet, numbers: Collection[int], places: Mapping[int, str]) -> list[list[Any]]:
    """Return row, name, place and office of the rows ``numbers``, as they were written.

    ``places`` are the names of the organisations that were found, by row.
    """
    at = {column.key: place for place, column in columns_of(sheet, needed=False).items()}
    return [
        [
            number,
            _said(values, at, "name"),
            places.get(number) or _said(values, at, "township") + _said(values, at, "village"),
            _said(values, at, "office"),
        ]
        for number, values in sheet.rows
        if number in numbers
    ]


def understood(sheet: Sheet) -> list[list[Any]]:
    """Return each word that is kept as another: column, word, what it is kept as, in which rows."""
    found: dict[tuple[str, str, str], list[int]] = {}
    chosen = {p: c for p, c in columns_of(sheet, needed=False).items() if c.offered and c.taken}
    for number, values in sheet.rows:
        for place, column in chosen.items():
            said = one_line(values[place])
            kept = _kept_as(column, plain(said))
            if kept:
                found.setdefault((column.head, quoted(said), kept), []).append(number)
    return [[*which, rows] for which, rows in found.items()]


def _kept_as(column: Column, said: str) -> str:
    """Return the offered word that stands for the same as ``said``; "" when it is that word."""
    value = column.taken.get(said)
    if value is None or ":" in value:  # 专职副主席 is kept as it says, in two columns
        return ""
    label = next((word for word in column.offered if column.taken.get(plain(word)) == value), "")
    return "" if plain(label) == said else label


def _said(values: tuple[Any, ...], at: Mapping[str, int], key: str) -> str:
    return quoted(one_line(values[at[key]])) if key in at else ""
