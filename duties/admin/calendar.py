"""The calendar at the desk: what the system does by itself, and what it could not do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.models import Due
from duties.queries import due as reads
from duties.services.due import TITLES
from duties.services.timetable import SEASONS
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from orgs.admin.actor import actor
from orgs.queries.naming import places


class State(Sift):
    """Whether it waits, failed, or is done."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the answers."""
        return [("calendar", "定期提醒"), ("failed", "没有办成"), ("done", "已办")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind; what is done is left out unless asked for."""
        kept: dict[str, dict[str, Any]] = {
            "calendar": {"done_at__isnull": True, "kind__in": list(SEASONS)},
            "failed": {"done_at__isnull": True, "tries__gt": 0},
            "done": {"done_at__isnull": False},
        }
        return queryset.filter(**kept.get(self.value() or "", {"done_at__isnull": True}))


@admin.register(Due, site=desk)
class DueAdmin(DeskAdmin):
    """What waits for its day, the nearest first."""

    view_perm = "duties.view_due"
    list_title = "定期工作"
    empty_says = "没有符合条件的定期工作。系统到了日子会自动办理，平时不用管它。"
    list_display = ("title_", "org_", "due_", "state_", "failure_")
    list_filter = (State,)
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Due]:
        """Return them, what failed first."""
        return reads.dues(request.user).order_by(
            F("done_at").desc(nulls_first=True), "-tries", "due_at", "pk"
        )

    @admin.display(description="事项")
    def title_(self, due: Due) -> str:
        """Return what it is."""
        return TITLES.get(due.kind, due.kind)

    @admin.display(description="组织")
    def org_(self, due: Due) -> str:
        """Return where."""
        return due.org.title if due.org else "全县"

    @admin.display(description="办理时间")
    def due_(self, due: Due) -> str:
        """Return when it is or was due."""
        return f"{timezone.localtime(due.due_at):%Y年%-m月%-d日 %H:%M}"

    @admin.display(description="状态")
    def state_(self, due: Due) -> str:
        """Return how it stands."""
        if due.done_at:
            return f"{timezone.localtime(due.done_at):%-m月%-d日 %H:%M} 已办"
        return f"试过 {due.tries} 次，没有办成" if due.tries else "到时自动办理"

    @admin.display(description="没有办成的原因")
    def failure_(self, due: Due) -> str:
        """Return why not."""
        return due.failure or "—"

    @page("<int:pk>/", needs="duties.view_due", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show one piece of work; offer to try again what failed."""
        due = self.found(pk, reads.dues(request.user))
        back = self.address("changelist")
        if not reads.failed(request.user).filter(pk=due.pk).exists():
            return self.show(request, "duties/desk/due.html", title=self.title_(due), lines=[
                ("组织", self.org_(due)), ("办理时间", self.due_(due)), ("状态", self.state_(due)),
            ])  # fmt: skip
        form = ActForm(request.POST if request.method == "POST" else None)
        by, at = actor(request), timezone.now()
        if form.carry_out(lambda clean: services.try_again(due=due, by=by, at=at)):
            return pages.done(request, "已安排马上再试，请过几秒钟再看。", back)
        return self.ask(
            request, form, title=f"再试一次：{self.title_(due)}", submit="再试一次", back=back,
            says=[f"{self.org_(due)}，{self.due_(due)}，{self.state_(due)}：{due.failure}"],
        )  # fmt: skip
