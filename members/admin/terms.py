"""Congress terms at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from members import services
from members.forms import seats as forms
from members.models import CongressTerm
from orgs.admin.actor import actor


@admin.register(CongressTerm, site=desk)
class CongressTermAdmin(DeskAdmin):
    """Terms in reach, by place in the tree, the latest first."""

    view_perm, create_perm = "members.view_congressterm", "members.begin_term"
    create_label = "登记届次"
    empty_says = "还没有登记届次。换届以后，登记第几届和起止日期。"
    list_display = ("org_", "number_", "starts_on", "ends_on")
    search_fields = ("org__short_name",)
    search_help_text = "组织名称"
    ordering = ("org__lft", "-number", "pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, term: CongressTerm) -> str:
        """Return whose."""
        return term.org.title

    @admin.display(description="届次")
    def number_(self, term: CongressTerm) -> str:
        """Return which."""
        return str(term)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[CongressTerm], search_term: str
    ) -> tuple[QuerySet[CongressTerm], bool]:
        """Search by the organisation's name or the beginning of its code."""
        for word in search_term.split():
            queryset = queryset.filter(
                Q(org__short_name__icontains=word) | Q(org__code__startswith=word)
            )
        return queryset, False

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to the page of changes whoever may change."""
        return list_display[:1] if request.user.has_perm("members.change_term") else None

    @page("add/", needs="members.begin_term")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a term."""
        form = forms.BeginTermForm(request.POST or None)
        if form.carry_out(lambda clean: services.begin_term(by=actor(request), **clean)):
            return pages.done(request, f"已登记{form.outcome}。", self.address("changelist"))
        return self.ask(
            request, form, title="登记届次", submit="登记", back=self.address("changelist")
        )

    @page("<int:pk>/", needs="members.change_term", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a term."""
        term = self.found(pk, CongressTerm.objects.select_related("org"))
        facts = {name: getattr(term, name) for name in ("number", "starts_on", "ends_on")}
        form = forms.TermForm(request.POST or None, initial=facts)
        if form.carry_out(
            lambda clean: services.change_term(term=term, by=actor(request), **clean)
        ):
            return pages.done(request, "已保存。", self.address("changelist"))
        return self.ask(
            request, form, title=f"{term.org.title} {term}", submit="保存",
            back=self.address("changelist"),
        )  # fmt: skip
