"""What lists of people and seats are narrowed by, besides a plain column."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.dated import live_on
from members.models import Appointment, Office, Talent
from members.queries import seats
from orgs.models import Level, Org, OrgStatus


class Township(Sift):
    """In which township she belongs; offered where there is more than one to choose from."""

    title = "乡镇（街道）"
    parameter_name = "town"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the townships in reach, in tree order."""
        towns = Org.objects.filter(level=Level.TOWNSHIP, status=OrgStatus.ACTIVE).order_by("lft")
        found = [(str(pk), name) for pk, name in towns.values_list("pk", "short_name")]
        return found if len(found) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep who belongs to it, or to what lies below."""
        asked = self.value() or ""
        if not is_key(asked):
            return queryset
        return queryset.filter(org__in=Org.objects.filter(Org.inside(int(asked))).values("pk"))


class HeldOffice(Sift):
    """Which office she holds today."""

    title = "现任职务"
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the offices, and none at all."""
        return [*[(o.value, str(o.label)) for o in Office], ("none", "没有任职")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep who holds it."""
        held = Appointment.objects.filter(seats.live(timezone.localdate()))
        if self.value() == "none":
            return queryset.exclude(pk__in=held.values("person"))
        if self.value() in Office.values:
            return queryset.filter(pk__in=held.filter(office=self.value()).values("person"))
        return queryset


class InPool(Sift):
    """Whether she is in a pool of talents today."""

    title = "骨干人才"
    parameter_name = "talent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "在库"), ("0", "不在库")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        pool = Talent.objects.filter(live_on(timezone.localdate())).values("person")
        if self.value() == "1":
            return queryset.filter(pk__in=pool)
        return queryset.exclude(pk__in=pool) if self.value() == "0" else queryset


class _OfASeat(Sift):
    """What is known of a seat in reach that she holds or held."""

    column: ClassVar[str] = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what the column may say."""
        choices: Any = Appointment._meta.get_field(self.column).choices  # type: ignore[union-attr]  # a column
        return [(str(value), str(label)) for value, label in choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep who holds or held such a seat."""
        if not self.value():
            return queryset
        held = Appointment.objects.filter(**{self.column: self.value()})
        return queryset.filter(pk__in=held.values("person"))


class LeftBecause(_OfASeat):
    """Why she left a seat."""

    title, parameter_name, column = "离任原因", "departure", "departure"


class CameBy(_OfASeat):
    """How she came to a seat."""

    title, parameter_name, column = "产生方式", "origin", "origin"


class WorksAs(_OfASeat):
    """How much of her time a seat takes."""

    title, parameter_name, column = "任职方式", "employment", "employment"


class Held(Sift):
    """Whether the seat is held today."""

    title = "是否在任"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "在任"), ("0", "已离任或未开始")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        today = seats.live(timezone.localdate())
        if self.value() == "1":
            return queryset.filter(today)
        return queryset.exclude(today) if self.value() == "0" else queryset


class Decided(Sift):
    """Whether it is known who decided on the seat."""

    title = "决定单位"
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "已登记"), ("0", "没有登记")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() == "1":
            return queryset.exclude(decided_by="")
        return queryset.filter(decided_by="") if self.value() == "0" else queryset
