"""Home clusters: the one model home of each, and what members lend one another (A33, G6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.homes import WomensHome
from orgs.models import Cluster, Org


class ModelHome(ScopedModel):
    """The model home a cluster chose: exactly one at a time (在每个片区选择一个示范妇女之家)."""

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="所属")
    cluster: ScopedForeignKey[Cluster, Cluster] = ScopedForeignKey(
        Cluster, related_name="+", verbose_name="片区"
    )
    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="+", verbose_name="妇女之家"
    )
    since = models.DateField("确定日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "片区示范妇女之家"
        constraints: ClassVar = [
            once_at_a_time(
                "cluster_one_model_home",
                "cluster",
                says="这个片区已经有示范妇女之家，一个片区只有一个。要换，请先结束原来的。",
            ),
            once_at_a_time("home_model_once", "home", says="它已经是片区的示范妇女之家。"),
            ends_after_it_begins("model_home_ends_late", says="结束日期不能早于确定日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.home}"


class SharedThing(models.TextChoices):
    """共享内容 (anchors G6)."""

    ROOM = "room", "借用场地"
    TEACHER = "teacher", "请老师上课"
    ACTIVITY = "activity", "一起办活动"


class HomeSharing(ScopedModel):
    """What one member of a home cluster gave another on a day.

    One row for both sides: each sees and counts it, upward it is one.
    """

    privacy: ClassVar[Privacy] = {"note": PLAIN, "reason": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="提供的组织"
    )
    taker: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="使用的组织"
    )
    cluster: ScopedForeignKey[Cluster, Cluster] = ScopedForeignKey(
        Cluster, related_name="+", verbose_name="片区"
    )
    thing = models.CharField("共享内容", max_length=10, choices=SharedThing)
    note = models.CharField("说明", max_length=100, blank=True)
    shared_on = models.DateField("日期")
    withdrawn_on = models.DateField("作废日期", null=True, blank=True)
    reason = models.CharField("作废原因", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "片区共享"
        indexes: ClassVar = [models.Index(fields=["county", "shared_on"], name="sharing_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(org=F("taker")),
                name="sharing_between_two",
                violation_error_message="提供和使用的不能是同一个组织。",
            ),
            models.UniqueConstraint(
                fields=["county", "org", "taker", "thing", "shared_on", "note"],
                condition=Q(withdrawn_on__isnull=True),
                name="sharing_once",
                violation_error_message="这一次共享已经登记过了，双方都看得到，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_thing_display()}（{self.shared_on:%Y年%-m月%-d日}）"

    @classmethod
    def inside(cls, top: int) -> Q:
        """Condition: the giver or the taker is ``top`` or lies below it."""
        return super().inside(top) | Q(taker__in=Org.rows.filter(Org.inside(top)).values("pk"))
