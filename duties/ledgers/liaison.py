"""联系工作台账 (domain A26): exactly 基本情况、困难问题、工作措施、工作成效."""

from __future__ import annotations

from types import MappingProxyType

from duties.ledgers.base import LedgerForm, choice, words
from duties.models import ContactMode


class Liaison(LedgerForm):
    """What an executive member heard and did for a woman or a household she keeps in touch with."""

    code = "liaison"
    title = "联系工作台账"
    short = "联系"
    says = "走访、打电话、发微信：和姐妹说了什么、帮了什么。"
    columns = MappingProxyType({"mode": "mode"})
    plain = frozenset({"mode"})
    opens_by, done_by, closes_by = "difficulty", "measures", "result"
    is_contact = True

    mode = choice("联系方式", ContactMode.choices)
    basics = words("基本情况", required=True, hint="例如：丈夫在外打工，她带两个孩子。")
    difficulty = words("困难问题", hint="没有困难就不填。填了，就等有了成效才算办结。")
    measures = words("工作措施", hint="准备怎么帮，已经做了什么。")
    result = words("工作成效", hint="办成了再填。")
