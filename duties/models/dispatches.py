"""What is sent down the tree (通知、任务、工作指导), and the county's texts to begin from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

KEPT = "五年"


class Dispatch(ScopedModel):
    """A notice, a task or guidance that an organisation sends to those below it (domain A28).

    Or a chair to her own committee. What is closed asks for nothing any more; what is recalled
    was a mistake, and says why.
    """

    class Kind(models.TextChoices):
        """下发类别."""

        NOTICE = "notice", "通知"
        TASK = "task", "任务"
        GUIDANCE = "guidance", "工作指导"

    privacy: ClassVar[Privacy] = {
        "title": PLAIN,
        "text": Personal("通知、任务和工作指导的内容", KEPT),
        "recalled_because": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="发出组织"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("标题", max_length=50)
    text = models.TextField("内容", max_length=2000, blank=True)
    due_on = models.DateField("截止日期", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("预计每处用时（分钟）")
    sent_at = models.DateTimeField("发出时间")
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    recalled_at = models.DateTimeField("撤回时间", null=True, editable=False)
    recalled_because = models.CharField("撤回原因", max_length=100, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "通知和任务"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "sent_at"], name="dispatch_by_org")
        ]

    def __str__(self) -> str:
        return self.title


class DispatchReceipt(ScopedModel):
    """One receiver of what was sent: an organisation, or a member of the sender's committee.

    ``org`` is the receiver. A task is settled when it is done; the others when they are read.
    """

    privacy: ClassVar[Privacy] = {"answer": Personal("办理情况，可能写到村民", KEPT)}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="接收组织"
    )
    dispatch: ScopedForeignKey[Dispatch, Dispatch] = ScopedForeignKey(
        Dispatch, models.CASCADE, related_name="receipts", verbose_name="通知或任务"
    )
    appointment: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    read_at = models.DateTimeField("已阅时间", null=True, editable=False)
    done_at = models.DateTimeField("已办时间", null=True, editable=False)
    answer = models.CharField("办理情况", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "接收情况"
        indexes: ClassVar = [
            models.Index(fields=["county", "org"], name="receipt_by_org"),
            models.Index(fields=["county", "dispatch"], name="receipt_by_dispatch"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "dispatch", "org"],
                condition=Q(appointment__isnull=True),
                name="receipt_once_an_org",
            ),
            models.UniqueConstraint(
                fields=["county", "dispatch", "appointment"],
                condition=Q(appointment__isnull=False),
                name="receipt_once_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"接收情况 {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do here."""
        if self.dispatch.kind == Dispatch.Kind.TASK:
            return self.done_at is not None
        return self.read_at is not None


class WorkTemplate(ScopedModel):
    """A text to begin from, kept by the county for all: a meeting's agenda, an activity's plan."""

    class Kind(models.TextChoices):
        """模板类别."""

        MEETING = "meeting", "会议"
        ACTIVITY = "activity", "活动"

    privacy: ClassVar[Privacy] = {"title": PLAIN, "text": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容", max_length=2000)
    since = models.DateField("设立日期")
    until = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "工作模板"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "kind", "title"],
                condition=Q(until__isnull=True),
                name="template_title_once",
                violation_error_message="已经有同名的模板。",
            ),
            ends_after_it_begins(
                "template_ends_after_it_begins", says="停用日期不能早于设立日期。"
            ),
        ]

    def __str__(self) -> str:
        return self.title
