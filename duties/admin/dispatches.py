"""Notices and tasks at the desk: sending, how far each is, who has not; the county's texts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from duties import services
from duties.forms.dispatches import CloseForm, RecallForm, SendForm, TemplateForm
from duties.models import Dispatch, WorkTemplate
from duties.queries import dispatches as reads
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from orgs.admin.actor import actor
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

MOST_ANSWERS = 300


class DispatchState(Sift):
    """Whether it still asks for something."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the answers."""
        return [
            ("late", "已过期"), ("open", "正在办"), ("closed", "已办结"), ("recalled", "已撤回"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        going = Q(closed_at__isnull=True, recalled_at__isnull=True)
        kept = {
            "late": going & Q(due_on__lt=timezone.localdate()), "open": going,
            "closed": Q(closed_at__isnull=False), "recalled": Q(recalled_at__isnull=False),
        }  # fmt: skip
        return queryset.filter(kept.get(self.value() or "", Q()))


@admin.register(Dispatch, site=desk)
class DispatchAdmin(DeskAdmin):
    """What organisations in reach sent, the newest first."""

    view_perm, create_perm, create_label = (
        "duties.view_dispatch", "duties.send_dispatch", "发通知、布置任务",
    )  # fmt: skip
    empty_says = "还没有发过通知和任务。点“发通知、布置任务”。"
    list_display = ("title", "kind", "org_", "sent_", "due_", "progress_", "state_")
    list_filter = (DispatchState, "kind")
    search_fields = ("title",)
    search_by: ClassVar = {"org": places}
    search_help_text = "标题，或者发出组织的名称、代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispatch]:
        """Return them with how many settled each."""
        return reads.sent_ones()

    @admin.display(description="发出组织")
    def org_(self, one: Dispatch) -> str:
        """Return who sent it."""
        return one.org.title

    @admin.display(description="发出日期")
    def sent_(self, one: Dispatch) -> str:
        """Return when."""
        return f"{timezone.localtime(one.sent_at):%Y年%-m月%-d日}"

    @admin.display(description="截止日期")
    def due_(self, one: Dispatch) -> str:
        """Return its last day."""
        return f"{one.due_on:%Y年%-m月%-d日}" if one.due_on else "—"

    @admin.display(description="进度")
    def progress_(self, one: Any) -> str:
        """Return how many settled it."""
        return f"{one.sent} 处已有 {one.settled} 处"

    @admin.display(description="状态")
    def state_(self, one: Any) -> str:
        """Return whether it still asks for something."""
        if one.recalled_at or one.closed_at:
            return "已撤回" if one.recalled_at else "已办结"
        is_late = one.due_on and one.due_on < timezone.localdate() and one.settled < one.sent
        return "已过期" if is_late else "正在办"

    @page("<int:pk>/", needs="duties.view_dispatch", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one: how far it is, who has not, what was written back."""
        found = self.found(pk, Dispatch.objects.select_related("org"))
        progress = reads.progress_of(found)
        return self.show(
            request, "duties/desk/dispatch.html", title=found.title, dispatch=found,
            progress=progress, copy=reads.text_to_copy(found, progress),
            is_open=reads.is_open(found), is_mine=found.org_id == top_of_reach().pk,
            answers=reads.answers_to(found)[:MOST_ANSWERS],
        )  # fmt: skip

    @page("add/", needs="duties.send_dispatch")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Write something, see what it costs those who get it, and send it."""
        org, today, at, by = top_of_reach(), timezone.localdate(), timezone.now(), actor(request)
        form = SendForm(request.POST or None, org=org, today=today)
        asked = request.POST.keys() & {"go", "back"}
        if form.is_bound and not asked and form.is_valid():
            title = "确认发出吗？"
            return self.show(request, "duties/desk/dispatch_sure.html", title=title, form=form)
        if "go" in asked and form.carry_out(
            lambda clean: services.send_dispatch(org=org, by=by, at=at, **form.facts())
        ):
            return pages.done(request, "已经发出。", self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="发通知、布置任务", submit="下一步：看要占用多少时间",
            back=self.address("changelist"),
        )  # fmt: skip

    @page("<int:pk>/close/", needs="duties.close_dispatch")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask nobody any more."""
        found, by, at = self.found(pk), actor(request), timezone.now()
        return self._end(
            request, found, CloseForm(request.POST if request.method == "POST" else None),
            lambda clean: services.close_dispatch(dispatch=found, by=by, at=at),
            ("办结", "还没有办的人不用再办，已经报的都会保留。"),
        )  # fmt: skip

    @page("<int:pk>/recall/", needs="duties.recall_dispatch")
    def recall(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take it back with a reason."""
        found, by, at = self.found(pk), actor(request), timezone.now()
        return self._end(
            request, found, RecallForm(request.POST or None),
            lambda clean: services.recall_dispatch(dispatch=found, by=by, at=at, **clean),
            ("撤回", "发错了才撤回。还没有办的人会收到撤回的原因。"),
        )  # fmt: skip

    def _end(
        self, request: HttpRequest, found: Dispatch, form: ActForm, act: Any, words: tuple[str, str]
    ) -> HttpResponseBase:
        back = self.address("change", found.pk)
        if form.carry_out(act):
            return pages.done(request, f"已经{words[0]}。", back)
        return self.ask(
            request, form, title=f"{words[0]}：{found.title}", submit=words[0], back=back,
            danger=words[0] == "撤回", trail=[(found.title, back)], says=[words[1]],
        )  # fmt: skip


@admin.register(WorkTemplate, site=desk)
class WorkTemplateAdmin(DeskAdmin):
    """The county's texts to begin from; everybody in it reads them."""

    view_perm, create_perm, create_label = (
        "duties.view_template", "duties.write_template", "新增模板",
    )  # fmt: skip
    empty_says = "没有符合条件的模板。"
    list_display = ("title", "kind", "since", "until_")
    list_filter = ("kind",)
    search_fields = ("title", "text")
    search_help_text = "名称或内容"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkTemplate]:
        """Return the county's, those that are kept first."""
        return WorkTemplate.rows.order_by("-until", "kind", "pk")

    @admin.display(description="停用日期")
    def until_(self, one: WorkTemplate) -> str:
        """Return from when it is no longer offered."""
        return f"{one.until:%Y年%-m月%-d日}" if one.until else "—"

    @page("<int:pk>/", needs="duties.view_template", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one text."""
        found = self.found(pk, WorkTemplate.rows.all())
        return self.show(request, "duties/desk/template.html", title=found.title, kept=found)

    @page("add/", needs="duties.write_template")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Write a new one."""
        form, by, on = TemplateForm(request.POST or None), actor(request), timezone.localdate()
        if form.carry_out(lambda clean: services.write_template(by=by, on=on, **clean)):
            return pages.done(request, "模板已保存。", self.address("change", form.outcome.pk))
        back = self.address("changelist")
        return self.ask(request, form, title="新增模板", submit="保存", back=back)

    @page("<int:pk>/rewrite/", needs="duties.write_template")
    def rewrite(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Write one anew."""
        found = self.found(pk, WorkTemplate.rows.all())
        by, on, back = actor(request), timezone.localdate(), self.address("change", pk)
        start = {"kind": found.kind, "title": found.title, "text": found.text}
        form = TemplateForm(request.POST or None, initial=start)
        if form.carry_out(
            lambda clean: services.write_template(template=found, by=by, on=on, **clean)
        ):
            return pages.done(request, "模板已保存。", back)
        return self.ask(
            request, form, title=f"修改模板：{found.title}", submit="保存", back=back,
            trail=[(found.title, back)],
        )  # fmt: skip

    @page("<int:pk>/retire/", needs="duties.retire_template")
    def retire(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Offer one no longer."""
        found = self.found(pk, WorkTemplate.rows.all())
        by, on, back = actor(request), timezone.localdate(), self.address("change", pk)
        form = CloseForm(request.POST if request.method == "POST" else None)
        if form.carry_out(lambda clean: services.retire_template(template=found, by=by, on=on)):
            return pages.done(request, "模板已停用。", back)
        return self.ask(
            request, form, title=f"停用模板：{found.title}", submit="停用", back=back, danger=True,
            trail=[(found.title, back)], says=["停用以后村里就看不到它了。"],
        )  # fmt: skip

    @page("set-up/", needs="duties.set_up_templates")
    @method_decorator(require_POST)
    def set_up(self, request: HttpRequest) -> HttpResponseBase:
        """Set up the usual texts where there are none."""
        done = services.set_up_templates(on=timezone.localdate(), by=actor(request))
        said = f"已设立 {len(done)} 个模板。" if done else "已经有模板，没有改动。"
        return pages.done(request, said, self.address("changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list; where it is empty, the usual texts may be set up."""
        is_empty = not WorkTemplate.rows.exists()
        if is_empty and request.user.has_perm("duties.set_up_templates"):
            return self.show(request, "duties/desk/no_templates.html", title="工作模板")
        return super().changelist_view(request, extra_context)
