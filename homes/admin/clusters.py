"""Home clusters at the desk: the model home of each; and what their members share."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import chosen_by
from homes import services
from homes.forms import online_groups as sharing
from homes.forms.acts import EndForm, ModelForm
from homes.models import HomeSharing, ModelHome, SharedThing
from homes.queries import clusters as reads
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.models import Cluster, Org
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach


@admin.register(HomeSharing, site=desk)
class HomeSharingAdmin(Recorded):
    """What members of home clusters lent one another, the newest first."""

    view_perm = "homes.view_home"
    empty_says = "还没有登记片区共享。同一个妇女之家片区里借场地、请老师、一起办活动，都可以登记。"
    list_title = "片区共享"
    list_display = ("thing", "giver_", "taker_", "shared_on", "note", "state_")
    list_filter = (chosen_by("thing", "共享内容", lambda: SharedThing.choices), Below)
    list_select_related = ("org", "taker")
    list_before_template = "homes/desk/_sharing_links.html"
    search_by: ClassVar = {"org": places, "taker": places}
    search_fields = ("note",)
    search_help_text = "说明，或者双方的名称、拼音、代码"
    ordering = ("-shared_on", "-pk")
    sortable_by = ("shared_on",)

    @admin.display(description="谁提供")
    def giver_(self, row: HomeSharing) -> str:
        """Return who gave."""
        return row.org.title

    @admin.display(description="谁使用")
    def taker_(self, row: HomeSharing) -> str:
        """Return who took."""
        return row.taker.title

    @admin.display(description="状态")
    def state_(self, row: HomeSharing) -> str:
        """Return whether it counts."""
        return f"已作废：{row.reason}" if row.withdrawn_on else "计数"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, and how often it was this year: every sharing once."""
        today = timezone.localdate()
        year = reads.shared_below(
            top_of_reach(), date(today.year, 1, 1), date(today.year + 1, 1, 1)
        )
        return super().changelist_view(request, {"year": year})

    @page("<int:pk>/", needs="homes.view_home", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one sharing."""
        row = self.found(pk, HomeSharing.objects.select_related("org", "taker", "cluster"))
        return self.show(request, "homes/desk/sharing.html", title=str(row), row=row)

    @page("org/<int:pk>/add/", needs="homes.share")
    def add_at(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Write down what an organisation gave or took."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        others = reads.neighbours_of(org, today)
        back = self.address("changelist")
        form = sharing.ShareForm(request.POST or None, mine=org, others=others, today=today)
        if form.carry_out(lambda _: services.share(by=by, **form.facts())):
            return pages.done(request, "已登记。双方都看得到，上级只算一次。", back)
        says = [] if others else [f"{org.title}还不在妇女之家片区里，登记不了。"]
        return self.ask(
            request, form, title=f"登记片区共享：{org.title}", submit="登记", back=back, says=says
        )

    @page("<int:pk>/withdraw/", needs="homes.withdraw_sharing")
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a mistaken one count no more."""
        row, today, by = self.found(pk), timezone.localdate(), actor(request)
        form, back = sharing.WithdrawForm(request.POST or None), self.address("change", pk)
        if form.carry_out(lambda c: services.withdraw_sharing(sharing=row, on=today, by=by, **c)):
            return pages.done(request, "已作废，不再计数。", back)
        return self.ask(
            request, form, title=f"作废：{row}", submit="作废", back=back, danger=True,
            trail=[(str(row), back)],
        )  # fmt: skip

    @page("clusters/", needs="homes.view_home")
    def clusters(self, request: HttpRequest) -> HttpResponse:
        """List the home clusters in reach; those without exactly one model home first."""
        found = reads.home_clusters(timezone.localdate())
        open_ones = [one for one in found if not one.is_settled]
        settled = [one for one in found if one.is_settled]
        only = request.GET.get("open") == "1"
        return self.show(
            request, "homes/desk/clusters.html", title="妇女之家片区", settled=settled,
            open=open_ones, only=only, total=len(found), today=timezone.localdate(),
        )  # fmt: skip

    @page("cluster/<int:pk>/model/", needs="homes.choose_model_home", name="model")
    def choose(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Choose the one model home of a cluster; the earlier is ended first."""
        cluster, today, by = self._cluster(pk), timezone.localdate(), actor(request)
        back = self.address("clusters")
        form = ModelForm(request.POST or None, homes=cluster.homes, today=today)
        if form.carry_out(
            lambda c: services.choose_model_home(
                cluster=cluster.cluster, home=form.chosen(), on=c["on"], by=by
            )
        ):
            return pages.done(request, "已确定片区示范妇女之家。", back)
        says = ["一个片区只有一个示范妇女之家。"]
        if cluster.chosen:
            says.append(f"现在是{cluster.chosen.home.name}，要换请先结束它。")
        return self.ask(
            request, form, title=f"确定示范妇女之家：{cluster.cluster.name}", submit="确定",
            back=back, trail=[("妇女之家片区", back)], says=says,
        )  # fmt: skip

    @page("cluster/<int:pk>/end-model/", needs="homes.end_model_home")
    def end_model(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a cluster's model home be it no more; another may be chosen."""
        cluster, by, back = self._cluster(pk), actor(request), self.address("clusters")
        chosen = ModelHome.rows.filter(cluster=cluster.cluster, until__isnull=True).first()
        if chosen is None:
            return pages.done(request, "这个片区没有另外确定的示范妇女之家。", back)
        form = EndForm(request.POST or None, today=timezone.localdate())
        if form.carry_out(lambda c: services.end_model_home(chosen=chosen, by=by, **c)):
            return pages.done(request, "已结束，请另外确定一个。", back)
        return self.ask(
            request, form, title=f"结束片区示范：{chosen.home.name}", submit="结束", back=back,
            danger=True, trail=[("妇女之家片区", back)],
        )  # fmt: skip

    def _cluster(self, pk: int) -> reads.HomeCluster:
        """Return the home cluster in reach; else 404."""
        found = self.found(pk, Cluster.objects.filter(kind="home", until__isnull=True))
        every = {one.cluster.pk: one for one in reads.home_clusters(timezone.localdate())}
        return every.get(found.pk) or reads.HomeCluster(found)
