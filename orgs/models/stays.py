"""Where something stood before its organisation went over into another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.tree import Org


class Stay(ScopedModel):
    """The organisation a row was of, up to and without the day ``until``, when a merger took it.

    Whatever simply goes on at the successor keeps its row and its key; what is counted for a day
    before that (domain A.9) asks here where it stood. ``kind`` is the row's table, ``row`` its key.
    """

    privacy: ClassVar[Privacy] = {"kind": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("表", max_length=40)
    row = models.BigIntegerField("行")
    until = models.DateField("到哪天止")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "合并前所在组织"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "kind", "row", "until"], name="stay_once",
                violation_error_message="这一天以前在哪个组织，已经记过。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
