"""What a Women's Home was before something of it changed, so that any past day can be asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fulian.dated import once_at_a_time
from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from homes.models.homes import Premises, WomensHome
from members.models import Appointment
from orgs.models import Org, WomensSocialOrganisation

DATED = ("org", "manager", "address", "premises", "partner", "hours", "social")
COLUMNS = tuple(f"{name}_id" if name in ("org", "manager", "social") else name for name in DATED)


class HomePast(ScopedModel):
    """What ``DATED`` of a home were from one day until another (half open); today's stand in it.

    A home nothing of which changed has none. A day without a row is as the home is now.
    """

    org_path: ClassVar[str] = "home__org_id"
    privacy: ClassVar[Privacy] = {"address": PLAIN, "partner": PLAIN, "hours": PLAIN}

    home: ScopedForeignKey[WomensHome, WomensHome] = ScopedForeignKey(
        WomensHome, related_name="past", verbose_name="妇女之家"
    )
    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    manager: ScopedForeignKey[Appointment | None, Appointment | None] = ScopedForeignKey(
        Appointment, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    address = models.CharField("地点", max_length=100, blank=True)
    premises = models.CharField("阵地来源", max_length=10, choices=Premises, blank=True, default="")
    partner = models.CharField("共建单位", max_length=80, blank=True, default="")
    hours = models.CharField("开放时间", max_length=100, blank=True, default="")
    social: ScopedForeignKey[WomensSocialOrganisation | None, WomensSocialOrganisation | None] = (
        ScopedForeignKey(
            WomensSocialOrganisation, null=True, blank=True, related_name="+",
            verbose_name="引进的女性社会组织",
        )
    )  # fmt: skip
    since = models.DateField("从哪天起")
    until = models.DateField("到哪天止")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "妇女之家沿革"
        constraints: ClassVar = [
            once_at_a_time("home_past_once", "home", says="这段时间的沿革已经有了。"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="home_past_lasts",
                violation_error_message="沿革的止日要晚于起日。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.since:%Y年%-m月%-d日}起"

    @classmethod
    def of(cls, home: WomensHome, **days: object) -> HomePast:
        """Return an unsaved row with what ``home`` is now."""
        return cls(home=home, **{name: getattr(home, name) for name in COLUMNS}, **days)
