"""履职日记、值班日记: what the day brought, what was found and how it was dealt with."""

from __future__ import annotations

from types import MappingProxyType

from duties.ledgers.base import LedgerForm, choice, words


class Diary(LedgerForm):
    """A page of the diary of whoever is on duty."""

    code = "diary"
    title = "履职（值班）日记"
    short = "日记"
    says = "今天值班或履职做了什么，发现了什么，怎么处理的。"
    about = ""
    columns = MappingProxyType({"category": "category"})
    plain = frozenset({"category"})
    opens_by, closes_by = "found", "handled"

    category = choice("哪种日记", (("work", "履职日记"), ("shift", "值班日记")))
    what = words("做了什么", required=True, rows=3)
    found = words("发现的问题", hint="没有就不填。填了，就等处理完才算办结。")
    handled = words("怎么处理的")
