"""Contracted areas (包村到组、包片到户): who answers for which cluster, village or household."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from duties.models.contacts import Household
from fulian.dated import ends_after_it_begins, once_at_a_time, one_of
from fulian.privacy import Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment, WomensGroup
from orgs.models import Cluster, Org

ENDS = ("cluster", "village", "group", "household")


class AreaAssignment(ScopedModel):
    """Somebody answers for an area, from one day until another (half open); one at a time (A29).

    ``org`` is where her seat is: the county's for clusters, a township's for villages, a village's
    for groups and households.
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="包干人"
    )
    cluster: ScopedForeignKey[Cluster | None, Cluster | None] = ScopedForeignKey(
        Cluster, null=True, blank=True, related_name="+", verbose_name="片区"
    )
    village: ScopedForeignKey[Org | None, Org | None] = ScopedForeignKey(
        Org, null=True, blank=True, related_name="+", verbose_name="村（社区）"
    )
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="+", verbose_name="妇女小组"
    )
    household: ScopedForeignKey[Household | None, Household | None] = ScopedForeignKey(
        Household, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "包干"
        indexes: ClassVar = [
            models.Index(  # a county's areas are counted from it alone
                fields=["county", "org"],
                include=["household", "since", "until"],
                name="area_by_org",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=one_of(*ENDS),
                name="area_has_one_end",
                violation_error_message="包干的对象只能是一个片区、村（社区）、妇女小组或家庭。",
            ),
            *(
                once_at_a_time(
                    f"area_{end}_once",
                    end,
                    only=Q(**{f"{end}__isnull": False}),
                    says="这段时间里已经有人包干。",
                )
                for end in ENDS
            ),
            ends_after_it_begins("area_ends_after_it_begins", says="结束日期不能早于开始日期。"),
        ]

    def __str__(self) -> str:
        return str(self.cluster or self.village or self.group or self.household or "")
