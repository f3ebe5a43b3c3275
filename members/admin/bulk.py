"""One fact for many people: chosen from the filtered list, shown first, written as one act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.admin.desk import is_key
from members import services
from members.forms.paper import SetForm
from members.models import Person
from orgs.admin.actor import actor
from orgs.models import Record
from orgs.services import is_undoable

MOST = 1000


class BulkPages(DeskAdmin):
    """Setting one fact for the people of a filtered list."""

    @page("many/", needs="members.set_for_many")
    def many(self, request: HttpRequest) -> HttpResponseBase:
        """Show who the list's filters leave; then how many would change; then change them."""
        form = SetForm(request.POST or None)
        chosen = [int(pk) for pk in request.POST.getlist("who") if is_key(pk)]
        context: dict[str, Any] = {}
        if request.method == "POST" and not chosen:
            messages.error(request, "还没有选人，请至少勾选一个人。")
        elif form.is_valid() and "sure" not in request.POST:
            field, value = form.chosen()
            rows = Person.objects.filter(pk__in=chosen)
            context = {"will": rows.exclude(**{field: value}).count(), "of": len(chosen)}
        elif form.carry_out(lambda clean: self._set(request, form, chosen)):
            return self._told(request, form.outcome)
        try:
            people, more = self._people(request, chosen)
        except IncorrectLookupParameters:
            return self._without(request)
        return self.ask(
            request, form, title="统一填写", submit="看看会改多少人", back=self._back(request),
            template="members/desk/many.html", people=people, more=more, most=MOST, **context,
        )  # fmt: skip

    def _set(self, request: HttpRequest, form: SetForm, chosen: list[int]) -> int:
        field, value = form.chosen()
        return services.set_for_many(people=chosen, field=field, value=value, by=actor(request))

    def _told(self, request: HttpRequest, count: int) -> HttpResponseBase:
        if not count:
            messages.info(request, "所选的人本来就是这样，没有改动。")
            return redirect(self._back(request))
        made = Record.objects.filter(act="members.set_for_many", user_id=actor(request).pk)
        line = made.order_by("-pk").first()
        said = f"已修改 {count} 人。"
        if line and is_undoable(line, at=timezone.now()) and request.user.has_perm("orgs.undo"):
            address = reverse("admin:orgs_record_undo", args=[line.pk])
            return pages.done(request, f"{said}七天内可以在操作记录里撤销。", address)
        return pages.done(request, f"{said}七天内县里可以撤销。", self._back(request))

    def _people(self, request: HttpRequest, chosen: list[int]) -> tuple[list[Person], bool]:
        """Return whom to choose from: who was chosen, else whom the list's filters leave."""
        if chosen:
            rows = self.get_queryset(request).filter(pk__in=chosen)
        else:
            rows = self.get_changelist_instance(request).get_queryset(request)
        found = list(rows[: MOST + 1])
        return found[:MOST], len(found) > MOST

    def _without(self, request: HttpRequest) -> HttpResponseBase:
        """Go to the same page without what was not understood: the page number, else all."""
        kept = request.GET.copy()
        if not kept.pop(PAGE_VAR, None):
            messages.error(request, "筛选条件没有看懂，已经去掉，请重新筛选。")
            kept.clear()
        return redirect(self.address("many") + (f"?{kept.urlencode()}" if kept else ""))

    def _back(self, request: HttpRequest) -> str:
        query = request.GET.urlencode()
        return self.address("changelist") + (f"?{query}" if query else "")
