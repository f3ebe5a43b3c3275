"""What townships type themselves, and when one may do so though its days are over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User
from reports.models.reports import QuarterlyCoverageReport


class ReportedTotal(ScopedModel):
    """What a township itself says an indicator comes to: shown beside what is counted.

    A difference is shown and never refused; nothing counts from here. A count has no denominator.
    """

    privacy: ClassVar[Privacy] = {
        "name": Personal("报告上的填报人", "与报告同期"),
        "indicator": PLAIN,
    }

    report: ScopedForeignKey[QuarterlyCoverageReport, QuarterlyCoverageReport] = ScopedForeignKey(
        QuarterlyCoverageReport, models.CASCADE, related_name="totals", verbose_name="报告"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="乡镇")
    indicator = models.CharField("指标", max_length=40)
    numerator = models.IntegerField("自报分子")
    denominator = models.IntegerField("自报分母", null=True)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="填报账号"
    )
    name = models.CharField("填报人", max_length=40)
    reported_at = models.DateTimeField("填报时间")
    is_late = models.BooleanField("定稿后补报", default=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "自报数"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "report", "org", "indicator", "is_late"],
                name="total_once",
                violation_error_message="这一项刚刚已经填报，请刷新后再看。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} 自报数"


class ReportException(ScopedModel):
    """The county lets one township confirm or report late: why, and until which day."""

    privacy: ClassVar[Privacy] = {"reason": PLAIN}

    report: ScopedForeignKey[QuarterlyCoverageReport, QuarterlyCoverageReport] = ScopedForeignKey(
        QuarterlyCoverageReport, models.CASCADE, related_name="exceptions", verbose_name="报告"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="乡镇")
    reason = models.CharField("原因", max_length=200)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="批准账号"
    )
    granted_at = models.DateTimeField("批准时间")
    expires_on = models.DateField("有效至（含当天）")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "逾期例外"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "report", "org", "expires_on"],
                name="exception_once",
                violation_error_message="这个乡镇已经有到这一天的例外。",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="exception_says_why",
                violation_error_message="例外要写明原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"有效至{self.expires_on:%Y年%-m月%-d日}"
