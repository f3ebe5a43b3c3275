"""The machine interface of seats: by office; phones never, names only by permission."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import PageQuery, ReadView, asked, page, page_of, problems
from members.models import Counting, Employment, Office
from members.queries.gaps import Standing, gap_rows
from members.queries.quotas import quota_rows
from members.queries.seats import seat_rows
from members.queries.terms import term_rows
from members.rules import TermState
from orgs.models import Level


class AppointmentQuery(PageQuery):
    """Which seats are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    office = serializers.ChoiceField(Office.choices, required=False, help_text="职务。")
    as_of = serializers.DateField(
        required=False, help_text="查询这一天当天在任的（年-月-日）；不填为今天。"
    )

    def validate_as_of(self, day: Any) -> Any:
        """Refuse a day that is still to come."""
        if day > timezone.localdate():
            raise serializers.ValidationError("不能晚于今天。")
        return day


class AppointmentRow(serializers.Serializer[Any]):
    """A seat in a list."""

    id = serializers.IntegerField(help_text="任职的编号，翻页用。")
    org_code = serializers.CharField(help_text="任职组织的代码。")
    office = serializers.ChoiceField(Office.choices, help_text="职务。")
    employment = serializers.ChoiceField(
        [("", "不适用"), *Employment.choices], help_text="任职方式；只有副主席有。"
    )
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）；在任为空。")
    name = serializers.CharField(
        required=False, help_text="姓名；只有带 members:names 权限的令牌才有这一项。"
    )


class AppointmentPage(serializers.Serializer[Any]):
    """One page of seats, by number."""

    results = AppointmentRow(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class Appointments(ReadView):
    """The seats held in the county."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="list_appointments",
        tags=["任职"],
        summary="列出任职",
        description="需要 members:read 权限。按编号排列；把 next 作为 after 取下一页。",
        parameters=[AppointmentQuery],
        responses={200: AppointmentPage} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the seats held on a day."""
        wanted = asked(AppointmentQuery, request)
        on = wanted.get("as_of") or timezone.localdate()
        names = request.user.has_perm("members.read_names")
        return Response(page(seat_rows(wanted, on, names=names), wanted))


class DayQuery(serializers.Serializer[Any]):
    """As of which day."""

    as_of = serializers.DateField(required=False, help_text="按这一天算（年-月-日）；不填为今天。")

    def validate_as_of(self, day: Any) -> Any:
        """Refuse a day that is still to come."""
        if day > timezone.localdate():
            raise serializers.ValidationError("不能晚于今天。")
        return day


class TermQuery(DayQuery, PageQuery):
    """Which terms are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    state = serializers.ChoiceField(TermState.choices, required=False, help_text="届次状态。")


class TermRow(serializers.Serializer[Any]):
    """A term in a list."""

    id = serializers.IntegerField(help_text="届次的编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    number = serializers.IntegerField(help_text="第几届。")
    starts_on = serializers.DateField(help_text="从这一天起。")
    ends_on = serializers.DateField(help_text="届满日期（不含当天）。")
    extended_to = serializers.DateField(allow_null=True, help_text="批准延期至；没有延期为空。")
    state = serializers.ChoiceField(TermState.choices, help_text="届次状态。")


class TermPage(serializers.Serializer[Any]):
    """One page of terms, by number."""

    results = TermRow(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class Terms(ReadView):
    """The congress terms of the county."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="list_terms",
        tags=["任职"],
        summary="列出届次",
        description="需要 members:read 权限。按编号排列；状态按 as_of 当天算。",
        parameters=[TermQuery],
        responses={200: TermPage} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the terms that had begun by a day, with how each stood."""
        wanted = asked(TermQuery, request)
        on = wanted.get("as_of") or timezone.localdate()
        return Response(page(term_rows(wanted, on), wanted))


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
        on = asked(DayQuery, request).get("as_of") or timezone.localdate()
        return Response({"results": quota_rows(on)})


class GapQuery(DayQuery, PageQuery):
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


class GapPage(serializers.Serializer[Any]):
    """One page of organisations, by code."""

    results = GapRow(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class Gaps(ReadView):
    """How far every committee is from its head-counts."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="list_quota_gaps",
        tags=["任职"],
        summary="列出职数差额",
        description="需要 members:read 权限。按组织代码排列；两种计数口径都给出。",
        parameters=[GapQuery],
        responses={200: GapPage} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the organisations that have a quota, with their gaps."""
        wanted = asked(GapQuery, request)
        on = wanted.get("as_of") or timezone.localdate()
        return Response(page_of(gap_rows(wanted, on), wanted, key="org_code"))
