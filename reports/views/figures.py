"""A place's figures on the phone, in plain words, and the township's one button."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from fulian import pages
from fulian.permissions import needs
from orgs.models import Level, Org
from orgs.queries.lineage import org_of_code
from orgs.queries.tree import is_top_of_reach, top_of_reach
from orgs.views.sessions import account
from reports import services
from reports.forms import NoteForm
from reports.models import QuarterlyCoverageReport
from reports.queries import figures as reads
from reports.queries import live
from reports.queries.gaps import gaps_of
from reports.queries.reported import may_speak
from reports.rules import INDICATORS
from reports.rules.figures import Figure, parts_of

WITH_GAPS = [one for one in INDICATORS if one.has_gaps]
MOST = 40  # lines below a place on one page
FEW_NAMES = 4  # in a line; all of them stand where the number is opened


@needs("reports.view_report")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show my own organisation's figures of the latest quarter."""
    return _show(request, top_of_reach())


@needs("reports.view_report")
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show the figures of an organisation in reach."""
    org = org_of_code(code)
    if org is None:
        raise Http404
    return _show(request, org)


@needs("reports.confirm_township")
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm my township's figures of the quarter that was shown."""
    shown = reads.reports().filter(quarter=request.POST.get("quarter", "")[:6])
    report, org = shown.first(), top_of_reach()
    if report is None:
        raise Http404
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_township(
                report=report, org=org, by=account(request), at=timezone.now(),
                note=form.cleaned_data["note"],
            )  # fmt: skip
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return pages.done(request, f"{report}的数字已核对，谢谢。", "reports:figures")
    return _show(request, org, form)


def _show(request: HttpRequest, org: Org, form: NoteForm | None = None) -> HttpResponse:
    report = reads.latest()
    context: dict[str, Any] = {
        "org": org, "report": report, "is_mine": is_top_of_reach(org),
    }  # fmt: skip
    if context["is_mine"] and (now := live.standing(timezone.localdate())):
        context["now"] = now
    if report is not None:
        seen = reads.InReach(report)
        gaps = gaps_of(report, org.pk, names=request.user.has_perm("members.view_appointment"))
        said = {gap.indicator.id: gap.said for gap in gaps}
        below = seen.lines_below(org.pk, [])[:MOST]
        found = [
            one for one in seen.figures(org.pk, WITH_GAPS) if one.denominator and not one.is_few
        ]
        lacking = [
            (part, [(one, _told(one, said, own=bool(below))) for one in part.lacking])
            for part in parts_of(found)
            if part.lacking
        ]
        context |= {
            "done": [one for one in found if not one.gaps],
            "lacking": lacking,
            "open": sum(len(lines) for _, lines in lacking),
            "below": below,
            "said": seen.said.get(org.pk) if org.level == Level.TOWNSHIP else None,
            "form": form or NoteForm(),
        }
        context["may_confirm"] = context["is_mine"] and _may_confirm(request, report, org)
    return render(request, "reports/figures.html", context)


def _told(one: Figure, said: dict[str, list[str]], *, own: bool) -> str:
    """Return what is missing here in a line: names, the first few; nothing that was said already.

    ``own``: the figure counts others below too, so it is said that these are one's own.
    """
    lines = said.get(one.indicator.id, [])
    if not lines or (len(lines) == 1 and lines[0].endswith(one.indicator.gap)):
        return ""
    told = "、".join(lines[:FEW_NAMES]) + ("等" if len(lines) > FEW_NAMES else "")
    return f"本级：{told}" if own else told


def _may_confirm(request: HttpRequest, report: QuarterlyCoverageReport, org: Org) -> bool:
    townly = org.level == Level.TOWNSHIP
    if not townly or not request.user.has_perm("reports.confirm_township"):
        return False
    return may_speak(report, org.pk, timezone.localdate())
