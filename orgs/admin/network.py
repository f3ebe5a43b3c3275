"""A township's 1+N at the desk, all townships side by side, and an organisation's new field."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.parts import parts_of
from orgs import services
from orgs.admin.actor import actor
from orgs.forms.beside import FieldForm
from orgs.models import Level, Org, WomensSocialOrganisation
from orgs.queries import beside as reads


class OrgNetwork(DeskAdmin):
    """The pages that show regional federations whole."""

    @page("network/", needs="orgs.view_beside")
    def network(self, request: HttpRequest) -> HttpResponse:
        """Show every township in reach with what belongs to it and what is missing."""
        found = reads.networks(reads.townships(), timezone.localdate())
        short = [one for one in found if one.missing]
        return self.show(
            request, "orgs/desk/networks.html", title="区域化网络", found=found, short=len(short)
        )

    @page("<int:pk>/network/", needs="orgs.view_beside", name="one_network")
    def one_network(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one regional federation: upright, across, and what is missing."""
        org, today = self.found(pk), timezone.localdate()
        if org.level not in (Level.TOWNSHIP, Level.VILLAGE):
            raise Http404
        context: dict[str, Any] = {
            "org": org,
            "one": reads.networks([org], today)[0],
            "beside": reads.beside_of(org, today),
            "villages": reads.below(org, Level.VILLAGE),
            "horizontal": reads.below(org, Level.UNIT),
            "socials": reads.live_within(WomensSocialOrganisation, org, today),
            "parts": parts_of("network", request.user, org=org),
        }
        trail = [("区域化网络", self.address("network"))]
        title = f"{org.title}“1+N”网络"
        return self.show(request, "orgs/desk/network.html", title=title, trail=trail, **context)

    @page("<int:pk>/field/", needs="orgs.classify_org")
    def field(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say in which new field an organisation works."""
        org: Org = self.found(pk)
        back = self.address("change", org.pk)
        form = FieldForm(request.POST or None, initial={"field": org.field})
        if form.carry_out(lambda clean: services.classify_org(org=org, by=actor(request), **clean)):
            return pages.done(request, f"{org.title}的新领域已保存。", back)
        return self.ask(
            request, form, title=f"新领域：{org.title}", submit="保存", back=back,
            trail=[(org.title, back)],
        )  # fmt: skip
