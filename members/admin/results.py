"""A congress's count and result at the desk: refused early, confirmed by name, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from fulian import pages
from fulian.admin import page
from members import services
from members.forms import congresses as forms
from members.models import Office, Person, WomensCongress
from members.queries import congresses as reads
from orgs import services as ground
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.admin.words import day as day_said
from orgs.queries.desk import acts_about

NAMED = 20  # at most named in a sentence
COUNTED = (
    "method", "contest", "delegates_due", "delegates_present", "ballots_issued",
    "ballots_returned", "ballots_valid", "plenary_due", "plenary_present",
)  # fmt: skip


class CongressResults(Recorded):
    """The pages on which a count is kept and its result takes effect."""

    @page("<int:pk>/count/", needs="members.record_count")
    def count(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep what was counted."""
        congress = self._congress(pk)
        if lacking := self._unwatched(request, congress):
            return lacking
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
        if lacking := self._unwatched(request, congress):
            return lacking
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
            said = f"已办理换届，新一届从{day_said(form.outcome.starts_on)}起任职。"
            if self._undo_of(request, congress):
                said += "办错了，七天内可以在本页撤销。"
            return pages.done(request, said, self.address("change", pk))
        context: dict[str, Any] = {
            "title": f"{title}：{congress.org.title}{congress}",
            "submit": "下一步：看看会影响什么",
        }
        if (chosen := form.weighed()) is not None:
            people, on = list(chosen["representatives"]), chosen["on"]
            effects = services.closing_congress_affects(
                congress=congress, on=on, representatives=people
            )
            says = [*_chosen(**chosen), *_who(congress, people)]
            context |= {"submit": "办理换届", "effects": effects or None, "says": says}
        return self.ask(
            request, form, back=self.address("change", pk), trail=self._trail(congress), **context
        )

    def _unwatched(self, request: HttpRequest, congress: WomensCongress) -> HttpResponseBase | None:
        """Lead to where scrutineers are named while a prepared congress has no chief among them."""
        is_open = congress.state == WomensCongress.State.PREPARING
        if not is_open or reads.is_watched(congress):
            return None
        messages.error(request, "请先登记监票人和总监票人，再登记票数和选举结果。")
        may = request.user.has_perm("members.name_scrutineers")
        return redirect(self.address("scrutineers" if may else "change", congress.pk))

    def _undo_of(self, request: HttpRequest, congress: WomensCongress) -> str:
        """Return where she may take the result back; empty where she may not, or no longer."""
        if not request.user.has_perm("orgs.undo"):
            return ""
        lines = acts_about(self.opts.label_lower, congress.pk)
        line = lines.filter(act="members.close_congress", leads=True).first()
        if line is None or not ground.is_undoable(line, at=timezone.now()):
            return ""
        may = ground.may_undo(line, by=request.user)
        return reverse("admin:orgs_record_undo", args=[line.pk]) if may else ""

    def _congress(self, pk: int) -> WomensCongress:
        found: WomensCongress = self.found(pk, WomensCongress.objects.select_related("org", "term"))
        return found

    def _trail(self, congress: WomensCongress) -> list[tuple[str, str]]:
        return [(f"{congress.org.title}{congress}", self.address("change", congress.pk))]

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


def _chosen(on: date, ends_on: date | None, representatives: Iterable[Person]) -> list[str]:
    """Return what was chosen for a new term, to be read once more."""
    ends = f"，{day_said(ends_on)}届满" if ends_on else ""
    names = _names([one.name for one in representatives])
    said = f"新一届妇女代表：{names}。" if names else "妇女代表不变。"
    return [f"新一届从{day_said(on)}起任职{ends}。{said}"]


def _who(congress: WomensCongress, representatives: Sequence[Person]) -> list[str]:
    """Return by name who takes which office, and who leaves all of them."""
    seated, left = services.closing_congress_seats(
        congress=congress, representatives=representatives
    )
    again = {person.pk for person, _ in seated}
    won = [f"{person.name}（{Office(office).label}）" for person, office in seated]
    gone = [
        f"{one.person.name}（{one.get_office_display()}）"
        for one in left
        if one.person_id not in again
    ]
    return [f"当选：{_names(won)}。", f"离任：{_names(gone)}。" if gone else "没有人离任。"]


def _names(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 人" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
