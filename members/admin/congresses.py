"""Congresses at the desk: the drive board, one congress, its steps, its count and its result."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from members import services
from members.admin.results import CongressResults
from members.forms import congresses as forms
from members.models import Candidate, Step, WomensCongress
from members.queries import congresses as reads
from members.queries import terms
from orgs.admin.actor import actor
from orgs.forms.desk import OptionalReasonForm
from orgs.models import Level, Org
from orgs.queries.desk import Ties
from orgs.queries.naming import places


@admin.register(WomensCongress, site=desk)
class WomensCongressAdmin(CongressResults):
    """Congresses in reach, by place in the tree."""

    view_perm, create_perm = "members.view_congress", "members.prepare_congress"
    create_label = "筹备换届"
    empty_says = "还没有换届。届满前半年，从换届进度表里开始筹备。"
    list_display = ("org_", "number_", "state", "due_on", "held_on")
    list_filter = (("state", ChoicesDropdownFilter), ("org__level", ChoicesDropdownFilter))
    list_before_template = "members/desk/_congress_links.html"
    search_by: ClassVar = {"org": places}
    ties = Ties({"members.congressstep": "congress_id", "members.candidate": "congress_id"})
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "-number", "-pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, congress: WomensCongress) -> str:
        """Return whose."""
        return congress.org.title

    @admin.display(description="届次")
    def number_(self, congress: WomensCongress) -> str:
        """Return which."""
        return f"第{congress.number}届"

    @page("board/", needs="members.view_congress")
    def board(self, request: HttpRequest) -> HttpResponse:
        """Show every organisation of a level × the seven steps, what blocks first."""
        form = forms.BoardForm(request.GET)
        clean = form.cleaned_data if form.is_valid() else {}
        under, level = clean.get("under"), clean.get("level") or Level.VILLAGE
        lines = reads.board(timezone.localdate(), level=level, under=under)
        return self.show(
            request, "members/desk/drive.html", title="换届进度", form=form, lines=lines,
            steps=list(Step), asked=request.GET.urlencode(), today=timezone.localdate(),
            counts=_counts(lines),
        )  # fmt: skip

    @page("add/", needs="members.prepare_congress")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Begin to prepare a congress, at ``?org=``."""
        asked = request.GET.get("org", "")
        org = Org.objects.filter(pk=asked).first() if is_key(asked) else None
        form = forms.PrepareForm(request.POST or None, initial={"org": org})
        if form.carry_out(lambda clean: _prepared(request, clean)):
            return pages.done(
                request, f"已开始筹备{form.outcome.org.title}{form.outcome}。",
                self.address("change", form.outcome.pk),
            )  # fmt: skip
        return self.ask(
            request, form, title="筹备换届", submit="开始筹备", back=self.address("board")
        )

    @page("<int:pk>/", needs="members.view_congress", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one congress: its steps, who stands, who watches, what was counted."""
        congress = self._congress(pk)
        return self.show(
            request, "members/desk/congress.html", title=f"{congress.org.title} {congress}",
            congress=congress, line=reads.line_of(congress, timezone.localdate()),
            candidates=list(reads.candidates_of(congress)),
            scrutineers=list(reads.scrutineers_of(congress)),
            is_open=congress.state == WomensCongress.State.PREPARING,
            is_watched=reads.is_watched(congress), undo=self._undo_of(request, congress),
        )  # fmt: skip

    @page("<int:pk>/step/", needs="members.mark_step")
    def step(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Mark ``?step=`` done; from the board one tap with today's date is enough."""
        congress = self._congress(pk)
        asked = request.POST.get("step") or request.GET.get("step", "")
        step = Step(asked) if asked in Step.values else Step.PLAN
        kept = {
            cell.step: cell.done for cell in reads.line_of(congress, timezone.localdate()).cells
        }
        row, back = kept[step], self._back(request, congress)
        facts = {"on": row.done_on, "document": row.document, "note": row.note} if row else {}
        form = forms.MarkForm(request.POST or None, today=timezone.localdate(), initial=facts)
        if form.carry_out(
            lambda clean: services.mark_step(
                congress=congress, step=step, by=actor(request), **clean
            )
        ):
            return pages.done(request, f"{congress.org.title}“{step.label}”已登记。", back)
        return self.ask(
            request, form, title=f"{step.label}：{congress.org.title}{congress}", submit="保存",
            back=back, trail=self._trail(congress),
        )  # fmt: skip

    @page("<int:pk>/clear/", needs="members.clear_step")
    @method_decorator(require_POST)
    def clear(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a step back that was marked by mistake."""
        step = request.POST.get("step", "")
        return self._do(
            request, pk, "已取消这一步。",
            lambda congress: services.clear_step(congress=congress, step=step, by=actor(request)),
        )  # fmt: skip

    @page("<int:pk>/nominate/", needs="members.nominate")
    def nominate(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let several people stand for one office."""
        stands = self._congress(pk)
        own = reads.may_stand(stands, timezone.localdate())
        return self._ask(
            request, pk, forms.NominateForm(request.POST or None, free=own), "提名候选人", "提名",
            lambda congress, clean: services.nominate_all(
                congress=congress, by=actor(request), **clean
            ),
            template="members/desk/nominate.html", congress=stands,
        )  # fmt: skip

    @page("<int:pk>/withdraw/", needs="members.withdraw")
    @method_decorator(require_POST)
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a candidate away."""
        asked = request.POST.get("candidate", "")
        rows = Candidate.objects.filter(congress=pk)
        one = self.found(asked if is_key(asked) else 0, rows.select_related("congress__org"))
        return self._do(
            request, pk, "已撤回候选人。",
            lambda _: services.withdraw(candidate=one, by=actor(request)),
        )  # fmt: skip

    @page("<int:pk>/scrutineers/", needs="members.name_scrutineers")
    def scrutineers(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Name who watches over the count."""
        form = forms.ScrutineersForm(request.POST or None)
        return self._ask(
            request, pk, form, "登记监票人", "保存",
            lambda congress, clean: services.name_scrutineers(
                congress=congress, people=form.people(), chief=clean["chief"], by=actor(request)
            ),
        )  # fmt: skip

    @page("<int:pk>/cancel/", needs="members.cancel_congress")
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Call a congress off."""
        return self._ask(
            request, pk, OptionalReasonForm(request.POST or None), "取消换届", "取消这次换届",
            lambda congress, clean: services.cancel_congress(
                congress=congress, by=actor(request), **clean
            ),
            danger=True, says=["已登记的步骤和候选人保留，可以查看。届次和任职都不变。"],
        )  # fmt: skip

    def _back(self, request: HttpRequest, congress: WomensCongress) -> str:
        """Return the board she came from, as it was asked for, or the congress's page."""
        if request.GET.get("from") != "board":
            return self.address("change", congress.pk)
        kept = request.GET.copy()
        for name in ("from", "step"):
            kept.pop(name, None)
        return f"{self.address('board')}?{kept.urlencode()}"

    def _do(self, request: HttpRequest, pk: int, said: str, act: Any) -> HttpResponseBase:
        congress = self._congress(pk)
        back = self.address("change", congress.pk)
        try:
            act(congress)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(back)
        return pages.done(request, said, back)


def _prepared(request: HttpRequest, clean: dict[str, Any]) -> WomensCongress:
    number = clean.pop("number") or terms.next_number(clean["org"])
    return services.prepare_congress(by=actor(request), number=number, **clean)


def _counts(lines: list[reads.Line]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for line in lines:
        found["over"] += line.now.is_over
        found["idle"] += line.congress is None and (line.now.is_over or line.now.is_due)
        found["late"] += bool(line.late)
        found["going"] += line.congress is not None and line.congress.state == "preparing"
        found["done"] += line.congress is not None and line.congress.state == "done"
    return dict(found)
