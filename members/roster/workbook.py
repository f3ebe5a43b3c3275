"""Opening a workbook somebody sent: what is none, or would unpack to too much, is refused unread.

The archive's own directory is looked at first, then what really comes out of it is counted, and
only then is it given to openpyxl.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

from fulian.workbooks import openpyxl
from members.roster.columns import HEADS, plain

MB = 1024 * 1024
MAX_UPLOAD = 10 * MB  # an exported roster of 20,000 rows is half of it
MAX_UNPACKED = 60 * MB
MAX_PART = 2 * MB  # of what openpyxl takes into memory whole: styles, names, relations
MAX_PARTS = 2000
MAX_TAGS = 3_000_000  # each becomes an object; 20,000 full rows have two thirds of them
MAX_ROWS = 20_000
LARGE = 2_000  # rows; more are read by the worker
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 60
HEAD_WITHIN = 10
ROOMY = ("xl/worksheets/", "xl/sharedstrings", "xl/media/", "xl/drawings/", "xl/embeddings/",
         "xl/printersettings/")  # fmt: skip
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
MERGE = re.compile(rb"mergeCell [^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")

NONE = "这不是能读的 Excel 工作簿，请用下载的模板填写，保存为 .xlsx 后再上传。"
OLD_KIND = "这是旧格式（.xls）或加了密码的工作簿，请去掉密码，另存为 .xlsx 后再上传。"
TOO_LARGE = "文件太大，最多 10 MB，请分几次导入。"
TOO_MUCH = "这个工作簿里的内容太多，请只留下名单，再保存上传。"
TOO_LONG = f"名单最多 {MAX_ROWS} 行，请分几次导入。"
MERGED = "表头有合并的单元格，请取消合并，让每一列只有一个表头。"
NO_HEAD = "没有找到表头。表头要有“姓名”和“职务”，写在前几行里，请用下载的模板填写。"


@dataclass(frozen=True, slots=True)
class Box:
    """A merged block of cells: rows and columns, first and last."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first visible sheet: its head row, the rows below with their numbers, merged blocks."""

    head: int
    heads: tuple[Any, ...]
    rows: list[tuple[int, tuple[Any, ...]]]
    merged: list[Box]
    epoch: datetime


def sheet_of(data: bytes) -> Sheet:
    """Return what the workbook's first visible sheet holds; raise ``ValidationError`` in words."""
    _check_archive(data)
    try:
        rows, merged, epoch = _unpacked(data)
    except ValidationError:
        raise
    except Exception as broken:  # a file can be broken in any way
        raise _none() from broken
    found = next((n for n, (_, row) in enumerate(rows[:HEAD_WITHIN]) if _is_head(row)), None)
    if found is None:
        early = any(box.top <= HEAD_WITHIN for box in merged)
        raise ValidationError(MERGED if early else NO_HEAD, code="no_head")
    last, heads = _whole_head(rows[found:], merged)
    below = [row for row in rows[found + 1 :] if row[0] > last]
    return Sheet(last, heads, below, merged, epoch)


def cells_of(data: bytes) -> list[tuple[int, tuple[Any, ...]]]:
    """Return every filled row of the first visible sheet of any workbook, with its number.

    Raises ``ValidationError`` in words for what will not be read.
    """
    _check_archive(data)
    try:
        return _unpacked(data)[0]
    except ValidationError:
        raise
    except Exception as broken:  # a file can be broken in any way
        raise _none() from broken


def is_large(data: bytes) -> bool:
    """Say whether the workbook has so many rows that the worker should read it.

    Raises ``ValidationError`` for what will not be read at all.
    """
    _check_archive(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [one for one in archive.namelist() if one.lower().startswith("xl/worksheets/")]
        return any(_rows_in(archive, name) > LARGE for name in sheets)


def _rows_in(archive: zipfile.ZipFile, name: str) -> int:
    count, tail = 0, b""
    with archive.open(name) as stream:
        while chunk := stream.read(MB):
            text = tail + chunk
            count += text.count(b"<row ")
            tail = text[-4:]  # one byte short of what is counted
    return count


def _whole_head(
    rows: list[tuple[int, tuple[Any, ...]]], merged: list[Box]
) -> tuple[int, tuple[Any, ...]]:
    """Return the last row of the head and its words; a head of several rows is merged downwards.

    Raises ``ValidationError`` where a merged cell leaves open what a column is called.
    """
    number, heads = rows[0]
    boxes = [box for box in merged if box.top <= number <= box.bottom]
    last = max((box.bottom for box in boxes), default=number)
    wide = [box for box in boxes if box.right > box.left]
    if any(box.top < number or box.bottom > number for box in wide) or (wide and last == number):
        raise ValidationError(MERGED, code="merged_head")
    under = {place for box in wide for place in range(box.left - 1, box.right)}
    told = list(heads)
    for row, values in rows[1:]:
        if row > last:
            break
        for place, value in enumerate(values):
            if value is not None and place not in under:
                raise ValidationError(MERGED, code="merged_head")
            told[place] = value if place in under and value is not None else told[place]
    return last, tuple(told)


def _check_archive(data: bytes) -> None:
    if len(data) > MAX_UPLOAD:
        raise ValidationError(TOO_LARGE, code="too_large")
    if data.startswith(OLD):
        raise ValidationError(OLD_KIND, code="old_kind")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            _check_contents(archive)
    except ValidationError:
        raise
    except Exception as broken:  # BadZipFile, zlib.error, NotImplementedError and others
        raise _none() from broken


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the archive says of itself."""
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _none()
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(OLD_KIND, code="locked")
    if any(p.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for p in parts):
        raise _none()
    whole = [p for p in parts if not p.filename.lower().startswith(ROOMY)]
    if (
        len(parts) > MAX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(part.file_size > MAX_PART for part in whole)
    ):
        raise ValidationError(TOO_MUCH, code="unpacks_large")


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Refuse by what comes out: a part that gives more than it said fails its checksum."""
    left, tags = MAX_UNPACKED, MAX_TAGS
    for part in archive.infolist():
        with archive.open(part) as stream:
            while chunk := stream.read(MB):
                left, tags = left - len(chunk), tags - chunk.count(b"<")
                if left < 0 or tags < 0:
                    raise ValidationError(TOO_MUCH, code="unpacks_large")


def _unpacked(data: bytes) -> tuple[list[tuple[int, tuple[Any, ...]]], list[Box], datetime]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not support of it is not read anyway
        book = openpyxl.load_workbook(
            BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        try:
            shown = [one for one in book.worksheets if one.sheet_state == "visible"]
            if not shown:
                raise _none()
            sheet: Any = shown[0]
            sheet.reset_dimensions()
            rows = list(_filled(sheet))
            with zipfile.ZipFile(BytesIO(data)) as archive:
                merged = list(_merged(archive, sheet._worksheet_path))
            return rows, merged, book.epoch
        finally:
            book.close()


def _filled(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    count = 0
    every = sheet.iter_rows(max_row=SHEET_ROWS, max_col=SHEET_COLUMNS, values_only=True)
    for number, row in enumerate(every, 1):
        if row.count(None) == len(row):
            continue
        if not any(str(value).strip() for value in row if value is not None):
            continue
        count += 1
        if count > MAX_ROWS + HEAD_WITHIN:
            raise ValidationError(TOO_LONG, code="too_long")
        yield number, row


def _merged(archive: zipfile.ZipFile, path: str) -> Iterator[Box]:
    """Yield the merged blocks, which openpyxl leaves out when it only reads."""
    tail = b""
    with archive.open(path) as stream:
        while chunk := stream.read(MB):
            text = tail + chunk
            end = 0
            for found in MERGE.finditer(text):
                left, top, right, bottom = found.groups()
                place_of = openpyxl.utils.column_index_from_string
                first, last = place_of(left.decode()), place_of(right.decode())
                yield Box(first, int(top), last, int(bottom))
                end = found.end()
            tail = text[max(end, len(text) - 200) :]


def _is_head(row: tuple[Any, ...]) -> bool:
    found = {HEADS[head].key for cell in row if (head := plain(str(cell))) in HEADS}
    return {"name", "office"} <= found


def _none() -> ValidationError:
    return ValidationError(NONE, code="not_a_workbook")
