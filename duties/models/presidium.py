"""What happens within a rotation: swaps, leave, cover, tasks of the chair, the monthly check."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from duties.models.turns import ChairTurn
from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org


class TurnSwap(ScopedModel):
    """Two holders of planned turns change places: asked, accepted or not; the chair is told."""

    class Status(models.TextChoices):
        """换班状态."""

        ASKED = "asked", "等待对方答复"
        ACCEPTED = "accepted", "已同意"
        DECLINED = "declined", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    privacy: ClassVar[Privacy] = {"reason": Personal("说明为什么换班", "两年")}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    mine: ScopedForeignKey[ChairTurn, ChairTurn] = ScopedForeignKey(
        ChairTurn, related_name="+", verbose_name="提出方的轮值期"
    )
    theirs: ScopedForeignKey[ChairTurn, ChairTurn] = ScopedForeignKey(
        ChairTurn, related_name="+", verbose_name="对方的轮值期"
    )
    status = models.CharField("换班状态", max_length=10, choices=Status, default=Status.ASKED)
    reason = models.CharField("原因", max_length=100, blank=True)
    asked_at = models.DateTimeField("提出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "换班"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "mine"],
                condition=Q(status="asked"),
                name="swap_one_open",
                violation_error_message="这一期已经有一个换班请求在等答复。",
            ),
            models.CheckConstraint(
                condition=~Q(mine=F("theirs")),
                name="swap_two_turns",
                violation_error_message="不能和自己换班。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y年%-m月%-d日}的换班请求"


class Leave(ScopedModel):
    """Days on which somebody cannot serve; the chair is warned when a turn of hers falls there."""

    privacy: ClassVar[Privacy] = {"reason": Personal("说明为什么不在，可以不填", "两年")}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="请假人"
    )
    days = DateRangeField("起止日期")
    reason = models.CharField("原因", max_length=60, blank=True)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "请假"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="leave_once",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("appointment", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这几天里她已经请过假。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days.lower:%Y年%-m月%-d日}起请假"


class TurnCover(ScopedModel):
    """Somebody stands in for a rotating chair on some days of her turn; the turn stays hers."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "turn__org_id"

    turn: ScopedForeignKey[ChairTurn, ChairTurn] = ScopedForeignKey(
        ChairTurn, related_name="covers", verbose_name="轮值期"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="代班人"
    )
    days = DateRangeField("起止日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "代班"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="cover_once",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("turn", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这几天已经有人代班。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days.lower:%Y年%-m月%-d日}起代班"


class AssignedTask(ScopedModel):
    """What the chair gave somebody to do, until when, and what came of it (domain A23)."""

    privacy: ClassVar[Privacy] = {
        "text": Personal("主席交办的事", "三年"),
        "result": Personal("办理结果", "三年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="承办人"
    )
    turn: ScopedForeignKey[ChairTurn | None, ChairTurn | None] = ScopedForeignKey(
        ChairTurn, null=True, blank=True, related_name="+", verbose_name="轮值期"
    )
    text = models.CharField("交办任务", max_length=300)
    given_on = models.DateField("交办日期")
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=300, blank=True)
    dropped_on = models.DateField("取消日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "交办任务"
        indexes: ClassVar = [
            models.Index(
                fields=["county", "org", "due_on"],
                name="task_open",
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.given_on:%Y年%-m月%-d日}交办"


class FourOnesCheck(ScopedModel):
    """The monthly check of a rotating chair (四个一): each of the four has evidence or is missing.

    The look-back (对照一回头) says what was found, why, and what was done about it (domain A24).
    """

    privacy: ClassVar[Privacy] = {
        "visit_community": Personal("走进一社区的情况", "三年"),
        "exchange": Personal("开展一交流的情况", "三年"),
        "activity": Personal("组织一活动的情况", "三年"),
        "look_back": Personal("对照一回头查摆的问题", "三年"),
        "analysis": Personal("问题的分析", "三年"),
        "solved": Personal("问题的解决情况", "三年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    turn: ScopedForeignKey[ChairTurn, ChairTurn] = ScopedForeignKey(
        ChairTurn, related_name="+", verbose_name="轮值期"
    )
    month = models.DateField("月份")
    visit_community = models.CharField("走进一社区", max_length=200, blank=True)
    exchange = models.CharField("开展一交流", max_length=200, blank=True)
    activity = models.CharField("组织一活动", max_length=200, blank=True)
    look_back = models.CharField("对照一回头", max_length=200, blank=True)
    analysis = models.CharField("原因分析", max_length=200, blank=True)
    solved = models.CharField("怎么解决的", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "“四个一”轮值考核"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "org", "month"], name="four_ones_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y年%-m月}的“四个一”"
