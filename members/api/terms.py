"""Terms, the congresses that renew them, and head-counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import DayQuery, OrgDayQuery, ReadView, asked, day_of, problems
from members.api.common import MembersList, Row, read
from members.models import Contest, Counting, Method, Step, WomensCongress
from members.queries import machine
from members.queries.gaps import Standing, gap_rows
from members.queries.quotas import quota_rows
from members.queries.terms import term_rows
from members.rules import TermState
from orgs.models import Level


class TermQuery(OrgDayQuery):
    """Which terms are asked for."""

    state = serializers.ChoiceField(TermState.choices, required=False, help_text="届次状态。")


class TermRow(Row):
    """A term in a list."""

    number = serializers.IntegerField(help_text="第几届。")
    starts_on = serializers.DateField(help_text="从这一天起。")
    ends_on = serializers.DateField(help_text="届满日期（不含当天）。")
    extended_to = serializers.DateField(allow_null=True, help_text="批准延期至；没有延期为空。")
    state = serializers.ChoiceField(TermState.choices, help_text="届次状态。")


@read("list_terms", "列出届次", TermRow, TermQuery, says="按编号排列；状态按 as_of 当天算。")
class Terms(MembersList):
    """The congress terms of the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the terms that had begun by a day, with how each stood."""
        return term_rows(wanted, on)


class QuotaRow(serializers.Serializer[Any]):
    """The head-counts of a level, or of one kind of organisation on it."""

    level = serializers.ChoiceField(Level.choices, help_text="层级。")
    kind = serializers.CharField(help_text="组织类型的代码；空为整个层级。")
    chair = serializers.IntegerField(help_text="主席。")
    vice_min = serializers.IntegerField(help_text="副主席（至少）。")
    vice_max = serializers.IntegerField(allow_null=True, help_text="副主席（至多）；没有规定为空。")
    executive_min = serializers.IntegerField(help_text="执委（至少）。")
    executive_max = serializers.IntegerField(
        allow_null=True, help_text="执委（至多）；没有规定为空。"
    )
    counting = serializers.ChoiceField(Counting.choices, help_text="计数口径。")
    since = serializers.DateField(allow_null=True, help_text="从哪天起；默认职数为空。")


class QuotaList(serializers.Serializer[Any]):
    """Every rule in force."""

    results = QuotaRow(many=True)


class Quotas(ReadView):
    """The head-counts in force."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="list_quotas",
        tags=["任职"],
        summary="列出职数规定",
        description="需要 members:read 权限。只列 as_of 当天有效的。",
        parameters=[DayQuery],
        responses={200: QuotaList} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return the rules in force on a day."""
        return Response({"results": quota_rows(day_of(asked(DayQuery, request)))})


class GapQuery(OrgDayQuery):
    """Which organisations are asked for."""

    standing = serializers.ChoiceField(Standing.choices, required=False, help_text="达标情况。")


class GapRow(serializers.Serializer[Any]):
    """One organisation beside its quota."""

    org_code = serializers.CharField(help_text="组织代码，翻页用。")
    chairs = serializers.IntegerField(help_text="主席人数。")
    vice_chairs = serializers.IntegerField(help_text="副主席人数。")
    executives = serializers.IntegerField(help_text="其他执委人数。")
    chair_gap = serializers.IntegerField(help_text="主席差额，负数为缺。")
    vice_gap = serializers.IntegerField(help_text="副主席差额。")
    inclusive_gap = serializers.IntegerField(help_text="执委差额，含主席、副主席。")
    additive_gap = serializers.IntegerField(help_text="执委差额，不含主席、副主席。")
    counting = serializers.ChoiceField(Counting.choices, help_text="采用的计数口径。")
    standing = serializers.ChoiceField(Standing.choices, help_text="达标情况。")


@read(
    "list_quota_gaps", "列出职数差额", GapRow, GapQuery,
    says="按组织代码排列；两种计数口径都给出。",
)  # fmt: skip
class Gaps(MembersList):
    """How far every committee is from its head-counts."""

    key = "org_code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the organisations that have a quota, with their gaps."""
        return gap_rows(wanted, on)


class CongressQuery(OrgDayQuery):
    """Which congresses are asked for."""

    state = serializers.ChoiceField(
        WomensCongress.State.choices, required=False, help_text="状态。"
    )


class StepRow(serializers.Serializer[Any]):
    """A step of a congress that is done."""

    step = serializers.ChoiceField(Step.choices, help_text="步骤。")
    done_on = serializers.DateField(help_text="完成日期。")
    document = serializers.CharField(help_text="文号；没有为空。")


def _figure(says: str) -> Any:
    return serializers.IntegerField(allow_null=True, help_text=f"{says}；没有登记为空。")


class CongressRow(Row):
    """A congress in a list."""

    number = serializers.IntegerField(help_text="第几届。")
    state = serializers.ChoiceField(WomensCongress.State.choices, help_text="状态。")
    due_on = serializers.DateField(help_text="计划完成日期。")
    held_on = serializers.DateField(allow_null=True, help_text="大会日期。")
    method = serializers.ChoiceField(Method.choices, help_text="表决方式。")
    contest = serializers.ChoiceField(Contest.choices, help_text="选举方式。")
    delegates_due = _figure("应到代表")
    delegates_present = _figure("到会代表")
    ballots_issued = _figure("发出选票")
    ballots_returned = _figure("收回选票")
    ballots_valid = _figure("有效选票")
    plenary_due = _figure("全委会应到")
    plenary_present = _figure("全委会到会")
    candidates = serializers.IntegerField(help_text="候选人数；没有按天保存，是现在的。")
    elected = serializers.IntegerField(allow_null=True, help_text="当选人数；没有完成为空。")
    steps = StepRow(many=True, help_text="已经完成的步骤，按日期排列。")


@read(
    "list_congresses", "列出换届", CongressRow, CongressQuery,
    says="不含候选人、监票人的姓名。开始筹备和取消的日期没有保存："
    "填过去的 as_of，只列当天以前已经做过一步的，已取消的仍显示已取消。按编号排列；",
)  # fmt: skip
class Congresses(MembersList):
    """The congresses of the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the congresses as they stood on a day."""
        return machine.congress_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Add steps and counts."""
        machine.complete_congresses(rows, on)
