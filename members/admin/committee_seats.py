"""Seats in 两委, 党（工）委 and 常委会 at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from members import services
from members.forms import congresses as forms
from members.models import CommitteeSeat, Person
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.forms.desk import DatedForm
from orgs.models import Org
from orgs.queries.naming import places


@admin.register(CommitteeSeat, site=desk)
class CommitteeSeatAdmin(Recorded):
    """Women in the bodies beside the committees in reach."""

    view_perm, create_perm = "members.view_committee_seat", "members.open_committee_seat"
    create_label = "登记班子任职"
    empty_says = "还没有登记班子任职。登记以后，才能算出主席进两委、两委有女性。"
    list_display = ("name_", "org_", "body", "since", "until_")
    list_filter = (("body", ChoicesDropdownFilter),)
    search_by: ClassVar = {"person": women, "org": places}
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "body", "since", "pk")
    list_select_related = ("org", "person")
    sortable_by = ()

    @admin.display(description="姓名")
    def name_(self, seat: CommitteeSeat) -> str:
        """Return who."""
        return seat.person.name

    @admin.display(description="村（社区）")
    def org_(self, seat: CommitteeSeat) -> str:
        """Return where."""
        return seat.org.short_name

    @admin.display(description="结束日期")
    def until_(self, seat: CommitteeSeat) -> str:
        """Return when it ended."""
        return f"{seat.until:%Y年%-m月%-d日}" if seat.until else "在任"

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to ending the seat whoever may."""
        return list_display[:1] if request.user.has_perm("members.end_committee_seat") else None

    @page("add/", needs="members.open_committee_seat")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a seat, of ``?person=``."""
        asked = request.GET.get("person", "")
        her = (
            Person.objects.select_related("org").filter(pk=asked).first() if is_key(asked) else None
        )
        form = forms.CommitteeSeatForm(
            request.POST or None, today=timezone.localdate(),
            initial={"person": her, "org": _village_of(her)},
        )  # fmt: skip
        if form.carry_out(lambda clean: services.open_committee_seat(by=actor(request), **clean)):
            return pages.done(request, "已登记班子任职。", self.address("changelist"))
        return self.ask(
            request, form, title="登记班子任职", submit="登记", back=self.address("changelist")
        )

    @page("<int:pk>/", needs="members.end_committee_seat", name="change")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a seat."""
        seat = self.found(pk, CommitteeSeat.objects.select_related("org", "person"))
        form = DatedForm(request.POST or None, today=timezone.localdate())
        if form.carry_out(
            lambda clean: services.end_committee_seat(seat=seat, by=actor(request), **clean)
        ):
            return pages.done(request, "已结束这项班子任职。", self.address("changelist"))
        return self.ask(
            request, form, title=f"结束班子任职：{seat.person.name}", submit="结束",
            back=self.address("changelist"), danger=True,
            says=[f"{seat.org.short_name} {seat}，{seat.since:%Y年%-m月%-d日}起。"],
        )  # fmt: skip


def _village_of(person: Person | None) -> Org | None:
    return person.org if person is not None and person.org.level == "village" else None
