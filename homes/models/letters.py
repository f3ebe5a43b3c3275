"""Letters (来信): messages, suggestions and complaints of whoever comes by, signed in or not."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from duties.models import NeedRequest
from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

WORDS_COLUMN = "homes_letter.words"
CONTACT_COLUMN = "homes_letter.contact"
KEPT = "收到后三年"


class LetterKind(models.TextChoices):
    """来信类别."""

    MESSAGE = "message", "留言"
    SUGGESTION = "suggestion", "建议"
    COMPLAINT = "complaint", "投诉"


class Audience(models.TextChoices):
    """写给谁."""

    ORG = "org", "妇联组织"
    OPERATOR = "operator", "平台运维方"


class Letter(ScopedModel):
    """What somebody wrote at an organisation's page (``org``), and what became of it.

    ``to_org`` is who has to answer: the organisation, or the level above where it is complained of
    (``is_about_us``). ``words`` and ``contact`` are sealed. Where ``readers`` names accounts, the
    database shows the row to them and to nobody else: letters about violence or a minor, complaints
    of a county's own federation, and letters to the operator, which no account of a county reads.
    """

    class Status(models.TextChoices):
        """办理进度."""

        NEW = "new", "待答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "不予办理"

    wall: ClassVar[str] = (
        "((readers IS NULL) OR (app.actor() = ANY (readers))"
        " OR (id = app.glass('homes_letter'::text)))"
    )
    org_path: ClassVar[str] = "to_org_id"
    privacy: ClassVar[Privacy] = {
        "words": Personal("知道她说的事，把结果告诉她；加密保存", KEPT),
        "contact": Personal("需要时联系写信的人；本人自愿留下，加密保存", "答复后三十天，最长半年"),
        "same_key": Personal("认出重复提交的同一封信", "答复后三十天，最长半年"),
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    to_org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, related_name="+", verbose_name="收信组织"
    )
    kind = models.CharField("来信类别", max_length=10, choices=LetterKind)
    audience = models.CharField("写给谁", max_length=8, choices=Audience, default=Audience.ORG)
    is_about_us = models.BooleanField("投诉本组织", default=False)
    is_sensitive = models.BooleanField("涉及家暴或未成年人", default=False)
    readers = ArrayField(models.BigIntegerField(), verbose_name="指定的经办账号", null=True)
    words = models.BinaryField("内容（加密）", null=True, editable=False)
    contact = models.BinaryField("联系方式（加密）", null=True, editable=False)
    same_key = models.CharField("重复摘要", max_length=40, blank=True)
    received_at = models.DateTimeField("收到时间")
    due_on = models.DateField("答复期限")
    status = models.CharField("办理进度", max_length=10, choices=Status, default=Status.NEW)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    is_satisfied = models.BooleanField("群众满意", null=True, blank=True)
    assignee: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    need: ScopedForeignKey[NeedRequest | None, NeedRequest | None] = ScopedForeignKey(
        NeedRequest, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="诉求"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "来信"
        indexes: ClassVar = [
            models.Index(fields=["county", "to_org", "received_at"], name="letter_by_org"),
            models.Index(
                fields=["county", "due_on"], name="letter_waiting", condition=Q(status="new")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="new", answered_at__isnull=True)
                | (~Q(status="new") & Q(answered_at__isnull=False)),
                name="letter_answered_has_its_moment",
                violation_error_message="答复了的要有答复时间，没有答复的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(audience="org", is_sensitive=False) | Q(readers__isnull=False),
                name="letter_guarded_names_its_readers",
                violation_error_message="保密来信要指定经办人。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号来信"

    @property
    def is_guarded(self) -> bool:
        """Whether only named accounts may see it."""
        return self.readers is not None
