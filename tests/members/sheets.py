"""Workbooks for the tests of the roster: a right row, and ways to spoil it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from members.identity import CHECKS, WEIGHTS
from members.roster import COLUMNS

HEADS = [column.head for column in COLUMNS]
PHONE = "100009900{:02d}"


def id_number(n: int = 1, born: str = "19800101") -> str:
    """Return an ID number that nobody has, with its check character."""
    body = f"430424{born}{n:03d}"
    total = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def line(cast: Any, **facts: Any) -> dict[str, Any]:
    """Return one right row of the roster of ``cast``'s village; heads name what is different."""
    usual = {
        "乡镇": cast.town.short_name, "村（社区）": cast.village.short_name, "姓名": "白春燕",
        "职务": "执委", "任职日期": "2026年1月5日", "手机号": PHONE.format(1),
    }  # fmt: skip
    return usual | facts


def book(*rows: dict[str, Any], heads: list[str] | None = None) -> Workbook:
    """Return a workbook with ``rows`` under ``heads``."""
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    heads = heads or HEADS
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    return made


def saved(made: Workbook) -> bytes:
    """Return the workbook as a file."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(*rows: dict[str, Any], heads: list[str] | None = None) -> bytes:
    """Return a file with ``rows``."""
    return saved(book(*rows, heads=heads))


def repacked(data: bytes, **parts: bytes) -> bytes:
    """Return the archive ``data`` with parts put in or replaced; ``__`` stands for a slash."""
    out = BytesIO()
    given = {name.replace("__", "/").replace("_xml", ".xml"): body for name, body in parts.items()}
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, given.pop(name, b"") or old.read(name))
        for name, body in given.items():
            new.writestr(name, body)
    return out.getvalue()
