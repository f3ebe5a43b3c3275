"""Head-counts at the desk: what is in force for each level, both readings, what was before."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from members import services
from members.forms.seats import QuotaForm
from members.models import QuotaRule
from members.queries.quotas import rules_on
from orgs.admin.actor import actor
from orgs.models import Level


@admin.register(QuotaRule, site=desk)
class QuotaRuleAdmin(DeskAdmin):
    """The county's rules about head-counts."""

    view_perm = "members.view_quotarule"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show what is in force today for each level, and every rule there was."""
        in_force = rules_on(timezone.localdate())
        levels = [(level, in_force.get(level)) for level in Level]
        past = QuotaRule.rows.order_by("level", "-since", "-pk")
        return self.show(
            request, "members/desk/quotas.html", title="职数", levels=levels, past=past
        )

    @page("add/", needs="members.set_quota")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Lay down another head-count for ``?level=`` from a day on."""
        today = timezone.localdate()
        asked = request.GET.get("level", "")
        level = Level(asked) if asked in Level.values else Level.VILLAGE
        now = rules_on(today).get(level)
        quota = now.quota if now else None
        facts = {
            name: getattr(quota, name) for name in ("vice_min", "executive_min", "counting")
        } if quota else {}  # fmt: skip
        form = QuotaForm(request.POST or None, today=today, initial=facts | {"level": level})
        if form.carry_out(lambda clean: services.set_quota(by=actor(request), **clean)):
            return pages.done(request, "已规定职数。", self.address("changelist"))
        return self.ask(
            request, form, title="规定职数", submit="保存", back=self.address("changelist"),
            says=["全县这一层级的所有组织都按新的职数算空缺和达标。以前的日期仍按以前的规定。"],
        )  # fmt: skip
