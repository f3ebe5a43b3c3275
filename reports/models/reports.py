"""The quarterly coverage report: its figures, who confirmed them, and the frozen whole."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User


class QuarterlyCoverageReport(ScopedModel):
    """A county's report for one quarter, as of the quarter's last day.

    Open, its figures may be compiled again; frozen, ``body`` is the canonical JSON whose SHA-256 is
    ``digest``, and nothing changes any more; published, others may see it. A correction is another
    ``edition``: the one before keeps its body and says from when it was replaced. ``org`` is the
    county's own organisation. The leaf rows are those of the edition that was not replaced.
    """

    class Status(models.TextChoices):
        """状态."""

        OPEN = "open", "乡镇核对中"
        FROZEN = "frozen", "已定稿"
        PUBLISHED = "published", "已发布"

    privacy: ClassVar[Privacy] = {
        "quarter": PLAIN, "digest": PLAIN, "body": PLAIN, "late": PLAIN, "reason": PLAIN,
        "repaired": PLAIN,
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    quarter = models.CharField("季度", max_length=6)  # 2026Q3
    taken_on = models.DateField("截止日期")
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.OPEN)
    compiled_at = models.DateTimeField("汇总时间")
    confirm_until = models.DateField("核对截止日期")
    frozen_at = models.DateTimeField("定稿时间", null=True)
    late: Any = models.JSONField(
        "补登", default=list
    )  # what was entered after the quarter, in counts
    body = models.TextField("定稿内容", blank=True)
    digest = models.CharField("校验码", max_length=64, blank=True)
    edition = models.PositiveSmallIntegerField("版次", default=1)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)
    replaced_at = models.DateTimeField("被更正版替换的时间", null=True)
    touched_at = models.DateTimeField("汇总后有改动", null=True)
    # Organisations whose rows were not what the facts say when it was closed: {org, explained, at}
    repaired: Any = models.JSONField("重新统计时不同的底数", default=list)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "季度覆盖报告"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "quarter", "edition"],
                name="report_once_an_edition",
                violation_error_message="这个季度的这一版报告已经有了。",
            ),
            models.UniqueConstraint(
                fields=["county", "quarter"],
                condition=Q(replaced_at__isnull=True),
                name="report_once_a_quarter",
                violation_error_message="这个季度的报告已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(status="open", frozen_at__isnull=True, digest="")
                | (Q(status__in=["frozen", "published"], frozen_at__isnull=False) & ~Q(digest="")),
                name="report_frozen_has_a_digest",
                violation_error_message="定稿的报告要有定稿时间和校验码。",
            ),
            models.CheckConstraint(
                condition=Q(status="published", published_at__isnull=False)
                | (~Q(status="published") & Q(published_at__isnull=True)),
                name="report_published_says_when",
                violation_error_message="发布的报告要有发布时间。",
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""),
                name="report_corrected_says_why",
                violation_error_message="更正版要写明更正的原因。",
            ),
        ]

    def __str__(self) -> str:
        called = f"{self.quarter[:4]}年第{self.quarter[5:]}季度"
        return called if self.edition == 1 else f"{called}（第{self.edition}版）"

    @property
    def is_open(self) -> bool:
        """Whether its figures may still change."""
        return self.status == self.Status.OPEN


class TownshipConfirmation(ScopedModel):
    """A township says that its figures are right, while the report is open.

    ``is_late``: said when it was frozen already, by an exception; no part of the frozen whole.
    """

    privacy: ClassVar[Privacy] = {
        "name": Personal("报告上的审核人", "与报告同期"),
        "note": PLAIN,
    }

    report: ScopedForeignKey[QuarterlyCoverageReport, QuarterlyCoverageReport] = ScopedForeignKey(
        QuarterlyCoverageReport, models.CASCADE, related_name="confirmations", verbose_name="报告"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="乡镇")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="审核账号"
    )
    name = models.CharField("审核人", max_length=40)
    note = models.CharField("说明", max_length=200, blank=True)
    confirmed_at = models.DateTimeField("核对时间")
    is_late = models.BooleanField("定稿后补核对", default=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "乡镇核对"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "report", "org"],
                name="confirmed_once",
                violation_error_message="这个乡镇已经核对过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.confirmed_at:%Y年%-m月%-d日}"
