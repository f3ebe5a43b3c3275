"""The machine interface of reports: which there are, and every figure of one. It only reads."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import PageQuery, ReadView, asked, page, problems
from orgs.queries.lineage import code_now
from reports.models import IndicatorValue, QuarterlyCoverageReport
from reports.queries.figures import reports
from reports.rules import INDICATORS, parse, share

QUARTER = OpenApiParameter("quarter", str, OpenApiParameter.PATH, description="季度，如 2026Q3。")
NUMBERS = (
    "own_numerator", "own_denominator", "own_days", "numerator", "denominator", "days",
)  # fmt: skip


class ReportRow(serializers.Serializer[Any]):
    """A report in a list."""

    quarter = serializers.CharField(help_text="季度，如 2026Q3。")
    taken_on = serializers.DateField(help_text="数字截至这一天。")
    status = serializers.ChoiceField(
        QuarterlyCoverageReport.Status.choices, help_text="核对中的数字还可能变动。"
    )
    compiled_at = serializers.DateTimeField(help_text="最近一次汇总的时间。")
    confirm_until = serializers.DateField(help_text="乡镇核对到这一天。")
    frozen_at = serializers.DateTimeField(allow_null=True, help_text="定稿时间。")
    digest = serializers.CharField(help_text="定稿内容的 SHA-256；未定稿为空。")


class ReportPage(serializers.Serializer[Any]):
    """One page of reports, by quarter."""

    results = ReportRow(many=True)
    next = serializers.CharField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class ValueQuery(PageQuery):
    """Which figures are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    indicator = serializers.ChoiceField(
        [(one.id, one.name) for one in INDICATORS], required=False, help_text="指标。"
    )


class ValueRow(serializers.Serializer[Any]):
    """One indicator of one organisation."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    indicator = serializers.CharField(help_text="指标。")
    own_numerator = serializers.IntegerField(help_text="本级分子。")
    own_denominator = serializers.IntegerField(help_text="本级分母。")
    own_days = serializers.IntegerField(help_text="本级空缺天数。")
    numerator = serializers.IntegerField(help_text="分子，含下级。")
    denominator = serializers.IntegerField(help_text="分母，含下级。")
    days = serializers.IntegerField(help_text="空缺天数，含下级。")
    rate = serializers.FloatField(
        allow_null=True, help_text="百分比，四舍五入保留一位小数；空缺数没有比率。"
    )
    missing: Any = serializers.ListField(
        child=serializers.DictField(), help_text="本级缺什么，只有编号，没有姓名。"
    )


class ValuePage(serializers.Serializer[Any]):
    """One page of figures, by number."""

    results = ValueRow(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class Reports(ReadView):
    """The county's reports."""

    needs = {"GET": "reports.read_report"}

    @extend_schema(
        operation_id="list_reports",
        tags=["季度报告"],
        summary="列出季度覆盖报告",
        description="需要 reports:read 权限。按季度排列；把 next 作为 after 取下一页。",
        parameters=[PageQuery],
        responses={200: ReportPage} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return one page of reports."""
        rows = reports().values(*ReportRow().fields)
        return Response(page(rows, asked(PageQuery, request), key="quarter"))


class Values(ReadView):
    """The figures of one report."""

    needs = {"GET": "reports.read_report"}

    @extend_schema(
        operation_id="list_report_values",
        tags=["季度报告"],
        summary="列出一份报告的指标值",
        description="需要 reports:read 权限。只有整数和编号；比率由分子、分母算出。",
        parameters=[QUARTER, ValueQuery],
        responses={200: ValuePage} | problems(400, 404),
    )
    def get(self, request: Request, quarter: str) -> Response:
        """Return one page of figures; 404 for a quarter without a report."""
        wanted = asked(ValueQuery, request)
        rows: Any = IndicatorValue.objects.filter(report=_report(quarter))
        if "org" in wanted:
            rows = rows.filter(org__code=code_now(wanted["org"]))
        if "indicator" in wanted:
            rows = rows.filter(indicator=wanted["indicator"])
        fields = ("id", "indicator", *NUMBERS, "missing")
        found = page(rows.values(*fields, org_code=F("org__code")), wanted)
        for row in found["results"]:
            gaps = row["indicator"] == "I-TEAM-9"
            row["rate"] = None if gaps else share(row["numerator"], row["denominator"])
        return Response(found)


def _report(quarter: str) -> QuarterlyCoverageReport:
    try:
        found = reports().filter(quarter=str(parse(quarter))).first()
    except ValidationError as nonsense:
        raise Http404 from nonsense
    if found is None:
        raise Http404
    return found
