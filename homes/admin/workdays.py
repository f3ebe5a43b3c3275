"""The calendar of working days at the desk: what is known of a year, and entering more."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from homes import services
from homes.forms.workdays import ArrangeForm
from homes.models import ArrangedDay
from homes.queries import workdays as reads
from homes.rules.workdays import unknown_years
from orgs.admin.actor import actor


@admin.register(ArrangedDay, site=desk)
class WorkdaysAdmin(DeskAdmin):
    """This year and the next: days off, weekends that are worked, and what is not known yet."""

    view_perm, create_perm, create_label = (
        "homes.view_workdays", "homes.arrange_days", "登记放假或上班",
    )  # fmt: skip
    list_title = "节假日安排"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the two years that deadlines reach into."""
        today = timezone.localdate()
        own = reads.arranged()
        years = [
            (year, reads.stretches(year),
             bool(unknown_years(today.replace(year, 1, 1), today.replace(year, 1, 1), own)))
            for year in (today.year, today.year + 1)
        ]  # fmt: skip
        return self.show(
            request, "homes/desk/workdays.html", title="节假日安排", years=years, today=today,
            may=request.user.has_perm("homes.arrange_days"),
        )  # fmt: skip

    @page("add/", needs="homes.arrange_days")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Enter a stretch of days."""
        today, by = timezone.localdate(), actor(request)
        form, back = ArrangeForm(request.POST or None), self.address("changelist")
        if form.carry_out(lambda _: services.arrange_days(today=today, by=by, **form.facts())):
            return pages.done(request, "已经登记，减负闸马上按新的算。", back)
        return self.ask(
            request, form, title="登记放假或上班", submit="登记", back=back,
            says=["照国务院办公厅每年公布的放假安排登记。填错了，用同样的日子再登记一次，或者在操作记录里撤销。"],
        )  # fmt: skip
