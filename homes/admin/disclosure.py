"""Disclosure at the desk: who discloses what, who does not, and the county's templates."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from duties.admin.meetings import Below
from duties.rules.wechat import lines
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.searching import meant
from fulian.workbooks import XLSX
from homes import services
from homes.admin.disclosing import Disclosing
from homes.forms.disclosure import TemplateForm
from homes.models import Disclosure, DutiesTemplate, Item
from homes.queries import disclosure as reads
from homes.queries.disclosure import State
from homes.queries.disclosure_book import workbook
from homes.queries.sheet import sheet_with
from homes.rules.disclosure import DUTIES, quarter_of, quarter_said
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

SIZE, MOST_TOLD, MOST_PRINTED = 50, 60, 60
LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.UNIT)


@admin.register(Disclosure, site=desk)
class DisclosureAdmin(Disclosing):
    """Every township and village in reach and its four items."""

    view_perm = "homes.view_disclosure"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show where the four items stand, in the order of the tree."""
        today = timezone.localdate()
        states = self._states(request, today)
        found = Paginator(self._kept(request, states), SIZE).get_page(request.GET.get("page"))
        names = [one.org.title for one in states if not one.is_current][:MOST_TOLD]
        return self.show(
            request, "homes/desk/disclosures.html", title="工作公开", found=found, today=today,
            text=request.GET.get("q", "").strip(), below=request.GET.get("below", ""),
            lack=request.GET.get("lack", ""), towns=Below.places(request), items=Item.choices,
            figures=reads.indicator(states), copied=_reminder(names, today),
            query=request.GET.urlencode(), top=top_of_reach(),
        )  # fmt: skip

    @page("xlsx/", needs="homes.view_disclosure")
    def xlsx(self, request: HttpRequest) -> HttpResponse:
        """Hand out what the list shows as a workbook."""
        today = timezone.localdate()
        kept = self._kept(request, self._states(request, today))
        answer = HttpResponse(workbook(kept, today), content_type=XLSX)
        name = quote(f"{top_of_reach().title}工作公开{today:%Y%m%d}.xlsx")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    @page("sheets/", needs="homes.view_disclosure")
    def sheets(self, request: HttpRequest) -> HttpResponseBase:
        """Show the wall sheets of all that the list shows, each on paper of its own."""
        today = timezone.localdate()
        back = f"{self.address('changelist')}?{request.GET.urlencode()}"
        kept = [one for one in self._kept(request, self._states(request, today))
                if not one.public.is_down]  # fmt: skip
        if not 0 < len(kept) <= MOST_PRINTED:
            said = f"一次打印 1 到 {MOST_PRINTED} 张，现在选了 {len(kept)} 张。请先选一个乡镇。"
            messages.warning(request, said)
            return redirect(back)
        found = [sheet_with(request, one.org, one.public, today) for one in kept]
        return render(request, "homes/desk/sheets.html", {"sheets": found, "to": back})

    @page("templates/", needs="homes.set_duties_template")
    def templates(self, request: HttpRequest) -> HttpResponse:
        """Show what organisations of every level have to do, where they say nothing themselves."""
        own = dict(DutiesTemplate.rows.values_list("level", "text"))
        found = [(level, own.get(level) or DUTIES[level], level in own) for level in LEVELS]
        return self.show(
            request, "homes/desk/templates.html", title="职责任务模板", found=found,
            root=Org.rows.get(parent__isnull=True),
        )  # fmt: skip

    @page("templates/<slug:level>/", needs="homes.set_duties_template")
    def template(self, request: HttpRequest, level: str) -> HttpResponseBase:
        """Say what organisations of a level have to do."""
        if level not in LEVELS:
            raise Http404
        own = DutiesTemplate.rows.filter(level=level).first()
        start, by = {"text": own.text if own else DUTIES[level]}, actor(request)
        form = TemplateForm(request.POST if request.method == "POST" else None, initial=start)
        back = self.address("templates")
        if form.carry_out(
            lambda clean: services.set_duties_template(level=level, by=by, **clean)
        ):  # fmt: skip
            return pages.done(request, "模板已经保存，没有自己写的组织都按它公开。", back)
        title = f"{Level(level).label}职责任务模板"
        return self.ask(
            request, form, title=title, submit="保存", back=back, trail=[("职责任务模板", back)]
        )

    def _states(self, request: HttpRequest, on: date) -> list[State]:
        """Return where the four items stand, of what the list is asked for."""
        rows = reads.obliged().filter(meant(request.GET.get("q", "").strip(), {"pk": places}))
        if is_key(below := request.GET.get("below", "")):
            rows = rows.filter(Org.inside(int(below)))
        return reads.states_of(list(rows), on)

    @staticmethod
    def _kept(request: HttpRequest, states: list[State]) -> list[State]:
        """Return those that lack what is asked for."""
        lack = request.GET.get("lack", "")
        if lack == "any":
            return [one for one in states if not one.is_current]
        if lack == "down":
            return [one for one in states if one.public.down]
        if lack == "sheet":
            return [one for one in states if one.is_sheet_old]
        if lack in Item.values:
            return [one for one in states if one.lacks[lack]]
        return states


def _reminder(names: list[str], on: date) -> str:
    """Return the text to paste into the group of the chairs; nothing where nobody is missing."""
    if not names:
        return ""
    quarter = quarter_said(quarter_of(on))
    return lines(
        f"【提醒】{quarter}工作公开还没有做完的组织：", "、".join(names),
        "请在手机上打开“工作公开”，看看还缺哪一项，写几句活动安排就行。",
    )  # fmt: skip
