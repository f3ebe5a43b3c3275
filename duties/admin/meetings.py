"""Meetings at the desk: what was held, with minutes in Word, and where none was held yet."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.models import Deliberation
from duties.queries import meetings as reads
from duties.queries import minutes as words
from duties.rules import wechat
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift, chosen_by
from fulian.documents import document
from fulian.searching import meant
from orgs.admin.actor import actor
from orgs.models import Org, SettingName
from orgs.queries.naming import places
from orgs.queries.settings import setting

SIZE, MOST_TOLD = 50, 200


class Below(Sift):
    """Below which organisation directly under her own."""

    title = "组织"
    parameter_name = "below"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return self.places(request)

    @staticmethod
    def places(request: HttpRequest) -> list[tuple[str, str]]:
        """Return the organisations one step below the top of her reach."""
        hat: Any = getattr(request.user, "hat", None)
        below = Org.objects.filter(parent=hat.org if hat else 0).order_by("lft")
        return [(str(pk), name) for pk, name in below.values_list("pk", "short_name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what is there or below."""
        chosen = self.value() or ""
        return queryset.filter(queryset.model.inside(int(chosen))) if is_key(chosen) else queryset


@admin.register(Deliberation, site=desk)
class DeliberationAdmin(DeskAdmin):
    """Meetings in reach, the last one first."""

    view_perm = "duties.view_meeting"
    empty_says = "没有符合条件的会议。主席在手机上召集会议，这里就能看到。"
    list_display = ("title", "org_", "when_", "kind", "status", "came_")
    list_filter = (
        chosen_by("status", "会议状态", lambda: Deliberation.Status.choices),
        chosen_by("kind", "会议类别", lambda: Deliberation.Kind.choices),
        Below,
    )
    list_select_related = ("org",)
    search_fields = ("title",)
    search_by: ClassVar = {"org": places}
    search_help_text = "会议名称，或者组织的名称、拼音、代码"
    list_before_template = "duties/desk/_meeting_links.html"
    ordering = ("-starts_at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the meetings with how many were due and came."""
        return reads.with_counts(super().get_queryset(request))

    @admin.display(description="组织")
    def org_(self, meeting: Deliberation) -> str:
        """Return where."""
        return meeting.org.title

    @admin.display(description="时间")
    def when_(self, meeting: Deliberation) -> str:
        """Return when."""
        return f"{timezone.localtime(meeting.starts_at):%Y年%-m月%-d日 %H:%M}"

    @admin.display(description="实到 / 应到")
    def came_(self, meeting: Any) -> str:
        """Return how many came of those due."""
        return f"{meeting.present} / {meeting.due}" if meeting.status in reads.HELD else "—"

    @page("<int:pk>/", needs="duties.view_meeting", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one meeting."""
        one = self.found(pk, Deliberation.objects.select_related("org", "called_by__person"))
        return self.show(
            request, "duties/desk/meeting.html", title=one.title, meeting=one,
            told=words.minutes_of(one), items=reads.items_of(one), held=one.status in reads.HELD,
            corrections=list(one.corrections.order_by("pk")),
        )  # fmt: skip

    @page("<int:pk>/word/", needs="duties.view_meeting")
    def word(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send its minutes as a Word document."""
        one = self.found(pk, Deliberation.objects.select_related("org", "called_by__person"))
        return document(words.minutes_document(one), f"{one.title}会议记录")

    @page("<int:pk>/cancel/", needs="duties.cancel_meeting")
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Cancel a meeting that is still to come."""
        one = self.found(pk)
        back, by, at = self.address("change", pk), actor(request), timezone.now()
        form = ActForm(request.POST if request.method == "POST" else None)
        if form.carry_out(lambda _: services.cancel_meeting(meeting=one, by=by, at=at)):
            return pages.done(request, "会议已经取消，应到的人会收到通知。", back)
        return self.ask(
            request, form, title=f"取消：{one.title}", submit="取消会议", back=back, danger=True,
            trail=[(one.title, back)], says=["议题会留着，下次会议再议。"],
        )  # fmt: skip

    @page("obliged/", needs="duties.view_meeting")
    def obliged(self, request: HttpRequest) -> HttpResponse:
        """List, in the order of the tree, where meetings of the quarter are still missing."""
        today, wanted = timezone.localdate(), setting(SettingName.MEETINGS_EACH_QUARTER)
        text = request.GET.get("q", "").strip()
        rows = reads.obliged(today).filter(meant(text, {"pk": places}), held__lt=wanted)
        below, towns = request.GET.get("below", ""), Below.places(request)
        if is_key(below):
            rows = rows.filter(Org.inside(int(below)))
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "duties/desk/obliged.html", title="本季度还没开够议事会的组织", found=found,
            text=text, wanted=wanted, below=below, towns=towns, quarter=reads.quarter_said(today),
            figures=reads.indicators(today), copied=_reminder(rows, today, wanted),
        )  # fmt: skip


def _reminder(rows: QuerySet[Any], today: date, wanted: int) -> str:
    """Return the text to paste into the group of the chairs; nothing where nobody is missing."""
    names = [org.title for org in rows[:MOST_TOLD]]
    quarter = reads.quarter_said(today)
    return wechat.still_to_meet(quarter=quarter, wanted=wanted, places=names) if names else ""
