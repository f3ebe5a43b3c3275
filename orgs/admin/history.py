"""The record of one object at the desk: every change with before, after and reason, searchable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html

from fulian.admin import DeskAdmin, page
from fulian.searching import meant
from orgs.admin import words
from orgs.admin.records import matches
from orgs.queries import desk as reads
from orgs.queries.desk import Ties

LINES = 30  # of one page


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the record: what it is called, and its changes in words.

    ``is_whole`` says that the line is about this object alone, so that it may be opened.
    """

    line: Any
    title: str
    shown: list[words.Shown]
    is_whole: bool


class Recorded(DeskAdmin):
    """A desk whose objects have a page with all that was done to them.

    The page of an object leads there; where whoever asks has none, the list does. ``ties`` say
    where else the record tells of such an object. Personal values are for whoever may search the
    whole record; numbers stay masked for her too.
    """

    ties: ClassVar[Ties] = Ties()

    @page("<int:pk>/history/", needs="orgs.view_history")
    def history(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was done to one object, narrowed by words: who, what, why, or a day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row, text = self.found(pk), request.GET.get("q", "")
        lines = reads.story_of(self.opts.label_lower, row.pk, self.ties)
        lines = lines.filter(meant(text, {}, matches))
        shown = Paginator(lines, LINES).get_page(request.GET.get("p"))
        told = self._told(list(shown), row.pk, personal=request.user.has_perm("orgs.view_record"))
        trail = [(str(row), self.address("change", row.pk))] if self.opens(request) else []
        return self.show(
            request, "orgs/desk/history.html", title="变更记录", about=self.about(row),
            told=told, page=shown, q=text, trail=trail,
        )  # fmt: skip

    def show(self, request: HttpRequest, *args: Any, **context: Any) -> TemplateResponse:
        """Answer with a page; that of an object leads to its record."""
        match = request.resolver_match
        if match and match.url_name == self._name("change"):
            context["history"] = self.address("history", match.kwargs["pk"])
        return super().show(request, *args, **context)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Lead to the record from the list when no line of it leads to a page."""
        shown = super().get_list_display(request)
        return shown if self.opens(request) else [*shown, "history_"]

    @admin.display(description="变更记录")
    def history_(self, row: Any) -> str:
        """Lead to what was done to it."""
        return format_html('<a href="{}">查看</a>', self.address("history", row.pk))

    def opens(self, request: HttpRequest) -> bool:
        """Say whether whoever asks may open an object's own page."""
        pages = [view for view in self._pages() if view.called == "change"]
        return any(request.user.has_perm(view.needs) for view in pages)

    def about(self, row: Any) -> str:
        """Return what the record is headed with: whose, and what."""
        if type(self).name_of is not DeskAdmin.name_of:
            return self.name_of(row)
        her = getattr(row, "person", None)
        return f"{her.name if her else row.org.title} {row}"

    def _name(self, called: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{called}"

    def _told(self, lines: Sequence[Any], pk: int, *, personal: bool) -> list[Told]:
        """Return the lines in words; what the rows they name are called is asked once for all."""
        told = [(line, self._of_it(line, pk)) for line in lines]
        changes = [one for _, few in told for one in few]
        in_words = iter(words.shown(changes, personal=personal, named=False))
        return [
            Told(line, words.act_title(line.act), [next(in_words) for _ in few],
                 is_whole=few == line.changes)
            for line, few in told
        ]  # fmt: skip

    def _of_it(self, line: Any, pk: int) -> list[dict[str, Any]]:
        """Return what a line tells: of one about many, only what it changed of this one."""
        label = self.opts.label_lower
        if (line.target, line.target_id) == (label, pk) or line.target in self.ties.parts:
            return list(line.changes)
        return [one for one in line.changes if one["model"] == label and one.get("id") == pk]
