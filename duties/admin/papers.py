"""Paper and the work log, at the desk: empty sheets to print, sheets typed up, the log printed."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from duties import services
from duties.forms.papers import CodeForm, PrintLogForm, PrintPapersForm, SheetForm
from duties.queries import papers as reads
from duties.queries.catalogue import posts_between
from duties.queries.log import period
from fulian import pages
from fulian.admin import DeskAdmin, page
from orgs.admin.actor import actor
from orgs.models import Org, Record
from orgs.services import is_undoable, may_undo

MOST_SHEETS, MOST_LINES = 60, 1500


class PaperLogPages(DeskAdmin):
    """What is printed and typed, beside the list of lines."""

    @page("type/", needs="duties.type_up_log")
    def type_up(self, request: HttpRequest) -> HttpResponseBase:
        """Ask which sheet lies on the table."""
        form = CodeForm(request.POST or None, today=timezone.localdate())
        if form.is_bound and form.is_valid() and form.paper:
            month = f"?month={form.paper.month:%Y%m}"
            return redirect(self.address("sheet", form.paper.org.pk) + month)
        return self.ask(
            request, form, title="补录纸质记录", submit="下一步：录入",
            back=self.address("changelist"),
            says=["村里写在纸上的履岗记录，在这里照着录入，注明代录，和手机上记的一样算数。"],
        )  # fmt: skip

    @page("type/org/<int:pk>/", needs="duties.type_up_log")
    def sheet(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a sheet's lines; show which of them were typed before."""
        paper = self._paper(pk, request.GET.get("month", ""))
        by, at, back = actor(request), timezone.now(), self.address("type_up")
        form = SheetForm(
            request.POST or None, paper=paper, seats=reads.seats_of_month(paper),
            posts=posts_between(paper.month, paper.last),
        )  # fmt: skip
        if form.carry_out(
            lambda clean: services.type_up_log(
                org=paper.org, month=paper.month, paper=paper.code, lines=form.lines, by=by, at=at
            )
        ):
            said = f"已代录 {len(form.outcome)} 行。录错了，七天内可以整批撤销。"
            return pages.done(request, said, request.get_full_path())
        return self.ask(
            request, form, title=f"补录：{paper.org.title} {paper.month:%Y年%-m月}",
            submit="保存这些行", back=back, template="duties/desk/sheet.html", paper=paper,
            typed=list(reads.typed_of(paper)), undo=self._undo(request, paper.org),
            trail=[("补录纸质记录", back)],
        )  # fmt: skip

    @page("papers/", needs="duties.print_log")
    def papers(self, request: HttpRequest) -> HttpResponseBase:
        """Ask whose sheets are to be printed; show them, ready for the printer."""
        today = timezone.localdate()
        form = PrintPapersForm(request.POST or None, today=today)
        if form.is_bound and form.is_valid():
            org, month = form.cleaned_data["org"], form.cleaned_data["month"]
            found = list(reads.places_with_papers(org, today)[: MOST_SHEETS + 1])
            if len(found) <= MOST_SHEETS:
                shown = {"papers": reads.papers_of(found, month), "rows": range(reads.ROWS)}
                return render(request, "duties/papers.html", shown | {"back": request.path})
            form.add_error("org", f"一次最多打印 {MOST_SHEETS} 张，请选一个乡镇（街道）。")
        return self.ask(
            request, form, title="打印纸质记录表", submit="生成，准备打印",
            back=self.address("changelist"),
            says=["每个组织一张 A4，发给不用手机的姐妹。写满了交回来，按右上角的编号补录。"],
        )  # fmt: skip

    @page("print/", needs="duties.print_log")
    def print_log(self, request: HttpRequest) -> HttpResponseBase:
        """Ask whose log of which days; show it, ready for the printer."""
        today = timezone.localdate()
        form = PrintLogForm(request.POST or None, today=today)
        if form.is_bound and form.is_valid():
            clean = form.cleaned_data
            lines = list(period(clean["org"], clean["first"], clean["last"])[: MOST_LINES + 1])
            shown = clean | {
                "lines": lines[:MOST_LINES], "is_long": len(lines) > MOST_LINES, "on": today,
                "most": MOST_LINES, "back": request.path,
                "wide": any(line.org_id != clean["org"].pk for line in lines),
            }  # fmt: skip
            return render(request, "duties/printed_log.html", shown)
        return self.ask(
            request, form, title="打印履岗记录", submit="生成，准备打印",
            back=self.address("changelist"), says=["作废的记录不打印。"],
        )  # fmt: skip

    def _paper(self, pk: int, month: str) -> reads.Paper:
        """Return a place's sheet of a month (``202611``; else this one); 404 out of reach."""
        org, today = self.found(pk, Org.objects.all()), timezone.localdate()
        found = re.fullmatch(r"(20\d\d)(0[1-9]|1[0-2])", month, re.ASCII)
        first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
        if first > today or (month and not found):
            raise Http404
        return reads.papers_of([org], first)[0]

    def _undo(self, request: HttpRequest, org: Org) -> str:
        """Return where her last act at this place is taken back; empty when it cannot be."""
        made = Record.objects.filter(
            act="duties.type_up_log", user_id=actor(request).pk, leads=True, org_id=org.pk
        )
        line = made.order_by("-pk").first()
        may = line and is_undoable(line, at=timezone.now()) and may_undo(line, by=request.user)
        return reverse("admin:orgs_record_undo", args=[line.pk]) if line and may else ""
