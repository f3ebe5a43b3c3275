"""The county's catalogue of posts at the desk: what each does, was called, whether it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from duties import services
from duties.forms.catalogue import NewPostForm, OrderForm, PostForm, RestoreForm, RetireForm
from duties.models import DutyPost, PostAssignment, PostCode
from duties.queries.catalogue import names_of
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.consequences import Effect
from fulian.dated import live_on
from orgs.admin.actor import actor

OFFERED = "乡村振兴岗"


@admin.register(DutyPost, site=desk)
class DutyPostAdmin(DeskAdmin):
    """The county's catalogue."""

    view_perm, create_perm, create_label = "duties.view_post", "duties.add_post", "增设岗位"
    empty_says = "县里还没有设立岗位。"
    list_display = ("name", "duties", "holders_", "since", "until_")
    list_before_template = "duties/desk/_catalogue_links.html"
    search_fields: ClassVar = ["name", "duties"]
    search_help_text = "岗位名称或职责里的字"
    ordering = ("place", "pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyPost]:
        """Return the whole catalogue, which names nobody, with how many hold each in reach."""
        held = PostAssignment.objects.filter(live_on(timezone.localdate()))
        many = Count("assignments", filter=Q(assignments__in=held.values("pk")))
        return DutyPost.rows.annotate(holders=many).order_by(*self.ordering)

    @admin.display(description="现在有几人")
    def holders_(self, post: Any) -> str:
        """Return how many hold it in reach."""
        return f"{post.holders} 人"

    @admin.display(description="停用日期")
    def until_(self, post: DutyPost) -> str:
        """Return from when it is no longer kept."""
        return f"{post.until:%Y年%-m月%-d日}起停用" if post.until else "—"

    @page("<int:pk>/", needs="duties.view_post", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one post: what it does, what it was called, and what it may be called today."""
        post = self.found(pk, self.get_queryset(request))
        is_old = post.code == PostCode.POVERTY_ALLEVIATION and post.name == post.get_code_display()
        return self.show(
            request, "duties/desk/post.html", title=post.name, post=post, names=names_of(post),
            offered=OFFERED if is_old and not post.until else "", today=timezone.localdate(),
        )  # fmt: skip

    @page("add/", needs="duties.add_post")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Add a post of the county's own."""
        form = NewPostForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.add_post(by=by, **clean)):
            said = f"已增设{form.outcome.name}。各村可以安排人了。"
            return pages.done(request, said, self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="增设岗位", submit="增设", back=self.address("changelist"),
            says=["全县的村都会多出这个岗位，没有安排人的会列为“有岗无人”。"],
        )  # fmt: skip

    @page("<int:pk>/rename/", needs="duties.rename_post")
    def rename(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Call it something else, or let it do something else."""
        post = self.found(pk, DutyPost.rows.all())
        back, today = self.address("change", pk), timezone.localdate()
        start = {"name": request.GET.get("name") or post.name, "duties": post.duties}
        form = PostForm(request.POST or None, today=today, initial=start)
        by = actor(request)
        if form.carry_out(lambda clean: services.rename_post(post=post, by=by, **clean)):
            return pages.done(request, f"已保存，岗位现在叫{form.outcome.name}。", back)
        return self.ask(
            request, form, title=f"改名称和职责：{post.name}", submit="保存", back=back,
            trail=[(post.name, back)],
            says=["还是同一个岗位，谁在岗不变。这一天以前的记录和报告仍用原来的名称。"],
        )  # fmt: skip

    @page("<int:pk>/retire/", needs="duties.retire_post")
    def retire(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep it no longer; who is taken off it is shown first."""
        post = self.found(pk, DutyPost.rows.all())
        back = self.address("change", pk)
        form = RetireForm(request.POST or None, today=timezone.localdate())
        by = actor(request)

        def act(clean: dict[str, Any]) -> int:
            clean.pop("sure")
            return services.retire_post(post=post, by=by, **clean)

        if form.carry_out(act):
            return pages.done(request, f"已停用，{form.outcome} 人离岗。", back)
        ending = services.lasting(post, form.chosen["on"]).count()
        return self.ask(
            request, form, title=f"停用：{post.name}", submit="停用", back=back, danger=True,
            trail=[(post.name, back)],
            effects=[Effect("定岗", ending, "到停用日期为止，她们离开这个岗位")],
            says=["以前的履岗记录都会保留，照样算数。七天内可以在操作记录里撤销。"],
        )  # fmt: skip

    @page("<int:pk>/restore/", needs="duties.restore_post")
    def restore(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep it again."""
        post = self.found(pk, DutyPost.rows.all())
        back = self.address("change", pk)
        form = RestoreForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.restore_post(post=post, by=by, **clean)):
            return pages.done(request, "已恢复。请各村重新安排人。", back)
        return self.ask(
            request, form, title=f"恢复：{post.name}", submit="恢复", back=back,
            trail=[(post.name, back)],
            says=["停用时离岗的人不会自动回来，要重新安排。刚停用、想全部还原的，请用操作记录里的撤销。"],
        )  # fmt: skip

    @page("order/", needs="duties.order_posts")
    def order(self, request: HttpRequest) -> HttpResponseBase:
        """Put the posts into another order."""
        form = OrderForm(request.POST or None, posts=list(DutyPost.rows.order_by("place", "pk")))
        back, by = self.address("changelist"), actor(request)
        if form.carry_out(lambda clean: services.order_posts(posts=form.order, by=by)):
            return pages.done(request, "次序已调整。", back)
        return self.ask(
            request, form, title="调整岗位次序", submit="保存次序", back=back,
            says=["数小的排在前面，手机和公开页都按这个次序。"],
        )  # fmt: skip

    @page("set-up/", needs="duties.set_up_posts")
    @method_decorator(require_POST)
    def set_up(self, request: HttpRequest) -> HttpResponseBase:
        """Set up the five posts where there are none."""
        made = services.set_up_posts(on=timezone.localdate(), by=actor(request))
        said = f"已设立 {len(made)} 个岗位。" if made else "已经有岗位，没有改动。"
        return pages.done(request, said, self.address("changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list; where it is empty, the five posts may be set up."""
        if not DutyPost.rows.exists() and request.user.has_perm("duties.set_up_posts"):
            return self.show(request, "duties/desk/no_posts.html", title="岗位")
        return super().changelist_view(request, extra_context)
