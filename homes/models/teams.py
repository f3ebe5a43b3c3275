"""Volunteer teams led by executive members, and what they did (domain A42, A43).

Service time is counted in half hours: whole numbers, and nobody measures it more exactly.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment, Person
from orgs.models import Org

KEPT = "离队后两年"
LONGEST_DAY = 48  # half hours


class TeamKind(models.TextChoices):
    """志愿服务队类别 (domain A42, A43)."""

    MUTUAL_HELP = "mutual_help", "帮帮团"
    FAMILY_EDUCATION = "family_education", "家庭教育"
    BEAUTIFUL_HOME = "beautiful_home", "美丽家园"
    CIVILITY = "civility", "乡风文明"
    VITALISATION = "vitalisation", "乡村振兴"
    ENVIRONMENT = "environment", "环保"
    CARE = "care", "关爱帮扶"
    CULTURE = "culture", "文体活动"
    OTHER = "other", "其他服务"


class HelpKind(models.TextChoices):
    """帮扶方式: the five of domain A43, and what is none of them."""

    POLICY_TALK = "policy_talk", "政策宣讲"
    DAILY_CARE = "daily_care", "日常照顾"
    JOB_HELP = "job_help", "就业帮扶"
    CLEANING = "cleaning", "卫生清洁"
    PRODUCTION = "production", "协助生产"
    OTHER = "other", "其他"


class TargetGroup(models.TextChoices):
    """服务对象: 贫困户 and 三留人员 (domain A43), and everybody."""

    EVERYBODY = "everybody", "全体村（居）民"
    IN_DIFFICULTY = "in_difficulty", "困难家庭"
    LEFT_BEHIND_WOMAN = "left_behind_woman", "留守妇女"
    LEFT_BEHIND_CHILD = "left_behind_child", "留守儿童"
    LEFT_BEHIND_ELDERLY = "left_behind_elderly", "留守老人"
    CHILD_IN_DIFFICULTY = "child_in_difficulty", "困境儿童"


class VolunteerTeam(ScopedModel):
    """A volunteer team of an organisation, from the day it was formed until it ended (half open).

    ``MutualHelpTeam`` (帮帮团) is one of its kinds.
    """

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("志愿队类别", max_length=20, choices=TeamKind)
    name = models.CharField("名称", max_length=40)
    since = models.DateField("成立日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "志愿服务队"
        constraints: ClassVar = [
            once_at_a_time("team_once", "org", "name", says="这个组织已经有同名的志愿队。"),
            ends_after_it_begins("team_ends_late", says="结束日期不能早于成立日期。"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamLeader(ScopedModel):
    """Which member of the committee leads a team, from one day until another; one at a time."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "team__org_id"

    team: ScopedForeignKey[VolunteerTeam, VolunteerTeam] = ScopedForeignKey(
        VolunteerTeam, related_name="leaders", verbose_name="志愿队"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="队长"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "志愿队队长"
        indexes: ClassVar = [
            models.Index(fields=["county", "appointment"], name="team_leader_by_seat")
        ]
        constraints: ClassVar = [
            once_at_a_time("team_leader_once", "team", says="这支志愿队这段时间里已经有队长。"),
            ends_after_it_begins("team_leader_ends_late", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return "队长"


class WomenVolunteer(ScopedModel):
    """Somebody in a team, from the day she joined until she left. No phone is asked for.

    ``person`` is who she is where the federation knows her; else her name is all there is.
    """

    privacy: ClassVar[Privacy] = {"name": Personal("知道谁参加志愿服务，核对服务时长", KEPT)}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    team: ScopedForeignKey[VolunteerTeam, VolunteerTeam] = ScopedForeignKey(
        VolunteerTeam, related_name="members", verbose_name="志愿队"
    )
    person: ScopedForeignKey[Person | None, Person | None] = ScopedForeignKey(
        Person, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("姓名或称呼", max_length=40)
    since = models.DateField("入队日期")
    until = models.DateField("离队日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "巾帼志愿者"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="volunteer_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "team", "name"],
                condition=Q(until__isnull=True),
                name="volunteer_once",
                violation_error_message="这支志愿队里已经有这个名字。同名的请加上小组，"
                "例如“李桂英（三组）”。",
            ),
            once_at_a_time(
                "volunteer_person_once",
                "team",
                "person",
                only=Q(person__isnull=False),
                says="她已经在这支志愿队里。",
            ),
            ends_after_it_begins("volunteer_ends_late", says="离队日期不能早于入队日期。"),
        ]

    def __str__(self) -> str:
        return self.name


class VolunteerActivity(ScopedModel):
    """A piece of service of a team on a day: what kind, for whom, by how many, how long.

    ``feed`` is its place in the order of changes that calling systems read: it moves to the end
    with every change, under a lock, so nobody who reads on from where she was misses one.
    """

    privacy: ClassVar[Privacy] = {
        "what": Personal("说明做了什么服务", "服务满五年"), "strike_reason": PLAIN,
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    team: ScopedForeignKey[VolunteerTeam, VolunteerTeam] = ScopedForeignKey(
        VolunteerTeam, related_name="activities", verbose_name="志愿队"
    )
    done_on = models.DateField("服务日期")
    kind = models.CharField("帮扶方式", max_length=16, choices=HelpKind)
    target = models.CharField(
        "服务对象", max_length=20, choices=TargetGroup, default=TargetGroup.EVERYBODY
    )
    what = models.CharField("做了什么", max_length=200, blank=True)
    beneficiaries = models.PositiveIntegerField("受益人次", default=0)
    others = models.PositiveSmallIntegerField("没有列名的志愿者人数", default=0)
    half_hours = models.PositiveIntegerField("合计时长（半小时）")
    struck_on = models.DateField("作废日期", null=True, blank=True)
    strike_reason = models.CharField("作废原因", max_length=100, blank=True)
    feed = models.PositiveBigIntegerField("变更序号", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "志愿服务"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "done_on"], name="service_by_org"),
            models.Index(fields=["county", "team", "done_on"], name="service_by_team"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "feed"], name="service_feed_once"),
            models.CheckConstraint(
                condition=Q(half_hours__gte=1),
                name="service_takes_time",
                violation_error_message="服务时长最少半小时。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.done_on:%Y年%-m月%-d日}{self.get_kind_display()}"

    @property
    def hours(self) -> str:
        """Its time in hours as it is printed: 4.5."""
        return f"{self.half_hours / 2:g}"


class ServiceShare(ScopedModel):
    """How long one volunteer served in one piece of service, in half hours."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "activity__org_id"

    activity: ScopedForeignKey[VolunteerActivity, VolunteerActivity] = ScopedForeignKey(
        VolunteerActivity, related_name="shares", verbose_name="志愿服务"
    )
    volunteer: ScopedForeignKey[WomenVolunteer, WomenVolunteer] = ScopedForeignKey(
        WomenVolunteer, related_name="shares", verbose_name="志愿者"
    )
    half_hours = models.PositiveSmallIntegerField("时长（半小时）")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "服务时长"
        indexes: ClassVar = [
            models.Index(fields=["county", "volunteer"], name="share_by_volunteer")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "activity", "volunteer"],
                name="share_once",
                violation_error_message="同一位志愿者在一次服务里只记一次。",
            ),
            models.CheckConstraint(
                condition=Q(half_hours__gte=1, half_hours__lte=LONGEST_DAY),
                name="share_within_a_day",
                violation_error_message="一天的服务时长是半小时到 24 小时。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.half_hours / 2:g} 小时"
