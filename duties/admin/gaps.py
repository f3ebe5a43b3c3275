"""The chain-gap finder at the desk: everything in reach, and one organisation mended in one act."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from duties import services
from duties.forms.mending import MendForm
from duties.queries import chains as county
from duties.queries.gaps import SAYS
from duties.queries.nets import net_of
from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.admin.desk import is_key
from orgs.admin.actor import actor
from orgs.models import Org, Record, SettingName
from orgs.queries.settings import setting
from orgs.services import is_undoable, may_undo

SIZE = 50


class Finding(DeskAdmin):
    """Pages of the liaison desk where gaps are looked for and mended."""

    @page("gaps/", needs="duties.view_link")
    def gaps(self, request: HttpRequest) -> HttpResponse:
        """Show what the chains in reach lack: by township, kind and name; counts, never a rank."""
        town, kind = request.GET.get("town", ""), request.GET.get("kind", "")
        text = request.GET.get("q", "").strip()
        seen = county.look(
            timezone.localdate(), setting(SettingName.CONTACT_MOST),
            town=int(town) if is_key(town) else None, text=text,
        )  # fmt: skip
        lines = [line for line in seen.lines if kind not in SAYS or kind in line.counts]
        kept = request.GET.copy()
        kept.pop("page", None)
        answer: HttpResponse = self.show(
            request, "duties/desk/broken.html", title="断链查找", seen=seen, text=text, town=town,
            kind=kind, kinds=[(k.value, said) for k, said in SAYS.items()],
            found=Paginator(lines, SIZE).get_page(request.GET.get("page")), kept=kept.urlencode(),
        )  # fmt: skip
        return answer

    @page("org/<int:pk>/mend/", needs="duties.link_proposed")
    def mend(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make what is proposed for one organisation, shown before, in one act to be undone."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        back = self.address("org", org.pk)
        net, most = net_of(org, today), setting(SettingName.CONTACT_MOST)
        sent = request.POST if request.method == "POST" else None
        form = MendForm(sent, net=net, most=most)
        if form.carry_out(
            lambda clean: services.link_proposed(org=org, on=today, by=by, **form.facts())
        ):
            return self._mended(request, form.said(), back)
        if not form.has_any:
            messages.info(request, "现在没有建议：都接上了，或者上一级还没有人。")
            return redirect(back)
        answer: HttpResponse = self.ask(
            request, form, title=f"按建议补上：{org.title}", submit="按勾选的建立联系", back=back,
            template="duties/desk/mend.html", trail=[(org.title, back)],
            says=["每个人都配给了现在联系得最少的人。不合适的去掉勾。一次办完，七天内可以整批撤销。"],
        )  # fmt: skip
        return answer

    def _mended(self, request: HttpRequest, said: str, back: str) -> HttpResponse:
        """Say what was done, and lead to where it is taken back."""
        made = Record.objects.filter(
            act="duties.link_proposed", user_id=actor(request).pk, leads=True
        )
        line = made.order_by("-pk").first()
        if line and is_undoable(line, at=timezone.now()) and may_undo(line, by=request.user):
            undo = reverse("admin:orgs_record_undo", args=[line.pk])
            return pages.done(request, f"{said}不对可以在这里整批撤销。", undo)
        return pages.done(request, said, back)
