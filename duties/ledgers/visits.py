"""探视档案 (S2:55 建立探视档案，并针对家庭实际需求提供专业化服务)."""

from __future__ import annotations

from types import MappingProxyType

from duties.ledgers.base import LedgerForm, choice, words
from duties.models import ContactMode


class VisitFile(LedgerForm):
    """A visit to a household: how it lives, what it needs, what was given."""

    code = "visit_file"
    title = "探视档案"
    short = "探视"
    says = "去家里看望：这家的情况、需要什么、提供了什么服务。"
    about = "探视家庭"
    columns = MappingProxyType({"mode": "mode"})
    plain = frozenset({"mode"})
    opens_by, done_by, closes_by = "needs", "service", "result"
    is_contact = True

    mode = choice("联系方式", ContactMode.choices)
    basics = words("家庭基本情况", required=True)
    needs = words("家庭实际需求", hint="没有就不填。填了，就等有了成效才算办结。")
    service = words("提供的服务")
    result = words("服务成效")
