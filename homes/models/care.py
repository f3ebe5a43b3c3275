"""Care teams (执委妈妈看护队) and pairing, as far as they may be counted (domain A44).

Nothing here says anything about a child but that there is one: ``CareCase`` is a number. What is
known of her stands in ``care_walled``, behind a wall of its own, and is erased there; these rows
stay, as integers for the figures.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

ENDS_LATE = "结束日期不能早于开始日期。"


class PairingKind(models.TextChoices):
    """结对方式 (domain Q22, B3.5)."""

    ONE_TO_ONE = "one_to_one", "一对一（1+1）"
    ONE_TO_MANY = "one_to_many", "一对多（1+N）"


class CareEnd(models.TextChoices):
    """结束看护的原因."""

    WITHDRAWN = "withdrawn", "监护人撤回同意"
    PARENT_BACK = "parent_back", "父母回来，不再需要"
    MOVED = "moved", "搬离本村"
    GROWN = "grown", "年满 18 周岁"
    ORG_CLOSED = "org_closed", "组织撤销"
    MISTAKE = "mistake", "登记有误"
    OTHER = "other", "其他"


class CareTeam(ScopedModel):
    """A village's care team, from the day it was founded until it ended (half open).

    ``leader`` reads every child of the team. ``is_pilot`` makes it its township's pilot point
    (乡乡办点).
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    leader: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="队长"
    )
    is_pilot = models.BooleanField("乡镇（街道）示范点", default=False)
    since = models.DateField("成立日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护队"
        constraints: ClassVar = [
            once_at_a_time("care_team_once", "org", says="这个村（社区）已经有看护队。"),
            ends_after_it_begins("care_team_ends_late", says="撤销日期不能早于成立日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.org.title}看护队"


class CareTeamMember(ScopedModel):
    """Somebody on a care team: a seat of the committee, or a volunteer by name; with her days."""

    privacy: ClassVar[Privacy] = {
        "volunteer": Personal("知道看护队里有谁", "离队后三年"),
    }
    org_path: ClassVar[str] = "team__org_id"

    team: ScopedForeignKey[CareTeam, CareTeam] = ScopedForeignKey(
        CareTeam, related_name="members", verbose_name="看护队"
    )
    appointment: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="队员"
    )
    volunteer = models.CharField("志愿者姓名", max_length=20, blank=True)
    since = models.DateField("入队日期")
    until = models.DateField("离队日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护队员"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, volunteer="")
                | (Q(appointment__isnull=True) & ~Q(volunteer="")),
                name="care_member_is_one",
                violation_error_message="队员要么是任职人员，要么是志愿者。",
            ),
            once_at_a_time(
                "care_member_once", "team", "appointment", only=Q(appointment__isnull=False),
                says="她已经在看护队里。",
            ),
            ends_after_it_begins("care_member_ends_late", says="离队日期不能早于入队日期。"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.volunteer or "队员"


class CareCase(ScopedModel):
    """The number of a registered child, and nothing else about her: what the figures count.

    ``erased_on`` is the day on which all that was known of her was destroyed; the number stays.
    """

    privacy: ClassVar[Privacy] = {"ended_for": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    since = models.DateField("登记日期")
    until = models.DateField("结束日期", null=True, blank=True)
    ended_for = models.CharField("结束原因", max_length=12, choices=CareEnd, blank=True)
    erased_on = models.DateField("清除日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护编号"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="care_case_by_org")]
        constraints: ClassVar = [ends_after_it_begins("care_case_ends_late", says=ENDS_LATE)]

    def __str__(self) -> str:
        return f"第 {self.pk} 号"


class CarePairing(ScopedModel):
    """Who looks after a child, from one day until another; one main carer at a time (Q22)."""

    privacy: ClassVar[Privacy] = {"kind": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    case: ScopedForeignKey[CareCase, CareCase] = ScopedForeignKey(
        CareCase, related_name="pairings", verbose_name="看护编号"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="看护人"
    )
    kind = models.CharField("结对方式", max_length=12, choices=PairingKind)
    since = models.DateField("结对日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护结对"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="care_pairing_by_org")]
        constraints: ClassVar = [
            once_at_a_time("care_pairing_once", "case", says="这段时间里已经有人看护。"),
            ends_after_it_begins("care_pairing_ends_late", says=ENDS_LATE),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y年%-m月%-d日}结对"


class CareVisit(ScopedModel):
    """That a visit was made: the day, whether the child was met, whether all six were looked at.

    What was seen stands in ``SixChecks``, behind the wall.
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    pairing: ScopedForeignKey[CarePairing, CarePairing] = ScopedForeignKey(
        CarePairing, related_name="visits", verbose_name="看护结对"
    )
    done_on = models.DateField("走访日期")
    met_child = models.BooleanField("见到孩子")
    is_complete = models.BooleanField("六看六问完成")
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护走访"
        indexes: ClassVar = [models.Index(fields=["county", "org", "done_on"], name="care_visits")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "pairing", "done_on"], name="care_visit_once_a_day",
                violation_error_message="这一天的走访已经记过，要改请打开那一次。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.done_on:%Y年%-m月%-d日}走访"
