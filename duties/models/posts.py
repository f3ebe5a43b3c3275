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
from orgs.models import Org, User


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


class PostHistory(ScopedModel):
    """What a post was called and had to do, from one day until another (half open)."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "duties": PLAIN}
    org_path: ClassVar[str] = "post__org_id"

    post: ScopedForeignKey[DutyPost, DutyPost] = ScopedForeignKey(
        DutyPost, models.CASCADE, related_name="history", verbose_name="岗位"
    )
    name = models.CharField("岗位", max_length=20)
    duties = models.TextField("职责", max_length=400, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "岗位沿革"
        constraints: ClassVar = [
            once_at_a_time("post_history_once", "post", says="岗位在这段时间里已有另一个名称。"),
            ends_after_it_begins(
                "post_history_ends_after_it_begins", says="结束日期不能早于开始日期。"
            ),
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

    ``photo`` names a file below the media folder that only a signed-in page gives out. ``typed_by``
    is set when it was written on ``paper`` and typed in for her (补录). A struck line stays to be
    read and counts nowhere.
    """

    privacy: ClassVar[Privacy] = {
        "what": Personal("记下做了什么，可能写到村民", "五年"),
        "for_whom": Personal("记下为谁做的", "五年"),
        "occasion": PLAIN,
        "photo": PLAIN,
        "paper": PLAIN,
        "struck_because": PLAIN,
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
    occasion = models.CharField("场合", max_length=40, blank=True)
    photo = models.CharField("照片", max_length=80, blank=True, editable=False)
    paper = models.CharField("纸质记录编号", max_length=30, blank=True, editable=False)
    typed_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="代录账号"
    )
    struck_on = models.DateField("作废日期", null=True, editable=False)
    struck_because = models.CharField("作废原因", max_length=100, blank=True, editable=False)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "履岗记录"
        indexes: ClassVar = [models.Index(fields=["county", "org", "done_on"], name="log_by_org")]

    def __str__(self) -> str:
        return f"{self.done_on:%Y年%-m月%-d日} {self.post}"


class LogAmendment(ScopedModel):
    """What a line of the log said before it was amended, when and why (both versions stay)."""

    privacy: ClassVar[Privacy] = {
        "what": Personal("更正前的履岗记录", "五年"),
        "for_whom": Personal("更正前的履岗记录", "五年"),
        "occasion": PLAIN,
        "reason": PLAIN,
    }
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[DutyLogEntry, DutyLogEntry] = ScopedForeignKey(
        DutyLogEntry, models.CASCADE, related_name="amendments", verbose_name="履岗记录"
    )
    post: ScopedForeignKey[DutyPost, DutyPost] = ScopedForeignKey(
        DutyPost, related_name="+", verbose_name="原岗位"
    )
    done_on = models.DateField("原日期")
    what = models.CharField("原内容", max_length=500)
    for_whom = models.CharField("原为谁", max_length=100, blank=True)
    served = models.PositiveIntegerField("原服务人数", null=True, blank=True)
    occasion = models.CharField("原场合", max_length=40, blank=True)
    reason = models.CharField("更正原因", max_length=100)
    made_at = models.DateTimeField("更正时间")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="更正账号"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "履岗记录更正"

    def __str__(self) -> str:
        return f"{self.made_at:%Y年%-m月%-d日 %H:%M}"
