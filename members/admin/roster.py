"""Rosters at the desk: the template, an upload, what was read of it, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sidebar import offer
from members import services
from members.admin.exports import ExportPages
from members.admin.sending import workbook
from members.forms.roster import ConfirmForm, UploadForm
from members.models import RosterImport
from members.queries import roster as reads
from members.queries.roster import HEAVY
from members.roster import template
from members.roster.marking import marked_workbook
from orgs.admin.actor import actor
from orgs.queries import tree
from orgs.queries.naming import places
from orgs.services import is_undoable, may_undo

SHOWN = 300
State, Purpose = RosterImport.State, RosterImport.Purpose

offer(
    "人员",
    "名单导入",
    "upload_file",
    "members_rosterimport_changelist",
    "members.import_roster",
)


@admin.register(RosterImport, site=desk)
class RosterAdmin(ExportPages):
    """Rosters in reach, the latest first."""

    view_perm = create_perm = "members.import_roster"
    create_label = "导入名单"
    empty_says = "还没有导入过名单。先下载模板填好，再点“导入名单”。"
    list_before_template = "members/desk/_roster_links.html"
    list_display = ("filename", "purpose", "org_", "made_at", "state", "total", "wrong", "written")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("filename",)
    search_by: ClassVar = {"org": places}
    search_help_text = "文件名，或者组织的名称、拼音、代码"
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
        return workbook(template(reads.listed_places()), "名单")

    @page("<int:pk>/marked/", needs="members.import_roster")
    def marked(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send her own rows back with the wrong cells marked."""
        roster = self._roster(pk)
        kept = reads.sheet_of(roster) if roster.state == State.PREVIEWED else {}
        if roster.user_id != actor(request).pk or "raw" not in kept:
            raise Http404
        problems = reads.problems_of(roster)
        return workbook(marked_workbook(kept["heads"], kept["raw"], problems), "名单（标出问题）")

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
            context |= self._found(roster)
            context["is_hers"] = roster.user_id == actor(request).pk
        elif roster.state in (State.READING, State.CONFIRMED):
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
            messages.error(request, _says(form))
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
            stops = form.outcome.is_stopped
            said = "正在停止，稍等一会儿。" if stops else "已取消，名单内容已经清除。"
            return pages.done(request, said, self.address("change", roster.pk))
        messages.error(request, _says(form))
        return redirect(self.address("change", roster.pk))

    def get_queryset(self, request: HttpRequest) -> QuerySet[RosterImport]:
        """Return them without what was read of them."""
        rows: QuerySet[RosterImport] = super().get_queryset(request).defer(*HEAVY)
        return rows.exclude(purpose=Purpose.EXPORT)

    def _roster(self, pk: int) -> RosterImport:
        rows = RosterImport.objects.exclude(purpose=Purpose.EXPORT)
        rows = rows.select_related("org").defer(*HEAVY)
        found: RosterImport = self.found(pk, rows)
        return found

    def _found(self, roster: RosterImport) -> dict[str, Any]:
        """Return what was found in a roster that waits: problems, and what would change."""
        problems, kept = reads.problems_of(roster), reads.sheet_of(roster)
        wrong = {row for row, _, _ in problems}
        diff = [line for line in kept.get("diff", []) if line[0] not in wrong]
        whose = {row: told for row, *told in kept.get("whose", [])}
        is_edit, right = roster.purpose == Purpose.EDIT, len(kept["rows"])
        good = [] if is_edit else [(row, told) for row, told in whose.items() if row not in wrong]
        return {
            "problems": _named(problems[:SHOWN], whose), "more": problems[SHOWN:],
            "diff": _named(diff[:SHOWN], whose), "more_diff": diff[SHOWN:], "cells": len(diff),
            "right": right, "good": good, "understood": kept.get("understood"),
            "founds": [said for row, said in kept.get("founds", []) if row not in wrong],
            "renames": kept.get("renames"), "is_edit": is_edit,
        }  # fmt: skip

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
        undo = stands and request.user.has_perm("orgs.undo") and may_undo(line, by=request.user)
        address = reverse("admin:orgs_record_undo", args=[line.pk]) if undo else ""
        return {"undo": address, "undone": reads.is_undone(roster)}


def _named(lines: list[list[Any]], whose: dict[int, list[str]]) -> list[tuple[Any, ...]]:
    """Return each line with whose row it is: name, place and office behind the row's number."""
    return [(row, whose.get(row, ["", "", ""]), *rest) for row, *rest in lines]


def _says(form: ConfirmForm) -> str:
    """Return the first refusal, and of which field it is."""
    field, errors = next(iter(form.errors.items()))
    return str(errors[0] if field == NON_FIELD_ERRORS else f"{form[field].label}：{errors[0]}")
