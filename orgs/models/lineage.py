"""Where an organisation came from and where it went: what it was merged into, its old codes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.tree import Org


class OrgSuccession(ScopedModel):
    """From a day on, ``after`` carries on (a part of) what ``before`` was."""

    class Kind(models.TextChoices):
        """沿革类别."""

        MERGE = "merge", "合并"
        SPLIT = "split", "分设"

    org_path: ClassVar[str] = "after_id"
    privacy: ClassVar[Privacy] = {}

    before: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, models.CASCADE, related_name="successors", verbose_name="原组织"
    )
    after: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, models.CASCADE, related_name="predecessors", verbose_name="后续组织"
    )
    kind = models.CharField("沿革类别", max_length=8, choices=Kind)
    since = models.DateField("生效日期")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "组织承接"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "before", "after", "since"], name="succession_once"
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.since:%Y年%-m月%-d日}"


class FormerCode(ScopedModel):
    """A code an organisation had until a day; it resolves to it for ever."""

    privacy: ClassVar[Privacy] = {"code": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(
        Org, models.CASCADE, related_name="former_codes", verbose_name="组织"
    )
    code = models.CharField("原代码", max_length=16)
    until = models.DateField("停用日期")

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "原代码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "code"], name="former_code_once")
        ]

    def __str__(self) -> str:
        return self.code
