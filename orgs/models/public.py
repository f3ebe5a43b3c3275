"""Which state of a county its public pages were drawn from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from fulian.privacy import Privacy
from orgs.models.county import County


class PublicVersion(models.Model):
    """A random token that is another one after every change in the county (decisions/0021).

    Random, not counted: a county restored from a backup meets only what was kept of that state.
    """

    privacy: ClassVar[Privacy] = {}

    county = models.OneToOneField(County, models.PROTECT, related_name="+", verbose_name="县")
    token = models.UUIDField("公开版本", default=uuid.uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "公开版本"

    def __str__(self) -> str:
        return str(self.token)
