"""One cell at a time: whatever a spreadsheet made of a number, a day or a word, or why not.

Every function raises ``ValidationError`` with one sentence that never repeats a whole number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.workbooks import openpyxl
from members.identity import checked_id, checked_phone
from members.roster.columns import Column, plain

BROKEN = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
SCIENTIFIC = re.compile(r"\d(\.\d*)?E\+?\d", re.I)
MARK = r"\s*[./。、,_—–-]\s*"  # what people put between a year, a month and a day
DAY = re.compile(
    rf"(\d{{4}})(?:\s*年\s*|{MARK}|\s+)(\d{{1,2}})(?:\s*月\s*|{MARK}|\s+)(\d{{1,2}})\s*[日号]?"
    r"([\sT]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
)
MONTH = re.compile(rf"(\d{{4}})((?:\s*年\s*|{MARK}|\s+)(\d{{1,2}})\s*月?|\s*年)?")
SHORT_YEAR = re.compile(rf"\d{{2}}(\s*年\s*|{MARK})\d{{1,2}}(\s*月\s*|{MARK})\d{{1,2}}\s*[日号]?")
LONG = re.compile(r"(\d{3})\d{4,}([\dXx])")
FIRST_SERIAL, LAST_SERIAL = 7000, 73050  # days of 1919 to 2099
EXAMPLE = "例如 2026年1月5日"


def value_of(column: Column, value: Any, epoch: datetime) -> Any:
    """Return what the cell holds: a text, a day or None; blank text for an empty one."""
    if isinstance(value, str) and BROKEN.fullmatch(value.strip()):
        raise wrong("这一格是公式错误，请改成实际的内容。")
    if column.kind == "day":
        return day_of(value, epoch)
    if column.kind == "phone":
        return phone_of(value)
    if column.kind == "id":
        return id_of(value)
    if column.kind in ("choice", "office"):
        return choice_of(column, value)
    return text_of(column, value)


def text_of(column: Column, value: Any) -> str:
    """Return a text on one line; a name without the blanks that pad it."""
    said = one_line(value)
    if column.key == "name" and not re.search(r"[A-Za-z]", said):
        said = said.replace(" ", "")
    if len(said) > column.longest:
        raise wrong(f"太长了，最多 {column.longest} 个字。")
    return said


def phone_of(value: Any) -> str:
    """Return a mobile number's 11 digits; "" for none."""
    if _is_number(value):
        number = _whole(value)
        if number is None or number % 1_000_000 == 0:  # 1.3E+10: the rest of it is gone
            raise wrong("手机号被表格软件改成了科学计数，请把这一列设为文本后重新填写。")
        return checked_phone(str(number))
    said = unicodedata.normalize("NFKC", one_line(value))
    if SCIENTIFIC.search(said):
        raise wrong("手机号被表格软件改成了科学计数，请把这一列设为文本后重新填写。")
    return checked_phone(said)


def id_of(value: Any) -> str:
    """Return an ID number's 18 characters; "" for none."""
    if _is_number(value):
        number = _whole(value)
        if number is None or len(str(number)) > 15:  # a spreadsheet keeps 15 digits of a number
            raise wrong(
                "身份证号被表格软件存成了数字，最后几位已经丢失，请把这一列设为文本后重新填写。"
            )
        return checked_id(str(number))
    return checked_id(one_line(value))


def day_of(value: Any, epoch: datetime) -> date | None:
    """Return a day written in any of the usual ways, or kept as a spreadsheet's count of days."""
    if isinstance(value, date):
        return _sane(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, time | timedelta | bool):
        raise wrong(f"这里要填日期，{EXAMPLE}。")
    if _is_number(value):
        return _counted(value, epoch)
    said = unicodedata.normalize("NFKC", one_line(value))
    return _written(said) if said else None


def choice_of(column: Column, value: Any) -> str:
    """Return the value the cell's word stands for; "" for none."""
    said = plain(one_line(value))
    if not said:
        return ""
    if said not in column.taken:
        offered = "、".join(column.offered)
        raise wrong(f"没有“{quoted(said)}”这种{column.head}，可以填：{offered}。")
    return column.taken[said]


def quoted(text: str) -> str:
    """Return a cell's text as a sentence may repeat it: short, long numbers masked."""
    return LONG.sub(r"\1****\2", text)[:20]


def wrong(says: str, column: str = "") -> ValidationError:
    """Return the refusal of a cell; ``column`` names another than the one being read."""
    return ValidationError(says, code=column or "cell")


def one_line(value: Any) -> str:
    """Return a cell's content as words on one line; nothing of it is interpreted."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if _is_number(value) and (whole := _whole(value)) is not None:
        value = whole
    return UNSEEN.sub(" ", str(value)).strip()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: float) -> int | None:
    if isinstance(value, int):  # also one that no float can hold
        return value
    return int(value) if math.isfinite(value) and int(value) == value else None


def _counted(value: float, epoch: datetime) -> date | None:
    whole = _whole(value)
    if whole is not None and 19000000 < whole < 21000000:
        text = str(whole)
        return _sane(_day(text[:4], text[4:6], text[6:]))
    if FIRST_SERIAL < value < LAST_SERIAL:
        found = openpyxl.utils.datetime.from_excel(int(value), epoch)
        if isinstance(found, datetime):
            return _sane(found.date())
    if 1900 <= value <= 2100 or (whole is not None and 190000 < whole < 210013):
        raise wrong(f"日期要写到日，{EXAMPLE}。")
    raise wrong(f"看不懂这个日期，请写成{EXAMPLE.removeprefix('例如 ')}这样。")


def _written(said: str) -> date:
    if found := DAY.fullmatch(said):
        return _sane(_day(*found.groups()[:3]))
    if re.fullmatch(r"\d{8}", said, re.ASCII):
        return _sane(_day(said[:4], said[4:6], said[6:]))
    if SHORT_YEAR.fullmatch(said):
        raise wrong(f"年份要写四位，{EXAMPLE}。")
    if MONTH.fullmatch(said):
        raise wrong(f"日期要写到日，{EXAMPLE}。")
    raise wrong(f"看不懂这个日期，请写成{EXAMPLE.removeprefix('例如 ')}这样。")


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as bad:
        raise wrong(f"没有{year}年{int(month)}月{int(day)}日这一天，请核对。") from bad


def _sane(on: date) -> date:
    if not 1900 < on.year < 2100:
        raise wrong("日期的年份不对，请核对。")
    return on
