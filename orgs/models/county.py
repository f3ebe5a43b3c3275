"""The registry of tenants."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulian.privacy import PLAIN, Privacy


class County(models.Model):
    """A county federation (县市区): the tenant. Its row is the registry, not its data."""

    privacy: ClassVar[Privacy] = {
        "code": PLAIN, "name": PLAIN, "path": PLAIN, "former_codes": PLAIN,
    }  # fmt: skip

    code = models.CharField("区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60)
    path = models.CharField("所属省市", max_length=120, blank=True)
    former_codes = ArrayField(
        models.CharField(max_length=6), verbose_name="原区划代码", default=list, blank=True
    )
    opened_at = models.DateTimeField("开通时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "县（市、区）"

    def __str__(self) -> str:
        return self.name
