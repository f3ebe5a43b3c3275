"""What stands beside the tree: units, group members, social organisations, and clusters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.tree import Org

ENDS_EARLY = "结束日期不能早于开始日期。"
CONTACT = Personal("和这家单位联系", "退出后一年")


class ReformMatter(models.TextChoices):
    """改革事项: 会改联, 区域化, and whether its work counts in Party appraisal (A01, A02, A13)."""

    CONVERSION = "conversion", "会改联"
    REGIONALISATION = "regionalisation", "区域化建设"
    PARTY_APPRAISAL = "party_appraisal", "纳入党建考核"


class ReformStatus(models.TextChoices):
    """进展."""

    NOT_STARTED = "not_started", "未启动"
    IN_PROGRESS = "in_progress", "进行中"
    DONE = "done", "已完成"


class ReformStep(ScopedModel):
    """How far an organisation's reform was from a day on; the latest day holds."""

    privacy: ClassVar[Privacy] = {"note": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    matter = models.CharField("事项", max_length=16, choices=ReformMatter)
    status = models.CharField("进展", max_length=12, choices=ReformStatus)
    since = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "改革进展"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org", "matter", "since"],
                name="reform_once_a_day",
                violation_error_message="这一天已经登记过这个事项的进展。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}{self.get_status_display()}"


class Sector(models.TextChoices):
    """单位类别: from which circle a member unit comes (domain A03)."""

    PARTY_AND_GOVERNMENT = "party_and_government", "党政机关"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    ENTERPRISE = "enterprise", "企业"
    NEW_ORGANISATION = "new_organisation", "两新组织"
    PARK = "park", "产业园区"
    MARKET = "market", "专业市场"
    BUILDING = "building", "商务楼宇"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    FELLOWSHIP = "fellowship", "联谊组织"
    CULTURE_TEAM = "culture_team", "文体团队"
    FARM_BASE = "farm_base", "巾帼农业示范基地"
    CIVILISED_POST = "civilised_post", "巾帼文明岗"
    FREELANCE = "freelance", "自由职业妇女群体"


class MemberUnit(ScopedModel):
    """A unit that joined a township's regional federation (domain A03)."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "contact": CONTACT}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="区域化妇联"
    )
    name = models.CharField("单位名称", max_length=80)
    sector = models.CharField("单位类别", max_length=24, choices=Sector)
    contact = models.CharField("联系人", max_length=40, blank=True)
    since = models.DateField("加入日期")
    until = models.DateField("退出日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "成员单位"
        constraints: ClassVar = [
            once_at_a_time("unit_once", "org", "name", says="这家单位已经是成员。"),
            ends_after_it_begins("unit_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(ScopedModel):
    """An organisation that a county's federation admitted as a group member (domain A10)."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "contact": CONTACT}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="接纳的妇联"
    )
    name = models.CharField("名称", max_length=80)
    contact = models.CharField("联系人", max_length=40, blank=True)
    women = models.PositiveIntegerField("女性人数", null=True, blank=True)
    since = models.DateField("接纳日期")
    until = models.DateField("退出日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "团体会员"
        constraints: ClassVar = [
            once_at_a_time("group_member_once", "org", "name", says="它已经是团体会员。"),
            ends_after_it_begins("group_member_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return self.name


class Support(models.TextChoices):
    """扶持方式 (domain A11)."""

    CULTIVATED = "cultivated", "培育"
    INTRODUCED = "introduced", "引进"
    SUPPORTED = "supported", "扶持"


class WomensSocialOrganisation(ScopedModel):
    """A women's social organisation that a federation cultivates, brings in or supports."""

    privacy: ClassVar[Privacy] = {"name": PLAIN, "field": PLAIN, "leader": CONTACT}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="扶持的妇联"
    )
    name = models.CharField("名称", max_length=80)
    field = models.CharField("服务领域", max_length=60, blank=True)
    support = models.CharField("扶持方式", max_length=12, choices=Support)
    leader = models.CharField("负责人", max_length=40, blank=True)
    is_registered = models.BooleanField("已在民政登记", default=False)
    is_allied = models.BooleanField("加入女性社会组织联盟", default=False)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "女性社会组织"
        constraints: ClassVar = [
            once_at_a_time("social_once", "org", "name", says="它已经登记过。"),
            ends_after_it_begins("social_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return self.name


class ClusterKind(models.TextChoices):
    """联建类别 (domain A04, A05, A33)."""

    COMMUNITY = "community", "片区联建"
    ENTERPRISE = "enterprise", "企社联建"
    HOME = "home", "妇女之家片区"


class Cluster(ScopedModel):
    """Organisations built up together around one core, outside the tree.

    ``org`` is where it belongs: the township or the county above its members.
    """

    privacy: ClassVar[Privacy] = {"name": PLAIN, "lead": PLAIN, "note": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="所属")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("联建类别", max_length=12, choices=ClusterKind)
    core: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="核心村（社区）"
    )
    lead = models.CharField("牵头企业", max_length=80, blank=True)
    note = models.CharField("投入的经费和场地", max_length=200, blank=True)
    since = models.DateField("建立日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "片区"
        constraints: ClassVar = [
            once_at_a_time("cluster_once", "org", "kind", "name", says="已经有同名的片区。"),
            ends_after_it_begins("cluster_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return self.name


class ClusterMember(ScopedModel):
    """An organisation in a cluster; in one of a kind at a time. The core is a member too."""

    privacy: ClassVar[Privacy] = {}

    cluster: ScopedForeignKey[Cluster, Cluster] = ScopedForeignKey(
        Cluster, models.CASCADE, related_name="members", verbose_name="片区"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="成员")
    kind = models.CharField("联建类别", max_length=12, choices=ClusterKind)
    since = models.DateField("加入日期")
    until = models.DateField("退出日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "片区成员"
        constraints: ClassVar = [
            once_at_a_time("in_one_cluster", "org", "kind", says="它已经在另一个同类片区里。"),
            ends_after_it_begins("cluster_member_ends_late", says=ENDS_EARLY),
        ]

    def __str__(self) -> str:
        return f"{self.org}"
