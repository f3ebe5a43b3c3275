"""Pairs that were found to be two women: the list, and the way back among the duplicates."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from members import services
from members.models import PeopleApart, Person
from members.queries import merging
from orgs.admin.actor import actor
from orgs.forms.desk import OptionalReasonForm


@admin.register(PeopleApart, site=desk)
class PeopleApartAdmin(DeskAdmin):
    """Pairs in reach that are asked about no more, by pinyin."""

    view_perm = "members.view_duplicates"
    empty_says = "还没有核对为“不是同一人”的登记。"
    list_display = ("one_", "other_", "do_")
    list_select_related = ("person__org", "other__org")
    list_display_links = None
    ordering = ("person__pinyin", "pk")
    sortable_by = ()

    @admin.display(description="一份")
    def one_(self, row: PeopleApart) -> str:
        """Return the older registration."""
        return _her(row.person)

    @admin.display(description="另一份")
    def other_(self, row: PeopleApart) -> str:
        """Return the other."""
        return _her(row.other)

    @admin.display(description="办理")
    def do_(self, row: PeopleApart) -> str:
        """Lead back."""
        return format_html('<a href="{}">恢复</a>', self.address("together", row.pk))

    @page("<int:pk>/together/", needs="members.take_together")
    def together(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a pair be among the duplicates again."""
        row = self.found(pk, merging.apart_in_reach())
        form = OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.take_together(apart=row, by=actor(request), **clean)
        ):
            return pages.done(request, "已恢复。", self.address("changelist"))
        return self.ask(
            request, form, title=f"恢复：{row.person.name}、{row.other.name}", submit="恢复",
            back=self.address("changelist"),
            says=["恢复以后，两份登记仍然相像的，会重新列入“疑似重复”，也可以合并。"],
        )  # fmt: skip


def _her(person: Person) -> str:
    link = '<a href="{}">{}</a> {} {}'
    to = reverse("admin:members_person_change", args=[person.pk])
    return format_html(link, to, person.name, person.org.short_name, person.masked_phone)
