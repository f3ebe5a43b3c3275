"""Congresses at the desk: the drive board, one congress, its steps, its count and its result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
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
from members.forms import congresses as forms
from members.models import Candidate, Person, Step, WomensCongress
from members.queries import congresses as reads
from members.queries import terms
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.forms.desk import OptionalReasonForm
from orgs.models import Level, Org
from orgs.queries.desk import Ties
from orgs.queries.naming import places


@admin.register(WomensCongress, site=desk)
class WomensCongressAdmin(Recorded):
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
        """Let somebody stand."""
        return self._ask(
            request, pk, forms.NominateForm(request.POST or None), "提名候选人", "提名",
            lambda congress, clean: services.nominate(
                congress=congress, by=actor(request), **clean
            ),
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

    @page("<int:pk>/count/", needs="members.record_count")
    def count(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep what was counted."""
        congress = self._congress(pk)
        facts = {name: getattr(congress, name) for name in COUNTED}
        form = forms.CountForm(
            request.POST or None, today=timezone.localdate(),
            candidates=list(reads.candidates_of(congress)),
            initial=facts | ({"on": congress.held_on} if congress.held_on else {}),
        )  # fmt: skip
        return self._ask(
            request, pk, form, "登记票数", "保存",
            lambda _, clean: services.record_count(
                congress=congress, by=actor(request), **form.facts()
            ),
            says=["这里只登记大会上已经清点的票数，不在网上投票。谁当选，按本县设置的规则算出。"],
        )  # fmt: skip

    @page("<int:pk>/close/", needs="members.close_congress")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let the elected take office and the old committee leave; what follows is shown first."""
        congress, title = self._congress(pk), "登记选举结果"
        day = congress.held_on or timezone.localdate()
        form = forms.ResultForm(
            request.POST or None, today=timezone.localdate(), initial={"on": day}
        )
        if form.carry_out(
            lambda clean: services.close_congress(
                congress=congress,
                by=actor(request),
                on=clean["on"],
                ends_on=clean["ends_on"],
                representatives=list(clean["representatives"]),
            )
        ):
            back = self.address("change", pk)
            return pages.done(request, f"{title}：已保存。", back)
        context: dict[str, Any] = {
            "title": f"{title}：{congress.org.title}{congress}",
            "submit": "下一步：看看会影响什么",
        }
        if (chosen := form.weighed()) is not None:
            people, on = list(chosen["representatives"]), chosen["on"]
            effects = services.closing_congress_affects(
                congress=congress, on=on, representatives=people
            )
            context |= {"submit": "办理换届", "effects": effects or None, "says": _chosen(**chosen)}
        return self.ask(
            request, form, back=self.address("change", pk), trail=self._trail(congress), **context
        )

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

    def _congress(self, pk: int) -> WomensCongress:
        found: WomensCongress = self.found(pk, WomensCongress.objects.select_related("org", "term"))
        return found

    def _trail(self, congress: WomensCongress) -> list[tuple[str, str]]:
        return [(f"{congress.org.title}{congress}", self.address("change", congress.pk))]

    def _back(self, request: HttpRequest, congress: WomensCongress) -> str:
        """Return the board she came from, as it was asked for, or the congress's page."""
        if request.GET.get("from") != "board":
            return self.address("change", congress.pk)
        kept = request.GET.copy()
        for name in ("from", "step"):
            kept.pop(name, None)
        return f"{self.address('board')}?{kept.urlencode()}"

    def _ask(
        self, request: HttpRequest, pk: int, form: Any, title: str, submit: str, act: Any,
        **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        congress = self._congress(pk)
        back = self.address("change", congress.pk)
        if form.carry_out(lambda clean: act(congress, clean)):
            return pages.done(request, f"{title}：已保存。", back)
        return self.ask(
            request, form, title=f"{title}：{congress.org.title}{congress}", submit=submit,
            back=back, trail=self._trail(congress), **context,
        )  # fmt: skip

    def _do(self, request: HttpRequest, pk: int, said: str, act: Any) -> HttpResponseBase:
        congress = self._congress(pk)
        back = self.address("change", congress.pk)
        try:
            act(congress)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(back)
        return pages.done(request, said, back)


COUNTED = (
    "method", "contest", "delegates_due", "delegates_present", "ballots_issued",
    "ballots_returned", "ballots_valid", "plenary_due", "plenary_present",
)  # fmt: skip


def _prepared(request: HttpRequest, clean: dict[str, Any]) -> WomensCongress:
    number = clean.pop("number") or terms.next_number(clean["org"])
    return services.prepare_congress(by=actor(request), number=number, **clean)


def _chosen(on: date, ends_on: date | None, representatives: Iterable[Person]) -> list[str]:
    """Return what was chosen for a new term, to be read once more."""
    ends = f"，{ends_on:%Y-%m-%d} 届满" if ends_on else ""
    names = "、".join(one.name for one in representatives)
    said = f"新一届妇女代表：{names}。" if names else "妇女代表不变。"
    return [f"新一届从 {on:%Y-%m-%d} 起任职{ends}。{said}"]


def _counts(lines: list[reads.Line]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for line in lines:
        found["over"] += line.now.is_over
        found["idle"] += line.congress is None and (line.now.is_over or line.now.is_due)
        found["late"] += bool(line.late)
        found["going"] += line.congress is not None and line.congress.state == "preparing"
        found["done"] += line.congress is not None and line.congress.state == "done"
    return dict(found)
