"""Exemplars of family and person (domain A47), and notes on good practice (A50)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.campaigns import Campaign
from orgs.models import Org

KEPT = "评选后十年；没有同意公开的，五年"


class ExemplarTitle(models.TextChoices):
    """典型称号: the nine of S2:43 (domain A47)."""

    MORAL_MODEL = "moral_model", "道德模范"
    WORTHY = "worthy", "乡贤好人"
    CIVILISED_FAMILY = "civilised_family", "文明家庭"
    FINEST_FAMILY = "finest_family", "最美家庭"
    GOOD_NEIGHBOUR = "good_neighbour", "好邻居"
    GOOD_DAUGHTER_IN_LAW = "good_daughter_in_law", "好媳妇"
    GOOD_MOTHER_IN_LAW = "good_mother_in_law", "好婆婆"
    GOOD_ARMY_FAMILY = "good_army_family", "好军属"
    GOOD_YOUTH = "good_youth", "好少年"


OF_MINORS = {ExemplarTitle.GOOD_YOUTH}


class Exemplar(ScopedModel):
    """A person or family named as an example: by whom, when, and why.

    Public only by consent; a minor's is never public, whoever consents.
    """

    privacy: ClassVar[Privacy] = {
        "name": Personal("记住评选出来的典型", KEPT),
        "story": Personal("讲典型的事迹", KEPT),
        "named_by": PLAIN, "reason": PLAIN,
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    campaign: ScopedForeignKey[Campaign | None, Campaign | None] = ScopedForeignKey(
        Campaign, null=True, blank=True, related_name="+", verbose_name="所属主题"
    )
    title = models.CharField("典型称号", max_length=24, choices=ExemplarTitle)
    name = models.CharField("姓名或家庭称呼", max_length=40)
    named_by = models.CharField("评选单位", max_length=60)
    named_on = models.DateField("评选日期")
    story = models.TextField("事迹", max_length=2000, blank=True)
    consented_on = models.DateField("同意公开日期", null=True, blank=True)
    refused_on = models.DateField("撤回同意日期", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    reason = models.CharField("撤销原因", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "典型"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "named_on"], name="exemplar_by_org")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "title", "name", "named_on"],
                name="exemplar_once",
                condition=~Q(name=""),
                violation_error_message="这个典型已经登记过。",
            ),
            models.CheckConstraint(
                condition=~Q(title=ExemplarTitle.GOOD_YOUTH) | Q(consented_on__isnull=True),
                name="exemplar_minor_never_public",
                violation_error_message="未成年人的典型不公开。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_title_display()

    @property
    def is_minor(self) -> bool:
        """Whether the title goes to a minor."""
        return self.title in OF_MINORS

    @property
    def is_public(self) -> bool:
        """Whether it stands on the public page."""
        return bool(self.consented_on and not self.refused_on and not self.revoked_on and self.name)


class PracticeStatus(models.TextChoices):
    """好做法的状态: proposed below, passed on by the township, taken in by the county."""

    PROPOSED = "proposed", "等待审核"
    PASSED_ON = "passed_on", "乡镇已推荐"
    ACCEPTED = "accepted", "已入库"
    RETURNED = "returned", "已退回"
    RETIRED = "retired", "已下架"


class GoodPractice(ScopedModel):
    """A note on how something was done well, from an organisation to all of the county (A50)."""

    privacy: ClassVar[Privacy] = {"title": PLAIN, "text": PLAIN, "note": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    campaign: ScopedForeignKey[Campaign | None, Campaign | None] = ScopedForeignKey(
        Campaign, null=True, blank=True, related_name="+", verbose_name="所属主题"
    )
    title = models.CharField("标题", max_length=60)
    text = models.TextField("做法", max_length=3000)
    status = models.CharField(
        "状态", max_length=12, choices=PracticeStatus, default=PracticeStatus.PROPOSED
    )
    proposed_on = models.DateField("报送日期")
    accepted_on = models.DateField("入库日期", null=True, blank=True)
    note = models.CharField("审核意见", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "好做法"
        indexes: ClassVar = [models.Index(fields=["county", "status"], name="practice_by_status")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(status=PracticeStatus.ACCEPTED) | Q(accepted_on__isnull=False),
                name="practice_accepted_has_a_day",
                violation_error_message="入库要有日期。",
            )
        ]

    def __str__(self) -> str:
        return self.title
