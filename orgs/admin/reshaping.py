"""合并 and 拆分 at the desk: choose, read what it touches, do it, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from fulian import pages
from fulian.admin import ActForm, page
from fulian.consequences import Effect
from orgs import services
from orgs.admin.actor import actor
from orgs.admin.changes import OrgChanges
from orgs.forms.reshaping import MergeForm, Reshaping, SplitForm
from orgs.models import Org
from orgs.queries import desk as reads
from orgs.queries.lineage import lineage_of

OWN = ("csrfmiddlewaretoken", "once")  # what every form carries besides its fields
STEPS = "第 {} 步，共 3 步：{}"


class OrgReshaping(OrgChanges):
    """The pages on which organisations become one, and one becomes several.

    What was chosen in the first step stands in the address of the second: names and keys of
    organisations, nothing else.
    """

    @page("<int:pk>/merge/", needs="orgs.merge_orgs")
    def merge(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Choose with which others it becomes one, and which that is."""
        org = self.found(pk)
        form = MergeForm(request.POST or None, org=org)
        return self._choose(request, org, form, "merge", "合并")

    @page("<int:pk>/merge/confirm/", needs="orgs.merge_orgs")
    def merge_confirm(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show what merging touches; do it on confirmation."""
        org = self.found(pk)
        chosen = MergeForm(request.GET, org=org)
        if not chosen.is_valid():
            return redirect(self.address("merge", pk))
        what = chosen.cleaned_data
        names = "、".join(one.title for one in what["orgs"])
        into = what["into"].title if what["into"] else f"新设的{what['name']}（{what['code']}）"
        facts = {"orgs": what["orgs"], "into": what["into"], "keep_members": what["keep_members"]}

        def look(on: date) -> list[Effect]:
            return services.merging_affects(on=on, **facts)

        def act(clean: dict[str, Any]) -> Org:
            return services.merge_orgs(by=actor(request), **what, **clean)

        return self._confirm(request, org, act, "合并", f"{names}，并入{into}。", look)

    @page("<int:pk>/split/", needs="orgs.split_org")
    def split(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Choose which new organisations stand beside it, and what each gets."""
        org = self.found(pk)
        return self._choose(request, org, SplitForm(request.POST or None, org=org), "split", "拆分")

    @page("<int:pk>/split/confirm/", needs="orgs.split_org")
    def split_confirm(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show what splitting touches; do it on confirmation."""
        org = self.found(pk)
        chosen = SplitForm(request.GET, org=org)
        if not chosen.is_valid():
            return redirect(self.address("split", pk))
        what = chosen.cleaned_data
        names = "、".join(part.name for part in what["parts"])
        named: Org = org
        stays = "同时撤销" if what["closes"] else "保留"

        def look(on: date) -> list[Effect]:
            return services.splitting_affects(org=org, on=on, **what)

        def act(clean: dict[str, Any]) -> Org:
            services.split_org(org=org, by=actor(request), **what, **clean)
            return named

        said = f"{org.title}分设{names}，原组织{stays}。"
        return self._confirm(request, org, act, "拆分", said, look)

    @page("<int:pk>/reshaped/", needs="orgs.merge_orgs")
    def reshaped(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was made of it, and how that is taken back."""
        org = self.found(pk)
        line = reads.last_reshaping(org)
        if line is None:
            return redirect(self.address("change", pk))
        undoable = services.is_undoable(line, at=timezone.now())
        return self.show(
            request, "orgs/desk/reshaped.html", title=STEPS.format(3, "办理完成"), org=org,
            line=line, undoable=undoable, lineage=lineage_of(org),
            trail=[(org.title, self.address("change", pk))],
        )  # fmt: skip

    def _choose(
        self, request: HttpRequest, org: Org, form: ActForm, called: str, title: str
    ) -> HttpResponseBase:
        back = self.address("change", org.pk)
        if form.is_bound and form.is_valid():
            chosen = QueryDict(mutable=True)
            chosen.update(request.POST)
            for name in OWN:
                chosen.pop(name, None)
            return redirect(f"{self.address(f'{called}_confirm', org.pk)}?{chosen.urlencode()}")
        return self.ask(
            request, form, title=f"{title}：{org.title}", submit="下一步：看看会影响什么",
            back=back, trail=[(org.title, back)], says=[STEPS.format(1, "选择组织")],
        )  # fmt: skip

    def _confirm(
        self, request: HttpRequest, org: Org, act: Callable[[dict[str, Any]], Org], title: str,
        said: str, look: Callable[[date], list[Effect]],
    ) -> HttpResponseBase:  # fmt: skip
        form = Reshaping(request.POST or None, today=timezone.localdate())

        def sure(clean: dict[str, Any]) -> Org:
            return act({"on": clean["on"], "reason": clean["reason"]})

        if form.carry_out(sure):
            to = self.address("reshaped", form.outcome.pk)
            return pages.done(request, f"已{title}：{said}", to)
        back = self.address("change", org.pk)
        return self.ask(
            request, form, title=f"{title}：{org.title}", submit=f"确认{title}", back=back,
            danger=True, effects=look(form.chosen["on"]), trail=[(org.title, back)],
            says=[STEPS.format(2, "核对影响"), said],
        )  # fmt: skip
