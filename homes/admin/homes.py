"""Women's Homes at the desk: found, looked at, mended, named, out of use, closed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift, chosen_by
from homes import services
from homes.admin.coverage import CoveragePages
from homes.admin.home_acts import HomeActs
from homes.forms import homes as forms
from homes.models import HomeKind, HomeTier, Premises, SiteType, WomensHome
from homes.queries import homes as reads
from homes.queries.checklists import checks_of, items_for
from homes.queries.home_story import story_of
from homes.queries.many import homes_lacking
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.models import Org
from orgs.queries.naming import places


class Lacks(Sift):
    """What a home should have and has not."""

    title = "缺什么"
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be lacking."""
        return list(reads.LACKS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the homes that lack it."""
        what = self.value()
        if what not in reads.LACKS:
            return queryset
        return queryset.filter(reads.lacking(what, timezone.localdate()))


@admin.register(WomensHome, site=desk)
class WomensHomeAdmin(HomeActs, CoveragePages, Recorded):
    """Homes in reach, by place in the tree."""

    view_perm, create_perm = "homes.view_home", "homes.found_homes"
    create_label = "登记妇女之家"
    empty_says = "没有符合条件的妇女之家。换个条件试试，或者登记第一个。"
    list_display = ("name", "org_", "kind", "tier_", "state_", "manager_", "lacks_", "since")
    list_filter = (
        chosen_by("kind", "类别", lambda: HomeKind.choices),
        chosen_by("tier", "示范等级", lambda: HomeTier.choices),
        chosen_by("state", "状态", lambda: list(reads.STATES.items())),
        chosen_by("premises", "阵地来源", lambda: Premises.choices),
        chosen_by("site_type", "场所类别", lambda: SiteType.choices),
        Lacks, Below,
    )  # fmt: skip
    list_before_template = "homes/desk/_home_links.html"
    list_select_related = ("org", "manager__person")
    search_fields = ("name", "address", "unit")
    search_by: ClassVar = {"org": places}
    search_help_text = "名称、地点，或者组织的名称、拼音、首字母、代码"
    ordering = ("org__lft", "kind", "pk")
    sortable_by = ("name", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the homes with their tier and state of today."""
        return reads.with_state(super().get_queryset(request), timezone.localdate())

    @admin.display(description="组织")
    def org_(self, home: WomensHome) -> str:
        """Return whose."""
        return home.org.title

    @admin.display(description="示范等级")
    def tier_(self, home: Any) -> str:
        """Return its tier."""
        return str(HomeTier(home.tier).label)

    @admin.display(description="状态")
    def state_(self, home: Any) -> str:
        """Return whether it is open."""
        return reads.STATES[home.state]

    @admin.display(description="负责人")
    def manager_(self, home: WomensHome) -> str:
        """Return who answers for it."""
        seat = home.manager
        held = reads.is_live_seat(seat, timezone.localdate())
        return seat.person.name if seat and held else "—"

    @admin.display(description="缺什么")
    def lacks_(self, home: Any) -> str:
        """Return what it lacks."""
        if home.state == reads.CLOSED:
            return "—"
        return "、".join(reads.lacks_of(home, timezone.localdate())) or "齐全"

    @page("<int:pk>/", needs="homes.view_home", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one home: its facts, what it lacks, its history, and what may be done."""
        home, today = self.home(pk), timezone.localdate()
        return self.show(
            request, "homes/desk/home.html", title=home.name, home=home, today=today,
            tier=HomeTier(home.tier).label, state=reads.STATES[home.state],
            lacks=reads.lacks_of(home, today) if home.state != reads.CLOSED else [],
            held=reads.is_live_seat(home.manager, today), assets=reads.assets_of(home, today),
            story=story_of(home), checks=checks_of(home),
            has_list=bool(items_for(home.kind, today)),
            micro=list(WomensHome.rows.filter(parent=home, until__isnull=True).order_by("pk")),
        )  # fmt: skip

    @page("add/", needs="homes.found_homes")
    def add(self, request: HttpRequest) -> HttpResponse:
        """Choose where: organisations that lack a home come first; ``?q=`` finds one."""
        text = request.GET.get("q", "").strip()
        return self.show(
            request, "homes/desk/where.html", title="登记妇女之家：在哪里", text=text,
            found=self.places_found(text),
        )  # fmt: skip

    @page("org/<int:pk>/add/", needs="homes.found_homes")
    def found_at(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Found the homes an organisation lacks, both together."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        lacks = homes_lacking([org], ["physical", "online"], today)[org.pk]
        if not lacks:
            return pages.done(request, f"{org.title}两样都登记过了。",
                              f"{self.address('changelist')}?q={org.code}")  # fmt: skip
        form = forms.FoundForm(request.POST or None, lacks=lacks, today=today)
        if form.carry_out(lambda _: services.found_homes(org=org, by=by, **form.facts())):
            names = "、".join(home.name for home in form.outcome)
            return pages.done(
                request, f"已登记：{names}。", self.address("change", form.outcome[0].pk)
            )
        return self.ask(
            request, form, title=f"登记妇女之家：{org.title}", submit="登记",
            back=self.address("changelist"),
        )  # fmt: skip

    @page("org/<int:pk>/micro/", needs="homes.found_micro")
    def micro_at(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Found a micro-home of an organisation."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        form = forms.MicroForm(request.POST or None, today=today)
        if form.carry_out(
            lambda c: services.found_micro(org=org, on=c["on"], by=by, **form.told(today))
        ):
            home = form.outcome
            return pages.done(request, f"已登记：{home.name}。", self.address("change", home.pk))
        return self.ask(
            request, form, title=f"登记妇女微家：{org.title}", submit="登记",
            back=self.address("changelist"),
        )  # fmt: skip

    def home(self, pk: int) -> Any:
        """Return the home in reach with tier, state, organisation and manager; else 404."""
        rows = WomensHome.objects.select_related("org", "manager__person", "parent", "social")
        return self.found(pk, reads.with_state(rows, timezone.localdate()))
