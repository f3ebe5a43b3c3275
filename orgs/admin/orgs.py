"""Organisations at the desk: the list, one organisation's page, and the tree."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian.admin import desk, page
from fulian.admin.sifts import Sift
from fulian.parts import parts_of
from orgs.admin.history import Recorded
from orgs.admin.leaving import Leaving
from orgs.admin.many_reforms import ManyReforms
from orgs.admin.network import OrgNetwork
from orgs.admin.reshaping import OrgReshaping
from orgs.admin.words import act_title
from orgs.forms.desk import org_label
from orgs.models import Org, OrgStatus
from orgs.queries import desk as reads
from orgs.queries import tree
from orgs.queries.lineage import lineage_of
from orgs.queries.naming import places

SHOWN = 50


class Counted(Sift):
    """Whether it counts in its level's total."""

    title = "计入本级总数"
    parameter_name = "counted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "计入"), ("0", "不计入")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Org]) -> QuerySet[Org]:
        """Keep one kind."""
        if self.value() in ("0", "1"):
            return queryset.filter(is_counted=self.value() == "1")
        return queryset


@admin.register(Org, site=desk)
class OrgAdmin(Recorded, Leaving, ManyReforms, OrgNetwork, OrgReshaping):
    """Organisations in reach, in the order of the tree."""

    view_perm, create_perm, create_label = "orgs.view_org", "orgs.found_org", "新建组织"
    list_before_template = "orgs/desk/_org_links.html"
    empty_says = "没有符合条件的组织。换个条件试试，或者清除筛选。"
    list_display = ("title_", "code", "parent_", "level", "place", "field", "counted_", "status")
    list_filter = (
        ("level", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("field", ChoicesDropdownFilter),
        ("place", ChoicesDropdownFilter),
        ("status", ChoicesDropdownFilter),
        Counted,
    )
    search_by: ClassVar = {"pk": places}
    search_help_text = "名称、拼音、首字母（blc 找到白莲村）或代码"
    ordering = ("lft",)
    sortable_by = ()

    @admin.display(description="组织")
    def title_(self, org: Org) -> str:
        """Return what it is called."""
        return org.title

    @admin.display(description="上级")
    def parent_(self, org: Org) -> str:
        """Return what stands above it."""
        return org.parent.short_name if org.parent else "—"

    @admin.display(description="计入总数")
    def counted_(self, org: Org) -> str:
        """Return whether it counts."""
        return "是" if org.is_counted else "否"

    def name_of(self, obj: Org) -> str:
        """Return its name with what tells it from its namesakes."""
        return org_label(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Org]:
        """Return them with their parents; search boxes offer active ones only."""
        rows = super().get_queryset(request).select_related("parent")
        return rows.filter(status=OrgStatus.ACTIVE) if "field_name" in request.GET else rows

    @page("<int:pk>/", needs="orgs.view_org", name="change")
    def one(self, request: HttpRequest, pk: int) -> TemplateResponse:
        """Show one organisation: its facts, its place, its past, its people, its record."""
        org = self.found(pk, Org.objects.select_related("parent"))
        may = request.user.has_perm
        context: dict[str, Any] = {
            "org": org,
            "path": tree.path_of(org),
            "children": reads.branches_of(org)[:SHOWN],
            "past": reads.past_of(org),
            "lineage": lineage_of(org),
            "changes": [c for c in self.changes_for(org) if may(c.needs)],
            "parts": parts_of("org", request.user, org=org),
        }
        if may("orgs.view_accessgrant"):
            context["grants"] = reads.grants_at(org, timezone.localdate())
        if may("orgs.view_history"):
            lines = reads.acts_about("orgs.org", org.pk)[:8]
            context["acts"] = [(line, act_title(line.act)) for line in lines]
        return self.show(request, "orgs/desk/org.html", title=org.title, **context)

    @page("tree/", needs="orgs.view_org")
    def tree(self, request: HttpRequest) -> HttpResponse:
        """Show the top of the tree; what is below opens on demand, or as a page of its own."""
        top = tree.top_of_reach()
        context: dict[str, Any] = {
            "top": top,
            "branches": reads.branches_of(top),
            "counts": tree.counts_of(top),
        }
        return self.show(request, "orgs/desk/tree.html", title="组织树", **context)

    @page("tree/<int:pk>/", needs="orgs.view_org")
    def branch(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is directly below one organisation: a fragment, or without script a page."""
        org = self.found(pk)
        bare = request.headers.get("X-Fragment") == "1"
        context: dict[str, Any] = {"top": org, "branches": reads.branches_of(org)}
        if bare:
            return TemplateResponse(request, "orgs/desk/_branches.html", context)
        trail = [("组织树", self.address("tree")), *self._up(org)]
        return self.show(request, "orgs/desk/tree.html", title=org.title, trail=trail, **context)

    def _up(self, org: Org) -> list[tuple[str, str]]:
        return [(up.short_name, self.address("branch", up.pk)) for up in tree.path_of(org)[1:]]
