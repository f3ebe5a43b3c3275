"""A county's checklist for its homes, and homes held against it (domain B3.2, B3.7)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.homes import HomeKind, WomensHome
from orgs.models import Org


class ChecklistItem(ScopedModel):
    """One line of a county's checklist for homes of a kind: 六有, 五亮, 四有, or its own list."""

    privacy: ClassVar[Privacy] = {"series": PLAIN, "text": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("适用类别", max_length=12, choices=HomeKind)
    series = models.CharField("清单", max_length=20)
    text = models.CharField("要求", max_length=60)
    place = models.PositiveSmallIntegerField("次序", default=0)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "对照清单"
        constraints: ClassVar = [
            once_at_a_time(
                "checklist_item_once", "kind", "series", "text", says="清单里已经有这一条。"
            ),
            ends_after_it_begins("checklist_item_ends_late", says="停用日期不能早于启用日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.series}：{self.text}"


class HomeCheck(ScopedModel):
    """A home held against the checklist on a day; ``checker`` is the organisation that looked."""

    org_path: ClassVar[str] = "home__org_id"
    privacy: ClassVar[Privacy] = {"note": PLAIN}

    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="checks", verbose_name="妇女之家"
    )
    checker: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="由谁对照"
    )
    checked_on = models.DateField("对照日期")
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "对照检查"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "home", "checker", "checked_on"],
                name="home_check_once_a_day",
                violation_error_message="这一天已经对照过了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on:%Y年%-m月%-d日}对照"


class HomeCheckLine(ScopedModel):
    """Whether a home met one line of the checklist that day."""

    org_path: ClassVar[str] = "about__home__org_id"
    privacy: ClassVar[Privacy] = {}

    about: ScopedForeignKey[HomeCheck, HomeCheck] = ScopedForeignKey(
        HomeCheck, models.CASCADE, related_name="lines", verbose_name="对照检查",
    )  # fmt: skip
    item: ScopedForeignKey[ChecklistItem, ChecklistItem] = ScopedForeignKey(
        ChecklistItem, related_name="+", verbose_name="要求"
    )
    is_met = models.BooleanField("做到了")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "对照结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "about", "item"], name="home_check_line_once")
        ]

    def __str__(self) -> str:
        return "做到了" if self.is_met else "还没有做到"
