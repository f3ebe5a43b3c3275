"""Ledger lines for calling systems: how they stand; names and words only by permission."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from duties.ledgers import kind_choices
from duties.models import ContactMode, LedgerStatus
from duties.queries import ledgers as reads
from fulian.api import OrgDayQuery
from members.api.common import MembersList, Row, read

NAMES = "没有 members:names 权限的为空"


class LedgerQuery(OrgDayQuery):
    """Which lines are asked for."""

    kind = serializers.ChoiceField(kind_choices(), required=False, help_text="哪种台账。")
    status = serializers.ChoiceField(LedgerStatus.choices, required=False, help_text="办理状态。")
    category = serializers.CharField(required=False, max_length=30, help_text="类别代码。")
    since = serializers.DateField(required=False, help_text="从这一天起的。")


class LedgerRow(Row):
    """A line in a list."""

    kind = serializers.ChoiceField(kind_choices(), help_text="哪种台账。")
    done_on = serializers.DateField(help_text="日期。")
    mode = serializers.ChoiceField(
        [("", "没有"), *ContactMode.choices], help_text="联系方式；有的台账没有。"
    )
    category = serializers.CharField(help_text="类别代码；有的台账没有。")
    status = serializers.ChoiceField(LedgerStatus.choices, help_text="现在的办理状态。")
    has_measures = serializers.BooleanField(help_text="有没有写措施。")
    amount = serializers.IntegerField(allow_null=True, help_text="金额（元）；没有为空。")
    next_on = serializers.DateField(allow_null=True, help_text="下次联系日期；没有为空。")
    closed_on = serializers.DateField(allow_null=True, help_text="办结日期；没有办结为空。")
    subject = serializers.CharField(allow_null=True, help_text=f"联系对象；{NAMES}。")
    words: Any = serializers.DictField(allow_null=True, help_text=f"内容；{NAMES}。")


@read(
    "list_ledger_entries", "列出台账", LedgerRow, LedgerQuery, tag="履职",
    says=f"联系对象和内容{NAMES}；保密台账从不给出。按编号排列；",
)  # fmt: skip
class Entries(MembersList):
    """The ledger lines of the county."""

    needs = {"GET": "duties.read_ledgers"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the lines done by a day."""
        return reads.machine_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave of each line what this caller may read."""
        for row in rows:
            found = [row.pop(k) for k in ("woman__name", "household__name", "group__name")]
            called, words = row.pop("subject_name"), row.pop("content__words")
            whom = next((name for name in found if name), called)
            row["subject"], row["words"] = (whom, words) if self.names else (None, None)
