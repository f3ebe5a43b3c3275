"""Duty posts (设岗定责), who holds them, and the work log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org


class PostCode(models.TextChoices):
    """岗位类别: the five every county begins with, and its own (domain A21)."""

    POVERTY_ALLEVIATION = "poverty_alleviation", "脱贫致富岗"
    PUBLICITY = "publicity", "宣传教育岗"
    MEDIATION = "mediation", "矛盾调解岗"
    CULTURE = "culture", "文化娱乐岗"
    SANITATION = "sanitation", "环境卫生岗"
    CUSTOM = "custom", "自设岗位"


class DutyPost(ScopedModel):
    """A post of the county's catalogue. ``org`` is the county's own organisation."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "duties": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    code = models.CharField("岗位类别", max_length=24, choices=PostCode)
    name = models.CharField("岗位", max_length=20)
    duties = models.TextField("职责", max_length=400, blank=True)
    place = models.PositiveSmallIntegerField("次序")
    since = models.DateField("设立日期")
    until = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "岗位"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "name"],
                condition=Q(until__isnull=True),
                name="post_name_once",
                violation_error_message="已经有同名的岗位。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostAssignment(ScopedModel):
    """Somebody on a committee holds a post, from one day until another (half open)."""

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="任职"
    )
    post: ScopedForeignKey[DutyPost, DutyPost] = ScopedForeignKey(
        DutyPost, related_name="assignments", verbose_name="岗位"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "定岗"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="assignment_by_org")]
        constraints: ClassVar = [
            once_at_a_time(
                "assignment_once",
                "appointment",
                "post",
                says="她在这段时间里已经在这个岗位上。",
            ),
            ends_after_it_begins(
                "assignment_ends_after_it_begins", says="结束日期不能早于开始日期。"
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)


class DutyLogEntry(ScopedModel):
    """What was done, on which day, in which post, for whom.

    ``photo`` names a file below the media folder that only a signed-in page gives out.
    """

    privacy: ClassVar[Privacy] = {
        "what": Personal("记下做了什么，可能写到村民", "五年"),
        "for_whom": Personal("记下为谁做的", "五年"),
        "photo": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    post: ScopedForeignKey[DutyPost, DutyPost] = ScopedForeignKey(
        DutyPost, related_name="+", verbose_name="岗位"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="任职"
    )
    done_on = models.DateField("日期")
    what = models.CharField("做了什么", max_length=500)
    for_whom = models.CharField("为谁", max_length=100, blank=True)
    served = models.PositiveIntegerField("服务人数", null=True, blank=True)
    photo = models.CharField("照片", max_length=80, blank=True, editable=False)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "履岗记录"
        indexes: ClassVar = [models.Index(fields=["county", "org", "done_on"], name="log_by_org")]

    def __str__(self) -> str:
        return f"{self.done_on:%Y-%m-%d} {self.post}"
