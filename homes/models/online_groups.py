"""Online groups of an organisation: executive group, home group, liaison groups (domain A35)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.homes import Platform
from members.models import Appointment
from orgs.models import Org


class OnlineGroupKind(models.TextChoices):
    """群类别 (domain A35): every organisation has an executive group and a home group."""

    EXECUTIVE = "executive", "执委群"
    HOME = "home", "妇女之家群"
    LIAISON = "liaison", "联系群"


class OnlineGroup(ScopedModel):
    """A group in WeChat, QQ or elsewhere, from the day it was made until it was dissolved.

    Known by name and number of members only: who is in it and what is said there stays there.
    """

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("群类别", max_length=10, choices=OnlineGroupKind)
    platform = models.CharField("平台", max_length=8, choices=Platform, default=Platform.WECHAT)
    name = models.CharField("群名称", max_length=60)
    owner: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="群主"
    )
    rules_on = models.DateField("群规公布日期", null=True, blank=True)
    since = models.DateField("建群日期")
    until = models.DateField("解散日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "工作群"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="online_group_by_org")]
        constraints: ClassVar = [
            once_at_a_time("online_group_once", "org", "name", says="这个组织已经有同名的群。"),
            ends_after_it_begins("online_group_ends_late", says="解散日期不能早于建群日期。"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupCount(ScopedModel):
    """How many were in a group on a day."""

    org_path: ClassVar[str] = "group__org_id"
    privacy: ClassVar[Privacy] = {}

    group: ScopedForeignKey[OnlineGroup, OnlineGroup] = ScopedForeignKey(
        OnlineGroup, related_name="counts", verbose_name="工作群"
    )
    counted_on = models.DateField("统计日期")
    members = models.PositiveIntegerField("群人数")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "群人数"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "group", "counted_on"],
                name="group_counted_once_a_day",
                violation_error_message="这一天已经报过人数。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.members} 人"
