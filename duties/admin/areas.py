"""Contracted areas at the desk: how far every level is covered, and one organisation's board."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.forms.areas import AreaForm
from duties.forms.arranging import SureForm
from duties.models import AreaAssignment
from duties.queries import areas as reads
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.searching import meant
from orgs.admin.actor import actor
from orgs.models import Level, Org, OrgStatus
from orgs.queries.naming import places

SIZE = 50


@admin.register(AreaAssignment, site=desk)
class AreaAssignmentAdmin(DeskAdmin):
    """Who answers for what; nothing left out (不留死角)."""

    view_perm = "duties.view_area"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show every organisation in reach with its targets and how many are answered for."""
        text, today = request.GET.get("q", "").strip(), timezone.localdate()
        reach = Org.objects.filter(status=OrgStatus.ACTIVE).exclude(level=Level.UNIT)
        rows = list(reach.filter(meant(text, {"pk": places})).order_by("lft"))
        done = reads.answered_by(rows, today)
        gaps = request.GET.get("gaps") == "1"
        lines = [
            (org, done[org.pk]) for org in rows
            if done[org.pk].total and (not gaps or done[org.pk].done < done[org.pk].total)
        ]  # fmt: skip
        found = Paginator(lines, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "duties/desk/areas.html", title="包干", found=found, text=text, gaps=gaps,
            sums=reads.by_level(rows, done),
        )  # fmt: skip

    @page("org/<int:pk>/", needs="duties.view_area")
    def org(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one organisation's board: what nobody answers for first."""
        return self._board(request, self.found(pk, Org.objects.all()))

    @page("org/<int:pk>/assign/", needs="duties.assign_area")
    def assign(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody answer for areas; asked for without a form, show the board."""
        return self._board(request, self.found(pk, Org.objects.all()), sent=request.POST or None)

    @page("<int:pk>/end/", needs="duties.end_area")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody answer for an area no more."""
        area = self.found(pk, AreaAssignment.objects.select_related(
            "org", "appointment__person", "cluster", "village", "group", "household"
        ))  # fmt: skip
        back = self.address("org", area.org_id)
        form, by = SureForm(request.POST or None, today=timezone.localdate()), actor(request)
        if form.carry_out(lambda clean: services.end_area(area=area, by=by, **clean)):
            return pages.done(request, "已经结束包干。", back)
        who = area.appointment.person.name
        return self.ask(
            request, form, title=f"结束包干：{area}", submit="结束包干", back=back, danger=True,
            trail=[(area.org.title, back)],
            says=[f"{who}不再包干{area}。结束以后，请再安排别人，不留死角。"],
        )  # fmt: skip

    def _board(self, request: HttpRequest, org: Org, sent: Any = None) -> HttpResponse:
        today, by = timezone.localdate(), actor(request)
        board = reads.board_of(org, today)
        form = AreaForm(sent, board=board, today=today)
        if form.carry_out(lambda clean: services.assign_each(by=by, **form.facts())):
            said = f"已经定好 {len(form.outcome)} 处包干。"
            return pages.done(request, said, self.address("org", org.pk))
        return self.show(
            request, "duties/desk/areas_org.html", title=f"包干：{org.title}", org=org,
            board=board, form=form, names=by.has_perm("duties.view_contact"),
        )  # fmt: skip
