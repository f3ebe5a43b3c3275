"""矛盾调解台账 (domain A45): by the categories of rights work (B4), with channel and outcome."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from duties.ledgers.base import LedgerForm, choice, words

VIOLENCE = "marriage_violence"
CATEGORIES = (
    ("婚姻家庭", (
        ("marriage_quarrel", "家庭纠纷"), ("marriage_interference", "干涉婚姻"),
        ("marriage_affair", "外遇、重婚、同居"), ("marriage_divorce", "离婚"),
        (VIOLENCE, "家庭暴力"), ("marriage_other", "其他婚姻家庭"),
    )),
    ("劳动和社会保障", (
        ("labour_rights", "劳动权益"), ("labour_security", "社会保障"),
        ("labour_insurance", "社会保险"), ("labour_other", "性别歧视及其他"),
    )),
    ("其他权益", (
        ("political", "政治权利"), ("personal", "人身权益"), ("property", "财产权益"),
        ("education", "文化教育"), ("other", "综合"),
    )),
)  # fmt: skip
CHANNELS = (
    ("met", "走访发现"), ("visit", "来访"), ("call", "来电"), ("letter", "来信"),
    ("email", "电子邮件"), ("hotline", "12338 热线"), ("assigned", "上级交办"),
)  # fmt: skip
OUTCOMES = (
    ("settled", "调解成功"), ("failed", "没有调成"), ("handed", "转有关部门"),
    ("withdrawn", "当事人撤回"),
)  # fmt: skip


class Mediation(LedgerForm):
    """A quarrel or a complaint, what was done about it, and how it ended."""

    code = "mediation"
    title = "矛盾调解台账"
    short = "调解"
    says = "家里、邻里的矛盾：怎么知道的、怎么调的、结果怎样。"
    about = "当事人"
    columns = MappingProxyType({"category": "category"})
    plain = frozenset({"category", "channel", "outcome"})
    opens_by, done_by, closes_by = "facts", "steps", "outcome"

    category = choice("类别", CATEGORIES)
    channel = choice("怎么知道的", CHANNELS)
    facts = words("事情经过", required=True)
    steps = words("调解过程")
    outcome = choice("结果", OUTCOMES, required=False)
    agreement = words("达成的协议", hint="签了书面协议，写明在哪里存着。")

    def must_be_sensitive(self, clean: Mapping[str, Any]) -> bool:
        """Violence at home stands in the sensitive ledger only."""
        return clean.get("category") == VIOLENCE
