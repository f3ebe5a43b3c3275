"""A place in a report at the desk: its figures under a heading, what it lacks, those below it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from fulian.admin import DeskAdmin
from orgs.models import Org
from orgs.queries.tree import ancestors_of, top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries import figures as reads
from reports.queries import live
from reports.queries.gaps import gaps_of
from reports.rules import INDICATORS, Heading
from reports.rules.figures import parts_of

ALL = "all"  # every heading one below the other: what is printed


class PlacePages(DeskAdmin):
    """What every page of a report knows: which report, and the way to a place in it."""

    def report_of(self, pk: int) -> QuarterlyCoverageReport:
        """Return a report; ``live.RUNNING`` is the running quarter as it stands; else 404."""
        if pk != live.RUNNING:
            report: QuarterlyCoverageReport = super().found(pk, reads.reports())
            return report
        now = live.standing(timezone.localdate())
        if now is None:
            raise Http404
        return live.running(now)

    def way_to(self, report: QuarterlyCoverageReport, org: Org | None) -> list[tuple[str, str]]:
        """Return the way to ``org`` and it itself: the report, then from the top of the reach."""
        first = (str(report), self.address("change", report.pk))
        if report.pk == live.RUNNING:
            first = ("本季度到现在", self.address("live"))
        reach = top_of_reach()
        ups = [up for up in [*ancestors_of(org), org] if up.lft > reach.lft] if org else []
        return [first, *((up.short_name, self.address("place", report.pk, up.code)) for up in ups)]

    def standing_at(self, request: HttpRequest, seen: reads.InReach, org: Org) -> dict[str, Any]:
        """Return what a page shows of ``org`` in a report."""
        asked = request.GET.get("part", "")
        chosen = next((one for one in Heading if one.name == asked), Heading.REACH)
        parts = parts_of(seen.figures(org.pk))
        wanted = [one for one in INDICATORS if one.heading is chosen and one.has_gaps]
        below = seen.lines_below(org.pk, wanted)
        asked_of = [line for line in below if not all(one.is_empty for one in line.figures)]
        names = request.user.has_perm("members.view_appointment")
        return {
            "report": seen.report, "org": org, "said": seen.said.get(org.pk),
            "parts": parts, "headings": list(Heading), "chosen": chosen, "wanted": wanted,
            "is_all": asked == ALL,
            "shown": parts if asked == ALL else [one for one in parts if one.heading is chosen],
            "below": asked_of or below,
            "gaps": gaps_of(seen.report, org.pk, names=names),
        }  # fmt: skip
