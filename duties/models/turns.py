"""The rotating chair (主席轮值): the plan, its members in order, the turns, each handover."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org


class Period(models.TextChoices):
    """轮值周期."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"


class RotationPlan(ScopedModel):
    """An organisation's presidium (轮值主席团) and how long each turn lasts, in whole months."""

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    period = models.CharField("轮值周期", max_length=10, choices=Period)
    starts_on = models.DateField("开始日期")
    ended_on = models.DateField("停止日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "轮值安排"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "org"],
                condition=Q(ended_on__isnull=True),
                name="rotation_one_plan",
                violation_error_message="这个组织已经有轮值安排。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.org.title} {self.get_period_display()}轮值"


class RotationMember(ScopedModel):
    """A member of the presidium and her place in the order, from 1."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "plan__org_id"

    plan: ScopedForeignKey[RotationPlan, RotationPlan] = ScopedForeignKey(
        RotationPlan, models.CASCADE, related_name="members", verbose_name="轮值安排"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="任职"
    )
    place = models.PositiveSmallIntegerField("次序")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "轮值主席团成员"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "plan", "place"], name="rotation_place_once"),
            models.UniqueConstraint(
                fields=["county", "plan", "appointment"],
                name="rotation_member_once",
                violation_error_message="同一个人在轮值主席团里只能出现一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}"


class ChairTurn(ScopedModel):
    """One turn in the rotating chair. A skipped one keeps its days and its reason.

    ``instead_of`` is whose turn it is by the roster's order, where two of them changed places.
    """

    class Status(models.TextChoices):
        """状态."""

        PLANNED = "planned", "未开始"
        ACTIVE = "active", "正在轮值"
        DONE = "done", "已结束"
        SKIPPED = "skipped", "已跳过"

    privacy: ClassVar[Privacy] = {"skipped_because": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    plan: ScopedForeignKey[RotationPlan, RotationPlan] = ScopedForeignKey(
        RotationPlan, related_name="turns", verbose_name="轮值安排"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="轮值主席"
    )
    instead_of: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, related_name="+", verbose_name="换班前按次序轮到的人"
    )
    days = DateRangeField("起止日期")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PLANNED)
    skipped_because = models.CharField("跳过的原因", max_length=120, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "轮值期"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="turn_one_at_a_time",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("org", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
                condition=~Q(status="skipped"),
                violation_error_message="同一组织同一天只能有一位轮值主席。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days.lower:%Y年%-m月%-d日}起的轮值"

    @property
    def by_order_id(self) -> int:
        """Whose turn it is by the roster's order, whoever holds it."""
        return self.instead_of_id or self.appointment_id


class Handover(ScopedModel):
    """Work handed over: due on a day, done once, confirmed by both sides on the phone.

    In a rotation from ``before`` (empty for a plan's first turn) to ``turn``; when a seat is given
    up or elected anew from ``giver`` to ``taker`` (empty while nobody follows). ``sheet`` is the
    one page that was handed over, as it stood then. On time is: both confirmed within
    ``limit_days`` after ``due_on``. Who has not is reminded once (``chased_at``).
    """

    class Occasion(models.TextChoices):
        """交接缘由."""

        ROTATION = "rotation", "轮值交接"
        ELECTION = "election", "换届交接"
        LEAVING = "leaving", "离任交接"

    privacy: ClassVar[Privacy] = {
        "sheet": Personal("交接单：任务、安排和人名", "五年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    occasion = models.CharField(
        "交接缘由", max_length=10, choices=Occasion, default=Occasion.ROTATION
    )
    turn: ScopedForeignKey[ChairTurn | None, ChairTurn | None] = ScopedForeignKey(
        ChairTurn, null=True, related_name="+", verbose_name="接任的轮值期"
    )
    before: ScopedForeignKey[ChairTurn | None, ChairTurn | None] = ScopedForeignKey(
        ChairTurn, null=True, related_name="+", verbose_name="交出的轮值期"
    )
    giver: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, related_name="+", verbose_name="交出人"
    )
    taker: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, related_name="+", verbose_name="接任人"
    )
    due_on = models.DateField("应交接日期")
    limit_days = models.PositiveSmallIntegerField("确认期限（天）")
    handed_at = models.DateTimeField("交接时间")
    sheet: Any = models.JSONField("交接单", default=dict)
    given_at = models.DateTimeField("交出方确认时间", null=True)
    taken_at = models.DateTimeField("接任方确认时间", null=True)
    chased_at = models.DateTimeField("催办时间", null=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "轮值交接"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "turn"], name="handover_once"),
            models.CheckConstraint(
                condition=Q(occasion="rotation", turn__isnull=False)
                | (~Q(occasion="rotation") & Q(turn__isnull=True, giver__isnull=False)),
                name="handover_of_a_turn_or_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y年%-m月%-d日}的交接"

    @property
    def last_day(self) -> date:
        """The last day on which a confirmation is in time."""
        return self.due_on + timedelta(days=self.limit_days)

    @property
    def needs_giver(self) -> bool:
        """Whether somebody handed over: nobody did for a plan's first turn."""
        return self.before_id is not None or self.giver_id is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether everybody who has to has confirmed."""
        return bool(self.taken_at and (self.given_at or not self.needs_giver))

    @property
    def is_on_time(self) -> bool:
        """Whether all confirmed by the last day (I-ROT-4)."""
        said = [at for at in (self.given_at, self.taken_at) if at]
        return self.is_confirmed and all(localdate(at) <= self.last_day for at in said)
