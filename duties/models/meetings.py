"""Deliberation (议事): the meeting, who came, its agenda, what was decided and done about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from duties.models.needs import NeedRequest
from duties.models.turns import ChairTurn
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org, User

KEPT = "十年"


class Deliberation(ScopedModel):
    """A meeting of the committee: regular, enlarged, or of the rotating presidium.

    Its minutes are locked when confirmed; what is found wrong later is added (更正).
    """

    class Kind(models.TextChoices):
        """会议类别."""

        REGULAR = "regular", "执委议事会"
        ENLARGED = "enlarged", "执委（扩大）议事会"
        ROTATION = "rotation", "轮值主席会议"

    class Mode(models.TextChoices):
        """召开方式."""

        IN_PERSON = "in_person", "现场"
        ONLINE = "online", "线上"

    class Status(models.TextChoices):
        """会议状态."""

        CALLED = "called", "已通知"
        HELD = "held", "已召开，待确认"
        CONFIRMED = "confirmed", "已确认"
        CANCELLED = "cancelled", "已取消"

    privacy: ClassVar[Privacy] = {
        "title": PLAIN,
        "venue": PLAIN,
        "minutes": Personal("会议记录", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("会议类别", max_length=10, choices=Kind)
    mode = models.CharField("召开方式", max_length=10, choices=Mode)
    called_by: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="召集人"
    )
    turn: ScopedForeignKey[ChairTurn | None, ChairTurn | None] = ScopedForeignKey(
        ChairTurn, null=True, blank=True, related_name="+", verbose_name="轮值期"
    )
    title = models.CharField("会议名称", max_length=60)
    starts_at = models.DateTimeField("开会时间")
    venue = models.CharField("地点或微信群", max_length=60, blank=True)
    guests = models.PositiveSmallIntegerField("列席人数", null=True, blank=True)
    status = models.CharField("会议状态", max_length=10, choices=Status, default=Status.CALLED)
    minutes = models.TextField("会议记录", max_length=5000, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "议事会"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "starts_at"], name="meeting_by_org")
        ]

    def __str__(self) -> str:
        return self.title


class MeetingAttendance(ScopedModel):
    """Whether somebody who was due came to a meeting."""

    class Presence(models.TextChoices):
        """到会情况."""

        DUE = "due", "应到"
        PRESENT = "present", "到会"
        LEAVE = "leave", "请假"
        ABSENT = "absent", "缺席"

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "meeting__org_id"

    meeting: ScopedForeignKey[Deliberation, Deliberation] = ScopedForeignKey(
        Deliberation, models.CASCADE, related_name="attendance", verbose_name="会议"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="应到人"
    )
    presence = models.CharField("到会情况", max_length=8, choices=Presence, default=Presence.DUE)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "到会"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "meeting", "appointment"], name="meeting_attendance_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_presence_display()


class MinutesCorrection(ScopedModel):
    """What was found wrong in minutes after they were confirmed; added, never written over."""

    privacy: ClassVar[Privacy] = {"text": Personal("会议记录的更正", KEPT)}
    org_path: ClassVar[str] = "meeting__org_id"
    grants: ClassVar[str] = "SELECT, INSERT, DELETE"

    meeting: ScopedForeignKey[Deliberation, Deliberation] = ScopedForeignKey(
        Deliberation, models.CASCADE, related_name="corrections", verbose_name="会议"
    )
    text = models.CharField("更正", max_length=500)
    made_at = models.DateTimeField("更正时间")
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="更正账号"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "会议记录更正"

    def __str__(self) -> str:
        return f"{self.made_at:%Y年%-m月%-d日}的更正"


class AgendaItem(ScopedModel):
    """An item of deliberation, from the first draft to the result (domain A22).

    It may wait without a meeting. ``carried_from`` is the item it was copied from.
    """

    class Kind(models.TextChoices):
        """议题类别."""

        TRANSMIT = "transmit", "传达"
        STUDY = "study", "学习"
        DECIDE = "decide", "研究决定"

    class Status(models.TextChoices):
        """议题状态."""

        DRAFT = "draft", "待议"
        DELIBERATING = "deliberating", "议事中"
        PRELIMINARY_PUBLISHED = "preliminary_published", "初步结果征求意见"
        DECIDED = "decided", "已议定"
        EXECUTING = "executing", "办理中"
        CLOSED = "closed", "已办结"

    privacy: ClassVar[Privacy] = {
        "title": PLAIN,
        "text": Personal("议题说明", KEPT),
        "preliminary": Personal("公布给妇女群众征求意见的初步结果", KEPT),
        "dropped_because": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    meeting: ScopedForeignKey[Deliberation | None, Deliberation | None] = ScopedForeignKey(
        Deliberation, null=True, blank=True, related_name="items", verbose_name="会议"
    )
    need: ScopedForeignKey[NeedRequest | None, NeedRequest | None] = ScopedForeignKey(
        NeedRequest, null=True, blank=True, related_name="items", verbose_name="诉求"
    )
    carried_from: ScopedForeignKey[AgendaItem | None, AgendaItem | None] = ScopedForeignKey(
        "self", null=True, blank=True, related_name="+", verbose_name="续议自"
    )
    kind = models.CharField("议题类别", max_length=10, choices=Kind, default=Kind.DECIDE)
    place = models.PositiveSmallIntegerField("次序", default=1)
    title = models.CharField("议题", max_length=60)
    text = models.CharField("说明", max_length=500, blank=True)
    status = models.CharField("议题状态", max_length=24, choices=Status, default=Status.DRAFT)
    preliminary = models.CharField("初步结果", max_length=500, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    comments_until = models.DateField("征求意见截止日期", null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField("同意", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("不同意", null=True, blank=True)
    votes_abstain = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    dropped_because = models.CharField("不再议的原因", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "议题"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="item_by_org")]

    def __str__(self) -> str:
        return self.title


class ItemComment(ScopedModel):
    """What somebody said to a preliminary result, noted from the group or in person."""

    privacy: ClassVar[Privacy] = {
        "who": Personal("知道是谁的意见，可以不填", KEPT),
        "text": Personal("征求到的意见", KEPT),
    }
    org_path: ClassVar[str] = "item__org_id"

    item: ScopedForeignKey[AgendaItem, AgendaItem] = ScopedForeignKey(
        AgendaItem, models.CASCADE, related_name="comments", verbose_name="议题"
    )
    who = models.CharField("谁说的", max_length=40, blank=True)
    text = models.CharField("意见", max_length=300)
    said_on = models.DateField("日期")
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "意见"

    def __str__(self) -> str:
        return f"{self.said_on:%Y年%-m月%-d日}的意见"


class Resolution(ScopedModel):
    """What was decided on an item: what is to be done, by whom, until when, and the result."""

    privacy: ClassVar[Privacy] = {
        "text": Personal("议定的事", KEPT),
        "result": Personal("办理结果", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    item: ScopedForeignKey[AgendaItem, AgendaItem] = ScopedForeignKey(
        AgendaItem, related_name="resolutions", verbose_name="议题"
    )
    text = models.CharField("议定事项", max_length=500)
    owner: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="负责人"
    )
    decided_on = models.DateField("议定日期")
    due_on = models.DateField("完成期限")
    done_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "议定事项"
        indexes: ClassVar = [
            models.Index(
                fields=["county", "org", "due_on"],
                name="resolution_open",
                condition=Q(done_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.decided_on:%Y年%-m月%-d日}的议定事项"
