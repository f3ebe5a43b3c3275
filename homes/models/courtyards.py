"""Courtyard campaigns, 最美庭院 (domain A41): the campaign and the versions of its score sheet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.campaigns import Campaign
from orgs.models import Org

WHOLE = 100  # what the weights of a sheet add up to, and the most points in each of its parts


class Beauty(models.TextChoices):
    """四美: what is scored unless a campaign names its own (domain A41, B3.8)."""

    LIVING_ROOM = "living_room", "居室美"
    KITCHEN_BATHROOM = "kitchen_bathroom", "厨卫美"
    YARD = "yard", "庭院美"
    MIND_AND_BODY = "mind_and_body", "身心美"


class CourtyardCampaign(ScopedModel):
    """A round of 最美庭院 of a county or a township, with its days (half open) and its rules."""

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    campaign: ScopedForeignKey[Campaign | None, Campaign | None] = ScopedForeignKey(
        Campaign, null=True, blank=True, related_name="+", verbose_name="所属主题"
    )
    name = models.CharField("名称", max_length=40)
    gap = models.PositiveSmallIntegerField("两人相差多少分要第三人打分", default=15)
    sample_percent = models.PositiveSmallIntegerField("抽查比例（%）", default=10)
    publicity_days = models.PositiveSmallIntegerField("公示天数", default=5)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "最美庭院评选"
        constraints: ClassVar = [
            once_at_a_time("courtyard_once", "org", "name", says="已经有同名的评选。"),
            ends_after_it_begins("courtyard_ends_late", says="结束日期不能早于开始日期。"),
            models.CheckConstraint(
                condition=Q(gap__gte=1, gap__lte=50, sample_percent__lte=100)
                & Q(publicity_days__gte=3, publicity_days__lte=30),
                name="courtyard_rules_fit",
                violation_error_message="相差分数 1 到 50，抽查比例 0 到 100，公示 3 到 30 天。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CourtyardScheme(ScopedModel):
    """One version of a campaign's score sheet: four or five parts whose weights add up to 100.

    Once somebody scored by it, it stays as it is: a change makes the next version.
    """

    privacy: ClassVar[Privacy] = {f"name_{n}": PLAIN for n in range(1, 6)}
    org_path: ClassVar[str] = "courtyard__org_id"

    courtyard: ScopedForeignKey[CourtyardCampaign, CourtyardCampaign] = ScopedForeignKey(
        CourtyardCampaign, related_name="schemes", verbose_name="评选"
    )
    number = models.PositiveSmallIntegerField("第几版")
    name_1 = models.CharField("第一项", max_length=12)
    name_2 = models.CharField("第二项", max_length=12)
    name_3 = models.CharField("第三项", max_length=12)
    name_4 = models.CharField("第四项", max_length=12)
    name_5 = models.CharField("第五项", max_length=12, blank=True)
    weight_1 = models.PositiveSmallIntegerField("第一项权重")
    weight_2 = models.PositiveSmallIntegerField("第二项权重")
    weight_3 = models.PositiveSmallIntegerField("第三项权重")
    weight_4 = models.PositiveSmallIntegerField("第四项权重")
    weight_5 = models.PositiveSmallIntegerField("第五项权重", default=0)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "评分表"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "courtyard", "number"],
                name="scheme_number_once",
                violation_error_message="这一版评分表已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(
                    weight_5=WHOLE - F("weight_1") - F("weight_2") - F("weight_3") - F("weight_4")
                ),
                name="scheme_weights_add_up",
                violation_error_message="各项权重加起来必须正好是 100。",
            ),
            models.CheckConstraint(
                condition=Q(weight_1__gte=1, weight_2__gte=1, weight_3__gte=1, weight_4__gte=1)
                & (Q(weight_5=0, name_5="") | Q(weight_5__gte=1) & ~Q(name_5="")),
                name="scheme_parts_count",
                violation_error_message="评分表是四项或者五项，每项都要有名称和权重。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版评分表"

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The parts that are scored: what each is called, and its weight."""
        found = [(getattr(self, f"name_{n}"), getattr(self, f"weight_{n}")) for n in range(1, 6)]
        return [(name, weight) for name, weight in found if weight]
