"""Households in a courtyard campaign: recommended, scored by two, checked again, awarded, shown.

What a household scored is never public, and never leaves its village and the desks above it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from duties.models import Household
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.courtyards import WHOLE, CourtyardCampaign, CourtyardScheme
from members.models import Appointment
from orgs.models import Org

AFTER_ROUND = "评选结束后一年"
PARTS = range(1, 6)


class EntryStatus(models.TextChoices):
    """评选进度: 群众举荐 → 妇联推荐 → 评定 → 公示 → 挂牌."""

    NOMINATED = "nominated", "群众已举荐"
    RECOMMENDED = "recommended", "妇联已推荐"
    AWARDED = "awarded", "已评定"
    SHOWN = "shown", "公示中"
    PLAQUED = "plaqued", "已挂牌"
    WITHDRAWN = "withdrawn", "不再参评"
    REVOKED = "revoked", "已撤销"


class AwardLevel(models.TextChoices):
    """评定等级."""

    VILLAGE = "village", "村级最美庭院"
    TOWNSHIP = "township", "乡镇级最美庭院"
    COUNTY = "county", "县级最美庭院"
    CITY = "city", "市级最美庭院"
    PROVINCE = "province", "省级最美庭院"


class CourtyardEntry(ScopedModel):
    """A household in a campaign, and how far it has come.

    ``shown_name`` is what its people agreed to be called in public; without ``consented_on``
    nothing of it is ever shown.
    """

    privacy: ClassVar[Privacy] = {
        "nominated_by": Personal("核实是群众举荐", AFTER_ROUND),
        "shown_name": Personal("按本人同意公示获评家庭", "公示满三年，或者撤回同意后一年"),
        "reason": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    courtyard: ScopedForeignKey[CourtyardCampaign, CourtyardCampaign] = ScopedForeignKey(
        CourtyardCampaign, related_name="entries", verbose_name="评选"
    )
    household: ScopedForeignKey[Household, Household] = ScopedForeignKey(
        Household, related_name="+", verbose_name="家庭"
    )
    scheme: ScopedForeignKey[CourtyardScheme | None, CourtyardScheme | None] = ScopedForeignKey(
        CourtyardScheme, null=True, blank=True, related_name="+", verbose_name="评分表"
    )
    status = models.CharField(
        "评选进度", max_length=12, choices=EntryStatus, default=EntryStatus.NOMINATED
    )
    nominated_by = models.CharField("谁举荐的", max_length=40)
    voices = models.PositiveSmallIntegerField("多少群众举荐", default=1)
    nominated_on = models.DateField("举荐日期")
    recommended_on = models.DateField("推荐日期", null=True, blank=True)
    level = models.CharField("评定等级", max_length=10, choices=AwardLevel, blank=True)
    awarded_on = models.DateField("评定日期", null=True, blank=True)
    shown_name = models.CharField("公示时的称呼", max_length=40, blank=True)
    consented_on = models.DateField("同意公示日期", null=True, blank=True)
    refused_on = models.DateField("撤回同意日期", null=True, blank=True)
    shown_on = models.DateField("开始公示日期", null=True, blank=True)
    shown_until = models.DateField("公示结束日期", null=True, blank=True)
    plaque_on = models.DateField("挂牌日期", null=True, blank=True)
    ended_on = models.DateField("撤销或退出日期", null=True, blank=True)
    reason = models.CharField("撤销或退出的原因", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "参评家庭"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="entry_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "courtyard", "household"],
                name="entry_once",
                violation_error_message="这户已经在这次评选里了。",
            ),
            models.CheckConstraint(
                condition=Q(shown_on__isnull=True)
                | (Q(consented_on__isnull=False) & ~Q(level="") & Q(shown_until__gt=F("shown_on"))),
                name="entry_shown_by_consent",
                violation_error_message="没有这户的书面同意，不能公示。",
            ),
            models.CheckConstraint(
                condition=Q(voices__gte=1),
                name="entry_has_voices",
                violation_error_message="至少有一位群众举荐。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}"


class CourtyardScore(ScopedModel):
    """What one scorer gave one household, by one version of the sheet: 0 to 100 in each part.

    ``hundredths`` is the weighted sum: the points times their weights, so 100 is one point.
    """

    class Kind(models.TextChoices):
        """打分还是复查."""

        SCORE = "score", "打分"
        RECHECK = "recheck", "抽查复核"

    privacy: ClassVar[Privacy] = {"remark": Personal("说明为什么这样打分", AFTER_ROUND)}
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[CourtyardEntry, CourtyardEntry] = ScopedForeignKey(
        CourtyardEntry, related_name="scores", verbose_name="参评家庭"
    )
    scheme: ScopedForeignKey[CourtyardScheme, CourtyardScheme] = ScopedForeignKey(
        CourtyardScheme, related_name="+", verbose_name="评分表"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="打分人"
    )
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.SCORE)
    points_1 = models.PositiveSmallIntegerField("第一项得分")
    points_2 = models.PositiveSmallIntegerField("第二项得分")
    points_3 = models.PositiveSmallIntegerField("第三项得分")
    points_4 = models.PositiveSmallIntegerField("第四项得分")
    points_5 = models.PositiveSmallIntegerField("第五项得分", default=0)
    hundredths = models.PositiveIntegerField("加权得分（百分之一分）")
    remark = models.CharField("说明", max_length=100, blank=True)
    scored_on = models.DateField("打分日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "庭院评分"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "entry", "appointment"],
                name="score_once",
                violation_error_message="这位打分人已经给这户打过分。",
            ),
            models.CheckConstraint(
                condition=Q(**{f"points_{n}__lte": WHOLE for n in PARTS}, hundredths__lte=10_000),
                name="score_within_bounds",
                violation_error_message="每项得分是 0 到 100 的整数。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def points(self) -> list[int]:
        """The points in each part, in the order of the sheet."""
        return [getattr(self, f"points_{n}") for n in PARTS]


class ScorerConflict(ScopedModel):
    """A member of the committee says that a household is her own or a relative's."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[CourtyardEntry, CourtyardEntry] = ScopedForeignKey(
        CourtyardEntry, related_name="conflicts", verbose_name="参评家庭"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="回避人"
    )
    said_on = models.DateField("申请回避日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "打分回避"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "entry", "appointment"],
                name="conflict_once",
                violation_error_message="已经登记回避。",
            )
        ]

    def __str__(self) -> str:
        return "回避"


class CourtyardSample(ScopedModel):
    """A household drawn for a check by another level; whoever has the seed can draw it again."""

    privacy: ClassVar[Privacy] = {"seed": PLAIN}
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[CourtyardEntry, CourtyardEntry] = ScopedForeignKey(
        CourtyardEntry, related_name="samples", verbose_name="参评家庭"
    )
    seed = models.CharField("抽签种子", max_length=40)
    drawn_on = models.DateField("抽取日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "抽查家庭"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "entry"],
                name="sample_once",
                violation_error_message="这户已经抽中过。",
            )
        ]

    def __str__(self) -> str:
        return "抽查"


class CourtyardObjection(ScopedModel):
    """Somebody objects to an award while it is shown; nobody is asked who she is."""

    privacy: ClassVar[Privacy] = {
        "text": Personal("核实对公示的不同意见", AFTER_ROUND),
        "answer": Personal("答复对公示的不同意见", AFTER_ROUND),
    }
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[CourtyardEntry, CourtyardEntry] = ScopedForeignKey(
        CourtyardEntry, related_name="objections", verbose_name="参评家庭"
    )
    text = models.CharField("不同意见", max_length=300)
    received_on = models.DateField("收到日期")
    answer = models.CharField("核实结果", max_length=300, blank=True)
    answered_on = models.DateField("核实日期", null=True, blank=True)
    is_upheld = models.BooleanField("意见成立", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "公示异议"
        indexes: ClassVar = [models.Index(fields=["county", "entry"], name="objection_by_entry")]

    def __str__(self) -> str:
        return "异议"
