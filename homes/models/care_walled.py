"""What is known of a child in care, and what was seen of her: data on minors, behind a wall.

PostgreSQL shows a row to the accounts named in it and to nobody else (decision 24). The words are
sealed besides. Erasing deletes these rows; what may be counted stands in ``care``.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from fulian.privacy import Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.care import CareCase, CareVisit

CHILD_COLUMN = "homes_carechild.sealed"
CHECKS_COLUMN = "homes_sixchecks.sealed"
KEPT = "撤回同意时立即清除；结束看护 90 天后或年满 18 周岁后清除"


class ChildKind(models.TextChoices):
    """儿童类别 (domain part C)."""

    LEFT_BEHIND_CHILD = "left_behind_child", "留守儿童"
    CHILD_IN_DIFFICULTY = "child_in_difficulty", "困境儿童"


class ChildSex(models.TextChoices):
    """性别; may be left out."""

    GIRL = "girl", "女"
    BOY = "boy", "男"


class Relation(models.TextChoices):
    """与孩子的关系: who may consent."""

    MOTHER = "mother", "母亲"
    FATHER = "father", "父亲"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    OTHER = "other", "其他监护人"


class Look(models.TextChoices):
    """看的结果."""

    FINE = "fine", "都好"
    CONCERN = "concern", "有问题"
    NOT_LOOKED = "not_looked", "没看到"


class Ask(models.TextChoices):
    """问的结果."""

    FINE = "fine", "都好"
    CONCERN = "concern", "有问题"
    NOT_ASKED = "not_asked", "没问到"


class CareChild(ScopedModel):
    """A child as her handlers know her; key and ``case`` are the number of her ``CareCase``.

    ``sealed`` holds name or code name, birth year, kind, guardian and the guardian's consent.
    ``handlers`` are accounts: the carer's, the team leader's, those ``named`` besides, and whoever
    broke the glass for a day. An empty list is allowed: then nobody sees her until the team has a
    leader again.
    """

    wall: ClassVar[str] = (
        "((app.actor() = ANY (handlers)) OR (case_id = app.glass('homes_carechild'::text)))"
    )
    privacy: ClassVar[Privacy] = {
        "sealed": Personal("看护走访，只有看护人、队长和指定的经办人能看；加密保存", KEPT),
    }

    org_path: ClassVar[str] = "case__org_id"

    case: ScopedForeignKey[CareCase, CareCase] = ScopedForeignKey(
        CareCase, related_name="+", verbose_name="看护编号"
    )
    handlers = ArrayField(models.BigIntegerField(), verbose_name="经办账号")
    named = ArrayField(models.BigIntegerField(), default=list, verbose_name="另外指定的账号")
    sealed = models.BinaryField("内容（加密）", editable=False)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看护对象"

    def __str__(self) -> str:
        return f"第 {self.pk} 号"


class SixChecks(ScopedModel):
    """六看六问 of one visit (domain Q21, B3.5): the looks and asks, problems and action, sealed.

    Opened with its child: ``case`` is her number.
    """

    wall: ClassVar[str] = (
        "((app.actor() = ANY (handlers)) OR (case_id = app.glass('homes_carechild'::text)))"
    )
    privacy: ClassVar[Privacy] = {
        "sealed": Personal("记下走访看到、问到的情况；加密保存", KEPT),
    }

    org_path: ClassVar[str] = "case__org_id"

    case: ScopedForeignKey[CareCase, CareCase] = ScopedForeignKey(
        CareCase, related_name="+", verbose_name="看护编号"
    )
    visit: ScopedForeignKey[CareVisit, CareVisit] = ScopedForeignKey(
        CareVisit, related_name="+", verbose_name="看护走访"
    )
    handlers = ArrayField(models.BigIntegerField(), verbose_name="经办账号")
    sealed = models.BinaryField("内容（加密）", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "六看六问"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "visit"], name="six_checks_once",
                violation_error_message="这次走访的六看六问已经记过。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"第 {self.case_id} 号"
