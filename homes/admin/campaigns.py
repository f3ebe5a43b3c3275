"""Themes and campaigns at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift, chosen_by
from homes import rules, services
from homes.admin.acts import ActAdmin
from homes.forms.campaigns import CampaignForm
from homes.forms.fields import OnForm
from homes.models import Campaign, CampaignKind
from homes.queries.campaigns import seen_from, with_activities
from orgs.admin.actor import actor
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

FACTS = ("kind", "name", "since", "until", "says")


class Running(Sift):
    """Whether it runs today."""

    title = "是否在进行"
    parameter_name = "running"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [("yes", "正在进行"), ("no", "已经结束")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them."""
        over = Q(until__lte=timezone.localdate())
        chosen = {"yes": ~over, "no": over}
        return queryset.filter(chosen.get(self.value() or "", Q()))


@admin.register(Campaign, site=desk)
class CampaignAdmin(ActAdmin):
    """Themes and campaigns: those of the county, of the township above, and in reach."""

    view_perm = "homes.view_campaign"
    create_perm = "homes.set_campaign"
    create_label = "设立主题或行动"
    empty_says = "没有符合条件的主题和行动。点“设立主题或行动”。"
    list_display = ("name", "kind", "org_", "since", "until_", "activities_")
    list_filter = (chosen_by("kind", "类别", lambda: CampaignKind.choices), Running)
    list_select_related = ("org",)
    search_fields = ("name", "says")
    search_by: ClassVar = {"org": places}
    search_help_text = "名称、说明，或者组织的名称、拼音、代码"
    ordering = ("-since", "-pk")
    sortable_by = ("name", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those she sees: above her too."""
        rows = super().get_queryset(request)
        seen = seen_from(top_of_reach()).order_by()
        found = Campaign.rows.filter(pk__in=seen.values("pk")).order_by(*rows.query.order_by)
        return with_activities(found, timezone.localdate())

    @admin.display(description="已开展的活动")
    def activities_(self, row: Any) -> int:
        """Return how many activities in reach were held under it."""
        return int(row.activities)

    @admin.display(description="组织", ordering="org__lft")
    def org_(self, row: Campaign) -> str:
        """Return whose it is."""
        return row.org.title

    @admin.display(description="结束日期")
    def until_(self, row: Campaign) -> str:
        """Return until when it runs."""
        return f"{row.until:%Y年%-m月%-d日}" if row.until else "没有定"

    @page("add/", needs="homes.set_campaign")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Set one for her own organisation."""
        org, by = top_of_reach(), actor(request)
        start = {"kind": "theme", "since": timezone.localdate()}
        form = CampaignForm(request.POST or None, initial=start)
        return self.do(
            request, form, lambda c: services.set_campaign(org=org, by=by, **c), "已经设立。",
            back=self.address("changelist"), title="设立主题或行动", submit="设立",
            says=[f"由{org.title}设立，下面的村（社区）都能看到，活动可以归到它名下。"],
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_campaign", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct one; what is not hers is only shown."""
        today = timezone.localdate()
        rows = with_activities(seen_from(top_of_reach()), today)
        row, by = self.found(pk, rows), actor(request)
        form = CampaignForm(
            request.POST or None, initial={name: getattr(row, name) for name in FACTS}
        )
        back, mine = self.address("changelist"), rules.campaigns.leads(org=row.org, by=by)
        if mine and form.carry_out(lambda c: services.change_campaign(campaign=row, by=by, **c)):
            return pages.done(request, "已经改好。", back)
        return self.ask(
            request, form, title=row.name, submit="保存", back=back,
            template="homes/desk/campaign.html", row=row,
            mine=mine, today=today,
        )  # fmt: skip

    @page("<int:pk>/end/", needs="homes.end_campaign")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End one."""
        row, by = self.found(pk), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self.do(
            request, form, lambda c: services.end_campaign(campaign=row, by=by, **c), "已经结束。",
            back=self.address("changelist"), title=f"结束：{row.name}", submit="结束", danger=True,
            says=["结束以后，新的活动不能再归到它名下；已经归到它名下的不变。"],
        )  # fmt: skip
