"""The rotating chair at the desk: who has one, whose turn it is, what is late; planning, ending."""

from __future__ import annotations

from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from duties import services
from duties.forms.presidium import OrderForm
from duties.forms.turns import PlaceForm, RosterForm
from duties.models import ChairTurn, RotationPlan
from duties.queries import presidium, upcoming
from duties.queries import turns as reads
from duties.rules.order import Slot
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from fulian.consequences import Effect
from orgs.admin.actor import actor
from orgs.forms.desk import SureForm
from orgs.models import Org
from orgs.queries.naming import places

SHOWN = 36


class State(Sift):
    """Whether it goes on, and whether a handover waits too long."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the answers."""
        return [
            ("open", "正在实行"), ("late", "有逾期未确认的交接"), ("wrong", "安排有问题"),
            ("ended", "已停止"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() == "wrong":
            return queryset.filter(pk__in=presidium.unsound(timezone.localdate()))
        kept: dict[str, dict[str, Any]] = {
            "open": {"ended_on__isnull": True}, "late": {"late__gt": 0},
            "ended": {"ended_on__isnull": False},
        }  # fmt: skip
        return queryset.filter(**kept.get(self.value() or "", {}))


@admin.register(RotationPlan, site=desk)
class RotationPlanAdmin(DeskAdmin):
    """Rotations in reach, by place in the tree."""

    view_perm, create_perm, create_label = (
        "duties.view_rotation",
        "duties.plan_rotation",
        "安排轮值",
    )
    empty_says = "还没有主席轮值。点“安排轮值”，选一个组织和她们的副主席、执委。"
    list_display = ("org_", "period", "holder_", "next_", "late_", "ended_")
    list_filter = (State,)
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[RotationPlan]:
        """Return them with whose turn it is, those that go on first."""
        rows = reads.plans_listed(timezone.localdate())
        return rows.order_by(F("ended_on").desc(nulls_first=True), "org__lft", "pk")

    @admin.display(description="组织")
    def org_(self, plan: RotationPlan) -> str:
        """Return where."""
        return plan.org.title

    @admin.display(description="现任轮值主席")
    def holder_(self, plan: Any) -> str:
        """Return whose turn it is."""
        return plan.holder or "—"

    @admin.display(description="下次交接")
    def next_(self, plan: Any) -> str:
        """Return when the next turn begins."""
        return f"{plan.next_on:%Y年%-m月%-d日}" if plan.next_on else "—"

    @admin.display(description="逾期未确认")
    def late_(self, plan: Any) -> str:
        """Return how many handovers wait too long."""
        return f"{plan.late} 次" if plan.late else "—"

    @admin.display(description="停止日期")
    def ended_(self, plan: RotationPlan) -> str:
        """Return when it ended."""
        return f"{plan.ended_on:%Y年%-m月%-d日}" if plan.ended_on else "—"

    @page("<int:pk>/", needs="duties.view_rotation", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one rotation: its roster, its turns, its handovers."""
        plan = self.found(pk, reads.plans())
        turns = plan.turns.select_related("appointment__person").order_by("-days", "-pk")[:SHOWN]
        roster = plan.members.select_related("appointment__person").order_by("place")
        handed = reads.handovers().filter(turn__plan=plan)[:SHOWN]
        today = timezone.localdate()
        found = presidium.qualities([plan], today)[plan.pk]
        served = [(one, found.served.get(one.appointment_id, 0)) for one in roster]
        return self.show(
            request, "duties/desk/plan.html", title=f"主席轮值：{plan.org.title}", plan=plan,
            turns=list(turns), roster=served, handed=list(handed), today=today,
            found=None if plan.ended_on else found,
            ahead=[] if plan.ended_on else upcoming.named(islice(upcoming.foreseen_of(plan), 12)),
            leaves=presidium.leaves_of([plan.org_id], today),
        )  # fmt: skip

    @page("<int:pk>/order/", needs="duties.change_rotation")
    def order(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give a running rotation another order or other members, seen before it is saved."""
        plan, today = self.found(pk, reads.plans()), timezone.localdate()
        back = self.address("change", plan.pk)
        roster = [seat.pk for seat in reads.rosters_of([plan])[plan.pk]]
        form = OrderForm(
            request.POST or None, seats=reads.roster_candidates(plan.org, today), roster=roster
        )
        by, at = actor(request), timezone.now()
        if "save" in request.POST and form.carry_out(
            lambda clean: services.change_rotation(plan=plan, members=form.members(), by=by, at=at)
        ):
            return pages.done(request, "轮值已经调整。", back)
        seen = form.members() if form.is_bound and form.is_valid() else None
        ahead = upcoming.preview_of_change(plan, seen, today) if seen else []
        return self.ask(
            request, form, title=f"调整轮值：{plan.org.title}", submit="先看一看", back=back,
            template="duties/desk/order.html", trail=[(plan.org.title, back)],
            ahead=upcoming.named(ahead),
            dropped=upcoming.dropped_by_change(plan, seen, today).says if seen else "",
        )  # fmt: skip

    @page("add/", needs="duties.plan_rotation")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Choose whose rotation it is to be."""
        form = PlaceForm(request.POST or None)
        if form.is_bound and form.is_valid():
            return redirect(self.address("plan", form.cleaned_data["org"].pk))
        return self.ask(
            request, form, title="安排轮值", submit="下一步：选人", back=self.address("changelist")
        )

    @page("org/<int:pk>/", needs="duties.plan_rotation")
    def plan(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Choose who takes turns at one organisation, and plan them."""
        org, today = self.found(pk, Org.objects.all()), timezone.localdate()
        seats = reads.roster_candidates(org, today)
        form = RosterForm(request.POST or None, seats=seats, today=today)
        by, at = actor(request), timezone.now()
        if "look" not in request.POST and form.carry_out(
            lambda clean: services.plan_rotation(org=org, by=by, at=at, **form.facts())
        ):
            said = f"已安排{org.title}的主席轮值。"
            return pages.done(request, said, self.address("change", form.outcome.pk))
        ahead: list[Slot] = []
        if form.is_bound and form.is_valid():
            facts = form.facts()
            ahead = upcoming.preview_of_plan(facts["members"], facts["starts_on"], facts["period"])
        return self.ask(
            request, form, title=f"安排轮值：{org.title}", submit="安排轮值",
            back=self.address("changelist"), template="duties/desk/roster.html", org=org,
            ahead=upcoming.named(ahead),
        )  # fmt: skip

    @page("<int:pk>/end/", needs="duties.end_rotation")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a rotation, after showing what that touches."""
        plan, today = self.found(pk, reads.plans()), timezone.localdate()
        back = self.address("change", plan.pk)
        form = SureForm(request.POST or None, today=today)
        by = actor(request)

        def act(clean: dict[str, Any]) -> RotationPlan:
            clean.pop("sure")
            return services.end_rotation(plan=plan, by=by, **clean)

        if form.carry_out(act):
            return pages.done(request, "主席轮值已停止。", back)
        ahead = plan.turns.filter(status=ChairTurn.Status.PLANNED).count()
        return self.ask(
            request, form, title=f"停止轮值：{plan.org.title}", submit="停止轮值", back=back,
            danger=True, trail=[(plan.org.title, back)],
            effects=[Effect("还没有开始的轮值期", ahead, "不再进行")],
            says=["正在进行的一期在停止日期结束。以前的交接单都会保留。"],
        )  # fmt: skip
