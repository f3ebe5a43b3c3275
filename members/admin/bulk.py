"""One fact for many people: chosen from the filtered list, shown first, written as one act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponseBase

from fulian.admin import page
from members import services
from members.forms.paper import SetForm
from members.models import Person
from orgs.admin.actor import actor
from orgs.admin.many import MOST, WHO, Many, chosen


class BulkPages(Many):
    """Setting one fact for the people of a filtered list."""

    unit = "人"

    @page("many/", needs="members.set_for_many")
    def many(self, request: HttpRequest) -> HttpResponseBase:
        """Show who the list's filters leave; then how many would change; then change them."""
        form = SetForm(request.POST or None)
        keys = chosen(request, WHO)
        context: dict[str, Any] = {}
        if request.method == "POST" and not keys:
            messages.error(request, "还没有选人，请至少勾选一个人。")
        elif form.is_valid() and "sure" not in request.POST:
            field, value = form.chosen()
            rows = Person.objects.filter(pk__in=keys)
            context = {"will": rows.exclude(**{field: value}).count(), "of": len(keys)}
        elif form.carry_out(lambda clean: self._set(request, form, keys)):
            return self.told(request, "members.set_for_many", form.outcome)
        try:
            people, more = self.listed(request, keys)
        except IncorrectLookupParameters:
            return self.without_filters(request, "many")
        return self.ask(
            request, form, title="统一填写", submit="看看会改多少人", back=self.back(request),
            template="members/desk/many.html", people=people, more=more, most=MOST, **context,
        )  # fmt: skip

    def _set(self, request: HttpRequest, form: SetForm, keys: list[int]) -> int:
        field, value = form.chosen()
        return services.set_for_many(people=keys, field=field, value=value, by=actor(request))
