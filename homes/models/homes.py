"""Women's Homes: physical, online and micro (domain A31-A34)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fulian.dated import ends_after_it_begins, once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org


class HomeKind(models.TextChoices):
    """妇女之家类别 (domain A31, A32)."""

    PHYSICAL = "physical", "实体妇女之家"
    ONLINE = "online", "网上妇女之家"
    MICRO = "micro", "妇女微家"


class WomensHome(ScopedModel):
    """A Women's Home of an organisation, from the day it opened until it closed (half open).

    An organisation has one physical and one online home at a time, and any number of micro-homes.
    """

    privacy: ClassVar[Privacy] = {"name": PLAIN, "address": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    kind = models.CharField("妇女之家类别", max_length=12, choices=HomeKind)
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地点", max_length=100, blank=True)
    since = models.DateField("建立日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女之家"
        constraints: ClassVar = [
            once_at_a_time(
                "home_once",
                "org",
                "kind",
                only=~Q(kind=HomeKind.MICRO),
                says="这个组织已经有同类的妇女之家。",
            ),
            ends_after_it_begins("home_ends_late", says="撤销日期不能早于建立日期。"),
        ]

    def __str__(self) -> str:
        return self.name
