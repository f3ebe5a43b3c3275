"""What stands outside the walls for those above a county: published totals, and who reads them.

No row here is about a person: numbers of whole counties and townships, the name of a federation.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Privacy
from orgs.models import User


class Oversight(models.Model):
    """An account of a city's or a province's federation, and the codes whose reports it reads.

    ``prefix`` is two digits of a province or four of a city. The account belongs to no county and
    has no seat in any: it stands outside the walls and stays there.
    """

    privacy: ClassVar[Privacy] = {"prefix": PLAIN, "called": PLAIN}

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    prefix = models.CharField("代码开头", max_length=4)
    called = models.CharField("单位", max_length=60)
    made_at = models.DateTimeField("设立时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "上级查看账号"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                name="oversight_once_an_account",
                violation_error_message="这个手机号已经有上级查看账号。",
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^[1-9][0-9]([0-9]{2})?$"),
                name="oversight_of_a_province_or_a_city",
                violation_error_message="请填省的 2 位代码或市的 4 位代码。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called}（{self.prefix}）"


class ReportSource(models.Model):
    """Another installation, by its public key, and for which codes it may speak."""

    privacy: ClassVar[Privacy] = {
        "called": PLAIN, "prefix": PLAIN, "key": PLAIN, "fingerprint": PLAIN,
    }  # fmt: skip

    called = models.CharField("名称", max_length=60)
    prefix = models.CharField("代码开头", max_length=6)
    key = models.CharField("公钥", max_length=44)
    fingerprint = models.CharField("公钥指纹", max_length=16)
    registered_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告来源"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="report_source_once",
                violation_error_message="这个公钥已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^[1-9][0-9]([0-9]{2}){0,2}$"),
                name="report_source_has_its_codes",
                violation_error_message="请填省 2 位、市 4 位或县 6 位代码。",
            ),
        ]

    def __str__(self) -> str:
        return self.called


class PublishedReport(models.Model):
    """The totals of a published report: a county's and its townships', by indicator.

    Rows are added and read, never changed: a correction is the next version. ``body`` is the
    canonical JSON whose SHA-256 is ``digest``; ``totals`` are the county's own sums in it.
    ``other_codes`` are those the same county had before or has since. ``source`` is the
    installation a report came from, none for what was published here.
    """

    privacy: ClassVar[Privacy] = {
        "county_code": PLAIN, "county_name": PLAIN, "other_codes": PLAIN, "quarter": PLAIN,
        "digest": PLAIN, "report_digest": PLAIN, "body": PLAIN, "totals": PLAIN,
        "signature": PLAIN,
    }  # fmt: skip

    county_code = models.CharField("区划代码", max_length=6)
    county_name = models.CharField("县（市、区）", max_length=60)
    other_codes = ArrayField(
        models.CharField(max_length=6), verbose_name="同一县的其他代码", default=list
    )
    quarter = models.CharField("季度", max_length=6)
    taken_on = models.DateField("截止日期")
    version = models.PositiveIntegerField("版本")
    digest = models.CharField("校验码", max_length=64, unique=True)
    report_digest = models.CharField("报告的校验码", max_length=64)
    body = models.TextField("内容")
    totals: Any = models.JSONField("全县合计")
    published_at = models.DateTimeField("发布时间")
    source = models.ForeignKey(
        ReportSource, models.PROTECT, null=True, related_name="+", verbose_name="来源"
    )
    signature = models.CharField("签名", max_length=88, blank=True)
    received_at = models.DateTimeField("收到时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "已发布的报告"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quarter", "county_code", "version"],
                name="published_once_a_version",
                violation_error_message="这一版已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(county_code__regex=r"^[1-9][0-9]{5}$"),
                name="published_by_a_county",
                violation_error_message="区划代码是 6 位数字。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_name}{self.quarter[:4]}年第{self.quarter[5:]}季度"
