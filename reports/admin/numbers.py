"""One number opened at the desk: what it counts, what is missing, how it moved; and in charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from fulian.admin import page
from members.admin.sending import workbook
from orgs.models import Org
from reports.admin.places import PlacePages
from reports.catalogue.clauses import clause_told
from reports.queries import comparing, missing_sheet
from reports.queries import figures as reads
from reports.queries.behind import Behind, Here
from reports.queries.history import History, up_to
from reports.rules import BY_ID, INDICATORS, Heading, Indicator
from reports.rules.charts import NONE, SHADES, shade_of, spots_of, widths_of
from reports.rules.figures import Figure

SIZE = 50
FIRST = "I-TEAM-1"  # what the charts show before anything is chosen
MISSING, COUNTED = "missing", "counted"


@dataclass(frozen=True, slots=True)
class Bar:
    """A place beside the others: its figure, how long its bar is, how it is coloured."""

    place: Any
    figure: Figure
    wide: int
    shade: str
    says: str


class NumberPages(PlacePages):
    """Pages behind one number of a report."""

    @page("<int:pk>/number/<org:code>/<str:one>/", needs="reports.view_report")
    def number(self, request: HttpRequest, pk: int, code: str, one: str) -> HttpResponse:
        """Show what a number counts, the places it comes from, who counts, and what is missing."""
        org, behind = self._behind(request, pk, code, one)
        asked = COUNTED if request.GET.get("list") == COUNTED else MISSING
        asked = asked if behind.has_missing else COUNTED
        lines, text, town = _lines(request, behind, asked)
        found = Paginator(lines, SIZE).get_page(request.GET.get("page"))
        tell = behind.tell_missing if asked == MISSING else behind.tell_counted
        tell(list(found))
        kept = request.GET.copy()
        kept.pop("page", None)
        context = charted(org, behind) | {
            "found": found, "asked": asked, "text": text, "town": town, "kept": kept.urlencode(),
            "towns": list(dict.fromkeys(here.town for here in behind.here)),
            "copied": self._copied(behind, lines) if asked == MISSING else "",
        }  # fmt: skip
        title = f"{behind.indicator.name}：{org.title} {behind.report}"
        return self.show(
            request, "reports/desk/number.html", title=title, trail=self.way_to(behind.report, org),
            **context,
        )  # fmt: skip

    @page("<int:pk>/number/<org:code>/<str:one>/xlsx/", needs="reports.view_report")
    def number_xlsx(self, request: HttpRequest, pk: int, code: str, one: str) -> HttpResponse:
        """Send the missing list as a workbook."""
        org, behind, lines = self._missing(request, pk, code, one)
        return workbook(missing_sheet.xlsx(behind, lines), _name(org, behind))

    @page("<int:pk>/number/<org:code>/<str:one>/csv/", needs="reports.view_report")
    def number_csv(self, request: HttpRequest, pk: int, code: str, one: str) -> HttpResponse:
        """Send the missing list as a plain table."""
        org, behind, lines = self._missing(request, pk, code, one)
        answer = HttpResponse(missing_sheet.as_csv(behind, lines), content_type="text/csv")
        name = quote(f"{_name(org, behind)}.csv")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        answer["Cache-Control"] = "no-store"
        return answer

    @page("<int:pk>/charts/<org:code>/", needs="reports.view_report")
    def charts(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """Show one indicator as a map of gaps, by place and over time; and what changed most."""
        one = request.GET.get("one", "")
        org, behind = self._behind(request, pk, code, one if one in BY_ID else FIRST)
        context = charted(org, behind) | {
            "choices": [
                (heading.value, [one for one in INDICATORS if one.heading is heading])
                for heading in Heading
            ],
            "changes": comparing.changes(reads.InReach(behind.report), org.pk),
        }
        title = f"图表：{org.title} {behind.report}"
        return self.show(
            request, "reports/desk/charts.html", title=title, trail=self.way_to(behind.report, org),
            **context,
        )  # fmt: skip

    def _behind(self, request: HttpRequest, pk: int, code: str, one: str) -> tuple[Org, Behind]:
        """Return the report, the organisation in reach and what is behind the number; else 404."""
        if one not in BY_ID:
            raise Http404
        report = self.report_of(pk)
        org: Org = self.found(code, Org.objects.all())
        names = request.user.has_perm("members.view_appointment")
        history = History(up_to(report), org.pk, BY_ID[one])
        return org, Behind(history, names=names)

    def _missing(
        self, request: HttpRequest, pk: int, code: str, one: str
    ) -> tuple[Org, Behind, list[Here]]:
        """Return the same and the missing list as it was narrowed; 404 where there is no list."""
        org, behind = self._behind(request, pk, code, one)
        if not behind.has_missing:
            raise Http404
        lines, _, _ = _lines(request, behind, MISSING)
        behind.tell_missing(lines)
        return org, behind, lines

    def _copied(self, behind: Behind, lines: list[Here]) -> str:
        shown = lines[: missing_sheet.MOST]
        behind.tell_missing([here for here in shown if not here.said])
        return missing_sheet.wechat(behind, lines)


def charted(org: Org, behind: Behind) -> dict[str, Any]:
    """Return what the charts of an indicator at a place are drawn from."""
    figures = [figure for _, figure in behind.below]
    past = behind.history.past()
    bars = [
        Bar(place, one, wide, *shade_of(one))
        for (place, one), wide in zip(behind.below, widths_of(figures), strict=True)
    ]
    return {
        "report": behind.report, "org": org, "behind": behind, "indicator": behind.indicator,
        "figure": behind.figure, "clause": clause_told(behind.indicator), "bars": bars,
        "is_hidden": any(one.is_few for one in figures),
        "legend": _legend(behind.indicator, bars), "past": past,
        "spots": spots_of([(one.quarter, one.figure) for one in past]),
        "compared": comparing.compared(behind.history),
    }  # fmt: skip


def _legend(indicator: Indicator, bars: list[Bar]) -> list[tuple[str, str]]:
    """Return what the colours of the map say; only those that mean something here."""
    shades = [(name, says) for _, name, says in SHADES] if indicator.has_gaps else []
    used = {bar.shade for bar in bars}
    return shades + [one for one in (NONE,) if one[0] in used]


def _lines(request: HttpRequest, behind: Behind, asked: str) -> tuple[list[Here], str, str]:
    """Return the list as it is narrowed by a name and a township, and what it is narrowed by."""
    text, town = request.GET.get("q", "").strip()[:200], request.GET.get("town", "")[:80]
    lines = behind.lacking() if asked == MISSING else behind.counting()
    lines = behind.meant(text, lines)
    return [here for here in lines if not town or here.town == town], text, town


def _name(org: Org, behind: Behind) -> str:
    return f"{org.title}{behind.report}{behind.indicator.name}缺的名单"
