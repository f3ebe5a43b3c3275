"""What may be done with one home at the desk: each page one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from duties.forms.arranging import DayForm
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, page
from homes import services
from homes.forms import acts
from homes.forms import homes as forms
from homes.models import HomeAsset, HomeKind
from homes.queries import homes as reads
from homes.queries.checklists import items_for
from orgs.admin.actor import actor


class HomeActs(DeskAdmin):
    """Pages that change one home; ``home`` finds it."""

    def home(self, pk: int) -> Any:
        """Return the home in reach; else 404."""
        raise NotImplementedError

    @page("<int:pk>/edit/", needs="homes.change_home")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct what is known of it."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        form: Any = forms.FACTS[home.kind](request.POST or None, initial=forms.facts_of(home))
        if form.carry_out(
            lambda clean: services.change_home(
                home=home, on=today, by=by,
                **(form.told(home.host_consented_on or today)
                   if home.kind == HomeKind.MICRO else clean),
            )
        ):  # fmt: skip
            return pages.done(request, "已保存。", self.address("change", pk))
        return self._ask(request, form, home, "修改", "保存")

    @page("<int:pk>/manager/", needs="homes.seat_manager")
    def manager(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say who answers for it."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        form = acts.SeatForm(
            request.POST or None, seats=reads.committee_of(home.org_id, today),
            initial={"seat": str(home.manager_id or "")},
        )  # fmt: skip
        return self._acted(
            request, form, home, "确定负责人", "已保存负责人。",
            lambda _: services.seat_manager(home=home, seat=form.chosen(), on=today, by=by),
        )  # fmt: skip

    @page("<int:pk>/rules/", needs="homes.adopt_rules")
    def rules(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep its rules."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        known = {"text": home.rules, "on": home.rules_on or today}
        form = acts.RulesForm(request.POST or None, today=today, initial=known)
        return self._acted(
            request, form, home, "登记制度", "已登记制度。",
            lambda clean: services.adopt_rules(home=home, by=by, **clean),
        )  # fmt: skip

    @page("<int:pk>/suspend/", needs="homes.suspend_home")
    def suspend(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Put it out of use."""
        home, by = self.home(pk), actor(request)
        form = acts.SuspendForm(request.POST or None, today=timezone.localdate())
        return self._acted(
            request, form, home, "停用", "已登记停用。恢复以后请点“恢复开放”。",
            lambda clean: services.suspend_home(home=home, by=by, **clean),
            says=["停用期间，公开页面写明暂停开放，统计时不算已经覆盖。"],
        )  # fmt: skip

    @page("<int:pk>/open-again/", needs="homes.reopen_home", name="open_again")
    def reopen(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Open it again."""
        home, by = self.home(pk), actor(request)
        form = DayForm(request.POST or None, today=timezone.localdate())
        return self._acted(
            request, form, home, "恢复开放", "已恢复开放。",
            lambda clean: services.reopen_home(home=home, by=by, **clean),
        )  # fmt: skip

    @page("<int:pk>/close/", needs="homes.close_home")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close it, after showing what ends with it."""
        home, by = self.home(pk), actor(request)
        form = acts.EndForm(request.POST or None, today=timezone.localdate())
        effects = services.closing_home_affects(home=home)
        return self._acted(
            request, form, home, "撤销", "已撤销。七天内可以在变更记录里撤回这次操作。",
            lambda clean: services.close_home(home=home, by=by, **clean),
            danger=True, effects=effects or None,
            says=[] if effects else ["只撤销它自己，没有别的受影响。暂时不开的请用“停用”。"],
        )  # fmt: skip

    @page("<int:pk>/tier/", needs="homes.name_tier")
    def tier(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep which tier it was named."""
        home, by = self.home(pk), actor(request)
        form = acts.TierForm(
            request.POST or None, today=timezone.localdate(), initial={"tier": home.tier}
        )
        return self._acted(
            request, form, home, "登记示范等级", "已登记。",
            lambda clean: services.name_tier(home=home, by=by, **clean),
        )  # fmt: skip

    @page("<int:pk>/social/", needs="homes.host_social")
    def social(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say which women's social organisation works in it."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        form = acts.SocialForm(
            request.POST or None, socials=reads.socials_near(home.org, today),
            initial={"social": str(home.social_id or "")},
        )  # fmt: skip
        return self._acted(
            request, form, home, "引进女性社会组织", "已保存。",
            lambda _: services.host_social(home=home, social=form.chosen(), on=today, by=by),
        )  # fmt: skip

    @page("<int:pk>/check/", needs="homes.check_home", name="check")
    def held_against(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hold it against the county's checklist."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        form = acts.CheckForm(request.POST or None, items=items_for(home.kind, today), today=today)
        return self._acted(
            request, form, home, "对照清单", "已保存对照结果。",
            lambda clean: services.check_home(
                home=home, by=by, **clean | {"met": [int(pk) for pk in clean["met"]]}
            ),
        )  # fmt: skip

    @page("<int:pk>/asset/", needs="homes.keep_asset")
    def asset(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that it has something."""
        home, today, by = self.home(pk), timezone.localdate(), actor(request)
        form = acts.AssetForm(request.POST or None)
        return self._acted(
            request, form, home, "登记资产", "已登记。",
            lambda clean: services.keep_asset(home=home, on=today, by=by, **clean),
            says=["同名的物品再登记一次，就是更改它的数量和保管人。"],
        )  # fmt: skip

    @page("asset/<int:pk>/drop/", needs="homes.drop_asset")
    def drop(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say that it has something no more."""
        asset = self.found(pk, HomeAsset.objects.select_related("home__org"))
        form, by = acts.EndForm(request.POST or None, today=timezone.localdate()), actor(request)
        return self._acted(
            request, form, asset.home, f"注销{asset.what}", "已注销。",
            lambda clean: services.drop_asset(asset=asset, by=by, **clean), danger=True,
        )  # fmt: skip

    def _acted(
        self, request: HttpRequest, form: ActForm, home: Any, title: str, said: str,
        act: Callable[[dict[str, Any]], Any], **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        """Do ``act`` and go back to the home; else ask."""
        if form.carry_out(act):
            return pages.done(request, said, self.address("change", home.pk))
        return self._ask(request, form, home, title, title, **context)

    def _ask(
        self, request: HttpRequest, form: ActForm, home: Any, title: str, submit: str,
        **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", home.pk)
        return self.ask(
            request, form, title=f"{title}：{home.name}", submit=submit, back=back,
            trail=[(home.name, back)], **context,
        )  # fmt: skip
