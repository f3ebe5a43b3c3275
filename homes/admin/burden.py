"""How much is asked of whom (减负台账), and what the system never does."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fulian.admin import DeskAdmin, desk, page
from fulian.workbooks import XLSX
from homes.models import RequestAnswer
from homes.queries import burden as reads
from homes.queries.burden_book import book
from homes.rules import promises
from orgs.models import SettingName
from orgs.queries.settings import setting


@admin.register(RequestAnswer, site=desk)
class BurdenAdmin(DeskAdmin):
    """The meter: months, roles, levels, what asked most, who asked; nobody by name."""

    view_perm = "homes.view_burden"
    list_title = "减负台账"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the last six months, and one of them closely."""
        today = timezone.localdate()
        months = reads.months_until(today)
        month = _month(request.GET.get("month", ""), [one.first for one in months])
        limit = setting(SettingName.REQUEST_MINUTES)
        answer = self.show(
            request, "homes/desk/burden.html", title="减负台账", months=months, month=month,
            who=list(reads.WHO.values()), pieces=reads.pieces_of(month)[:30], limit=limit,
            askers=reads.askers_of(month), over=reads.above_limit(month, limit), today=today,
        )  # fmt: skip
        return self._alone(answer)

    @page("xlsx/", needs="homes.view_burden")
    def xlsx(self, request: HttpRequest) -> HttpResponse:
        """Hand out what the page shows as a workbook."""
        today, limit = timezone.localdate(), setting(SettingName.REQUEST_MINUTES)
        months = reads.months_until(today)
        month = _month(request.GET.get("month", ""), [one.first for one in months])
        answer = HttpResponse(book(months, month, limit, today), content_type=XLSX)
        name = quote(f"减负台账{today:%Y%m%d}.xlsx")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    @page("promises/", needs="homes.view_promises")
    def promises(self, request: HttpRequest) -> HttpResponse:
        """Show the switches that are locked, each with its clause."""
        answer = self.show(
            request, "homes/desk/promises.html", title="减负和合规", promises=promises.PROMISES,
            rule=promises.RULE, also=promises.ALSO,
        )  # fmt: skip
        return self._alone(answer)

    def _alone(self, answer: Any) -> HttpResponse:
        """Return a page to which no list leads."""
        answer.context_data["trail"] = []
        shown: HttpResponse = answer
        return shown


def _month(text: str, known: list[date]) -> date:
    """Return the month that is asked for, if it is one of those shown; else this one."""
    return next((one for one in known if one.isoformat() == text), known[0])
