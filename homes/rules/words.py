"""What may stand in a field of words, and what may never stand in one that everybody reads."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

DIGITS = re.compile(r"[\d \t\-—–－]+")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}\d{7,8}(?!\d)", re.ASCII)
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)", re.ASCII)
# Characters that are not seen at all; what turns a line round is dropped where texts are kept.
INVISIBLE = frozenset("\u2028\u2029\ufeff\x7f")


def check_words(text: str, *, what: str, most: int, required: bool = True) -> None:
    """Refuse no words where some are needed, too many, and what no column holds."""
    if required and not text.strip():
        raise ValidationError(f"请填写{what}。", code="empty")
    if len(text) > most:
        raise ValidationError(f"{what}最多写 {most} 个字。", code="too_long")
    if "\0" in text:
        raise ValidationError(f"{what}里有不能保存的符号，请重新输入。", code="nul")


def check_public(**texts: str) -> None:
    """Refuse in words everybody reads a person's numbers, and signs nobody sees, by field.

    国办函〔2026〕12号: no telephone and no ID number is made public; women write by the box. Public
    numbers of a few digits (12338, 12345, 110) may stand there.
    """
    wrong = {}
    for name, text in texts.items():
        if has_number(text):
            wrong[name] = ValidationError(
                "这里写的大家都看得到，请不要写电话和身份证号：群众点“给妇联留言”就能找到。",
                code="number",
            )
        elif any(sign in INVISIBLE for sign in text):
            wrong[name] = ValidationError("里面有看不见的字符，请重新输入。", code="unreadable")
    if wrong:
        raise ValidationError(wrong)


def has_number(text: str) -> bool:
    """Say whether words hold what looks like a telephone or an ID number, however it is spaced."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    joined = DIGITS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)
    return bool(PHONE.search(joined) or ID_NUMBER.search(joined))
