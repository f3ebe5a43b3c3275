"""By what people are known: phones and ID numbers as they are typed, the keys they are found by."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian import crypto, scoping
from fulian.database.county import PLAIN, derives, forgets
from fulian.pinyin import dictionary
from members.models.people import ID_COLUMN, PHONE_COLUMN, TAIL_COLUMN

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# Surnames read otherwise than the same character elsewhere: the commonest, and those of two.
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao",
    "尹": "yin", "盖": "ge", "乐": "yue", "缪": "miao", "翟": "zhai", "覃": "qin", "华": "hua",
    "任": "ren", "冼": "xian", "员": "yun", "尉": "wei", "召": "shao", "折": "she", "黑": "he",
    "种": "chong", "繁": "po", "秘": "bi", "宓": "fu", "晟": "cheng", "纪": "ji", "葛": "ge",
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu",
}  # fmt: skip

COMPOUND = {
    *(known for known in SURNAMES if len(known) == 2),
    "欧阳", "上官", "司马", "诸葛", "皇甫", "夏侯", "司徒", "慕容", "东方", "令狐", "公孙", "端木",
    "南宫", "独孤", "轩辕", "宇文", "呼延", "闻人", "西门",
    "百里", "钟离", "东郭", "申屠", "公冶", "太史", "闾丘",
}  # fmt: skip


def checked_phone(text: str) -> str:
    """Return a mobile number's 11 digits, "" for none; raise ``ValidationError`` otherwise."""
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
    """Return the birthday in an ID number; raise ``ValidationError`` for no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as bad:
        raise ValidationError("身份证号里的出生日期不存在，请核对。", code="bad_id") from bad


def pinyin_of(name: str) -> str:
    """Return the key by which a name is sorted and searched: 单雨桐 → shan yu tong."""
    known = next((s for s in (name[:2], name[:1]) if s in SURNAMES), "")
    surname = [SURNAMES[known]] if known else []
    return " ".join([*surname, *dictionary().lazy_pinyin(name[len(known) :])]).lower()[:120]


def sound_of(name: str) -> dict[str, str]:
    """Return the columns by which a name is sorted and searched."""
    return {"given": given_of(name), **spelled(pinyin_of(name))}


def given_of(name: str) -> str:
    """Return a name without the surname: 欧阳若兰 → 若兰."""
    return name[2:] if name[:2] in COMPOUND and len(name) > 2 else name[1:]


def spelled(pinyin: str) -> dict[str, str]:
    """Return a name's pinyin, the same in one word, and its initials."""
    words = pinyin.split()
    initials = "".join(word[0] for word in words)[:40]
    return {"pinyin": pinyin, "letters": "".join(words), "initials": initials}


def phone_index(number: str) -> str:
    """Return the keyed hash under which a whole number is found in the open county."""
    return _index(number, PHONE_COLUMN)


def tail_index(tail: str) -> str:
    """Return the keyed hash under which a number's last four digits are found."""
    return _index(tail, TAIL_COLUMN)


def id_index(number: str) -> str:
    """Return the keyed hash under which an ID number is found in the open county."""
    return _index(number, ID_COLUMN)


def _index(text: str, column: str) -> str:
    if not text:
        return ""
    return crypto.blind_index(text, county=scoping.current().county, column=column)


@derives("members_person", "phone_key", "phone_tail", "id_key")
def _keys(row: dict[str, Any]) -> dict[str, Any]:
    """Return the keys under which an opened row is found: in another system they are others."""
    phone = row["phone"][PLAIN] if row["phone"] else ""
    number = row["id_number"][PLAIN] if row["id_number"] else ""
    return {
        "phone_key": phone_index(phone),
        "phone_tail": tail_index(phone[-4:]),
        "id_key": id_index(number),
    }


forgets("members_rosterimport", "sheet", "problems")
