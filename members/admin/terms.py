"""Congress terms at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.parts import parts_of
from members import services
from members.admin.many_terms import ManyTerms
from members.forms import seats as forms
from members.forms.congresses import DaysForm
from members.models import CongressTerm
from members.queries import forecast as forecasts
from members.queries import terms as reads
from members.rules import WARN_DAYS, TermState
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.models import Org, SettingName
from orgs.queries.desk import Ties
from orgs.queries.naming import places
from orgs.queries.settings import setting

SIZE, SHOWN = 50, 100


class State(Sift):
    """How the term stands today."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every state."""
        return [(state.value, str(state.label)) for state in TermState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one."""
        return queryset.filter(state=self.value()) if self.value() in TermState.values else queryset


@admin.register(CongressTerm, site=desk)
class CongressTermAdmin(Recorded, ManyTerms):
    """Terms in reach, by place in the tree, the latest first."""

    view_perm, create_perm = "members.view_congressterm", "members.begin_term"
    create_label = "登记届次"
    empty_says = "还没有登记届次。换届以后，登记第几届和起止日期。"
    list_display = ("org_", "number_", "starts_on", "ends_on", "state_")
    list_filter = (State, ("org__level", ChoicesDropdownFilter))
    list_before_template = "members/desk/_term_links.html"
    search_by: ClassVar = {"org": places}
    ties = Ties(told_in=("orgs.org",))
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "-number", "pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, term: CongressTerm) -> str:
        """Return whose."""
        return term.org.title

    @admin.display(description="状态")
    def state_(self, term: Any) -> str:
        """Return how it stands today, and until when it was extended."""
        said = str(TermState(term.state).label)
        if term.extended_to:
            said += f"（至{term.extended_to:%Y年%-m月%-d日}，{term.extended_by}）"
        return said

    def get_queryset(self, request: HttpRequest) -> QuerySet[CongressTerm]:
        """Return them with how each stands today."""
        return reads.with_state(super().get_queryset(request), timezone.localdate())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, and how many organisations have no term at all."""
        lacking = {"without": reads.without_term(timezone.localdate()).count()}
        answer: HttpResponse = super().changelist_view(request, (extra_context or {}) | lacking)
        return answer

    @page("without/", needs="members.view_congressterm")
    def without(self, request: HttpRequest) -> HttpResponse:
        """Name the organisations that have no term."""
        rows = reads.without_term(timezone.localdate())
        return self.show(
            request, "members/desk/without_term.html", title="没有登记届次的组织",
            found=Paginator(rows, SIZE).get_page(request.GET.get("page")),
        )  # fmt: skip

    @page("forecast/", needs="members.view_appointment")
    def forecast(self, request: HttpRequest) -> HttpResponse:
        """Show what falls empty or over term soon, and what rotations count on those seats."""
        form, today = DaysForm(request.GET), timezone.localdate()
        days = (form.cleaned_data.get("days") if form.is_valid() else 0) or WARN_DAYS[0]
        widest = forecasts.forecast(today)
        found = widest.within(days)
        return self.show(
            request, "members/desk/forecast.html", title="接续预警", form=form, found=found,
            leaving=found.leaving[:SHOWN], ending=found.ending[:SHOWN], lone=found.lone[:SHOWN],
            busy=found.busy[:SHOWN], outlook=widest.outlook,
            parts=parts_of("forecast", request.user, seats=found.seats),
        )  # fmt: skip

    @admin.display(description="届次")
    def number_(self, term: CongressTerm) -> str:
        """Return which."""
        return str(term)

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to the page of changes whoever may change."""
        return list_display[:1] if request.user.has_perm("members.change_term") else None

    @page("add/", needs="members.begin_term")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a term."""
        years = setting(SettingName.TERM_YEARS)
        form = forms.BeginTermForm(request.POST or None, initial={"years": years} | _asked(request))
        if form.carry_out(lambda clean: services.begin_term(by=actor(request), **clean)):
            return pages.done(request, f"已登记{form.outcome}。", self.address("changelist"))
        return self.ask(
            request, form, title="登记届次", submit="登记", back=self.address("changelist")
        )

    @page("<int:pk>/", needs="members.change_term", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a term."""
        term = self.found(pk, CongressTerm.objects.select_related("org"))
        facts = {name: getattr(term, name) for name in ("number", "starts_on", "ends_on")}
        form = forms.TermForm(request.POST or None, initial=facts)
        if form.carry_out(
            lambda clean: services.change_term(term=term, by=actor(request), **clean)
        ):
            return pages.done(request, "已保存。", self.address("changelist"))
        return self.ask(
            request, form, title=f"{term.org.title} {term}", submit="保存",
            back=self.address("changelist"), template="members/desk/term.html", term=term,
        )  # fmt: skip

    @page("<int:pk>/extend/", needs="members.extend_term")
    def extend(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that a term may last longer, by which approval."""
        term = self.found(pk, CongressTerm.objects.select_related("org"))
        facts = {"to": term.extended_to, "document": term.extended_by}
        form = forms.ExtendForm(request.POST or None, initial=facts)
        if form.carry_out(
            lambda clean: services.extend_term(term=term, by=actor(request), **clean)
        ):
            return pages.done(request, "已登记批准延期。", self.address("changelist"))
        return self.ask(
            request, form, title=f"批准延期：{term.org.title} {term}", submit="保存",
            back=self.address("changelist"),
        )  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("org", "")
    org = Org.objects.filter(pk=asked).first() if is_key(asked) else None
    return {"org": org, "number": reads.next_number(org)} if org else {}
