"""Days on which a county does not work, or does though it is a weekend (节假日安排)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org


class ArrangedDay(ScopedModel):
    """One day of the State Council's yearly arrangement, or of the county's own: work or not."""

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    day = models.DateField("日期")
    works = models.BooleanField("要上班")
    name = models.CharField("说明", max_length=20)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "节假日安排"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "day"], name="arranged_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y年%-m月%-d日} {'上班' if self.works else '放假'}"
