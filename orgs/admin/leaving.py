"""A county's whole export at the desk: asked for with a reason, written aside, fetched once."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.admin.sidebar import offer
from orgs import services
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.forms.desk import ReasonForm
from orgs.models import County

offer("记录", "导出整县数据", "move_to_inbox", "orgs_org_leaving", "orgs.export_county")
SUBJECT = "leaving"


class Leaving(DeskAdmin):
    """The page of the whole export."""

    @page("leaving/", needs="orgs.export_county")
    def leaving(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the reason and have it written; show how far it is, and the passphrase."""
        form = ReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.export_county(by=actor(request), at=timezone.now(), **clean)
        ):
            links.keep(request, SUBJECT, form.outcome)
            return redirect(self.address("leaving"))
        return self.ask(
            request, form, title="导出整县数据", submit="开始导出", back=self.address("changelist"),
            template="orgs/desk/leaving.html", state=services.export_state(actor(request)),
            passphrase=links.kept(request, SUBJECT),
        )  # fmt: skip

    @page("leaving/seen/", needs="orgs.export_county")
    def leaving_seen(self, request: HttpRequest) -> HttpResponseBase:
        """Forget the passphrase: it was written down."""
        if request.method == "POST":
            links.forget(request)
        return pages.done(request, "口令已收起，不会再显示。", self.address("leaving"))

    @page("leaving/file/", needs="orgs.export_county")
    def leaving_file(self, request: HttpRequest) -> HttpResponseBase:
        """Send the finished file to whoever asked for it; 404 for everybody else."""
        file = services.export_file(actor(request))
        if file is None:
            raise Http404
        hat: Any = actor(request).hat
        code = County.objects.get(pk=hat.county).code
        name = f"fulian-{code}-{timezone.localdate():%Y%m%d}.zip"
        return FileResponse(file.open("rb"), as_attachment=True, filename=name)
