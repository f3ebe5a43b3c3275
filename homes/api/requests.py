"""Requests for data and their answers; words only for those who may read names."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import DayQuery, ListView, OrgDayQuery, PageQuery, listed
from homes.queries import machine_requests as reads

TAG = "减负"
READ = "需要 members:read 权限。"


class DataRequestRow(serializers.Serializer[Any]):
    """A request in a list."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="发出组织的代码。")
    title = serializers.CharField(help_text="标题。")
    why = serializers.CharField(help_text="为什么要填。")
    due_on = serializers.DateField(help_text="截止日期。")
    minutes = serializers.IntegerField(help_text="预计每处用时（分钟）。")
    asks = serializers.IntegerField(help_text="要人填几项；0 是都由系统回答。")
    sent_on = serializers.DateField(help_text="发出日期。")
    closed_on = serializers.DateField(allow_null=True, help_text="结束日期。")
    places_asked = serializers.IntegerField(help_text="发给几处，不用再填的不算。")
    answered = serializers.IntegerField(help_text="到 as_of 当天已填几处。")
    is_over = serializers.BooleanField(help_text="是否超过本县每月上限。")
    is_short = serializers.BooleanField(help_text="是否期限太短。")


@listed(
    "list_data_requests", "列出填报", DataRequestRow, OrgDayQuery, tag=TAG,
    says=f"{READ}到 as_of 当天为止发出、没有撤回的。按编号排列；",
)  # fmt: skip
class Requests(ListView):
    """What was asked."""

    needs = {"GET": "homes.read_requests"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was asked by a day."""
        return reads.request_rows(wanted, on)


class AnswerQuery(OrgDayQuery):
    """Whose answers are asked for."""

    request = serializers.IntegerField(required=False, min_value=1, help_text="填报的编号。")


class DataRequestValueRow(serializers.Serializer[Any]):
    """One field's answer."""

    name = serializers.CharField(help_text="填什么。")
    kind = serializers.CharField(help_text="填写方式：number、yes_no、choice、date、text。")
    known_from = serializers.CharField(
        allow_null=True, help_text="由系统哪一项回答；村里填的为空。"
    )
    value = serializers.CharField(
        allow_null=True, help_text="答复；没有填为空。文字要 members:names 权限，别的为空。"
    )


class DataRequestAnswerRow(serializers.Serializer[Any]):
    """One receiver of a request."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    request = serializers.IntegerField(help_text="填报的编号。")
    org_code = serializers.CharField(help_text="填报组织的代码。")
    answered_on = serializers.DateField(allow_null=True, help_text="填报日期。")
    fallen_on = serializers.DateField(allow_null=True, help_text="从哪天起不用再填。")
    is_for_another = serializers.BooleanField(help_text="是否乡镇代填。")
    is_late = serializers.BooleanField(help_text="是否过期填报。")
    values = DataRequestValueRow(many=True, help_text="逐项答复。")


@listed(
    "list_data_request_answers", "列出填报情况", DataRequestAnswerRow, AnswerQuery, tag=TAG,
    says=f"{READ}到 as_of 当天为止发出的；谁填的不给出。按编号排列；",
)  # fmt: skip
class Answers(ListView):
    """The tables that came back."""

    needs = {"GET": "homes.read_requests"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the receivers of what was asked by a day."""
        return reads.answer_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Name the values by their fields."""
        hat = getattr(self.request.user, "hat", None)
        reads.put_values(rows, on, words=hat is not None and "members:names" in hat.may)


class BurdenRow(serializers.Serializer[Any]):
    """How much was asked in a month."""

    month = serializers.CharField(help_text="月份，例如 2026-11；翻页用。")
    pieces = serializers.IntegerField(help_text="发出的件次。")
    minutes = serializers.IntegerField(help_text="一共要多少分钟。")
    done = serializers.IntegerField(help_text="其中已经办完的分钟数，到现在。")
    chair_minutes = serializers.IntegerField(help_text="落在村（社区）妇联主席的分钟数。")
    officer_minutes = serializers.IntegerField(help_text="落在副主席和执委的分钟数。")
    staff_minutes = serializers.IntegerField(help_text="落在乡镇（街道）的分钟数。")


class BurdenQuery(DayQuery, PageQuery):
    """Until which month."""


@listed(
    "list_burden", "列出减负台账", BurdenRow, BurdenQuery, tag=TAG,
    says=f"{READ}as_of 所在的月和以前五个月，要各处填报和办理的分钟数；不算到个人。按月份排列；",
)  # fmt: skip
class Burden(ListView):
    """The monthly meter."""

    key = "month"
    needs = {"GET": "homes.read_requests"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the last six months."""
        return reads.burden_rows(on)
