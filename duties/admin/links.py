"""Liaison chains at the desk: coverage by organisation, and one organisation's chains."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.forms.arranging import SureForm, link_forms
from duties.models import LiaisonLink
from duties.queries import links as reads
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sidebar import offer
from fulian.searching import meant
from members.models import Appointment
from orgs.admin.actor import actor
from orgs.models import Org, OrgStatus
from orgs.queries.hats import live
from orgs.queries.naming import places

SIZE = 50

offer("履职", "四级联系", "account_tree", "duties_liaisonlink_changelist", "duties.view_link")


@admin.register(LiaisonLink, site=desk)
class LiaisonLinkAdmin(DeskAdmin):
    """How far the chains reach, and where they are mended."""

    view_perm = "duties.view_link"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show every organisation in reach that has a committee, with its coverage."""
        today, text = timezone.localdate(), request.GET.get("q", "").strip()
        seated = Appointment.rows.filter(live(today), org=OuterRef("pk"), office__in=reads.ORDER)
        rows = Org.objects.filter(Exists(seated), status=OrgStatus.ACTIVE).order_by("lft")
        rows = rows.filter(meant(text, {"pk": places}))
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        nets = reads.nets_of([org.pk for org in found], today)
        lines = [(org, reads.coverage_of(nets[org.pk])) for org in found]
        return self.show(
            request, "duties/desk/chains.html", title="四级联系", found=found, lines=lines,
            text=text,
        )  # fmt: skip

    @page("org/<int:pk>/", needs="duties.view_link")
    def org(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one organisation's chains, the gaps on top."""
        return self._chains(request, self.found(pk, Org.objects.all()))

    @page("org/<int:pk>/link/", needs="duties.link")
    def link(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Link whoever is not linked; asked for without a form, show the chains."""
        return self._chains(request, self.found(pk, Org.objects.all()), sent=request.POST or None)

    @page("<int:pk>/end/", needs="duties.end_link")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a link."""
        tie = self.found(pk, LiaisonLink.objects.select_related(
            "org", "above__person", "below__person", "group"
        ))  # fmt: skip
        back = self.address("org", tie.org_id)
        form = SureForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.end_link(link=tie, by=by, **clean)):
            return pages.done(request, "已经解除联系。", back)
        other = tie.below.person.name if tie.below else tie.group.name
        return self.ask(
            request, form, title=f"解除联系：{other}", submit="解除", back=back, danger=True,
            trail=[(tie.org.title, back)],
            says=[f"{tie.above.person.name}不再联系{other}。解除以后，请再安排别人来联系。"],
        )  # fmt: skip

    def _chains(self, request: HttpRequest, org: Org, sent: Any = None) -> HttpResponse:
        today, by = timezone.localdate(), actor(request)
        net = reads.net_of(org, today)
        gaps = reads.gaps_of(net)
        forms, bound = link_forms(net, gaps, today, sent)
        if bound and bound.carry_out(lambda clean: services.link_each(by=by, **bound.facts())):
            said = f"已经建立 {len(bound.outcome)} 条联系。"
            return pages.done(request, said, self.address("org", org.pk))
        return self.show(
            request, "duties/desk/chain.html", title=f"四级联系：{org.title}", org=org,
            forms=forms, gaps=gaps, rows=reads.rows_of(net), coverage=reads.coverage_of(net),
        )  # fmt: skip
