"""Women's groups at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift
from members import services
from members.forms import seats as forms
from members.models import Appointment, WomensGroup
from members.queries.seats import live
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.forms.desk import DatedForm
from orgs.queries.desk import Ties
from orgs.queries.naming import places

FACTS = ("name", "kind", "households", "women")


class Standing(Sift):
    """Whether the group still stands."""

    title = "状态"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "正常"), ("0", "已撤销")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() in ("0", "1"):
            return queryset.filter(closed_on__isnull=self.value() == "1")
        return queryset


@admin.register(WomensGroup, site=desk)
class WomensGroupAdmin(Recorded):
    """Women's groups in reach, by place in the tree."""

    view_perm, create_perm = "members.view_group", "members.found_group"
    create_label = "建立妇女小组"
    empty_says = "还没有符合条件的妇女小组。"
    list_display = ("name", "org_", "kind", "leader_", "households", "women", "state_")
    list_filter = (("kind", ChoicesDropdownFilter), Standing)
    search_fields = ("name",)
    search_by: ClassVar = {"org": places}
    ties = Ties(told_in=("orgs.org",))
    search_help_text = "小组名称、村名或代码，村名可以输拼音、首字母"
    ordering = ("org__lft", "founded_on", "pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="村（社区）")
    def org_(self, group: WomensGroup) -> str:
        """Return where."""
        return group.org.short_name

    @admin.display(description="组长")
    def leader_(self, group: Any) -> str:
        """Return who leads it today."""
        return group.leader or "空缺"

    @admin.display(description="状态")
    def state_(self, group: WomensGroup) -> str:
        """Return whether it stands."""
        return f"{group.closed_on:%Y年%-m月%-d日}撤销" if group.closed_on else "正常"

    def name_of(self, obj: WomensGroup) -> str:
        """Return its name with its village."""
        return forms.group_label(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WomensGroup]:
        """Return them with who leads each; search boxes offer standing ones only."""
        rows: QuerySet[WomensGroup] = super().get_queryset(request).select_related("org")
        if "field_name" in request.GET:
            return rows.filter(closed_on__isnull=True)
        leaders = Appointment.rows.filter(live(timezone.localdate()), group=OuterRef("pk"))
        return rows.annotate(leader=Subquery(leaders.values("person__name")[:1]))

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to the page of changes whoever may change."""
        return list_display[:1] if request.user.has_perm("members.change_group") else None

    @page("add/", needs="members.found_group")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Found a group."""
        form = forms.FoundGroupForm(request.POST or None, today=timezone.localdate())
        if form.carry_out(lambda clean: services.found_group(by=actor(request), **clean)):
            return pages.done(request, f"已建立{form.outcome.name}。", self.address("changelist"))
        return self.ask(
            request, form, title="建立妇女小组", submit="建立", back=self.address("changelist")
        )

    @page("<int:pk>/", needs="members.change_group", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Change what it is called and how many live there."""
        group = self._group(pk)
        form = forms.GroupFactsForm(
            request.POST or None, initial={name: getattr(group, name) for name in FACTS}
        )
        if form.carry_out(
            lambda clean: services.change_group(group=group, by=actor(request), **clean)
        ):
            return pages.done(request, "已保存。", self.address("changelist"))
        return self.ask(
            request, form, title=forms.group_label(group), submit="保存",
            back=self.address("changelist"), template="members/desk/group.html", group=group,
        )  # fmt: skip

    @page("<int:pk>/close/", needs="members.close_group")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close it; what still lives on it is shown, and has to end first."""
        group, today = self._group(pk), timezone.localdate()
        back = self.address("change", group.pk)
        form = DatedForm(request.POST or None, today=today)
        if form.carry_out(
            lambda clean: services.close_group(group=group, by=actor(request), **clean)
        ):
            return pages.done(request, f"已撤销{group.name}。", self.address("changelist"))
        hanging = services.hanging_on(group=group, on=today)
        says = [f"还有 {count} 个{what}，要先办理结束才能撤销。" for what, count in hanging]
        return self.ask(
            request, form, title=f"撤销小组：{group.name}", submit="撤销小组", back=back,
            danger=True, trail=[(group.name, back)],
            says=says or ["没有在任的组长，可以撤销。"],
        )  # fmt: skip

    def _group(self, pk: int) -> WomensGroup:
        found: WomensGroup = self.found(pk, WomensGroup.objects.select_related("org"))
        return found
