"""Liaison chains at the desk: coverage by organisation, and one organisation's chains."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.admin.gaps import Finding
from duties.forms.arranging import BesideForm, SureForm, link_forms, named_ends
from duties.models import LiaisonLink
from duties.queries import gaps
from duties.queries import links as reads
from fulian import pages
from fulian.admin import desk, page
from fulian.searching import meant
from members.models import Appointment
from orgs.admin.actor import actor
from orgs.models import Org, OrgStatus, SettingName
from orgs.queries.hats import live
from orgs.queries.naming import places
from orgs.queries.settings import setting

SIZE = 50


@admin.register(LiaisonLink, site=desk)
class LiaisonLinkAdmin(Finding):
    """How far the chains reach, and where they are mended."""

    view_perm = "duties.view_link"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show every organisation in reach that has a committee, with its coverage."""
        today, text = timezone.localdate(), request.GET.get("q", "").strip()
        seated = Appointment.rows.filter(live(today), org=OuterRef("pk"), office__in=reads.ORDER)
        rows = Org.objects.filter(Exists(seated), status=OrgStatus.ACTIVE).order_by("lft")
        rows = rows.filter(meant(text, {"pk": places}))
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        nets = reads.nets_of([org.pk for org in found], today, named=False)
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
        tie = self.found(pk, _ties())
        back = self.address("org", tie.org_id)
        form = SureForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.end_link(link=tie, by=by, **clean)):
            return pages.done(request, "已经解除联系。", back)
        other, upper = named_ends(tie)
        return self.ask(
            request, form, title=f"解除联系：{other}", submit="解除", back=back, danger=True,
            trail=[(tie.org.title, back)],
            says=[f"{upper}不再联系{other}。解除以后，请再安排别人来联系。"],
        )  # fmt: skip

    @page("<int:pk>/primary/", needs="duties.make_primary")
    def primary(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody who helps be the main one."""
        tie = self.found(pk, _ties())
        back = self.address("org", tie.org_id)
        form = SureForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.make_primary(link=tie, by=by, **clean)):
            return pages.done(request, "已经改好主要联系人。", back)
        other, upper = named_ends(tie)
        return self.ask(
            request, form, title=f"主要联系人：{other}", submit="改为主要联系人", back=back,
            trail=[(tie.org.title, back)],
            says=[f"以后主要由{upper}联系{other}。原来的主要联系人改为帮着联系。"],
        )  # fmt: skip

    @page("org/<int:pk>/beside/", needs="duties.link")
    def beside(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody else keep in touch beside the main one."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        back = self.address("org", org.pk)
        form = BesideForm(request.POST or None, net=reads.net_of(org, today), today=today)
        if form.carry_out(lambda clean: services.link(by=by, **form.facts())):
            return pages.done(request, "已经加了一位联系人。", back)
        return self.ask(
            request, form, title="再加一位联系人", submit="加上", back=back,
            trail=[(org.title, back)],
        )  # fmt: skip

    def _chains(self, request: HttpRequest, org: Org, sent: Any = None) -> HttpResponse:
        today, by = timezone.localdate(), actor(request)
        net = reads.net_of(org, today)
        named = by.has_perm("duties.view_contact")
        found = gaps.gaps_of(net, setting(SettingName.CONTACT_MOST), named=named)
        forms, bound = link_forms(net, found, today, sent)
        if bound and bound.carry_out(lambda clean: services.link_each(by=by, **bound.facts())):
            said = f"已经建立 {len(bound.outcome)} 条联系。"
            return pages.done(request, said, self.address("org", org.pk))
        return self.show(
            request, "duties/desk/chain.html", title=f"四级联系：{org.title}", org=org,
            forms=forms, gaps=found, rows=reads.rows_of(net), coverage=reads.coverage_of(net),
            extras=reads.extras_of(net),
        )  # fmt: skip


def _ties() -> QuerySet[LiaisonLink]:
    return LiaisonLink.objects.select_related(
        "org", "above__person", "below__person", "group", "household", "woman"
    )
