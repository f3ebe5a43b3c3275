"""The machine interface of reports: which there are, and every figure of one. It only reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from fulian.api import DayQuery, ListView, PageQuery, listed
from orgs.queries.lineage import at_org
from reports.catalogue import BY_ID
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.figures import InReach, reports
from reports.rules import INDICATORS, Indicator, Kind, parse
from reports.rules.figures import Figure
from reports.rules.listing import is_guarded

QUARTER = OpenApiParameter("quarter", str, OpenApiParameter.PATH, description="季度，如 2026Q3。")
Status = QuarterlyCoverageReport.Status


class ReportRow(serializers.Serializer[Any]):
    """A report in a list."""

    quarter = serializers.CharField(help_text="季度，如 2026Q3。")
    taken_on = serializers.DateField(help_text="数字截至这一天。")
    status = serializers.ChoiceField(Status.choices, help_text="核对中的数字还可能变动。")
    compiled_at = serializers.DateTimeField(help_text="最近一次汇总的时间。")
    confirm_until = serializers.DateField(help_text="乡镇核对到这一天。")
    frozen_at = serializers.DateTimeField(allow_null=True, help_text="定稿时间。")
    digest = serializers.CharField(help_text="定稿内容的 SHA-256；未定稿为空。")
    version = serializers.IntegerField(help_text="第几版：更正一次，加一版。")
    published_at = serializers.DateTimeField(allow_null=True, help_text="发布时间。")


class ValueQuery(PageQuery):
    """Which figures are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    indicator = serializers.ChoiceField(
        [(one.id, one.name) for one in INDICATORS], required=False, help_text="指标。"
    )


class FigureRow(serializers.Serializer[Any]):
    """One indicator of one organisation."""

    indicator = serializers.CharField(help_text="指标。")
    own_numerator = serializers.IntegerField(allow_null=True, help_text="本级分子。")
    own_denominator = serializers.IntegerField(allow_null=True, help_text="本级分母；计数没有。")
    numerator = serializers.IntegerField(allow_null=True, help_text="分子，含下级。")
    denominator = serializers.IntegerField(allow_null=True, help_text="分母，含下级；计数没有。")
    rate = serializers.FloatField(
        allow_null=True, help_text="百分比，四舍五入保留一位小数；计数和空缺没有比率。"
    )
    missing: Any = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="本级缺什么，只有编号，没有姓名；家庭只有数目，不列编号。",
    )


class ValueRow(serializers.Serializer[Any]):
    """One organisation with its figures."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    figures = FigureRow(many=True, help_text="各项指标；敏感的小数不给出，为空。")


class ReportQuery(DayQuery, PageQuery):
    """As of which day."""


@listed(
    "list_reports", "列出季度覆盖报告", ReportRow, ReportQuery, tag="季度报告",
    says="需要 reports:read 权限。填 as_of 只列到当天为止已经结束的季度，"
    "当天以后才定稿的显示还没有定稿。按季度排列；",
)  # fmt: skip
class Reports(ListView):
    """The county's reports."""

    needs = {"GET": "reports.read_report"}
    key = "quarter"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return those of the quarters that were over on a day; all, when none is asked for."""
        rows = reports().filter(replaced_at__isnull=True)
        if "as_of" in wanted:
            later = Q(replaced_at__isnull=True) | Q(replaced_at__date__gt=on)
            issued = Q(edition=1) | Q(frozen_at__date__lte=on)
            rows = reports().filter(later, issued, taken_on__lte=on)
        return rows.values("edition", *(ReportRow().fields.keys() - {"version"}))

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Say which edition each is; take back what was frozen or published only later."""
        for row in rows:
            row["version"] = row.pop("edition")
            if row["published_at"] and timezone.localdate(row["published_at"]) > on:
                row |= {"status": Status.FROZEN, "published_at": None}
            if row["frozen_at"] and timezone.localdate(row["frozen_at"]) > on:
                row |= {"status": Status.OPEN, "frozen_at": None, "digest": ""}


@listed(
    "list_report_values", "列出一份报告的指标值", ValueRow, ValueQuery, tag="季度报告",
    says="需要 reports:read 权限。只有整数和编号；比率由分子、分母算出。",
    more=(QUARTER,), statuses=(400, 404),
)  # fmt: skip
class Values(ListView):
    """The figures of one report; 404 for a quarter without a report."""

    needs = {"GET": "reports.read_report"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the leaf rows of the organisations that are asked for."""
        self.report = _report(self.kwargs["quarter"])
        one = wanted.get("indicator")
        self.wanted = [BY_ID[one]] if one else INDICATORS
        rows = QuarterLeaf.objects.filter(quarter=self.report.quarter)
        columns = [column for indicator in self.wanted for column in indicator.columns]
        return at_org(rows, wanted).values(
            "id", "missing", "org_id", *columns, org_code=F("org__code")
        )

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Turn columns into figures, with the sums over all that lies below."""
        seen = InReach(self.report)
        sums = seen.sums()
        for row in rows:
            org = row["org_id"]
            row["figures"] = [_told(one, row, sums.get(org, {}), seen, org) for one in self.wanted]
            for known in row.keys() - {"id", "org_code", "figures"}:
                del row[known]


def _told(
    one: Indicator, own: dict[str, Any], sums: dict[str, int], seen: InReach, org: int
) -> dict[str, Any]:
    figure = Figure(one, *(sums.get(column, 0) for column in one.columns))
    here = Figure(one, *(own[column] for column in one.columns))
    hides = one.is_sensitive
    is_few = hides and (figure.is_few or seen.is_hidden(one, org))
    own_few = hides and (is_few or here.is_few or seen.is_hidden(one, org, own=True))
    is_count = one.kind is Kind.COUNT
    return {
        "indicator": one.id,
        "own_numerator": None if own_few else here.numerator,
        "own_denominator": None if own_few or is_count else here.denominator,
        "numerator": None if is_few else figure.numerator,
        "denominator": None if is_few or is_count else figure.denominator,
        "rate": None if is_few or not one.is_rate else figure.share,
        "missing": [] if is_guarded(one) else own["missing"].get(one.id, []),
    }


def _report(quarter: str) -> QuarterlyCoverageReport:
    try:
        found = reports().filter(quarter=str(parse(quarter))).first()
    except ValidationError as nonsense:
        raise Http404 from nonsense
    if found is None:
        raise Http404
    return found
