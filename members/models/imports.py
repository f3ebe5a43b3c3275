"""A roster brought in from a workbook: read, shown, confirmed, written; or taken out as one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User


class RosterImport(ScopedModel):
    """One workbook: what was read of it stays sealed here until it is written or dropped.

    Nothing is written before ``CONFIRMED``. ``batch`` is the undoable whole it was written as. A
    large one is ``READING`` first: its file lies sealed in ``sheet`` until the worker has read it.
    One taken out is ``CONFIRMED`` until the worker has written it; then its file lies there.
    """

    class State(models.TextChoices):
        """进度."""

        READING = "reading", "正在核对"
        PREVIEWED = "previewed", "待确认"
        CONFIRMED = "confirmed", "等待写入"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "没有成功"

    class Purpose(models.TextChoices):
        """做什么."""

        NEW = "new", "新增名单"
        EDIT = "edit", "改好的花名册"
        EXPORT = "export", "导出的花名册"

    privacy: ClassVar[Privacy] = {
        "filename": PLAIN,
        "sheet": Personal(
            "等待确认的名单内容，等待下载的花名册；加密保存",
            "写入或取消后立即清除；花名册七天后清除",
        ),
        "problems": Personal("哪一行哪一列有问题；加密保存", "写入或取消后立即清除"),
        "failure": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name="导入人"
    )
    filename = models.CharField("文件名", max_length=120)
    purpose = models.CharField("做什么", max_length=6, choices=Purpose, default=Purpose.NEW)
    state = models.CharField("进度", max_length=10, choices=State, default=State.PREVIEWED)
    total = models.PositiveIntegerField("行数", default=0)
    wrong = models.PositiveIntegerField("有问题的行数", default=0)
    written = models.PositiveIntegerField("已写入", default=0)
    sheet = models.BinaryField("内容（加密）", null=True, editable=False)
    problems = models.BinaryField("问题（加密）", null=True, editable=False)
    failure = models.CharField("没有成功的原因", max_length=200, blank=True)
    is_stopped = models.BooleanField("已要求停止", default=False)
    batch = models.UUIDField("批次", null=True, editable=False)
    made_at = models.DateTimeField("上传时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "名单导入"

    def __str__(self) -> str:
        return self.filename
