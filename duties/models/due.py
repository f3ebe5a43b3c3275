"""Due work as rows, messages waiting to go out, and what arrived in somebody's inbox.

Celery only asks what is due; these tables hold the truth (design: 8).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import County, Org, User


class DueCounty(models.Model):
    """When something is due next in a county: where ``tick`` looks first. No wall, no content."""

    privacy: ClassVar[Privacy] = {}

    county = models.OneToOneField(County, models.PROTECT, related_name="+", verbose_name="县")
    next_at = models.DateTimeField("下一次到期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "到期的县"

    def __str__(self) -> str:
        return str(self.next_at)


class Due(ScopedModel):
    """Something to be done once at or after a moment: ``kind`` names who does it, ``subject`` what.

    ``org`` is empty for what the county's calendar brings. Of one ``line`` (an organisation's
    rotation, a county's quarters) the earlier is done first.
    """

    privacy: ClassVar[Privacy] = {"kind": PLAIN, "line": PLAIN, "failure": PLAIN}

    org: ScopedForeignKey[Org | None, Org | None] = ScopedForeignKey(
        Org, null=True, related_name="+", verbose_name="组织"
    )
    kind = models.CharField("事项", max_length=40)
    subject = models.BigIntegerField("对象")
    line = models.CharField("先后", max_length=60)
    due_at = models.DateTimeField("到期时间")
    done_at = models.DateTimeField("完成时间", null=True)
    tries = models.PositiveSmallIntegerField("尝试次数", default=0)
    retry_at = models.DateTimeField("下次尝试", null=True)
    failure = models.CharField("没有完成的原因", max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "到期事项"
        indexes: ClassVar = [
            models.Index(
                fields=["county", "due_at"], name="due_open", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["county", "line", "due_at"],
                name="due_in_line",
                condition=Q(done_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "kind", "subject"], name="due_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y年%-m月%-d日 %H:%M}"


class Message(ScopedModel):
    """A message to somebody, written with the work it tells of; sent once, by its ``key``."""

    privacy: ClassVar[Privacy] = {
        "key": PLAIN,
        "title": Personal("告诉本人要办什么", "一年"),
        "text": Personal("告诉本人要办什么", "一年"),
        "link": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="收件账号"
    )
    key = models.CharField("键", max_length=80)
    title = models.CharField("标题", max_length=60)
    text = models.CharField("内容", max_length=300, blank=True)
    link = models.CharField("去哪里办", max_length=200, blank=True)
    made_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "待发消息"
        indexes: ClassVar = [
            models.Index(
                fields=["county", "made_at"], name="message_open", condition=Q(sent_at__isnull=True)
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "key"], name="message_once")
        ]

    def __str__(self) -> str:
        return self.title


class Notice(ScopedModel):
    """A message that arrived in somebody's inbox inside the product."""

    privacy: ClassVar[Privacy] = {}
    org_path: ClassVar[str] = "message__org_id"

    message: ScopedForeignKey[Message, Message] = ScopedForeignKey(
        Message, models.CASCADE, related_name="+", verbose_name="消息"
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="收件账号"
    )
    arrived_at = models.DateTimeField("收到时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "收件"
        indexes: ClassVar = [models.Index(fields=["county", "user"], name="notice_by_user")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "message"], name="notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.arrived_at:%Y年%-m月%-d日 %H:%M}"
