"""Kept filters at the desk: the tabs above every list, keeping one, renaming, removing."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.tabs import Bar, Tab, fills_bar, filters_in
from orgs import services
from orgs.admin.actor import actor
from orgs.forms.desk import DeskForm
from orgs.models import SavedFilter
from orgs.queries.filters import filters_on

LIST = "list"  # the parameter that names the list a filter is kept for


class FilterForm(DeskForm):
    """What a kept filter is called, and whether others see it."""

    name = forms.CharField(label="名称", max_length=30, help_text="例如：未换届的村。")
    is_shared = forms.BooleanField(label="本级和下级的人都能用", required=False)


@fills_bar
def bar(request: HttpRequest, label: str) -> Bar:
    """Return the tabs of a list: only where she acts in a county, and for its own lists."""
    user: Any = request.user
    if getattr(user, "hat", None) is None or not user.has_perm("orgs.save_filter"):
        return Bar()
    now = filters_in(request)
    tabs = [
        Tab(kept.name, f"?{kept.query}", kept.query == urlencode(now), kept.user_id != user.pk)
        for kept in filters_on(label, user)
    ]
    keep = reverse("admin:orgs_savedfilter_add") + "?" + urlencode([(LIST, label), *now])
    here = any(tab.is_here for tab in tabs)
    return Bar(tabs, keep if now and not here else "", reverse("admin:orgs_savedfilter_changelist"))


@admin.register(SavedFilter, site=desk)
class SavedFilterAdmin(DeskAdmin):
    """Her own kept filters."""

    view_perm = "orgs.save_filter"
    empty_says = "还没有常用筛选。在任何列表里选好筛选条件，点“保存当前筛选”。"
    list_display = ("name", "page_", "shared_")
    ordering = ("page", "name", "pk")
    sortable_by = ()

    @admin.display(description="页面")
    def page_(self, saved: SavedFilter) -> str:
        """Return above which list it stands."""
        return str(apps.get_model(saved.page)._meta.verbose_name_plural)

    @admin.display(description="共用")
    def shared_(self, saved: SavedFilter) -> str:
        """Return whether others see it."""
        return "本级和下级共用" if saved.is_shared else "只有自己"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        """Return her own."""
        return super().get_queryset(request).filter(user=actor(request))

    @page("add/", needs="orgs.save_filter")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the filter a list shows: of its address only what the list can be filtered by."""
        listed = _list_of(request)
        known = listed.filters_of(request)
        query = urlencode([(k, v) for k, v in filters_in(request) if k in known])
        label = listed.opts.label_lower
        form = FilterForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.save_filter(page=label, query=query, by=actor(request), **clean)
        ):
            return cast(HttpResponseBase, redirect(f"{listed.address('changelist')}?{query}"))
        title = f"保存常用筛选：{listed.opts.verbose_name_plural}"
        back = f"{listed.address('changelist')}?{query}"
        return self.ask(
            request, form, title=title, submit="保存", back=back,
            says=["保存后在列表上方出现一个标签，点一下就是现在的筛选。查找框里的字不保存。"],
        )  # fmt: skip

    @page("<int:pk>/", needs="orgs.save_filter", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Call it otherwise, or share it or no longer."""
        saved, back = self._mine(request, pk), self.address("changelist")
        now = {"name": saved.name, "is_shared": saved.is_shared}
        form = FilterForm(request.POST or None, initial=now)
        if form.carry_out(
            lambda clean: services.change_filter(saved=saved, by=actor(request), **clean)
        ):
            return pages.done(request, "已修改。", back)
        return self.ask(
            request, form, title=f"常用筛选：{saved.name}", submit="保存", back=back,
            template="orgs/desk/filter.html",
        )  # fmt: skip

    @page("<int:pk>/remove/", needs="orgs.save_filter")
    def remove(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep it no longer, after asking."""
        saved, back = self._mine(request, pk), self.address("changelist")
        form = DeskForm(request.POST if request.method == "POST" else None)
        if form.carry_out(lambda clean: services.remove_filter(saved=saved, by=actor(request))):
            return pages.done(request, "已删除。", back)
        return self.ask(
            request,
            form,
            title=f"删除常用筛选：{saved.name}",
            submit="删除",
            back=back,
            danger=True,
        )

    def _mine(self, request: HttpRequest, pk: int) -> SavedFilter:
        return cast(SavedFilter, self.found(pk, self.get_queryset(request)))


def _list_of(request: HttpRequest) -> DeskAdmin:
    """Return the list an address names, when she may see it; else 404."""
    try:
        model = apps.get_model(request.GET.get(LIST, ""))
    except (LookupError, ValueError) as none:
        raise Http404 from none
    listed = desk._registry.get(model)
    if not isinstance(listed, DeskAdmin) or not listed.has_view_permission(request):
        raise Http404
    return listed
