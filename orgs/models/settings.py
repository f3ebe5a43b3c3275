"""What a county sets for itself; what it does not set has a default."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models.tree import Org


class SettingName(models.TextChoices):
    """设置项."""

    HANDOVER_DAYS = "handover_days", "轮值交接确认期限（天）"
    CONFIRM_DAYS = "confirm_days", "季度报告乡镇核对期限（天）"


DEFAULTS = {SettingName.HANDOVER_DAYS: 5, SettingName.CONFIRM_DAYS: 10}


class Setting(ScopedModel):
    """One number the county chose, kept at its own organisation."""

    privacy: ClassVar[Privacy] = {"name": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    name = models.CharField("设置项", max_length=30, choices=SettingName)
    value = models.PositiveIntegerField("数值")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "本县设置"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "name"], name="setting_once")
        ]

    def __str__(self) -> str:
        return self.get_name_display()
