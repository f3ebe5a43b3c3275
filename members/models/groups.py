"""Women's groups (妇女小组): where women live next door to each other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org


class GroupKind(models.TextChoices):
    """单元类别: the smallest unit of life the group stands in (domain A06)."""

    HAMLET = "hamlet", "自然村屯"
    VILLAGER_GROUP = "villager_group", "村民小组"
    GRID = "grid", "社区网格"
    BUILDING = "building", "居民楼栋"


class WomensGroup(ScopedModel):
    """A women's group of a village or community: the far end of every liaison chain."""

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField(
        "单元类别", max_length=16, choices=GroupKind, default=GroupKind.VILLAGER_GROUP
    )
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    women = models.PositiveIntegerField("妇女人数", null=True, blank=True)
    founded_on = models.DateField("建立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女小组"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "name"],
                condition=Q(closed_on__isnull=True),
                name="group_name_once",
                violation_error_message="这个村（社区）已经有同名的妇女小组。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("founded_on")),
                name="group_closes_after_founding",
                violation_error_message="撤销日期不能早于建立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
