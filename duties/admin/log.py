"""The work log at the desk: searched by words, narrowed by post and by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from duties.admin.posts import ByPost
from duties.models import DutyLogEntry
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sidebar import offer
from members.queries.people import women
from orgs.models import Org
from orgs.queries.naming import places

offer("履职", "履岗记录", "edit_note", "duties_dutylogentry_changelist", "duties.view_log")


def _spans(today: date) -> dict[str, tuple[str, date, date]]:
    """Return what may be chosen: its name, the first day, and the day after the last."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    earlier = (quarter - timedelta(days=1)).replace(day=1)
    last = earlier.replace(month=(earlier.month - 1) // 3 * 3 + 1)
    end = today + timedelta(days=1)
    return {
        "month": ("本月", month, end),
        "last_month": ("上月", before, month),
        "quarter": ("本季度", quarter, end),
        "last_quarter": ("上季度", last, quarter),
        "year": ("今年", today.replace(month=1, day=1), end),
    }


class When(DropdownFilter):  # type: ignore[misc]  # unfold is untyped
    """When it was done."""

    title = "时间"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the spans."""
        return [(key, span[0]) for key, span in _spans(timezone.localdate()).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one span."""
        span = _spans(timezone.localdate()).get(self.value() or "")
        return queryset.filter(done_on__gte=span[1], done_on__lt=span[2]) if span else queryset


class Where(DropdownFilter):  # type: ignore[misc]  # unfold is untyped
    """Below which organisation directly under her own."""

    title = "组织"
    parameter_name = "below"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the organisations one step below the top of her reach."""
        hat: Any = getattr(request.user, "hat", None)
        below = Org.objects.filter(parent=hat.org if hat else 0).order_by("lft")
        return [(str(pk), name) for pk, name in below.values_list("pk", "short_name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what happened there or below."""
        chosen = self.value() or ""
        return queryset.filter(DutyLogEntry.inside(int(chosen))) if is_key(chosen) else queryset


@admin.register(DutyLogEntry, site=desk)
class DutyLogEntryAdmin(DeskAdmin):
    """Lines of the log in reach, the newest first."""

    view_perm = "duties.view_log"
    empty_says = "没有符合条件的履岗记录。村里的主席、执委和妇女代表在手机上记。"
    list_display = ("what_", "done_on", "org_", "post", "who_", "photo_")
    list_filter = (When, ByPost, Where)
    list_select_related = ("org", "post", "appointment__person")
    search_fields = ("what", "for_whom")
    search_by: ClassVar = {"appointment__person": women, "org": places}
    search_help_text = "内容、为谁，或者姓名、组织的名称、拼音、代码"
    ordering = ("-done_on", "-pk")
    sortable_by = ()

    @admin.display(description="做了什么")
    def what_(self, line: DutyLogEntry) -> str:
        """Return the beginning of it."""
        return line.what if len(line.what) <= 40 else f"{line.what[:39]}…"

    @admin.display(description="组织")
    def org_(self, line: DutyLogEntry) -> str:
        """Return where."""
        return line.org.title

    @admin.display(description="谁做的")
    def who_(self, line: DutyLogEntry) -> str:
        """Return who."""
        return f"{line.appointment.person.name}（{line.appointment.get_office_display()}）"

    @admin.display(description="照片")
    def photo_(self, line: DutyLogEntry) -> str:
        """Return whether there is one; nobody needs one."""
        return "有" if line.photo else "—"

    @page("<int:pk>/", needs="duties.view_log", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line."""
        line = self.found(pk, DutyLogEntry.objects.select_related(*self.list_select_related))
        title = f"{line.done_on:%Y年%-m月%-d日} {line.post.name}"
        return self.show(request, "duties/desk/line.html", title=title, line=line)
