"""Rolls taken out at the desk: a small one at once, a large one by the worker, for her alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from fulian import pages
from fulian.admin import DeskAdmin, page
from members import services
from members.admin.sending import workbook
from members.forms.roster import ConfirmForm, ExportForm
from members.models import RosterImport
from members.queries import exports as reads
from members.queries import roster as rosters
from orgs.admin.actor import actor

SHOWN = 10
SAYS = [
    "导出的是您范围内现在的人员和任职。改好以后在“名单导入”里上传，先看到改前改后，确认以后才写入。",
    "谁、什么时候导出、导出了多少行，都会记录。",
]


class ExportPages(DeskAdmin):
    """The pages on which the roll is taken out."""

    @page("export/", needs="members.export_roster")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Send the roll in reach as a workbook to edit, or have the worker write a large one."""
        form, by, now = ExportForm(request.POST or None), actor(request), timezone.now()
        today = timezone.localdate(now)
        if request.method == "POST" and reads.is_small_roll(today):
            if form.carry_out(lambda clean: services.export_roster(on=today, by=by, **clean)):
                return workbook(form.outcome, f"花名册{today:%Y%m%d}")
        elif form.carry_out(lambda clean: services.order_export(by=by, at=now, **clean)):
            return redirect(self.address("one_export", form.outcome.pk))
        return self.ask(
            request, form, title="导出花名册", submit="导出", back=self.address("changelist"),
            says=SAYS, template="members/desk/export.html", mine=reads.exports_of(by)[:SHOWN],
        )  # fmt: skip

    @page("export/<int:pk>/", needs="members.export_roster")
    def one_export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how far one is, and where it is fetched."""
        row = self._hers(request, pk)
        services.nudge_roster(row)
        return self.show(
            request, "members/desk/one_export.html", title=row.filename, row=row,
            is_going=row.state == RosterImport.State.CONFIRMED,
            progress=rosters.progress_of(row), trail=[("导出花名册", self.address("export"))],
        )  # fmt: skip

    @page("export/<int:pk>/file/", needs="members.export_roster")
    def export_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the finished workbook to whoever asked for it; 404 for everybody else."""
        row = self._hers(request, pk)
        data = reads.export_file(row, actor(request))
        if data is None:
            raise Http404
        return workbook(data, row.filename)

    @page("export/<int:pk>/cancel/", needs="members.export_roster")
    @method_decorator(require_POST)
    def cancel_export(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Stop one, or clear the finished file away."""
        row, form, by = self._hers(request, pk), ConfirmForm(request.POST), actor(request)
        back = self.address("one_export", row.pk)
        if form.carry_out(
            lambda clean: services.cancel_roster(roster=row, by=by, at=timezone.now())
        ):
            said = "正在停止，稍等一会儿。" if form.outcome.is_stopped else "已取消，文件已经清除。"
            return pages.done(request, said, back)
        messages.error(request, "；".join(map(str, form.non_field_errors())))
        return redirect(back)

    def _hers(self, request: HttpRequest, pk: int) -> RosterImport:
        found: RosterImport = self.found(pk, reads.exports_of(actor(request)))
        return found
