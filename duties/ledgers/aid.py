"""帮扶慰问台账 (domain A46): visits, money collected, a way gone together; with its amount."""

from __future__ import annotations

from types import MappingProxyType

from duties.ledgers.base import LedgerForm, choice, words, yuan

KINDS_OF_AID = (("visit", "看望慰问"), ("fundraising", "筹款"), ("escort", "护送就医、陪同办事"))


class Aid(LedgerForm):
    """What was brought, collected or done for somebody in need."""

    code = "aid"
    title = "帮扶慰问台账"
    short = "帮扶"
    says = "看望、筹款、送医：帮了谁、做了什么、多少钱。"
    about = "帮扶对象"
    columns = MappingProxyType({"category": "category", "amount": "amount"})
    plain = frozenset({"category", "amount"})

    category = choice("怎么帮的", KINDS_OF_AID)
    amount = yuan("金额（元）")
    basics = words("对象情况")
    what = words("做了什么", required=True)
    motion = words("议定情况", hint="由议事会议定的，写哪次会议。")
