"""Rosters at the desk: the template, an upload, what was read of it, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sidebar import offer
from members import services
from members.forms.roster import ConfirmForm, UploadForm
from members.models import RosterImport
from members.queries import roster as reads
from members.roster import template
from orgs.admin.actor import actor
from orgs.queries import tree
from orgs.services import is_undoable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300
State = RosterImport.State

offer(
    "人员",
    "名单导入",
    "upload_file",
    "members_rosterimport_changelist",
    "members.import_roster",
)


@admin.register(RosterImport, site=desk)
class RosterAdmin(DeskAdmin):
    """Rosters in reach, the latest first."""

    view_perm = create_perm = "members.import_roster"
    create_label = "导入名单"
    empty_says = "还没有导入过名单。先下载模板填好，再点“导入名单”。"
    list_display = ("filename", "org_", "made_at", "state", "total", "wrong", "written")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("filename",)
    search_help_text = "文件名"
    ordering = ("-made_at", "-pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, roster: RosterImport) -> str:
        """Return for which organisation it was uploaded."""
        return roster.org.title

    @page("template/", needs="members.import_roster")
    def template(self, request: HttpRequest) -> HttpResponse:
        """Send the workbook to fill in, with the places in reach to copy from."""
        answer = HttpResponse(template(reads.listed_places()), content_type=XLSX)
        answer["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx"
        return answer

    @page("add/", needs="members.import_roster")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Take a workbook and show what was read of it; nothing else is written."""
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.carry_out(lambda clean: self._read(request, clean["file"])):
            return redirect(self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="导入名单", submit="上传并核对", back=self.address("changelist"),
            template="members/desk/upload.html",
        )  # fmt: skip

    @page("<int:pk>/", needs="members.import_roster", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one roster: to be confirmed, on its way, or done."""
        roster = self._roster(pk)
        context: dict[str, Any] = {"roster": roster, "right": roster.total - roster.wrong}
        if roster.state == State.PREVIEWED:
            problems = reads.problems_of(roster)
            context |= {"problems": problems[:SHOWN], "more": problems[SHOWN:]}
            context["is_hers"] = roster.user_id == actor(request).pk
        elif roster.state == State.CONFIRMED:
            services.nudge_roster(roster)
            context["progress"] = reads.progress_of(roster)
        elif roster.state == State.DONE:
            context |= self._done(request, roster)
        return self.show(request, "members/desk/roster.html", title=roster.filename, **context)

    @page("<int:pk>/confirm/", needs="members.import_roster")
    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let the worker write it."""
        roster, form = self._roster(pk), ConfirmForm(request.POST)
        if not form.carry_out(
            lambda clean: services.confirm_roster(
                roster=roster, by=actor(request), at=timezone.now(), **clean
            )
        ):
            messages.error(request, str(form.non_field_errors()[0]))
        return redirect(self.address("change", roster.pk))

    @page("<int:pk>/cancel/", needs="members.import_roster")
    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Drop it with all that was read of it."""
        roster, form = self._roster(pk), ConfirmForm(request.POST)
        if form.carry_out(
            lambda clean: services.cancel_roster(
                roster=roster, by=actor(request), at=timezone.now()
            )
        ):
            return pages.done(
                request, "已取消，名单内容已经清除。", self.address("change", roster.pk)
            )
        messages.error(request, str(form.non_field_errors()[0]))
        return redirect(self.address("change", roster.pk))

    def _roster(self, pk: int) -> RosterImport:
        found: RosterImport = self.found(pk, RosterImport.objects.select_related("org"))
        return found

    def _read(self, request: HttpRequest, file: Any) -> RosterImport:
        return services.preview_roster(
            data=file.read(), filename=file.name, org=tree.top_of_reach(), by=actor(request),
            at=timezone.now(),
        )  # fmt: skip

    def _done(self, request: HttpRequest, roster: RosterImport) -> dict[str, Any]:
        """Return the way to take it back, for whoever may, and whether that was done."""
        line = reads.lead_of(roster)
        if line is None:
            return {}
        stands = is_undoable(line, at=timezone.now())
        undo = stands and request.user.has_perm("orgs.undo")
        address = reverse("admin:orgs_record_undo", args=[line.pk]) if undo else ""
        return {"undo": address, "undone": reads.is_undone(roster)}
