"""Women's Homes: physical, online and micro (domain A31-A34)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org, WomensSocialOrganisation

GONE = "妇女之家撤销一年后删除"


class HomeKind(models.TextChoices):
    """妇女之家类别 (domain A31, A32)."""

    PHYSICAL = "physical", "实体妇女之家"
    ONLINE = "online", "网上妇女之家"
    MICRO = "micro", "妇女微家"


class SiteType(models.TextChoices):
    """场所类别: in what a home is (domain A31)."""

    PARTY_MASS_SERVICE_CENTRE = "party_mass_service_centre", "党群服务中心"
    PARTY_ACTIVITY_SITE = "party_activity_site", "基层党组织活动阵地"
    CULTURE_STATION = "culture_station", "公共文化站点"
    SCHOOL = "school", "学校"
    FIRM = "firm", "企业"
    OWN_HOUSE = "own_house", "妇联自有场所"
    OTHER = "other", "其他场所"


class Premises(models.TextChoices):
    """阵地联用: whose the premises are (domain A34)."""

    OWN = "own", "自建"
    CO_BUILT = "co_built", "共建共用"
    SHARED = "shared", "他建共用"


class MicroPlace(models.TextChoices):
    """微家单元: below the village, or in a firm (domain A32)."""

    HAMLET = "hamlet", "自然村屯"
    VILLAGER_GROUP = "villager_group", "村民小组"
    GRID = "grid", "社区网格"
    BUILDING = "building", "居民楼栋"
    FIRM = "firm", "两新组织"
    MIGRANT = "migrant", "流动妇女聚居点"
    OTHER = "other", "其他"


class Platform(models.TextChoices):
    """平台: where an online home or a group lives (domain A35)."""

    WECHAT = "wechat", "微信"
    QQ = "qq", "腾讯 QQ"
    OTHER = "other", "其他平台"


class WomensHome(ScopedModel):
    """A Women's Home of an organisation, from the day it opened until it closed (half open).

    An organisation has one physical and one online home at a time, and any number of micro-homes,
    each with its parent. ``rules_on`` is when its rules were adopted, ``manager`` the seat that
    answers for it; whoever leaves that seat answers for it no more.
    """

    privacy: ClassVar[Privacy] = {
        "name": PLAIN, "address": PLAIN, "partner": PLAIN, "hours": PLAIN, "rules": PLAIN,
        "unit": PLAIN,
        "host": Personal("微家由谁主持，经本人同意登记", GONE),
        "keys": Personal("开门、交接时找得到钥匙", GONE),
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("妇女之家类别", max_length=12, choices=HomeKind)
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地点", max_length=100, blank=True)
    parent: ScopedForeignKey[WomensHome | None, WomensHome | None] = ScopedForeignKey(
        "self", null=True, blank=True, related_name="micro_homes", verbose_name="所属妇女之家"
    )
    unit_kind = models.CharField(
        "微家单元", max_length=16, choices=MicroPlace, blank=True, default=""
    )
    unit = models.CharField("单元名称", max_length=60, blank=True, default="")
    host = models.CharField("主持人", max_length=40, blank=True, default="")
    host_consented_on = models.DateField("主持人同意日期", null=True, blank=True)
    site_type = models.CharField(
        "场所类别", max_length=30, choices=SiteType, blank=True, default=""
    )
    premises = models.CharField("阵地来源", max_length=10, choices=Premises, blank=True, default="")
    partner = models.CharField("共建单位", max_length=80, blank=True, default="")
    area = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    hours = models.CharField("开放时间", max_length=100, blank=True, default="")
    keys = models.CharField("钥匙由谁保管", max_length=40, blank=True, default="")
    womens_and_childrens_home = models.BooleanField("也是妇女儿童之家", default=False)
    platform = models.CharField("平台", max_length=8, choices=Platform, blank=True, default="")
    manager: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    social: ScopedForeignKey[WomensSocialOrganisation | None, WomensSocialOrganisation | None] = (
        ScopedForeignKey(
            WomensSocialOrganisation, null=True, blank=True, related_name="+",
            verbose_name="引进的女性社会组织",
        )
    )  # fmt: skip
    rules = models.TextField("制度", max_length=5000, blank=True, default="")
    rules_on = models.DateField("制度通过日期", null=True, blank=True)
    since = models.DateField("建立日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女之家"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="home_by_org")]
        constraints: ClassVar = [
            once_at_a_time(
                "home_once",
                "org",
                "kind",
                only=~Q(kind=HomeKind.MICRO),
                says="这个组织已经有同类的妇女之家。",
            ),
            once_at_a_time(
                "micro_home_once",
                "org",
                "name",
                only=Q(kind=HomeKind.MICRO),
                says="这个组织已经有同名的妇女微家。",
            ),
            ends_after_it_begins("home_ends_late", says="撤销日期不能早于建立日期。"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(kind=HomeKind.MICRO),
                name="home_parent_of_micro",
                violation_error_message="只有妇女微家属于另一个妇女之家。",
            ),
            models.CheckConstraint(
                condition=Q(host="") | Q(host_consented_on__isnull=False),
                name="home_host_consented",
                violation_error_message="登记主持人要先得到她本人同意。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
