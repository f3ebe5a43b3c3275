"""The signed paper beside a frozen report: a scan, who filed it, and what it took the place of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User
from reports.models.reports import QuarterlyCoverageReport


class ReportScan(ScopedModel):
    """One filed scan of a printed and signed report; no part of the frozen whole or its hash.

    It belongs to the county's own organisation: it shows the numbers of the whole county. One that
    was replaced stays, with ``ended_at``; ``reason`` says why this one took the place of another.
    ``file`` lies below the folder of the county's files, ``digest`` is the SHA-256 of what lies
    there.
    """

    class Kind(models.TextChoices):
        """格式."""

        PDF = "pdf", "PDF"
        JPEG = "jpg", "图片"

    grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[Privacy] = {
        "file": PLAIN,
        "called": Personal("扫描件原来的文件名，可能写有人名", "与报告同期"),
        "digest": PLAIN,
        "name": Personal("扫描件的存档人", "与报告同期"),
        "reason": PLAIN,
    }

    report: ScopedForeignKey[QuarterlyCoverageReport, QuarterlyCoverageReport] = ScopedForeignKey(
        QuarterlyCoverageReport, related_name="scans", verbose_name="报告"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    file = models.CharField("存放的名称", max_length=80, editable=False)
    called = models.CharField("文件名", max_length=80)
    kind = models.CharField("格式", max_length=3, choices=Kind)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("文件校验码", max_length=64)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="存档账号"
    )
    name = models.CharField("存档人", max_length=40, blank=True)
    filed_at = models.DateTimeField("存档时间")
    reason = models.CharField("替换原因", max_length=200, blank=True)
    ended_at = models.DateTimeField("被替换的时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "签字扫描件"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "report"],
                condition=Q(ended_at__isnull=True),
                name="scan_once_a_report",
                violation_error_message="这份报告刚刚已经存了一份扫描件，请刷新后再看。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("filed_at")),
                name="scan_ends_after_it_was_filed",
                violation_error_message="扫描件被替换的时间不能早于存档时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.called
