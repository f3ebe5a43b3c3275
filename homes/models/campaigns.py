"""Year themes and campaigns, to which activities belong (破难行动 and the yearly themes, A40)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org


class CampaignKind(models.TextChoices):
    """主题类别 (domain A40)."""

    THEME = "theme", "年度主题"
    CAMPAIGN = "campaign", "专项行动"


class Campaign(ScopedModel):
    """A theme of a year or a campaign of a county or township, with its days (half open)."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "says": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("主题类别", max_length=12, choices=CampaignKind)
    name = models.CharField("名称", max_length=40)
    says = models.CharField("说明", max_length=300, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "主题和行动"
        constraints: ClassVar = [
            once_at_a_time("campaign_once", "org", "name", says="这段时间里已经有同名的主题。"),
            ends_after_it_begins("campaign_ends_late", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day it runs: ``until`` is the day after."""
        return self.until - timedelta(days=1) if self.until else None
