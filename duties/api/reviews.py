"""Who filed a duty report when, and what appraisals came to; never the words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers

from duties.models import DutyReport
from duties.queries import appraisals, reviews
from fulian import crypto
from fulian.admin.desk import is_key
from fulian.api import ListView, OrgDayQuery, listed
from members.models import Office

TAG = "述职和评议"
READ = "需要 members:read 权限。"


class ReportQuery(OrgDayQuery):
    """Which reports are asked for."""

    year = serializers.IntegerField(
        required=False, min_value=2000, max_value=9999, help_text="年度。"
    )


class ReportFiledRow(serializers.Serializer[Any]):
    """A duty report that was filed."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    office = serializers.ChoiceField(Office.choices, help_text="述职人的职务。")
    name = serializers.CharField(help_text="述职人；没有 members:names 权限的只读到姓。")
    year = serializers.IntegerField(help_text="年度。")
    audience = serializers.ChoiceField(DutyReport.Audience.choices, help_text="述职对象。")
    filed_on = serializers.DateField(help_text="提交日期。")


@listed(
    "list_duty_reports", "列出述职报告", ReportFiledRow, ReportQuery, tag=TAG,
    says=f"{READ}到 as_of 当天为止提交的；内容不给出。按编号排列；",
)  # fmt: skip
class DutyReports(ListView):
    """Who filed when."""

    needs = {"GET": "duties.read_duties"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was filed by a day."""
        return reviews.report_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave of the names what this caller may read."""
        if not self.request.user.has_perm("members.read_names"):
            for row in rows:
                row["name"] = crypto.mask_name(row["name"])


class TotalRow(serializers.Serializer[Any]):
    """One question of an appraisal."""

    question = serializers.CharField(help_text="题目。")
    counts: Any = serializers.DictField(
        child=serializers.IntegerField(), help_text="每个评价的份数。"
    )


class AppraisalRow(serializers.Serializer[Any]):
    """An appraisal that is over, with at least ten answers."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    since = serializers.DateField(help_text="开始日期。")
    last_day = serializers.DateField(help_text="截止日期。")
    answers = serializers.IntegerField(help_text="答卷份数。")
    totals = TotalRow(many=True, help_text="每题的合计。")


@listed(
    "list_appraisals", "列出群众评议", AppraisalRow, OrgDayQuery, tag=TAG,
    says=f"{READ}到 as_of 当天已经结束、满 10 份的；不足 10 份的不列，意见不给出。按编号排列；",
)  # fmt: skip
class Appraisals(ListView):
    """What appraisals came to."""

    needs = {"GET": "duties.read_duties"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return those that were over by a day."""
        after = wanted.pop("after", "0")
        if not is_key(after):
            raise ValidationError("参数 after 应当是上一页返回的 next。", code="not_a_number")
        return appraisals.shown_rows(wanted, on, int(after))
