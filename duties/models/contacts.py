"""The register of women and households in contact: only what the contact itself needs.

Where no name is needed a women's group and its counts serve (``members.WomensGroup``).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins
from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import WomensGroup
from orgs.models import Org

KEPT = "停止联系后一年"


class Household(ScopedModel):
    """A household somebody keeps in touch with, by the name its people are called."""

    privacy: ClassVar[Privacy] = {"name": Personal("知道联系的是哪一户", KEPT)}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="+", verbose_name="妇女小组"
    )
    name = models.CharField("户主或称呼", max_length=40)
    women = models.PositiveSmallIntegerField("妇女人数", null=True, blank=True)
    since = models.DateField("开始联系日期")
    until = models.DateField("停止联系日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "联系家庭"
        indexes: ClassVar = [
            models.Index(  # a county's households are counted from it alone
                fields=["county", "org"], include=["id", "since", "until"], name="household_by_org"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "name"],
                condition=Q(until__isnull=True, group__isnull=True),
                name="household_once",
                violation_error_message="这里已经登记了同名的家庭。",
            ),
            models.UniqueConstraint(
                fields=["county", "org", "group", "name"],
                condition=Q(until__isnull=True, group__isnull=False),
                name="household_once_in_a_group",
                violation_error_message="这个妇女小组里已经登记了同名的家庭。",
            ),
            ends_after_it_begins(
                "household_ends_after_it_begins", says="停止日期不能早于开始日期。"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WomanKind(models.TextChoices):
    """联系对象类别."""

    LEFT_BEHIND_WOMAN = "left_behind_woman", "留守妇女"
    LEFT_BEHIND_ELDERLY = "left_behind_elderly", "留守老人"
    SINGLE_MOTHER = "single_mother", "单亲母亲"
    IN_DIFFICULTY = "in_difficulty", "困难妇女"
    OTHER = "other", "其他妇女"


class Woman(ScopedModel):
    """A woman somebody keeps in touch with. She has no account here and need not know of it."""

    privacy: ClassVar[Privacy] = {
        "name": Personal("知道联系的是谁", KEPT),
        "kind": Personal("知道要怎样帮她", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="+", verbose_name="妇女小组"
    )
    household: ScopedForeignKey[Household | None, Household | None] = ScopedForeignKey(
        Household, null=True, blank=True, related_name="members", verbose_name="家庭"
    )
    name = models.CharField("姓名或称呼", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=WomanKind, default=WomanKind.OTHER)
    since = models.DateField("开始联系日期")
    until = models.DateField("停止联系日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "联系妇女"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="woman_by_org")]
        constraints: ClassVar = [
            ends_after_it_begins("woman_ends_after_it_begins", says="停止日期不能早于开始日期。")
        ]

    def __str__(self) -> str:
        return self.name
