"""Who lacks homes and groups, at the desk: figures, the list, a workbook, a text, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date

from duties.admin.meetings import Below
from fulian.admin import page
from fulian.admin.desk import is_key
from fulian.searching import meant
from homes import services
from homes.forms.online_groups import ManyForm, ManyGroupsForm
from homes.queries import coverage as reads
from homes.queries import coverage_sheet as sheet
from homes.queries import many
from members.admin.sending import workbook
from orgs.admin.actor import actor
from orgs.admin.many import MOST, Many
from orgs.models import Org
from orgs.queries.many import Plan
from orgs.queries.naming import places

SIZE, OFFERED = 50, 20
FIRST = "在“覆盖和缺口”里选好乡镇再点过来，就只登记那里的。写入以前先看哪些会登记。"


class CoveragePages(Many):
    """Pages of the homes' desk about who lacks what."""

    unit = "个"

    @page("coverage/", needs="homes.view_home")
    def coverage(self, request: HttpRequest) -> HttpResponse:
        """Show the figures with numerator and denominator, and who lacks what is chosen."""
        seen = _Seen(request)
        kept = request.GET.copy()
        kept.pop("page", None)
        found = Paginator(seen.lacking, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "homes/desk/coverage.html", title="妇女之家和工作群覆盖", seen=seen,
            found=found, gaps=[(k, reads.GAPS[k]) for k in reads.GAPS], towns=Below.places(request),
            figures=reads.figures(seen.lines, seen.on), premises=reads.by_premises(seen.lines),
            copied=sheet.wechat(seen.lacking, seen.gap), kept=kept.urlencode(),
            today=timezone.localdate(),
        )  # fmt: skip

    @page("coverage/xlsx/", needs="homes.view_home")
    def coverage_xlsx(self, request: HttpRequest) -> HttpResponse:
        """Send the same as a workbook: figures, and every organisation with what it lacks."""
        seen = _Seen(request)
        data = sheet.book(reads.figures(seen.lines, seen.on), seen.lacking, seen.on)
        return workbook(data, f"妇女之家和工作群覆盖{seen.on:%Y%m%d}")

    @page("many/", needs="homes.found_many_homes")
    def many(self, request: HttpRequest) -> HttpResponseBase:
        """Found the homes that are missing, everywhere or in one township."""
        form = ManyForm(request.POST or None, kinds=many.HOMES, today=timezone.localdate())
        return self._many(
            request, form, "many", "统一登记妇女之家", "homes.found_many_homes",
            many.plan_of_homes, services.found_many_homes,
            "名称按“某某村妇女之家”登记，地点、开放时间以后再补。确实没有的不要登记。",
        )  # fmt: skip

    @page("many-groups/", needs="homes.register_many_groups")
    def many_groups(self, request: HttpRequest) -> HttpResponseBase:
        """Register the groups that are missing, everywhere or in one township."""
        form = ManyGroupsForm(request.POST or None, kinds=many.GROUPS, today=timezone.localdate())
        return self._many(
            request, form, "many_groups", "统一登记工作群", "homes.register_many_groups",
            many.plan_of_groups, services.register_many_groups,
            "群名按“某某村妇联执委群”“某某村妇女之家群”登记，群主登记为现任主席，人数由村里报。",
        )  # fmt: skip

    def places_found(self, text: str) -> list[tuple[Org, list[str]]]:
        """Return organisations meant by ``text``, with the homes each lacks; else who lacks one."""
        rows = many.choosable(None).select_related("parent")
        if text:
            rows = rows.filter(meant(text, {"pk": places}))
        found = list(rows)
        lacks = many.homes_lacking(found, list(many.HOMES), timezone.localdate())
        named = [(org, [many.HOMES[kind] for kind in lacks[org.pk]]) for org in found]
        return [one for one in named if text or one[1]][:OFFERED]

    def _many(
        self, request: HttpRequest, form: Any, called: str, title: str, verb: str,
        plan: Callable[..., Plan], act: Callable[..., int], says: str,
    ) -> HttpResponseBase:  # fmt: skip
        below = request.GET.get("below", "")

        def rows(keys: list[int]) -> tuple[list[Any], bool]:
            wanted = many.choosable(int(below) if is_key(below) else None)
            found = list((wanted.filter(pk__in=keys) if keys else wanted)[: MOST + 1])
            return found[:MOST], len(found) > MOST

        return self.for_many(
            request, form, called=called, title=title, verb=verb, says=(FIRST, says), rows=rows,
            plan=lambda found, told: plan(found, kinds=told["kinds"], on=told["on"]),
            act=lambda keys, told: act(orgs=keys, by=actor(request), **told),
        )  # fmt: skip

    def back(self, request: HttpRequest) -> str:
        """Return the address of the coverage page, as it was narrowed."""
        below = request.GET.get("below", "")
        return self.address("coverage") + (f"?below={below}" if is_key(below) else "")


class _Seen:
    """What a request asks to see: as of which day, where, lacking what; and the lines found."""

    def __init__(self, request: HttpRequest) -> None:
        today = timezone.localdate()
        self.on = min(_day(request.GET.get("on", "")) or today, today)
        gap, below = request.GET.get("gap", ""), request.GET.get("below", "")
        self.gap = gap if gap in reads.GAPS else ""
        self.below = below if is_key(below) else ""
        self.text = request.GET.get("q", "").strip()
        rows = reads.counted(self.on)
        if self.below:
            rows = rows.filter(Org.inside(int(self.below)))
        if self.text:
            rows = rows.filter(meant(self.text, {"pk": places}))
        self.lines = reads.coverage(self.on, rows)
        self.lacking = [
            one for one in self.lines
            if (self.gap in one.lacks if self.gap else one.lacks)
        ]  # fmt: skip


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
