"""People: by full name only for whom the county lets read names, else by surname."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from members.api.common import NAMES, MembersList, Row, read
from members.models import Education, PoliticalStatus, SourceCategory, Transfer
from members.queries import machine_people as reads

UNKNOWN = ("", "没有登记")


class PersonRow(Row):
    """A person in a list."""

    name = serializers.CharField(help_text=f"姓名。{NAMES}。")
    birth_year = serializers.IntegerField(allow_null=True, help_text="出生年份；没有登记为空。")
    political_status = serializers.ChoiceField(
        [UNKNOWN, *PoliticalStatus.choices], help_text="政治面貌。"
    )
    education = serializers.ChoiceField([UNKNOWN, *Education.choices], help_text="文化程度。")
    source_category = serializers.ChoiceField(
        [UNKNOWN, *SourceCategory.choices], help_text="来源类别。"
    )
    seats = serializers.IntegerField(
        allow_null=True,
        help_text="当天在任几职；没有 members:names 权限的为空，不能按天比出哪几项任职是她的。",
    )


@read(
    "list_people", "列出人员", PersonRow, tag="人员",
    says=f"{NAMES}；电话、身份证号、出生月日从不给出。已并入别的登记的不列。"
    "过去的 as_of 只列当天在任的人；今天的还列出没有任职的人。"
    "所在组织、政治面貌等没有按天保存，是现在的。按编号排列；",
)  # fmt: skip
class People(MembersList):
    """The people of the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return who held a seat on a day, or belongs here today."""
        return reads.people_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out who it is, for callers that may not know."""
        self.mask(rows)
        if not self.names:
            for row in rows:
                row["seats"] = None


class TransferQuery(OrgDayQuery):
    """Which transfers are asked for; ``org`` is either side."""

    state = serializers.ChoiceField(Transfer.State.choices, required=False, help_text="状态。")


class TransferRow(Row):
    """A transfer in a list."""

    target_code = serializers.CharField(help_text="转入组织的代码；org_code 是转出的。")
    state = serializers.ChoiceField(Transfer.State.choices, help_text="当天的状态。")
    asked_on = serializers.DateField(help_text="发起日期。")
    due_on = serializers.DateField(help_text="接收期限。")
    answered_on = serializers.DateField(allow_null=True, help_text="答复日期；还没有答复为空。")


@read(
    "list_transfers", "列出人员转移", TransferRow, TransferQuery, tag="人员",
    says="只有组织和日期，没有是谁；org 是转出或转入的组织。按编号排列；",
)  # fmt: skip
class Transfers(MembersList):
    """The transfers in the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the transfers asked for by a day."""
        return reads.transfer_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Give the state its name."""
        for row in rows:
            row["state"] = row.pop("stood")
