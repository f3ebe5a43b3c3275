"""Lines of the log on the phone afterwards: changed, struck, printed; empty sheets to print."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties import services
from duties.forms.log import EditForm, StrikeForm
from duties.queries import log as reads
from duties.queries.catalogue import posts_between
from duties.queries.papers import ROWS, papers_of
from duties.rules.log import is_free
from duties.views.log import line_or_404
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
AGO = 12  # months that can be chosen


@needs("duties.edit_log")
@require_http_methods(SHOW_AND_SEND)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line: freely for seven days, then with a reason, and both stay."""
    line, today, at = line_or_404(pk), timezone.localdate(), timezone.now()
    free, by = is_free(entry=line, at=at), account(request)
    form = EditForm(
        sent(request), request.FILES or None, line=line, today=today, is_free=free,
        posts=posts_between(line.done_on, max(today, line.done_on)),
    )  # fmt: skip
    act = services.edit_log if free else services.amend_log
    if form.carry_out(lambda clean: act(entry=line, at=at, by=by, **form.facts())):
        return pages.done(request, "已经改好。", "duties:log_line", pk)
    return render(request, "duties/edit_line.html", {"form": form, "line": line, "free": free})


@needs("duties.strike_log")
@require_http_methods(SHOW_AND_SEND)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a line count no more, after asking why."""
    line, at, by = line_or_404(pk), timezone.now(), account(request)
    form = StrikeForm(sent(request))
    if form.carry_out(lambda clean: services.strike_log(entry=line, at=at, by=by, **clean)):
        return pages.done(request, "已经作废，这条不再算数。", "duties:log_line", pk)
    return render(request, "duties/strike_line.html", {"form": form, "line": line})


@needs("duties.unstrike_log")
@require_POST
def unstrike(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a struck line count again."""
    try:
        services.unstrike_log(entry=line_or_404(pk), by=account(request))
    except ValidationError as refusal:
        return pages.refused(request, 403, "没有权限", "；".join(refusal.messages), "forbidden")
    return pages.done(request, "已经取消作废，这条照样算数。", "duties:log_line", pk)


@needs("duties.print_log")
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """Show a month's lines of my organisation as a page to print."""
    today, org = timezone.localdate(), top_of_reach()
    month = _month(request, today)
    last = reads.next_month(month) - timedelta(days=1)
    lines = list(reads.period(org, month, last).filter(org=org))
    shown = {
        "org": org, "lines": lines, "month": month, "months": _months(today), "first": month,
        "last": last, "on": today, "back": reverse("duties:log_mine"), "asks": True,
    }  # fmt: skip
    return render(request, "duties/printed_log.html", shown)


@needs("duties.print_log")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show my organisation's empty paper log of a month, to print and write on."""
    today, org = timezone.localdate(), top_of_reach()
    month = _month(request, today)
    after = reads.next_month(today.replace(day=1))
    shown = {
        "papers": papers_of([org], month), "rows": range(ROWS), "month": month, "asks": True,
        "months": [after, *_months(today)], "back": reverse("duties:log_mine"),
    }  # fmt: skip
    return render(request, "duties/papers.html", shown)


def _month(request: HttpRequest, today: date) -> date:
    """Return the month that is asked for, else this one."""
    asked = request.GET.get("month", "")
    after = reads.next_month(today.replace(day=1))
    known = {f"{month:%Y-%m}": month for month in [after, *_months(today)]}
    return known.get(asked, today.replace(day=1))


def _months(today: date) -> list[date]:
    """Return this month and those before it, the latest first."""
    number = today.year * 12 + today.month - 1
    return [date((number - n) // 12, (number - n) % 12 + 1, 1) for n in range(AGO)]
