"""Funding at the desk: lines per organisation and year, and what came of what was due."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian.admin import desk, page
from fulian.admin.sifts import Sift
from members import services
from members.admin.growth import KeptAdmin
from members.forms import growth as forms
from members.models import FundingLine
from members.queries import growth as reads


class Year(Sift):
    """Of which year."""

    title = "年度"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the years there are lines of."""
        return [(str(year), f"{year}年") for year in reads.years()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one year."""
        value = self.value() or ""
        is_year = value.isascii() and value.isdigit() and len(value) == 4
        return queryset.filter(year=int(value)) if is_year else queryset


@admin.register(FundingLine, site=desk)
class FundingLineAdmin(KeptAdmin):
    """Funding in reach, the latest year first."""

    view_perm, create_perm = "members.view_fundingline", "members.note_funding"
    correct_perm = "members.change_funding"
    create_label, subject = "登记经费", "line"
    facts = ("year", "source", "basis", "heads", "due", "received", "note")
    search_fields = ("source", "note")
    search_help_text = "来源、说明，或者组织的名称、拼音、代码"
    empty_says = "还没有符合条件的经费。"
    list_display = ("source", "org_", "year", "basis", "heads", "due", "received", "rate_")
    list_filter = (Year, ("basis", ChoicesDropdownFilter))
    list_before_template = "members/desk/_funding_links.html"
    ordering = ("-year", "org__lft", "source", "pk")
    sortable_by = ("source", "year", "due", "received")

    @admin.display(description="到位率")
    def rate_(self, row: FundingLine) -> str:
        """Return received ÷ due."""
        return reads.share(row.received, row.due)

    @page("add/", needs="members.note_funding")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a line."""
        return self.adding(request, forms.FundingForm, services.note_funding)

    @page("<int:pk>/", needs="members.change_funding", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a line; also how more of it came."""
        change, kind = services.change_funding, forms.FundingFacts
        return self.correcting(request, pk, kind, change, template="members/desk/kept.html")

    @page("<int:pk>/remove/", needs="members.remove_funding")
    def remove(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a line away."""
        return self.removing(request, pk, services.remove_funding, says=[])

    @page("totals/", needs="members.view_fundingline")
    def totals(self, request: HttpRequest) -> HttpResponseBase:
        """Show a year's funding: all of it, by level, by township."""
        form = forms.YearForm(request.GET or None)
        asked = form.cleaned_data["year"] if form.is_valid() else None
        year = asked or timezone.localdate().year
        return self.show(
            request, "members/desk/funding.html", title=f"{year}年经费", form=form, year=year,
            found=reads.totals(year),
        )  # fmt: skip
