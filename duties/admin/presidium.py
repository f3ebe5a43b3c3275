"""Within rotations at the desk: tasks the chair gave out, and the monthly 四个一."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from duties import services
from duties.forms.presidium import ResultForm, TaskForm
from duties.forms.turns import PlaceForm
from duties.models import AssignedTask, ChairTurn, FourOnesCheck
from duties.queries import presidium as reads
from duties.queries.turns import roster_candidates
from duties.rules import presidium as rules
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from orgs.admin.actor import actor
from orgs.models import Org
from orgs.queries.naming import places


class TaskState(Sift):
    """Whether it waits, is overdue, done or dropped."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the answers."""
        return [("open", "没办结"), ("late", "已超期"), ("done", "已办结"), ("dropped", "已取消")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        is_open = {"done_on__isnull": True, "dropped_on__isnull": True}
        kept: dict[str, dict[str, Any]] = {
            "open": is_open, "late": is_open | {"due_on__lt": timezone.localdate()},
            "done": {"done_on__isnull": False}, "dropped": {"dropped_on__isnull": False},
        }  # fmt: skip
        return queryset.filter(**kept.get(self.value() or "", {}))


@admin.register(AssignedTask, site=desk)
class AssignedTaskAdmin(DeskAdmin):
    """Tasks in reach, overdue and soonest due first."""

    view_perm, create_perm, create_label = "duties.view_task", "duties.assign_task", "交办任务"
    empty_says = "没有符合条件的任务。点“交办任务”，选组织和承办的人。"
    list_display = ("text", "org_", "who_", "due_", "state_")
    list_filter = (TaskState,)
    search_fields = ("text",)
    search_by: ClassVar = {"org": places}
    search_help_text = "任务内容、组织名称或代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[AssignedTask]:
        """Return them, what waits first."""
        return reads.tasks()

    @admin.display(description="组织")
    def org_(self, task: AssignedTask) -> str:
        """Return where."""
        return task.org.title

    @admin.display(description="承办人")
    def who_(self, task: AssignedTask) -> str:
        """Return who does it."""
        return task.appointment.person.name

    @admin.display(description="完成期限")
    def due_(self, task: AssignedTask) -> str:
        """Return until when."""
        return f"{task.due_on:%Y年%-m月%-d日}"

    @admin.display(description="状态")
    def state_(self, task: AssignedTask) -> str:
        """Return how far it is."""
        if task.done_on:
            return f"{task.done_on:%-m月%-d日}办结"
        if task.dropped_on:
            return "已取消"
        return "已超期" if task.due_on < timezone.localdate() else "办理中"

    @page("add/", needs="duties.assign_task")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Choose where the task is to be done."""
        form = PlaceForm(request.POST or None)
        if form.is_bound and form.is_valid():
            return redirect(self.address("give", form.cleaned_data["org"].pk))
        return self.ask(
            request, form, title="交办任务", submit="下一步：选人", back=self.address("changelist")
        )

    @page("org/<int:pk>/", needs="duties.assign_task")
    def give(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give somebody of one organisation something to do."""
        org, today = self.found(pk, Org.objects.all()), timezone.localdate()
        form = TaskForm(request.POST or None, seats=roster_candidates(org, today))
        by, at = actor(request), timezone.now()
        if form.carry_out(lambda clean: services.assign_task(by=by, at=at, **form.facts())):
            return pages.done(request, "已经交办。", self.address("changelist"))
        says = [] if form.seats else [f"{org.title}还没有登记副主席和执委，先办理任职才能交办。"]
        return self.ask(
            request, form, title=f"交办任务：{org.title}", submit="交办", says=says,
            back=self.address("changelist"),
        )  # fmt: skip

    @page("<int:pk>/", needs="duties.view_task", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show one task, finish it, or drop it."""
        task, by, today = self.found(pk, reads.tasks()), actor(request), timezone.localdate()
        may = request.user.has_perm("duties.drop_task")
        form = ResultForm(request.POST if "result" in request.POST else None)
        if may and form.carry_out(
            lambda clean: services.finish_task(
                task=task, on=today, by=by, at=timezone.now(), **clean
            )
        ):
            return pages.done(request, "已经办结。", self.address("changelist"))
        if may and "drop" in request.POST:
            said = pages.refusal_of(lambda: services.drop_task(task=task, on=today, by=by))
            return pages.done(request, said or "任务已经取消。", self.address("changelist"))
        return self.show(
            request, "duties/desk/task.html", title="交办任务", task=task, form=form,
            is_open=may and task.done_on is None and task.dropped_on is None,
        )  # fmt: skip


@admin.register(FourOnesCheck, site=desk)
class FourOnesAdmin(DeskAdmin):
    """The monthly checks that were written; what is missing has a page of its own."""

    view_perm = "duties.view_four_ones"
    empty_says = "还没有填写。每月由轮值主席在手机上填写。"
    list_display = ("month_", "org_", "who_", "count_")
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[FourOnesCheck]:
        """Return them, the last month first."""
        return reads.checks()

    @admin.display(description="月份")
    def month_(self, check: FourOnesCheck) -> str:
        """Return the month."""
        return f"{check.month:%Y年%-m月}"

    @admin.display(description="组织")
    def org_(self, check: FourOnesCheck) -> str:
        """Return where."""
        return check.org.title

    @admin.display(description="轮值主席")
    def who_(self, check: FourOnesCheck) -> str:
        """Return whose turn it was."""
        return check.turn.appointment.person.name

    @admin.display(description="完成")
    def count_(self, check: FourOnesCheck) -> str:
        """Return how many of the four have evidence."""
        return f"{rules.four_ones_count(check)} 项，共 4 项"

    @page("missing/", needs="duties.view_four_ones")
    def missing(self, request: HttpRequest) -> HttpResponse:
        """List the months nobody wrote, or wrote in part, of the last six."""
        board = reads.four_ones_board(ChairTurn.objects.all(), timezone.localdate())
        gaps = [line for line in board if line.count is None or line.count < len(rules.FOUR)]
        return self.show(
            request, "duties/desk/four_ones_gaps.html", title="“四个一”缺项", gaps=gaps
        )

    @page("<int:pk>/", needs="duties.view_four_ones", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one check."""
        check = self.found(pk, reads.checks())
        called = {field.name: field.verbose_name for field in FourOnesCheck._meta.concrete_fields}
        said = [(called[name], getattr(check, name)) for name in (*rules.FOUR, *rules.LOOKED)]
        return self.show(
            request, "duties/desk/four_ones.html", title=str(check), check=check, said=said,
            count=rules.four_ones_count(check),
        )  # fmt: skip
