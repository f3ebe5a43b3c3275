"""One act for many: chosen from the filtered list, shown first, written as one whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from fulian import pages
from fulian.admin import ActForm, DeskAdmin
from fulian.admin.desk import is_key
from orgs.admin.actor import actor
from orgs.models import Record
from orgs.queries.many import Line, Plan
from orgs.services import is_undoable, may_undo

MOST = 1000
SURE, SEEN, WHO, REST = "sure", "seen", "who", "rest"
APART = {"csrfmiddlewaretoken", "once", SURE, SEEN, WHO, REST}
Act = Callable[[list[int], dict[str, Any]], int]


class Many(DeskAdmin):
    """A desk whose filtered list can be acted on as a whole.

    Nothing is written but what was shown: the answers are shown again when they were changed since,
    and whoever was left out is not among those who are written.
    """

    unit: ClassVar[str] = "个"

    def for_many(
        self, request: HttpRequest, form: ActForm, *, called: str, title: str, verb: str,
        plan: Callable[[list[Any], dict[str, Any]], Plan], act: Act, says: tuple[str, ...] = (),
        rows: Callable[[list[int]], tuple[list[Any], bool]] | None = None,
    ) -> HttpResponseBase:  # fmt: skip
        """Ask what and for whom; show the ``plan``; then ``act`` on whoever is still chosen."""
        sure = SURE in request.POST and request.POST.get(SEEN) == digest(request)
        keys = chosen(request, WHO) if sure else chosen(request, WHO, REST)
        asked = form.is_bound and form.is_valid()
        clean = dict(form.cleaned_data) if asked else {}
        if sure and not keys:
            messages.error(request, "还没有选，请至少勾选一个。")
        elif sure and form.carry_out(lambda told: act(keys, told)):
            return self.told(request, verb, form.outcome)
        try:
            found, more = rows(keys) if rows else self.listed(request, keys)
        except IncorrectLookupParameters:
            return self.without_filters(request, called)
        shown = [] if rows else [Line(row.pk, self.name_of(row)) for row in found]
        return self.ask(
            request, form, title=title, submit="看看会改多少", back=self.back(request),
            template="admin/desk/many.html", rows=shown, more=more, most=MOST, says=says,
            plan=plan(found, clean) if asked else None, seen=digest(request), unit=self.unit,
            is_list=rows is None,
        )  # fmt: skip

    def told(self, request: HttpRequest, verb: str, count: int) -> HttpResponseBase:
        """Say how many were changed, and lead to where it is taken back."""
        if not count:
            messages.info(request, "本来就是这样，没有改动。")
            return redirect(self.back(request))
        made = Record.objects.filter(act=verb, user_id=actor(request).pk, leads=True)
        line = made.order_by("-pk").first()
        said = f"已修改 {count} {self.unit}。"
        stands = line is not None and is_undoable(line, at=timezone.now())
        if line and stands and may_undo(line, by=request.user):
            address = reverse("admin:orgs_record_undo", args=[line.pk])
            return pages.done(request, f"{said}七天内可以在操作记录里撤销。", address)
        return pages.done(request, f"{said}七天内县里可以撤销。", self.back(request))

    def listed(self, request: HttpRequest, keys: list[int]) -> tuple[list[Any], bool]:
        """Return what to choose from: what was chosen, else what the list's filters leave."""
        if keys:
            rows = self.get_queryset(request).filter(pk__in=keys)
        else:
            rows = self.get_changelist_instance(request).get_queryset(request)
        found = list(rows[: MOST + 1])
        return found[:MOST], len(found) > MOST

    def without_filters(self, request: HttpRequest, called: str) -> HttpResponseBase:
        """Go to the same page without what was not understood: the page number, else all."""
        kept = request.GET.copy()
        if not kept.pop(PAGE_VAR, None):
            messages.error(request, "筛选条件没有看懂，已经去掉，请重新筛选。")
            kept.clear()
        return redirect(self.address(called) + (f"?{kept.urlencode()}" if kept else ""))

    def back(self, request: HttpRequest) -> str:
        """Return the address of the list as it was filtered."""
        query = request.GET.urlencode()
        return self.address("changelist") + (f"?{query}" if query else "")


def chosen(request: HttpRequest, *names: str) -> list[int]:
    """Return the keys ticked under ``names``."""
    told = [pk for name in names for pk in request.POST.getlist(name)]
    return [int(pk) for pk in told if is_key(pk)][: MOST + 1]


def digest(request: HttpRequest) -> str:
    """Return a word for what the form answers, whoever is ticked: it changes with an answer."""
    given = sorted((k, v) for k in request.POST if k not in APART for v in request.POST.getlist(k))
    return hashlib.sha256(repr(given).encode()).hexdigest()[:32]
