"""What is filled in when a ledger line is handed upward: why, why it returns, what came of it."""

from __future__ import annotations

from duties.forms.ledgers import text_field
from fulian.admin import ActForm


class TransferForm(ActForm):
    """Why a line is handed upward."""

    reason = text_field(
        "原因", most=200, hint="为什么自己办不了，要上级办什么。例如：要请民政所来核实。"
    )


class ReturnForm(ActForm):
    """Why a line that was handed upward is given back."""

    reason = text_field(
        "原因",
        most=200,
        hint="为什么不接、请对方怎么办，对方会看到。例如：先补上她家的情况再转来。",
    )


class ResultForm(ActForm):
    """What came of a line that was handed upward."""

    result = text_field(
        "办理结果", most=300,
        hint="办成了什么，或者为什么办不成，对方会看到。例如：民政所已经受理，下月起发补助。",
    )  # fmt: skip
