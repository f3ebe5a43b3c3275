"""The county's checklist for homes at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from duties.forms.arranging import DayForm
from fulian import pages
from fulian.admin import desk, page
from homes import services
from homes.forms.acts import ItemForm, NewItemForm
from homes.models import ChecklistItem, HomeKind
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.admin.registers import Now


@admin.register(ChecklistItem, site=desk)
class ChecklistItemAdmin(Recorded):
    """Lines of the checklist, by kind of home and list."""

    view_perm, create_perm = "homes.view_home", "homes.add_item"
    create_label = "增加一条要求"
    list_title = "妇女之家对照清单"
    empty_says = "还没有对照清单。可以先用常用的一份（六有、三统一、五亮、四有），再改成本县的。"
    list_display = ("text", "series", "kind", "since", "until_")
    list_filter = (Now,)
    list_before_template = "homes/desk/_list_links.html"
    search_fields = ("text", "series")
    search_help_text = "要求或者清单的名称"
    ordering: ClassVar = ("until", "-kind", "-series", "place", "pk")
    sortable_by = ()

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to a line whoever may change it."""
        return list_display[:1] if request.user.has_perm("homes.change_item") else None

    @admin.display(description="停用日期")
    def until_(self, item: ChecklistItem) -> str:
        """Return when it was retired."""
        return f"{item.until:%Y年%-m月%-d日}" if item.until else "在用"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list; offer the usual one where there is none."""
        none = not ChecklistItem.rows.filter(until__isnull=True).exists()
        offered = none and request.user.has_perm("homes.set_up_checklist")
        return super().changelist_view(request, {"offers_usual": offered})

    @page("set-up/", needs="homes.set_up_checklist")
    @method_decorator(require_POST)
    def set_up(self, request: HttpRequest) -> HttpResponseBase:
        """Take the usual checklist over."""
        services.set_up_checklist(on=timezone.localdate(), by=actor(request))
        return pages.done(request, "已设立常用清单，可以修改。", self.address("changelist"))

    @page("add/", needs="homes.add_item")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Add a line."""
        form = NewItemForm(
            request.POST or None, today=timezone.localdate(), initial={"kind": HomeKind.PHYSICAL}
        )
        if form.carry_out(lambda clean: services.add_item(by=actor(request), **clean)):
            return pages.done(request, "已增加。", self.address("changelist"))
        return self.ask(
            request, form, title="增加对照要求", submit="保存", back=self.address("changelist")
        )

    @page("<int:pk>/", needs="homes.change_item", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say a line better."""
        item, by = self.found(pk), actor(request)
        known = {"series": item.series, "text": item.text}
        form = ItemForm(request.POST or None, initial=known)
        back = self.address("changelist")
        if form.carry_out(lambda clean: services.change_item(item=item, by=by, **clean)):
            return pages.done(request, "已保存。", back)
        return self.ask(
            request, form, title=str(item), submit="保存", back=back, row=item, end="停用这一条",
            template="homes/desk/item.html",
        )  # fmt: skip

    @page("<int:pk>/retire/", needs="homes.retire_item")
    def retire(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hold no home against it any more."""
        item, by, back = self.found(pk), actor(request), self.address("changelist")
        form = DayForm(request.POST or None, today=timezone.localdate())
        if form.carry_out(lambda clean: services.retire_item(item=item, by=by, **clean)):
            return pages.done(request, "已停用。以前的对照结果保留。", back)
        return self.ask(
            request, form, title=f"停用：{item}", submit="停用", back=back, danger=True,
            says=["以后的对照不再问这一条，以前的对照结果保留。"],
        )  # fmt: skip
