"""Four-level liaison (四级联系): who keeps in touch with whom, down to the women's groups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from duties.models.contacts import Household, Woman
from fulian.dated import ends_after_it_begins, none_of, once_at_a_time, one_of
from fulian.privacy import Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment, WomensGroup
from orgs.models import Org


class LinkLevel(models.IntegerChoices):
    """联系层级: from whom to whom (domain A20)."""

    TO_VICE_CHAIR = 1, "主席联系副主席"
    TO_EXECUTIVE_MEMBER = 2, "副主席联系执委"
    TO_REPRESENTATIVE = 3, "执委联系妇女代表"
    TO_GROUP = 4, "妇女代表联系妇女群众"


class LiaisonLink(ScopedModel):
    """One link of a chain, from one day until another (half open).

    One primary link from above at a time; extra ones (not ``is_primary``) may stand beside it. The
    far end of the fourth level is a women's group, a household or a woman.
    """

    privacy: ClassVar[Privacy] = {}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    level = models.PositiveSmallIntegerField("联系层级", choices=LinkLevel)
    above: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="联系人"
    )
    below: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="被联系人"
    )
    group: ScopedForeignKey[WomensGroup | None, WomensGroup | None] = ScopedForeignKey(
        WomensGroup, null=True, blank=True, related_name="+", verbose_name="妇女小组"
    )
    household: ScopedForeignKey[Household | None, Household | None] = ScopedForeignKey(
        Household, null=True, blank=True, related_name="+", verbose_name="家庭"
    )
    woman: ScopedForeignKey[Woman | None, Woman | None] = ScopedForeignKey(
        Woman, null=True, blank=True, related_name="+", verbose_name="妇女"
    )
    is_primary = models.BooleanField("主要联系人", default=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    entered_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "联系"
        indexes: ClassVar = [
            models.Index(fields=["county", "org"], name="link_by_org"),
            models.Index(  # a county's links are counted from it alone
                fields=["county", "above"],
                include=["household", "is_primary", "since", "until"],
                name="link_by_above",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(level=LinkLevel.TO_GROUP)
                    & one_of("group", "household", "woman")
                    & Q(below__isnull=True)
                )
                | (
                    Q(level__lt=LinkLevel.TO_GROUP, below__isnull=False)
                    & none_of("group", "household", "woman")
                ),
                name="link_has_one_end",
                violation_error_message="第四级联系妇女小组、家庭或妇女，前三级联系一个人。",
            ),
            models.CheckConstraint(
                condition=~Q(above=F("below")),
                name="link_not_to_oneself",
                violation_error_message="不能联系自己。",
            ),
            ends_after_it_begins("link_ends_after_it_begins", says="结束日期不能早于开始日期。"),
            once_at_a_time(
                "link_one_above_a_person",
                "below",
                only=Q(below__isnull=False, is_primary=True),
                says="她在这段时间里已经有人联系。",
            ),
            once_at_a_time(
                "link_one_above_a_group",
                "group",
                only=Q(group__isnull=False, is_primary=True),
                says="这个妇女小组在这段时间里已经有人联系。",
            ),
            once_at_a_time(
                "link_one_above_a_household",
                "household",
                only=Q(household__isnull=False, is_primary=True),
                says="这户家庭在这段时间里已经有人联系。",
            ),
            once_at_a_time(
                "link_one_above_a_woman",
                "woman",
                only=Q(woman__isnull=False, is_primary=True),
                says="这位妇女在这段时间里已经有人联系。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display()
