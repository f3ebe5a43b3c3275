"""The yearly duty report on the phone: choose, pick stories, write, file, take it along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.reviews import EarlyForm, ReportForm, StoriesForm, YearForm
from duties.models import DutyReport
from duties.queries import reviews as reads
from duties.queries.report_paper import report_paper
from duties.rules.reviews import unwritten_in
from fulian import documents, pages
from fulian.permissions import needs
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@needs("duties.write_report")
@require_http_methods(SHOW_AND_SEND)
def reports(request: HttpRequest) -> HttpResponse:
    """Show my reports, and begin one: of which year, to whom."""
    user, today = account(request), timezone.localdate()
    seats = reads.seats_reporting(user, today)
    mine = list(reads.reports_by(user)[:20])
    start = {"audience": reads.owed_next(mine, today.year)}
    form = YearForm(sent(request), seats=seats, today=today, initial=start)
    if form.is_valid():
        to = reverse("duties:report_stories")
        return redirect(f"{to}?{urlencode(form.cleaned_data)}")
    shown = {"mine": mine, "form": form, "seats": seats}
    return render(request, "duties/reports.html", shown)


@needs("duties.write_report")
@require_http_methods(SHOW_AND_SEND)
def stories(request: HttpRequest) -> HttpResponse:
    """Let her pick up to three of her own lines; the rest of the draft writes itself."""
    user, today = account(request), timezone.localdate()
    asked = YearForm(request.GET, seats=reads.seats_reporting(user, today), today=today)
    if not asked.is_valid():
        return redirect("duties:reports")
    chosen, seat = asked.cleaned_data, asked.seats[asked.cleaned_data["seat"]]
    facts = {"year": chosen["year"], "audience": chosen["audience"]}
    work = reads.year_of(seat, chosen["year"])
    form = StoriesForm(sent(request), lines=work.lines[::-1])
    if form.carry_out(
        lambda clean: services.draft_report(appointment=seat, by=user, on=today, **facts, **clean)
    ):
        return redirect("duties:report", form.outcome.pk)
    known = reads.reports_by(user).filter(appointment=seat, **facts).first()
    shown: dict[str, Any] = {"form": form, "work": work, "known": known}
    return render(request, "duties/report_stories.html", shown)


@needs("duties.write_report")
@require_http_methods(SHOW_AND_SEND)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of mine, to be written until it is filed."""
    found, by = _mine(request, pk), account(request)
    form = ReportForm(sent(request), initial={"text": found.text})
    if form.carry_out(lambda clean: services.write_report(report=found, by=by, **clean)):
        if "file" in request.POST:
            return redirect("duties:file_report", pk)
        return pages.done(request, "已经保存。", "duties:report", pk)
    return render(request, "duties/report.html", {"report": found, "form": form})


@needs("duties.write_report")
@require_http_methods(SHOW_AND_SEND)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File one of mine, after asking."""
    found, by, on = _mine(request, pk), account(request), timezone.localdate()
    form = EarlyForm(sent(request))
    if form.carry_out(lambda clean: services.file_report(report=found, on=on, by=by)):
        return pages.done(request, "已经提交。", "duties:report", pk)
    shown = {"report": found, "form": form, "gaps": unwritten_in(found.text)}
    return render(request, "duties/report_file.html", shown)


@needs("duties.write_report")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out one of mine as a Word file."""
    found = _mine(request, pk)
    return documents.document(report_paper(found), f"{found.year}年述职报告")


def _mine(request: HttpRequest, pk: int) -> DutyReport:
    found = reads.reports_by(account(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
