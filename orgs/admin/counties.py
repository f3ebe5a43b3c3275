"""The platform operator's desk: open a county, take that back, enter one and leave it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from orgs import services
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.forms import desk as forms
from orgs.models import County, CountySession, Level
from orgs.queries import divisions

OPENED = "opened_county"


@admin.register(County, site=desk)
class CountyAdmin(DeskAdmin):
    """The counties of the platform. What is inside one is seen by entering it, with a reason."""

    view_perm, create_perm, create_label = "orgs.view_county", "orgs.open_county", "开通新县"
    empty_says = "没有符合条件的县（市、区）。还没有开通的，点“开通新县”。"
    list_display = ("name", "code", "path", "opened_")
    ordering = ("code",)
    search_fields = ("name", "code", "path")
    search_help_text = "名称、代码或所属省市"
    sortable_by = ()

    @admin.display(description="开通时间")
    def opened_(self, county: County) -> str:
        """Return since when it is open."""
        if county.opened_at is None:
            return "未开通"
        return f"{timezone.localtime(county.opened_at):%Y年%-m月%-d日 %H:%M}"

    @page("<int:pk>/", needs="orgs.view_county", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one county; right after its opening also the counts and the first link."""
        county = self.found(pk)
        opened = request.session.get(OPENED) or {}
        return self.show(
            request, "orgs/desk/county.html", title=county.name, county=county,
            opened=opened if opened.get("county") == county.pk else None,
            link=links.fresh(request, f"county-{county.pk}"), visit_form=forms.VisitForm(),
            visit=request.session.get("visit"),
        )  # fmt: skip

    @page("open/", needs="orgs.open_county", name="add")
    def open(self, request: HttpRequest) -> HttpResponseBase:
        """Ask which county; a code leads on at once, part of a name offers what fits."""
        form = forms.CountyForm(request.GET or None)
        text = form.cleaned_data["text"].strip() if form.is_valid() else ""
        if text.isascii() and text.isdigit() and len(text) >= 6:
            return redirect(self.address("proposal", text[:12]))
        context: dict[str, Any] = {"found": divisions.counties_named(text), "text": text}
        return self.show(request, "orgs/desk/open.html", title="开通新县", form=form, **context)

    @page("open/<slug:code>/", needs="orgs.open_county")
    def proposal(self, request: HttpRequest, code: str) -> HttpResponseBase:
        """Show what opening would write, let it be adjusted, and open on confirmation."""
        try:
            whole = divisions.proposal_for(code)
        except ValidationError as refusal:
            form = forms.CountyForm({"text": code})
            form.is_valid()
            form.show(refusal)
            return self.show(request, "orgs/desk/open.html", title="开通新县", form=form)
        if county := County.objects.filter(code=whole.code, opened_at__isnull=False).first():
            return self.show(
                request, "orgs/desk/open.html", title="开通新县", form=forms.CountyForm(),
                already=county,
            )  # fmt: skip
        return self._propose(request, whole)

    @page("<int:pk>/undo/", needs="orgs.undo_opening")
    def undo(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take an opening back while nothing hangs on it."""
        county, now = self.found(pk), timezone.now()
        back = self.address("change", county.pk)
        form = forms.DeskForm(request.POST if request.method == "POST" else None)
        if form.carry_out(
            lambda clean: services.undo_opening(
                county=county,
                at=now,
                on=timezone.localdate(),
                by=actor(request),
            )
        ):
            return pages.done(request, f"已撤销{county.name}的开通。", back)
        undoable, obstacles = services.opening_stands(county=county, at=now, by=actor(request))
        return self.ask(
            request, form, title=f"撤销开通：{county.name}", submit="撤销开通", back=back,
            danger=True, trail=[(county.name, back)], obstacles=obstacles, is_undoable=undoable,
            template="orgs/desk/undo_opening.html", county=county,
        )  # fmt: skip

    @page("<int:pk>/enter/", needs="orgs.enter_county")
    def enter(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Enter a county for two hours, with a reason the county sees."""
        county = self.found(pk)
        back = self.address("change", county.pk)
        form = forms.VisitForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.enter_county(
                county=county, at=timezone.now(), by=actor(request), **clean
            )
        ):
            request.session["visit"] = [county.pk, form.outcome.pk]
            return pages.done(request, f"已进入{county.name}，最多两小时。", "admin:index")
        return self.ask(
            request, form, title=f"进入本县：{county.name}", submit="进入", back=back,
            trail=[(county.name, back)],
        )  # fmt: skip

    @page("leave/", needs="orgs.enter_county")
    @method_decorator(require_POST)
    def leave(self, request: HttpRequest) -> HttpResponseBase:
        """Leave the county that was entered."""
        visit = request.session.get("visit")
        if not visit or getattr(actor(request).hat, "visit", None) != visit[1]:
            raise Http404
        session = CountySession.rows.get(pk=visit[1])
        services.leave_county(visit=session, at=timezone.now(), by=actor(request))
        del request.session["visit"]
        return pages.done(request, "已离开，本县可以看到这次进入的记录。", "admin:index")

    def _propose(self, request: HttpRequest, whole: divisions.Proposal) -> HttpResponseBase:
        told = request.POST if request.method == "POST" else None
        without = set(told.getlist("without")) if told else set()
        flipped = set(told.getlist("flip")) if told else set()
        preview = told is not None and "preview" in told
        form = forms.OpeningForm(told) if told and not preview else forms.OpeningForm(
            initial=told.dict() if told else None
        )  # fmt: skip
        if form.carry_out(
            lambda clean: services.open_county(
                code=whole.code,
                on=timezone.localdate(),
                at=timezone.now(),
                by=actor(request),
                without=without,
                flipped=flipped,
                **clean,
            )
        ):
            return self._opened(request, form.outcome)
        adjusted = whole
        try:
            adjusted = whole.adjusted(without=without, flipped=flipped)
        except ValidationError as refusal:
            form = forms.OpeningForm(told)
            form.is_valid()
            form.show(refusal)
        return self.ask(
            request, form, title=f"开通{whole.name}", submit="确认开通",
            back=self.address("add"), template="orgs/desk/proposal.html",
            trail=[("开通新县", self.address("add"))],
            whole=whole, counts=_counts(adjusted), without=without, flipped=flipped,
            flagged=_flagged(whole), left_out=_named(whole, without), turned=_named(whole, flipped),
        )  # fmt: skip

    def _opened(self, request: HttpRequest, opened: services.Opened) -> HttpResponse:
        facts = _counts(opened.proposal) | {"county": opened.county.pk, "written": opened.written}
        request.session[OPENED] = facts
        if opened.code:
            links.keep(request, f"county-{opened.county.pk}", opened.code)
        return pages.done(
            request, f"已开通{opened.county.name}。", self.address("change", opened.county.pk)
        )


def _counts(proposal: divisions.Proposal) -> dict[str, int]:
    townships, villages = proposal.of(Level.TOWNSHIP), proposal.of(Level.VILLAGE)
    counted = {
        "townships": proposal.counted(Level.TOWNSHIP),
        "villages": proposal.counted(Level.VILLAGE),
    }
    return counted | {
        "other_townships": len(townships) - counted["townships"],
        "other_villages": len(villages) - counted["villages"],
        "units": len(proposal.units),
    }


def _named(proposal: divisions.Proposal, codes: set[str]) -> str:
    return "、".join(unit.short_name for unit in proposal.units if unit.code in codes)


def _flagged(proposal: divisions.Proposal) -> list[tuple[divisions.Unit, str, int]]:
    """Return what is listed but not counted, with why and how many villages stand below it."""
    below = {township.code: len(villages) for township, villages in proposal.townships}
    return [(unit, unit.place.label, below.get(unit.code, 0)) for unit in proposal.flagged]
