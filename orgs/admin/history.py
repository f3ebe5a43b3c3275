"""The record of one object at the desk: every change with before, after and reason, searchable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from fulian.admin import DeskAdmin, page
from fulian.searching import words_of
from orgs.admin import words
from orgs.admin.records import matches
from orgs.queries import desk as reads

LINES = 30  # of one page


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the record: what it is called, and its changes in words."""

    line: Any
    title: str
    shown: list[words.Shown]


class Recorded(DeskAdmin):
    """A desk whose objects have a page with all that was done to them.

    Personal values are for whoever may search the record; numbers stay masked for her too.
    """

    @page("<int:pk>/history/", needs="orgs.view_history")
    def history(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was done to one object, narrowed by words: who, what, why, or a day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.found(pk)
        lines = reads.acts_about(self.opts.label_lower, row.pk)
        text = request.GET.get("q", "")[:60]
        for word in words_of(text):
            lines = lines.filter(matches(word))
        shown = Paginator(lines, LINES).get_page(request.GET.get("p"))
        told = _told(list(shown), personal=request.user.has_perm("orgs.view_record"))
        return self.show(
            request, "orgs/desk/history.html", title="操作记录", about=self.name_of(row),
            told=told, page=shown, q=text, trail=[(str(row), self.address("change", row.pk))],
        )  # fmt: skip


def _told(lines: Sequence[Any], *, personal: bool) -> list[Told]:
    """Return the lines in words; what organisations are called is asked once for all."""
    changes = [change for line in lines for change in line.changes]
    in_words = iter(words.shown(changes, personal=personal))
    return [
        Told(line, words.act_title(line.act), [next(in_words) for _ in line.changes])
        for line in lines
    ]
