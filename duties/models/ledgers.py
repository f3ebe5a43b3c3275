"""Ledgers (台账): one table for every kind, and one of its own for what is sensitive.

What a kind asks is a form (``duties.ledgers``); only what lists, rules and reports count by are
columns. ``SensitiveEntry`` stands behind a wall of its own: PostgreSQL shows a row to its named
handlers and to nobody else.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from duties.models.contacts import Household, Woman
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment, WomensGroup
from orgs.models import Org, User

KEPT = "办结后三年"
SEALED_COLUMN = "duties_sensitiveentry.sealed"


class ContactMode(models.TextChoices):
    """联系方式: face to face (visit, survey) or online (domain A25)."""

    VISIT = "visit", "走访"
    SURVEY = "survey", "调研"
    WECHAT = "wechat", "微信"
    QQ = "qq", "QQ 聊天"
    PHONE = "phone", "电话"
    OTHER = "other", "其他"


class LedgerStatus(models.TextChoices):
    """办理状态: a difficulty without a result is open (domain A26)."""

    NOTED = "noted", "没有困难"
    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结"


class LedgerEntry(ScopedModel):
    """One line of a ledger: when, by whom, about whom, and what its kind's form asked.

    ``hand`` is where it lies when it was handed upward (转办); ``content`` holds the form's words
    by field name, and the key under which the record keeps them.
    """

    privacy: ClassVar[Privacy] = {
        "kind": PLAIN,
        "subject_name": Personal("知道帮的是谁", KEPT),
        "category": PLAIN,
        "content": Personal("记下情况、困难、措施和成效", KEPT),
        "paper": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("台账", max_length=20)
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="记录人"
    )
    done_on = models.DateField("日期")
    mode = models.CharField("联系方式", max_length=10, choices=ContactMode, blank=True)
    woman: ScopedForeignKey[Woman | None, Woman | None] = ScopedForeignKey(
        Woman, null=True, blank=True, related_name="+", verbose_name="妇女"
    )
    household: ScopedForeignKey[Household | None, Household | None] = ScopedForeignKey(
        Household, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="+", verbose_name="妇女小组"
    )
    subject_name = models.CharField("联系对象", max_length=40, blank=True)
    category = models.CharField("类别", max_length=30, blank=True)
    status = models.CharField("办理状态", max_length=10, choices=LedgerStatus)
    has_measures = models.BooleanField("有措施", default=False)
    amount = models.PositiveIntegerField("金额（元）", null=True, blank=True)
    next_on = models.DateField("下次联系日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    content: Any = models.JSONField("内容", default=dict)
    hand: ScopedForeignKey[Org | None, Org | None] = ScopedForeignKey(
        Org, null=True, blank=True, related_name="+", verbose_name="现由谁办"
    )
    paper = models.CharField("纸质记录编号", max_length=30, blank=True, editable=False)
    typed_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="代录账号"
    )
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "台账记录"
        indexes: ClassVar = [
            models.Index(fields=["county", "org", "kind", "done_on"], name="ledger_by_org"),
            models.Index(
                fields=["county", "next_on"], name="ledger_open", condition=Q(status="open")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status=LedgerStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=LedgerStatus.CLOSED) & Q(closed_on__isnull=True)),
                name="ledger_closed_has_its_day",
                violation_error_message="已办结的要有办结日期，没有办结的不能有。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_on:%Y年%-m月%-d日}"

    @property
    def words(self) -> dict[str, Any]:
        """What the kind's form was filled with, by field name."""
        found: dict[str, Any] = self.content.get("words", {})
        return found

    @property
    def record_key(self) -> str:
        """The line's own key for what the record keeps of it: gone with the line."""
        return str(self.content.get("key", ""))


class LedgerFollowUp(ScopedModel):
    """Another contact about the same line: when, how, what came of it."""

    privacy: ClassVar[Privacy] = {"what": Personal("记下后来的联系", KEPT)}
    org_path: ClassVar[str] = "entry__org_id"

    entry: ScopedForeignKey[LedgerEntry, LedgerEntry] = ScopedForeignKey(
        LedgerEntry, models.CASCADE, related_name="follow_ups", verbose_name="台账记录"
    )
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="记录人"
    )
    done_on = models.DateField("日期")
    mode = models.CharField("联系方式", max_length=10, choices=ContactMode)
    what = models.CharField("情况", max_length=500)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "后续联系"

    def __str__(self) -> str:
        return f"{self.done_on:%Y年%-m月%-d日}"

    @property
    def record_key(self) -> str:
        """The key of its line."""
        return self.entry.record_key


class LedgerTransfer(ScopedModel):
    """A line handed upward (转办): asked, accepted or returned, done; how long it lay where."""

    class Status(models.TextChoices):
        """转办状态."""

        ASKED = "asked", "等待接收"
        ACCEPTED = "accepted", "已接收，办理中"
        RETURNED = "returned", "已退回"
        DONE = "done", "已办结"

    privacy: ClassVar[Privacy] = {
        "reason": Personal("说明为什么要转办", KEPT),
        "answer": Personal("说明退回的原因", KEPT),
        "result": Personal("把结果告诉村里", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="转出组织"
    )
    entry: ScopedForeignKey[LedgerEntry, LedgerEntry] = ScopedForeignKey(
        LedgerEntry, models.CASCADE, related_name="transfers", verbose_name="台账记录"
    )
    to_org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="接收组织"
    )
    status = models.CharField("转办状态", max_length=10, choices=Status, default=Status.ASKED)
    reason = models.CharField("转办原因", max_length=200)
    asked_at = models.DateTimeField("转办时间")
    answered_at = models.DateTimeField("接收或退回时间", null=True, blank=True)
    answer = models.CharField("退回原因", max_length=200, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    result = models.CharField("办理结果", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "转办"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "entry"],
                condition=Q(status__in=["asked", "accepted"]),
                name="ledger_transfer_one_open",
                violation_error_message="这条记录正在转办，不用再转。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y年%-m月%-d日}转办"

    @property
    def record_key(self) -> str:
        """The key of its line."""
        return self.entry.record_key


class SensitiveEntry(ScopedModel):
    """A line about violence or a minor: its words sealed, shown to its named handlers only.

    ``handlers`` are account keys. Its wall is the database's own, so no list, search, count or
    export can meet it. Kept and found by its number, which is its key.
    """

    wall: ClassVar[str] = (
        "((app.actor() = ANY (handlers)) OR (id = app.glass('duties_sensitiveentry'::text)))"
    )
    privacy: ClassVar[Privacy] = {
        "kind": PLAIN,
        "sealed": Personal("保护当事人，只有指定的经办人能看；加密保存", KEPT),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("台账", max_length=20)
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="记录人"
    )
    done_on = models.DateField("日期")
    handlers = ArrayField(models.BigIntegerField(), verbose_name="经办账号")
    status = models.CharField("办理状态", max_length=10, choices=LedgerStatus)
    next_on = models.DateField("下次联系日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    sealed = models.BinaryField("内容（加密）", editable=False)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "保密台账"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handlers__len__gt=0),
                name="sensitive_has_a_handler",
                violation_error_message="保密台账至少要有一位经办人。",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号"


class GlassBreak(ScopedModel):
    """A row behind a wall opened in an emergency by who is no handler: why, until when.

    ``what`` names the kind of row (``duties.services.glass``), ``entry_number`` its key.
    """

    privacy: ClassVar[Privacy] = {
        "what": PLAIN, "reason": Personal("说明为什么紧急查看", "五年")
    }  # fmt: skip
    grants: ClassVar[str] = "SELECT, INSERT, UPDATE"

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    what = models.CharField("打开的是什么", max_length=20, default="sensitive", editable=False)
    entry_number = models.BigIntegerField("编号")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="账号"
    )
    reason = models.CharField("事由", max_length=200)
    opened_at = models.DateTimeField("打开时间")
    ends_at = models.DateTimeField("到期时间")
    closed_at = models.DateTimeField("收回时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "紧急查看"

    def __str__(self) -> str:
        return f"{self.opened_at:%Y年%-m月%-d日 %H:%M}"
