"""Officer cards (亮身份码, domain A27): a code that tells who somebody in office is."""

from __future__ import annotations

from typing import ClassVar, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulian import crypto
from fulian.dated import ends_after_it_begins
from fulian.privacy import PLAIN, Personal, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from members.models import Appointment
from orgs.models import Org

CODE_COLUMN = "homes_officercard.code"


class CardShows(models.TextChoices):
    """公开内容: what a card may tell of her, each by her consent."""

    NAME = "name", "姓名"
    ROLE = "role", "职务"
    POST = "post", "岗位"
    HOURS = "hours", "服务时间"


class CardEnd(models.TextChoices):
    """停用原因."""

    LOST = "lost", "遗失"
    MISUSED = "misused", "被人冒用"
    WITHDRAWN = "withdrawn", "本人不同意再公开"
    REPLACED = "replaced", "换发新码"
    LEFT = "left", "离任"


class OfficerCard(ScopedModel):
    """A card of somebody on a committee: what she lets it tell, from its issue until its end.

    The code is kept sealed, so that it can be printed again; its hash stands in ``Doorway``. Ended
    for any reason it opens nothing any more, and whether her seat is live is asked at every look.
    """

    privacy: ClassVar[Privacy] = {
        "code": Personal("印制和出示本人的亮身份码", "离任或作废后一年"),
        "hours": PLAIN,
    }

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    appointment: ScopedForeignKey[Appointment, Appointment] = ScopedForeignKey(
        Appointment, related_name="+", verbose_name="任职"
    )
    code = models.BinaryField("码（加密）", null=True, editable=False)
    shows = ArrayField(
        models.CharField(max_length=8, choices=CardShows), verbose_name="公开内容", default=list
    )
    hours = models.CharField("服务时间", max_length=40, blank=True)
    consented_on = models.DateField("本人同意日期")
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    ended = models.CharField("停用原因", max_length=10, choices=CardEnd, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "亮身份码"
        indexes: ClassVar = [models.Index(fields=["county", "org"], name="card_by_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "appointment"],
                condition=Q(until__isnull=True),
                name="card_one_each",
                violation_error_message="她已经有一张能用的亮身份码。",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended="") | (Q(until__isnull=False) & ~Q(ended="")),
                name="card_end_has_its_reason",
                violation_error_message="停用的要有停用原因，没有停用的不能有。",
            ),
            ends_after_it_begins("card_ends_late", says="停用日期不能早于启用日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y年%-m月%-d日}启用的亮身份码"

    @property
    def plain_code(self) -> str:
        """The code itself, "" where it is gone; only for a page that shows or prints it."""
        if self.code is None:
            return ""
        county = cast(int, self.county_id)
        return crypto.unseal(bytes(self.code), county=county, column=CODE_COLUMN)
