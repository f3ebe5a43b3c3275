"""What was sent down the tree, and who settled it; nobody by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from duties.models import Dispatch
from duties.queries import machine_dispatches as reads
from fulian.api import ListView, OrgDayQuery, listed

TAG = "通知和任务"
READ = "需要 members:read 权限。"


class DispatchQuery(OrgDayQuery):
    """Which are asked for."""

    kind = serializers.ChoiceField(Dispatch.Kind.choices, required=False, help_text="类别。")


class DispatchRow(serializers.Serializer[Any]):
    """A notice, task or guidance in a list."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="发出组织的代码。")
    kind = serializers.ChoiceField(Dispatch.Kind.choices, help_text="类别。")
    title = serializers.CharField(help_text="标题；内容不给出。")
    due_on = serializers.DateField(allow_null=True, help_text="截止日期。")
    minutes = serializers.IntegerField(help_text="预计每处用时（分钟）。")
    sent_at = serializers.DateTimeField(help_text="发出时间。")
    closed_on = serializers.DateField(allow_null=True, help_text="办结日期。")
    recalled_on = serializers.DateField(allow_null=True, help_text="撤回日期。")
    sent = serializers.IntegerField(help_text="发给几处。")
    settled = serializers.IntegerField(help_text="到 as_of 当天已办或已阅几处。")


@listed(
    "list_dispatches", "列出通知和任务", DispatchRow, DispatchQuery, tag=TAG,
    says=f"{READ}到 as_of 当天为止发出的。按编号排列；",
)  # fmt: skip
class Dispatches(ListView):
    """What was sent."""

    needs = {"GET": "duties.read_duties"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was sent by a day."""
        return reads.dispatch_rows(wanted, on)


class ReceiptQuery(OrgDayQuery):
    """Whose receipts are asked for."""

    dispatch = serializers.IntegerField(required=False, min_value=1, help_text="通知或任务的编号。")


class ReceiptRow(serializers.Serializer[Any]):
    """One receiver of something sent."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    dispatch = serializers.IntegerField(help_text="通知或任务的编号。")
    org_code = serializers.CharField(help_text="接收组织的代码。")
    is_member = serializers.BooleanField(help_text="是否发给本组织的一位成员；不给出是谁。")
    read_on = serializers.DateField(allow_null=True, help_text="已阅日期。")
    done_on = serializers.DateField(allow_null=True, help_text="已办日期。")


@listed(
    "list_dispatch_receipts", "列出通知和任务的接收情况", ReceiptRow, ReceiptQuery, tag=TAG,
    says=f"{READ}到 as_of 当天为止发出的；写来的话不给出。按编号排列；",
)  # fmt: skip
class Receipts(ListView):
    """Who was sent it, and whether it is settled there."""

    needs = {"GET": "duties.read_duties"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the receivers of what was sent by a day."""
        return reads.receipt_rows(wanted, on)
