"""Congress terms (届), and how many seats an organisation should have (职数)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Level, Org, OrgKind


class CongressTerm(ScopedModel):
    """A term of an organisation's congress, from one day until another (half open)."""

    privacy: ClassVar[Privacy] = {"extended_by": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    number = models.PositiveSmallIntegerField("第几届")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("届满日期")
    extended_to = models.DateField("批准延期至", null=True, blank=True)
    extended_by = models.CharField("延期批准文号", max_length=60, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "届次"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "number"],
                name="term_number_once",
                violation_error_message="这一届已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="term_ends_after_it_begins",
                violation_error_message="届满日期要晚于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | Q(extended_to__gt=F("ends_on")),
                name="term_extended_beyond_its_end",
                violation_error_message="批准延期的日期要晚于届满日期。",
            ),
            ExclusionConstraint(
                name="term_one_at_a_time",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("org", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", function="DATERANGE",
                             output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="这一届的起止日期与另一届重叠。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"第{self.number}届"


class Counting(models.TextChoices):
    """计数口径: whether the chair and vice-chairs are among the committee's number."""

    INCLUSIVE = "inclusive", "执委数含主席、副主席"
    ADDITIVE = "additive", "执委数不含主席、副主席"


class QuotaRule(ScopedModel):
    """How many seats every organisation of a level should have, from a day on (domain A15).

    ``org`` is the county's own organisation, whose whole tree the rule holds for. Where no rule is
    kept, ``members.rules.DEFAULT_QUOTAS`` holds.
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    level = models.CharField("层级", max_length=10, choices=Level)
    kind = models.CharField("组织类型（空为所有）", max_length=30, choices=OrgKind, blank=True)
    chair = models.PositiveSmallIntegerField("主席", default=1)
    vice_min = models.PositiveSmallIntegerField("副主席（至少）")
    vice_max = models.PositiveSmallIntegerField("副主席（至多）", null=True, blank=True)
    executive_min = models.PositiveSmallIntegerField("执委（至少）")
    executive_max = models.PositiveSmallIntegerField("执委（至多）", null=True, blank=True)
    counting = models.CharField(
        "计数口径", max_length=10, choices=Counting, default=Counting.INCLUSIVE
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "职数规定"
        constraints: ClassVar = [
            once_at_a_time(
                "quota_one_at_a_time",
                "level",
                "kind",
                says="这一层级在这段时间里已经有职数规定。",
            ),
            ends_after_it_begins("quota_ends_after_it_begins", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.chair}+{self.vice_min}+{self.executive_min}"
