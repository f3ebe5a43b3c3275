"""Head-counts at the desk: what is in force for each level, both readings, what was before."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import desk, page
from members import services
from members.forms.congresses import GapsForm
from members.forms.seats import QuotaForm
from members.models import QuotaRule
from members.queries import gaps
from members.queries.quotas import quota_of, rules_on
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.models import Level

NUMBERS = ("vice_min", "vice_max", "executive_min", "executive_max", "counting")
SIZE = 50


@admin.register(QuotaRule, site=desk)
class QuotaRuleAdmin(Recorded):
    """The county's rules about head-counts."""

    view_perm = "members.view_quotarule"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show what is in force today for each level, and every rule there was."""
        in_force = rules_on(timezone.localdate())
        levels = [(level, in_force.get(level)) for level in Level]
        past = list(QuotaRule.rows.order_by("level", "kind", "-since", "-pk"))
        kinds = [(rule, quota_of(rule)) for rule in past if rule.kind and rule.until is None]
        near = set(QuotaRule.objects.values_list("pk", flat=True))  # whose record may be read here
        return self.show(
            request, "members/desk/quotas.html", title="职数", levels=levels, past=past,
            kinds=kinds, near=near,
        )  # fmt: skip

    @page("board/", needs="members.view_quotarule")
    def board(self, request: HttpRequest) -> HttpResponse:
        """Show every organisation's signed gap, the townships' sums, and three shares (A17)."""
        form, today = GapsForm(request.GET), timezone.localdate()
        clean = form.cleaned_data if form.is_valid() else {}
        level, standing = clean.get("level", ""), clean.get("standing", "")
        every = gaps.gaps_on(today)
        ofs = [one for one in every if not level or one.org.level == level]
        found = [one for one in ofs if not standing or one.standing == standing]
        kept = request.GET.copy()
        kept.pop("page", None)
        return self.show(
            request, "members/desk/gaps.html", title="职数达标", form=form,
            found=Paginator(found, SIZE).get_page(request.GET.get("page")),
            total=gaps.total_of(ofs), towns=gaps.totals_by_township(every),
            shares=gaps.shares_on(today), asked=kept.urlencode(),
        )  # fmt: skip

    @page("add/", needs="members.set_quota")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Lay down another head-count for ``?level=`` from a day on."""
        today = timezone.localdate()
        asked = request.GET.get("level", "")
        level = Level(asked) if asked in Level.values else Level.VILLAGE
        now = rules_on(today).get(level)
        quota = now.quota if now else None
        facts = {
            name: getattr(quota, name) for name in NUMBERS
        } if quota else {}  # fmt: skip
        form = QuotaForm(request.POST or None, today=today, initial=facts | {"level": level})
        if form.carry_out(lambda clean: services.set_quota(by=actor(request), **clean)):
            return pages.done(request, "已规定职数。", self.address("changelist"))
        return self.ask(
            request, form, title="规定职数", submit="保存", back=self.address("changelist"),
            says=["全县这一层级的所有组织都按新的职数算空缺和达标。以前的日期仍按以前的规定。"],
        )  # fmt: skip
