"""What a request may ask, and what an answer to it may be.

No photos, no places, no numbers that belong to a person: what the product never collects cannot be
asked for either (国办函〔2026〕12号; 个人信息保护法 第六条: 最小范围).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from fulian.facts import plain
from homes.models import FieldKind, RequestField
from homes.rules.words import has_number

MOST_FIELDS, MOST_OPTIONS = 12, 10
LONGEST_NAME, LONGEST_HINT, LONGEST_OPTION, LONGEST_TEXT = 30, 60, 20, 200
LARGEST = Decimal(1_000_000_000)
YES_NO = {"yes": "是", "no": "否"}
PLAIN = re.compile(r"[\d.\-]+|是|否")  # an answer that can name nobody

# What a field may not ask for: the word, and why. Compared without signs and spaces.
NEVER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("身份证", "身份證", "证件号", "证号码", "公民身份", "idcard", "身分证"),
     "系统不收身份证号"),
    (("手机号", "手機", "电话", "電話", "联系方式", "联系电话", "手机", "号码", "微信号", "qq号"),
     "系统不收电话和账号，要联系可以发通知"),
    (("银行卡", "银行账号", "开户行", "卡号", "社保卡", "密码", "验证码"),
     "系统不收卡号和密码"),
    (("照片", "相片", "拍照", "截图", "截屏", "图片", "视频", "录像", "录音"),
     "系统不收照片、截图和视频"),
    (("定位", "轨迹", "经纬度", "实时位置", "打卡", "签到"),
     "系统不做定位、打卡和签到"),
    (("排名", "积分", "在线时长", "登录次数", "点赞数", "转发数", "阅读量", "下载量", "安装率"),
     "系统不统计排名、积分和使用情况"),
    (("住址", "门牌号", "家庭地址", "详细地址", "出生年月", "出生日期", "人脸", "指纹"),
     "系统不通过填报收个人的住址、生日和生物信息"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as it is written down: its name, kind, hint, and what can be chosen."""

    name: str
    kind: str
    hint: str = ""
    options: tuple[str, ...] = field(default=())


def check_fields(fields: Sequence[Asked]) -> None:
    """Refuse no field, more than twelve, the same twice, and what may not be asked."""
    if not fields:
        raise ValidationError("请至少写一项要填的内容。", code="no_fields")
    if len(fields) > MOST_FIELDS:
        raise ValidationError(f"一次最多问 {MOST_FIELDS} 项，请只问必要的。", code="too_many")
    keys = [plain(one.name) for one in fields]
    if len(set(keys)) != len(keys):
        raise ValidationError("同一个内容写了两遍。", code="twice")
    for one in fields:
        _check_field(one)


def _check_field(one: Asked) -> None:
    if not plain(one.name):
        raise ValidationError("有一项没有写要填什么。", code="no_name")
    if len(one.name) > LONGEST_NAME or len(one.hint) > LONGEST_HINT:
        raise ValidationError(
            f"每一项的名称最多 {LONGEST_NAME} 个字，说明最多 {LONGEST_HINT} 个字。", code="too_long"
        )
    if "\x00" in one.name + one.hint + "".join(one.options):
        raise ValidationError("里面有看不见的字符，请重新输入。", code="nul")
    if one.kind not in FieldKind:
        raise ValidationError("请选择怎么填。", code="kind")
    if one.kind == FieldKind.CHOICE:
        _check_options(one)
    if why := never_asked(one.name, one.hint, *one.options):
        raise ValidationError(f"不能问“{one.name}”：{why}。", code="never")


def _check_options(one: Asked) -> None:
    if not 2 <= len(one.options) <= MOST_OPTIONS or len(set(one.options)) != len(one.options):
        raise ValidationError(
            f"“{one.name}”要写 2 到 {MOST_OPTIONS} 个不同的答案给人选。", code="options"
        )
    if any(not said or len(said) > LONGEST_OPTION for said in one.options):
        raise ValidationError(f"给人选的答案每个最多 {LONGEST_OPTION} 个字。", code="too_long")


def never_asked(*texts: str) -> str:
    """Return why what these words ask for may not be asked; nothing when it may."""
    said = plain("".join(texts))
    for words, why in NEVER:
        if any(word in said for word in words):
            return why
    return ""


def clean_values(
    fields: Sequence[RequestField], given: Mapping[str, object], *, partly: bool = False
) -> dict[str, str]:
    """Return what is answered to ``fields``, as it is kept; all of it, or ``partly`` for a draft.

    Raises ``ValidationError`` by field (``f12``) for what is missing, of another kind, or never
    collected. What was given to no field of the request is left out.
    """
    kept: dict[str, str] = {}
    wrong: dict[str, ValidationError] = {}
    for one in fields:
        text = str(given.get(str(one.pk)) if given.get(str(one.pk)) is not None else "").strip()
        if not text and not partly:
            wrong[f"f{one.pk}"] = ValidationError(f"请填“{one.name}”。", code="empty")
        if text:
            try:
                kept[str(one.pk)] = clean_value(one, text)
            except ValidationError as refusal:
                wrong[f"f{one.pk}"] = refusal
    if wrong:
        raise ValidationError(wrong)
    return kept


def clean_value(one: RequestField, text: str) -> str:
    """Return an answer as it is kept, by the kind of its field."""
    if one.kind == FieldKind.NUMBER:
        return _number(one, text)
    if one.kind == FieldKind.YES_NO and text in YES_NO:
        return YES_NO[text]
    if one.kind == FieldKind.YES_NO and text in YES_NO.values():
        return text
    if one.kind == FieldKind.CHOICE and text in one.options:
        return text
    if one.kind == FieldKind.DATE:
        return _day(one, text)
    if one.kind == FieldKind.TEXT:
        return _text(one, text)
    raise ValidationError(f"请选“{one.name}”里列出的答案。", code="choice")


def is_wordy(one: RequestField, value: str) -> bool:
    """Say whether an answer is in words of its own, which may name somebody.

    Asked of the value too: what the system answers may be a name in a field meant for a number.
    """
    if one.kind == FieldKind.TEXT:
        return True
    return PLAIN.fullmatch(value) is None and value not in one.options


def _number(one: RequestField, text: str) -> str:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number < LARGEST or number != round(number, 2):
        raise ValidationError(f"“{one.name}”请填数字，没有就填 0。", code="number")
    return str(int(number)) if number == int(number) else f"{number:.2f}".rstrip("0")


def _day(one: RequestField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as bad:
        raise ValidationError(f"“{one.name}”请填一个有效的日期。", code="date") from bad


def _text(one: RequestField, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValidationError(f"“{one.name}”最多写 {LONGEST_TEXT} 个字。", code="too_long")
    if "\x00" in text:
        raise ValidationError("里面有看不见的字符，请重新输入。", code="nul")
    if has_number(" ".join(text.split())):
        raise ValidationError(
            f"“{one.name}”里像是有电话或身份证号，系统不收，请去掉。", code="never"
        )
    return text
