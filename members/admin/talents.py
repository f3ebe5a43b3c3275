"""The pool of 骨干 at the desk: who is in it, from which circle, and on to a seat."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.dated import live_on
from members import services
from members.forms import moving as forms
from members.models import Person, Talent
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.queries.naming import places


class InPool(Sift):
    """Whether she is in the pool today."""

    title = "是否在库"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "在库"), ("0", "已出库")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        now = live_on(timezone.localdate())
        if self.value() == "1":
            return queryset.filter(now)
        return queryset.exclude(now) if self.value() == "0" else queryset


@admin.register(Talent, site=desk)
class TalentAdmin(Recorded):
    """Those in the pools in reach, by place in the tree."""

    view_perm, create_perm = "members.view_talent", "members.add_talent"
    create_label = "列入骨干"
    empty_says = "还没有符合条件的骨干。"
    list_display = ("name_", "org_", "source_", "strength", "since", "until_", "do_")
    list_filter = (("person__source_category", ChoicesDropdownFilter), InPool)
    list_select_related = ("person", "org")
    list_display_links = None
    search_by: ClassVar = {"person": women, "org": places}
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "person__pinyin", "pk")
    sortable_by = ()

    @admin.display(description="姓名")
    def name_(self, row: Talent) -> str:
        """Return who."""
        return row.person.name

    @admin.display(description="组织")
    def org_(self, row: Talent) -> str:
        """Return whose pool."""
        return row.org.title

    @admin.display(description="来源类别")
    def source_(self, row: Talent) -> str:
        """Return from which circle."""
        return row.person.get_source_category_display() or "—"

    @admin.display(description="出库日期")
    def until_(self, row: Talent) -> str:
        """Return when she left the pool."""
        return f"{row.until:%Y年%-m月%-d日}" if row.until else "在库"

    @admin.display(description="办理")
    def do_(self, row: Talent) -> str:
        """Lead to a seat for her, or out of the pool."""
        if row.until is not None:
            return "—"
        seat = reverse("admin:members_appointment_add")
        return format_html(
            '<a href="{}?person={}&amp;org={}">办理任职</a> <a href="{}">出库</a>',
            seat, row.person_id, row.org_id, self.address("end", row.pk),
        )  # fmt: skip

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out what whoever asks may not do."""
        shown, may = super().get_list_display(request), request.user.has_perm("members.add_talent")
        return shown if may else [name for name in shown if name != "do_"]

    @page("add/", needs="members.add_talent")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Put somebody into the pool."""
        asked = request.GET.get("person", "")
        her = Person.objects.select_related("org").filter(pk=asked if is_key(asked) else 0).first()
        form = forms.TalentForm(
            request.POST or None, today=timezone.localdate(),
            initial={"person": her, "org": her.org if her else None},
        )  # fmt: skip
        if form.carry_out(lambda clean: services.add_talent(by=actor(request), **clean)):
            said = f"已把{form.outcome.person.name}列入骨干人才库。"
            return pages.done(request, said, self.address("changelist"))
        return self.ask(
            request, form, title="列入骨干人才库", submit="入库", back=self.address("changelist")
        )

    @page("<int:pk>/end/", needs="members.end_talent", name="end")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take somebody out of the pool."""
        row = self.found(pk, Talent.objects.select_related("person", "org"))
        form = forms.EndTalentForm(request.POST or None, today=timezone.localdate())
        if form.carry_out(
            lambda clean: services.end_talent(talent=row, by=actor(request), **clean)
        ):
            return pages.done(request, "已出库。", self.address("changelist"))
        return self.ask(
            request, form, title=f"移出骨干人才库：{row.person.name}", submit="出库",
            back=self.address("changelist"),
        )  # fmt: skip
