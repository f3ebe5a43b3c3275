"""The record of who did what. Append-only: the site's role may insert and read, nothing else."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedModel

KEPT = "至少两年"
RECORDED: Privacy = {
    "act": PLAIN,
    "target": PLAIN,
    "target_name": Personal("说明对谁或对哪个组织做了什么", KEPT),
    "changes": Personal("修改前后的内容，个人信息加密；用于查证和撤销", KEPT),
    "reason": PLAIN,
    "request": PLAIN,
    "address": Personal("来源地址，用于查证", KEPT),
}


class Outcome(models.TextChoices):
    """结果: what became of it."""

    DONE = "done", "完成"
    REFUSED = "refused", "拒绝"


class AbstractRecord(models.Model):
    """One act: when, who, in which seat, on what, with what result, and why.

    ``changes`` lists what was written, in order: ``{"model", "id", "version", "before", "after"}``
    for a row, ``{"model", "ids", "version"}`` for rows made in bulk. ``batch`` is shared by all
    acts of one undoable whole.
    """

    at = models.DateTimeField("时间")
    act = models.CharField("操作", max_length=60)
    user_id = models.BigIntegerField("账号", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.DONE)
    target = models.CharField("对象类型", max_length=60, blank=True)
    target_id = models.BigIntegerField("对象", null=True)
    target_name = models.CharField("对象名称", max_length=120, blank=True)
    changes: Any = models.JSONField("变化", default=list)
    reason = models.CharField("事由", max_length=200, blank=True)
    request = models.CharField("请求编号", max_length=32, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    batch = models.UUIDField("批次", null=True)
    leads = models.BooleanField("批次的主操作", default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.act} {self.target_name}"


class Record(AbstractRecord, ScopedModel):
    """What was done in a county."""

    org_path: ClassVar[str] = "org_id"
    grants: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[Privacy] = RECORDED

    # Numbers, not keys: what they name may be gone after an undo, the record stays.
    org_id = models.BigIntegerField("组织", null=True)
    grant_id = models.BigIntegerField("所用授权", null=True)
    visit_id = models.BigIntegerField("运维进入", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "操作记录"
        indexes: ClassVar = [
            models.Index(fields=["county", "at"], name="record_by_time"),
            models.Index(fields=["county", "target", "target_id"], name="record_by_target"),
            models.Index(fields=["county", "batch"], name="record_by_batch"),
        ]


class PlatformRecord(AbstractRecord):
    """What platform operators did outside any county."""

    privacy: ClassVar[Privacy] = RECORDED

    class Meta:
        verbose_name = verbose_name_plural = "平台操作记录"
