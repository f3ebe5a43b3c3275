"""Requests for data (填报): a form that goes down the tree, what it asks, and what comes back.

Not a ``duties.Dispatch``: that is settled by a tap and says nothing; a request has fields, passes a
gate before it goes out, may be answered by the system itself, and comes back as a table.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import AccessGrant, Org, Role

KEPT = "发出后两年"


class RequestStatus(models.TextChoices):
    """填报状态: how far a request has come."""

    DRAFT = "draft", "草稿"
    WAITING = "waiting", "等县里审批"
    RETURNED = "returned", "县里已退回"
    OPEN = "open", "正在填"
    CLOSED = "closed", "已结束"
    RECALLED = "recalled", "已撤回"


class FieldKind(models.TextChoices):
    """填写方式: what an answer may be. There is none for photos, places or files, on purpose."""

    NUMBER = "number", "填数字"
    YES_NO = "yes_no", "选“是”或“否”"
    CHOICE = "choice", "几个里选一个"
    DATE = "date", "填日期"
    TEXT = "text", "写几个字"


class DataRequest(ScopedModel):
    """A form that an organisation sends to those below it (国办函〔2026〕12号: no casual forms).

    ``places`` are the receivers' keys while it is being written. ``asks`` is how many fields the
    receivers are asked; what the system answers itself is not among them. ``busiest`` is what the
    gate stated: the most minutes any receiver has that month, this request included.
    """

    privacy: ClassVar[Privacy] = {
        "title": PLAIN, "why": PLAIN, "places": PLAIN, "excuse": PLAIN, "answer": PLAIN,
        "recalled_because": PLAIN,
    }  # fmt: skip

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="发出组织"
    )
    status = models.CharField(
        "填报状态", max_length=10, choices=RequestStatus, default=RequestStatus.DRAFT
    )
    title = models.CharField("标题", max_length=50)
    why = models.CharField("为什么要填", max_length=200)
    due_on = models.DateField("截止日期")
    minutes = models.PositiveSmallIntegerField("预计每处用时（分钟）")
    places: Any = models.JSONField("发给哪些组织", default=list, editable=False)
    asks = models.PositiveSmallIntegerField("要填几项", default=0, editable=False)
    busiest = models.PositiveIntegerField("当月最多的一处（分钟）", default=0, editable=False)
    is_over = models.BooleanField("超过每月上限", default=False, editable=False)
    is_short = models.BooleanField("期限太短", default=False, editable=False)
    excuse = models.CharField("超过上限或期限太短的理由", max_length=200, blank=True)
    answer = models.CharField("县里的答复", max_length=200, blank=True, editable=False)
    drafted_at = models.DateTimeField("起草时间")
    sent_at = models.DateTimeField("发出时间", null=True, editable=False)
    closed_at = models.DateTimeField("结束时间", null=True, editable=False)
    reminded_at = models.DateTimeField("提醒时间", null=True, editable=False)
    recalled_because = models.CharField("撤回原因", max_length=100, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "填报"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "sent_at"], name="request_by_org")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["open", "closed"])
                | models.Q(sent_at__isnull=False),
                name="request_out_has_a_day",
                violation_error_message="已经发出的填报要有发出时间。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        """Whether it went out and still holds."""
        return self.status in (RequestStatus.OPEN, RequestStatus.CLOSED)


class RequestField(ScopedModel):
    """One thing a request asks. ``known`` is the source the system answers it from.

    ``anyway`` is why it is asked though it is known. ``key`` is its name as it is compared with
    others: signs and spaces left out.
    """

    privacy: ClassVar[Privacy] = {
        "name": PLAIN, "key": PLAIN, "hint": PLAIN, "options": PLAIN, "known": PLAIN,
        "anyway": PLAIN,
    }  # fmt: skip
    org_path: ClassVar[str] = "request__org_id"

    request: ScopedForeignKey[DataRequest, DataRequest] = ScopedForeignKey(
        DataRequest, models.CASCADE, related_name="fields", verbose_name="填报"
    )
    place = models.PositiveSmallIntegerField("次序")
    name = models.CharField("填什么", max_length=30)
    key = models.CharField("比对用的名称", max_length=30, editable=False)
    kind = models.CharField("填写方式", max_length=8, choices=FieldKind)
    hint = models.CharField("说明", max_length=60, blank=True)
    options: Any = models.JSONField("可选的答案", default=list, blank=True)
    known = models.CharField("由系统回答", max_length=40, blank=True, editable=False)
    anyway = models.CharField("系统里有还要问的理由", max_length=100, blank=True, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "填报项目"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "request", "key"],
                name="field_once",
                violation_error_message="同一个内容写了两遍。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RequestAnswer(ScopedModel):
    """One receiver of a request and what it answered. ``org`` is the receiver.

    ``values`` and ``draft`` hold the answers by the field's key, as text; those of the system too.
    ``grant`` is the seat of whoever answered, ``role`` in what capacity, ``is_for_another``
    that the township did it for the village. ``fell_on`` is set when it need not be answered.
    ``lock`` is the key under which the record keeps its words.
    """

    privacy: ClassVar[Privacy] = {
        "values": Personal("汇总填报结果；文字答复可能写到人", KEPT),
        "draft": Personal("没有报上去的草稿", "报上去或结束后清除"),
        "lock": Personal("记录里的答复随它一起失效", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="填报组织"
    )
    request: ScopedForeignKey[DataRequest, DataRequest] = ScopedForeignKey(
        DataRequest, models.CASCADE, related_name="answers", verbose_name="填报"
    )
    values: Any = models.JSONField("答复", default=dict)
    draft: Any = models.JSONField("草稿", default=dict, editable=False)
    hand: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="交给谁填"
    )
    answered_at = models.DateTimeField("填报时间", null=True, editable=False)
    grant: ScopedForeignKey[AccessGrant | None, AccessGrant | None] = ScopedForeignKey(
        AccessGrant, null=True, related_name="+", verbose_name="填报人"
    )
    role = models.CharField("填报人角色", max_length=20, choices=Role, blank=True, editable=False)
    is_for_another = models.BooleanField("乡镇代填", default=False, editable=False)
    is_late = models.BooleanField("过期填报", default=False, editable=False)
    fell_on = models.DateField("不用再填的日期", null=True, editable=False)
    lock = models.CharField("记录的钥匙", max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "填报情况"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="answer_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "request", "org"], name="answer_once_an_org")
        ]

    def __str__(self) -> str:
        return f"填报情况 {self.pk}"

    @property
    def record_key(self) -> str:
        """The row's own key for what the record keeps of it: gone when its words go."""
        return self.lock
