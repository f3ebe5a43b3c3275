"""Numbers of people as they are typed: phones and ID numbers, checked and normalised."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

from fulian import crypto

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def checked_phone(text: str) -> str:
    """Return a mobile number's 11 digits, "" for none; raise ``ValidationError`` for anything else."""
    if not text.strip():
        return ""
    number = crypto.normal_phone(text)
    if not crypto.is_phone(number):
        raise ValidationError("手机号应当是 11 位数字。", code="bad_phone")
    return number


def checked_id(text: str) -> str:
    """Return an ID number's 18 characters (GB 11643), "" for none.

    Raises ``ValidationError`` for 15 digits, scientific notation, a day that does not exist, and a
    wrong check character.
    """
    number = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if not number:
        return ""
    if re.search(r"\d[.E]", number):
        raise ValidationError(
            "身份证号被表格软件改成了科学计数，请把这一列设为文本后重新填写。", code="bad_id"
        )
    if re.fullmatch(r"\d{15}", number):
        raise ValidationError("这是 15 位的旧身份证号，请填写 18 位的。", code="old_id")
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise ValidationError("身份证号应当是 18 位。", code="bad_id")
    born_of(number)
    total = sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False))
    if CHECKS[total % 11] != number[-1]:
        raise ValidationError("身份证号的最后一位不对，请核对。", code="bad_id")
    return number


def born_of(number: str) -> date:
    """Return the birthday in an 18-character ID number; raise ``ValidationError`` for no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as bad:
        raise ValidationError("身份证号里的出生日期不存在，请核对。", code="bad_id") from bad
