"""What a Women's Home has over time: its tier, its pauses, its assets (domain A31, A33)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.homes import GONE, WomensHome

ENDS_EARLY = "结束日期不能早于开始日期。"


class HomeTier(models.TextChoices):
    """示范等级 (domain A33; 提高级 by B3.7)."""

    BASIC = "basic", "普通"
    IMPROVED = "improved", "提高级"
    COUNTY_MODEL = "county_model", "县级示范"
    CITY_MODEL = "city_model", "市级示范"
    PROVINCE_MODEL = "province_model", "省级示范"
    NATIONAL_MODEL = "national_model", "全国示范"


class HomeGrade(ScopedModel):
    """The tier a home was named, by whom, from a day on; without one it is an ordinary home."""

    org_path: ClassVar[str] = "home__org_id"
    privacy: ClassVar[Privacy] = {"named_by": PLAIN}

    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="grades", verbose_name="妇女之家"
    )
    tier = models.CharField("示范等级", max_length=16, choices=HomeTier)
    named_by = models.CharField("命名单位", max_length=80)
    since = models.DateField("命名日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "示范命名"
        constraints: ClassVar = [
            once_at_a_time("home_one_tier", "home", says="这段时间里已经有示范等级。"),
            ends_after_it_begins("home_tier_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return str(self.get_tier_display())


class HomePause(ScopedModel):
    """A home is out of use (停用), with the reason, until it opens again."""

    org_path: ClassVar[str] = "home__org_id"
    privacy: ClassVar[Privacy] = {"reason": PLAIN}

    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="pauses", verbose_name="妇女之家"
    )
    reason = models.CharField("停用原因", max_length=100)
    since = models.DateField("停用日期")
    until = models.DateField("恢复日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女之家停用"
        constraints: ClassVar = [
            once_at_a_time("home_paused_once", "home", says="这段时间里已经停用。"),
            ends_after_it_begins("home_pause_ends_late", says="恢复日期不能早于停用日期。"),
        ]

    def __str__(self) -> str:
        return self.reason


class HomeAsset(ScopedModel):
    """A thing that belongs to a home: what, how many, who keeps it."""

    org_path: ClassVar[str] = "home__org_id"
    privacy: ClassVar[Privacy] = {
        "what": PLAIN, "kept_by": Personal("知道东西由谁保管，交接时点清", GONE),
    }  # fmt: skip

    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="assets", verbose_name="妇女之家"
    )
    what = models.CharField("物品", max_length=40)
    count = models.PositiveIntegerField("数量", default=1)
    kept_by = models.CharField("由谁保管", max_length=40, blank=True)
    since = models.DateField("登记日期")
    until = models.DateField("注销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女之家资产"
        constraints: ClassVar = [
            once_at_a_time("home_asset_once", "home", "what", says="这样物品已经登记过。"),
            ends_after_it_begins("home_asset_ends_late", says="注销日期不能早于登记日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.count}"
