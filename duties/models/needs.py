"""What women ask for (domain A49): a request, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from duties.models.contacts import Woman
from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

KEPT = "办结后三年"


class NeedChannel(models.TextChoices):
    """反映渠道: face to face or online (domain A49)."""

    FACE = "face", "当面"
    GROUP = "group", "微信群"
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"
    OTHER = "other", "其他"


class NeedCategory(models.TextChoices):
    """诉求类别."""

    LIVELIHOOD = "livelihood", "生活困难"
    HEALTH = "health", "看病就医"
    WORK = "work", "就业创业"
    CHILDREN = "children", "孩子教育"
    FAMILY = "family", "婚姻家庭"
    ENVIRONMENT = "environment", "人居环境"
    CULTURE = "culture", "文化活动"
    OTHER = "other", "其他"


class NeedRequest(ScopedModel):
    """A woman's request: who took it, how far it has come, and that she was told."""

    class Status(models.TextChoices):
        """办理进度 (the worked example of domain A22)."""

        NEW = "new", "新诉求"
        DELIBERATING = "deliberating", "议事中"
        PUBLISHED = "published", "初步结果征求意见"
        ACTING = "acting", "办理中"
        CLOSED = "closed", "已回复"

    privacy: ClassVar[Privacy] = {
        "asked_by": Personal("把结果告诉提出的人", KEPT),
        "text": Personal("知道她要什么", KEPT),
        "result": Personal("把结果告诉提出的人", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    woman: ScopedForeignKey[Woman | None, Woman | None] = ScopedForeignKey(
        Woman, null=True, blank=True, related_name="+", verbose_name="妇女"
    )
    asked_by = models.CharField("谁提出的", max_length=40, blank=True)
    channel = models.CharField("反映渠道", max_length=10, choices=NeedChannel)
    category = models.CharField("诉求类别", max_length=16, choices=NeedCategory)
    text = models.CharField("诉求", max_length=500)
    received_on = models.DateField("收到日期")
    status = models.CharField("办理进度", max_length=16, choices=Status, default=Status.NEW)
    result = models.CharField("办理结果", max_length=500, blank=True)
    closed_on = models.DateField("回复日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "诉求"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "received_on"], name="need_by_org")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_on__isnull=False)
                | (~models.Q(status="closed") & models.Q(closed_on__isnull=True)),
                name="need_closed_has_its_day",
                violation_error_message="已回复的要有回复日期，没有回复的不能有。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%Y年%-m月%-d日}的诉求"
