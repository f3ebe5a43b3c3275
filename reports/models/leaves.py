"""What each organisation's quarter comes to, in whole numbers, and what was touched since."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org
from reports.catalogue import INDICATORS


class QuarterLeaf(ScopedModel):
    """One organisation in one quarter: what it comes to by itself, without those below it.

    A pair of columns for each indicator of ``reports.catalogue`` (one for a count). ``counted_on``
    is the day it holds for; ``valid_until`` the day from which time alone may change it: a turn
    begins, a term ends. ``missing`` names by indicator the keys of what is missing here, where
    they are kept (``reports.rules.listing``). Figures of a place are sums over it and all that lies
    below it, never stored.
    """

    privacy: ClassVar[Privacy] = {"quarter": PLAIN, "missing": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    quarter = models.CharField("季度", max_length=6)  # 2026Q3
    counted_on = models.DateField("截至日期")
    counted_at = models.DateTimeField("统计时间")
    valid_until = models.DateField("有效期至")
    missing: Any = models.JSONField("缺什么", default=dict)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "季度底数"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "quarter", "org"], name="leaf_once")
        ]

    def __str__(self) -> str:
        return f"{self.quarter[:4]}年第{self.quarter[5:]}季度底数"


for _one in INDICATORS:
    _number = models.BigIntegerField if _one.hundredths else models.IntegerField
    for _column, _part in zip(_one.columns, ("分子", "分母"), strict=False):
        QuarterLeaf.add_to_class(_column, _number(f"{_one.id} {_part}", default=0, db_default=0))


class Touched(ScopedModel):
    """A write after which the leaf rows of its county are no longer sure, until they are renewed.

    Written in the write's own transaction; whoever renews the rows takes it away. ``org`` is where
    it happened, none where it holds for the whole county: a key and no link, for what is touched
    last may be gone.
    """

    privacy: ClassVar[Privacy] = {}
    grants: ClassVar[str] = "SELECT, INSERT, DELETE"

    org_id = models.BigIntegerField("组织编号", null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "待更新的底数"

    def __str__(self) -> str:
        return "待更新的底数"
