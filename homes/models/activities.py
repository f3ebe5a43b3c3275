"""Activities (domain A47, A48): planned, opened for sign-up, held, summed up; or called off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from duties.models import ChairTurn, DutyPost
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.campaigns import Campaign
from homes.models.homes import WomensHome
from members.models import Appointment
from orgs.models import Org

PHOTOS_KEPT = "活动结束后两年"


class Theme(models.TextChoices):
    """活动品牌: what the federation's activities are about (domain A47, A48)."""

    ENTREPRENEURSHIP = "entrepreneurship", "创新创业巾帼行动"
    REVITALISATION = "revitalisation", "乡村振兴巾帼行动"
    POVERTY = "poverty", "巾帼脱贫行动"
    HOMESTEAD = "homestead", "“美丽家园”创建"
    HAPPY_FAMILIES = "happy_families", "家家幸福安康工程"
    READING = "reading", "亲子共读"
    EDUCATION = "education", "家庭教育和安全教育"
    EARLY_YEARS = "early_years", "婴幼儿早期发展"
    LOVING_MOTHERS = "loving_mothers", "“爱心妈妈”志愿服务"
    ECOLOGY = "ecology", "环保主题活动"
    ARTS = "arts", "文体活动"
    OTHER = "other", "其他"


class Activity(ScopedModel):
    """An activity of an organisation.

    ``tickets`` is how many numbers its sign-up has given out, ``live`` how many of them stand:
    only ``homes.services.signups`` changes the two, with the row held. Who is in follows from the
    order of the numbers and from ``capacity`` (empty: no limit) and is stored nowhere. ``door`` is
    the hash of its public code. ``attendances`` (人次) and ``persons`` (人数) are never mixed.
    """

    class Status(models.TextChoices):
        """活动状态."""

        PLANNED = "planned", "计划中"
        OPEN = "open", "可以报名"
        HELD = "held", "已开展"
        SUMMED_UP = "summed_up", "已小结"
        CALLED_OFF = "called_off", "已取消"

    privacy: ClassVar[Privacy] = {
        "title": PLAIN, "what": PLAIN, "place": PLAIN, "moved_from": PLAIN, "summary": PLAIN,
        "called_off_because": PLAIN, "door": PLAIN,
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    title = models.CharField("活动名称", max_length=40)
    what = models.CharField("活动内容", max_length=500, blank=True)
    theme = models.CharField("活动品牌", max_length=20, choices=Theme, default=Theme.OTHER)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    home: ScopedForeignKey[WomensHome | None, WomensHome | None] = ScopedForeignKey(
        WomensHome, null=True, blank=True, related_name="+", verbose_name="妇女之家"
    )
    campaign: ScopedForeignKey[Campaign | None, Campaign | None] = ScopedForeignKey(
        Campaign, null=True, blank=True, related_name="+", verbose_name="主题和行动"
    )
    turn: ScopedForeignKey[ChairTurn | None, ChairTurn | None] = ScopedForeignKey(
        ChairTurn, null=True, blank=True, related_name="+", verbose_name="轮值期"
    )
    responsible: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="活动负责人"
    )
    status = models.CharField("活动状态", max_length=10, choices=Status, default=Status.PLANNED)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True)
    closes_at = models.DateTimeField("报名截止时间", null=True, blank=True)
    opened_at = models.DateTimeField("开放报名时间", null=True, editable=False)
    moved_from = models.CharField("原定时间地点", max_length=120, blank=True)
    called_off_because = models.CharField("取消原因", max_length=100, blank=True)
    summary = models.CharField("活动小结", max_length=1000, blank=True)
    attendances = models.PositiveIntegerField("人次", null=True, blank=True)
    persons = models.PositiveIntegerField("人数", null=True, blank=True)
    door = models.CharField("报名编码摘要", max_length=64, blank=True, editable=False)
    tickets = models.PositiveIntegerField("已发报名序号", default=0, editable=False)
    live = models.PositiveIntegerField("有效报名", default=0, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "活动"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "starts_at"], name="activity_by_org"),
            models.Index(fields=["county", "starts_at"], name="activity_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "door"], condition=~Q(door=""), name="activity_door_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="activity_ends_after_it_begins",
                violation_error_message="结束时间要晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(persons__isnull=True) | Q(attendances__gte=F("persons")),
                name="activity_attendances_hold_persons",
                violation_error_message="人次不能少于人数：来一回算一个人次，一个人只算一个人数。",
            ),
            models.CheckConstraint(
                condition=Q(live__lte=F("tickets")), name="activity_live_within_tickets"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityPost(ScopedModel):
    """A post whose duty an activity fulfils."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "activity__org_id"

    activity: ScopedForeignKey[Activity, Activity] = ScopedForeignKey(
        Activity, models.CASCADE, related_name="posts", verbose_name="活动"
    )
    post: ScopedForeignKey[DutyPost, DutyPost] = ScopedForeignKey(
        DutyPost, related_name="+", verbose_name="岗位"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "活动履行的岗位"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "activity", "post"], name="activity_post_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.post)


class CoOrganiser(ScopedModel):
    """Who runs an activity along with its organisation: one of the county, or a unit by name."""

    privacy: ClassVar[Privacy] = {"unit": PLAIN}
    org_path: ClassVar[str] = "activity__org_id"

    activity: ScopedForeignKey[Activity, Activity] = ScopedForeignKey(
        Activity, models.CASCADE, related_name="co_organisers", verbose_name="活动"
    )
    org: ScopedForeignKey[Org | None, Org | None] = ScopedForeignKey(
        Org, null=True, blank=True, related_name="+", verbose_name="联办的组织"
    )
    unit = models.CharField("联办的单位", max_length=40, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "联办"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="co_organised_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "activity", "org"], condition=Q(org__isnull=False),
                name="co_organiser_once",
            ),
            models.CheckConstraint(
                condition=Q(org__isnull=False) ^ ~Q(unit=""), name="co_organiser_is_one"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.org.title if self.org else self.unit


class ActivityPhoto(ScopedModel):
    """A photo of an activity: never demanded, never public, drawn anew without what a phone adds.

    Its row and its file go when their time is over (``homes.purge_activities``).
    """

    privacy: ClassVar[Privacy] = {"photo": Personal("活动照片，里面可能有人", PHOTOS_KEPT)}
    org_path: ClassVar[str] = "activity__org_id"

    activity: ScopedForeignKey[Activity, Activity] = ScopedForeignKey(
        Activity, models.CASCADE, related_name="photos", verbose_name="活动"
    )
    photo = models.CharField("照片", max_length=80, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "活动照片"

    def __str__(self) -> str:
        return "活动照片"
