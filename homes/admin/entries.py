"""Households in courtyard campaigns at the desk: recommended, awarded, shown, revoked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import chosen_by
from homes import services
from homes.admin.acts import ActAdmin
from homes.forms.fields import OnForm, ReasonForm, WhyForm
from homes.forms.yards import AnswerForm, BringForm, ConsentForm, LevelForm, ObjectForm, ScoreForm
from homes.models import (
    AwardLevel,
    CourtyardEntry,
    CourtyardObjection,
    CourtyardScore,
    EntryStatus,
)
from homes.queries import yards as reads
from homes.queries.awards import may_certify
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.naming import places
from orgs.queries.tree import ancestors_of, top_of_reach


def _rounds() -> list[tuple[str, str]]:
    rows = reads.courtyards_seen_from(top_of_reach()).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


@admin.register(CourtyardEntry, site=desk)
class CourtyardEntryAdmin(ActAdmin):
    """Households in reach that take part; what they scored is on no list."""

    view_perm = "homes.view_entry"
    create_perm = "homes.nominate_household"
    create_label = "登记群众举荐"
    empty_says = "没有符合条件的家庭。村里的主席在手机上登记群众举荐，收到纸质的在这里登记。"
    list_display = ("household_", "org_", "round_", "status", "level_", "consent_")
    list_filter = (
        chosen_by("status", "评选进度", lambda: EntryStatus.choices),
        chosen_by("level", "评定等级", lambda: AwardLevel.choices),
        chosen_by("courtyard", "评选", _rounds), Below,
    )  # fmt: skip
    list_select_related = ("org", "household", "courtyard")
    search_fields = ("household__name",)
    search_by: ClassVar = {"org": places}
    search_help_text = "家庭称呼，或者组织的名称、拼音、代码"
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="家庭")
    def household_(self, row: CourtyardEntry) -> str:
        """Return what it is called."""
        return str(row.household) or reads.GONE

    @admin.display(description="组织")
    def org_(self, row: CourtyardEntry) -> str:
        """Return where."""
        return row.org.title

    @admin.display(description="评选")
    def round_(self, row: CourtyardEntry) -> str:
        """Return in which round."""
        return row.courtyard.name

    @admin.display(description="评定等级")
    def level_(self, row: CourtyardEntry) -> str:
        """Return what was awarded."""
        return row.get_level_display()

    @admin.display(description="同意公示")
    def consent_(self, row: CourtyardEntry) -> str:
        """Return whether it agreed to be shown."""
        return "同意" if row.consented_on and not row.refused_on else "没有"

    @page("add/", needs="homes.nominate_household")
    def add(self, request: HttpRequest) -> HttpResponse:
        """Ask of which village a household is brought in."""
        text = request.GET.get("q", "").strip()
        return self.show(
            request, "homes/desk/yard_where.html", title="登记群众举荐：哪个村（社区）", text=text,
            found=reads.villages_to_bring(text),
        )  # fmt: skip

    @page("org/<int:pk>/nominate/", needs="homes.nominate_household", name="nominate")
    def nominate(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Bring in a household that neighbours named on paper."""
        villages = Org.objects.filter(level=Level.VILLAGE)
        org, by, today = self.found(pk, villages), actor(request), timezone.localdate()
        rounds = reads.running_at(org, today)
        homes = list(reads.households_free(org, rounds, today)) if rounds else []
        form = BringForm(request.POST or None, rounds=rounds, households=homes, today=today)
        none = "" if homes else "这个村没有还没参评的联系家庭，请村里先在“联系的家庭和妇女”里登记。"
        if form.carry_out(lambda _: services.nominate_household(by=by, **form.facts())):
            return pages.done(
                request, "已经登记举荐。", self.address("change", form.outcome.pk)
            )  # fmt: skip
        return self.ask(
            request, form, title=f"{org.title}：登记群众举荐", submit="登记",
            back=self.address("add"),
            says=[none if rounds else "现在没有正在进行的评选。"] if not (rounds and homes) else [],
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_entry", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one household's way; what it scored only to who may read it."""
        entry, by, today = self._entry(pk), actor(request), timezone.localdate()
        line = reads.line_of(entry, today)
        sees = by.has_perm("homes.view_score") and not line.result.lacks
        return self.show(
            request, "homes/desk/entry.html", title=line.name, entry=entry, line=line, sees=sees,
            scores=reads.scores_of(entry) if sees else [], today=today,
            is_final=may_certify(entry, today),
            objections=list(entry.objections.order_by("pk")),
            kin=list(entry.conflicts.select_related("appointment__person").order_by("pk")),
        )  # fmt: skip

    @page("<int:pk>/recommend/", needs="homes.recommend_entry")
    def recommend(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let the federation recommend it."""
        return self._on(request, pk, services.recommend_entry, "妇联推荐", "已经推荐，可以打分了。")

    @page("<int:pk>/score/", needs="homes.score_household")
    def score(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Type up what a member of the village's committee, or of those above, gave on paper."""
        entry, by, today = self._entry(pk), actor(request), timezone.localdate()
        seats = [
            seat for org in (entry.org, *reversed(ancestors_of(entry.org)))
            for seat in reads.scorers_at(org, today)
        ]  # fmt: skip
        sheet = entry.scheme or reads.sheet_of(entry.courtyard)
        form = ScoreForm(request.POST or None, sheet=sheet, seats=seats)
        line = reads.line_of(entry, today)
        checks = line.is_drawn and not line.result.lacks
        return self._act(
            request, entry, form,
            lambda _: services.score_household(
                entry=entry, on=today, by=by, is_recheck=checks, **form.facts()
            ),
            "分数记下了。", "录入复核打分" if checks else "录入打分", "记下",
        )  # fmt: skip

    @page("scores/<int:pk>/strike/", needs="homes.strike_score")
    def strike(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a score away that should not have been given."""
        one, by = self.found(pk, CourtyardScore.objects.select_related("entry")), actor(request)
        form = WhyForm(request.POST or None)
        return self._act(
            request, one.entry, form, lambda c: services.strike_score(score=one, by=by, **c),
            "这个打分去掉了。", "去掉打分", "去掉", danger=True,
            says=["打分人是亲属、打错了户，才去掉。谁去掉的、为什么，都会记录。"],
        )  # fmt: skip

    @page("<int:pk>/award/", needs="homes.award_entry")
    def award(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Award it."""
        entry, by = self._entry(pk), actor(request)
        form = LevelForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, entry, form, lambda c: services.award_entry(entry=entry, by=by, **c),
            "评定好了。", "评定最美庭院", "评定",
        )  # fmt: skip

    @page("<int:pk>/consent/", needs="homes.consent_entry")
    def consent(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that it agreed to be shown."""
        entry, by = self._entry(pk), actor(request)
        start = {"shown_name": entry.shown_name}
        form = ConsentForm(request.POST or None, today=timezone.localdate(), initial=start)
        return self._act(
            request, entry, form,
            lambda _: services.consent_entry(entry=entry, by=by, **form.facts()),
            "已经登记同意。", "登记同意公示", "登记",
            says=["公示的只有称呼、等级和日期。分数从不公开。任何时候都可以撤回同意。"],
        )  # fmt: skip

    @page("<int:pk>/refuse/", needs="homes.refuse_entry")
    def refuse(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take its consent back."""
        return self._on(
            request, pk, services.refuse_entry, "撤回同意公示", "已经撤回，公开页面上不再显示。"
        )

    @page("<int:pk>/show/", needs="homes.show_award")
    def publish(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show it in public."""
        entry = self._entry(pk)
        days = entry.courtyard.publicity_days
        called = entry.shown_name or "（还没有登记同意）"
        says = [f"公开页面上只显示“{called}”、等级和日期，公示 {days} 天。"]
        return self._on(request, pk, services.show_award, "公示", "已经开始公示。", says)

    @page("<int:pk>/object/", needs="homes.object_to_award")
    def objection(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep what somebody objects."""
        entry, by = self._entry(pk), actor(request)
        form = ObjectForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, entry, form, lambda c: services.object_to_award(entry=entry, by=by, **c),
            "异议登记好了。", "登记公示异议", "登记",
        )  # fmt: skip

    @page("objections/<int:pk>/", needs="homes.answer_objection")
    def answer(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep what became of an objection."""
        rows = CourtyardObjection.objects.select_related("entry")
        one, by = self.found(pk, rows), actor(request)
        form = AnswerForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, one.entry, form,
            lambda c: services.answer_objection(objection=one, by=by, **c), "核实结果记下了。",
            "核实公示异议", "记下", says=[one.text],
        )  # fmt: skip

    @page("<int:pk>/plaque/", needs="homes.hang_plaque")
    def plaque(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep the day its plaque was hung."""
        return self._on(request, pk, services.hang_plaque, "挂牌", "挂牌记下了。")

    @page("<int:pk>/withdraw/", needs="homes.withdraw_entry")
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take it out of the round."""
        entry, by = self._entry(pk), actor(request)
        form = ReasonForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, entry, form, lambda c: services.withdraw_entry(entry=entry, by=by, **c),
            "这户不再参评。", "不再参评", "不再参评", danger=True,
        )  # fmt: skip

    @page("<int:pk>/revoke/", needs="homes.revoke_award")
    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take its award back."""
        entry, by = self._entry(pk), actor(request)
        form = ReasonForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, entry, form, lambda c: services.revoke_award(entry=entry, by=by, **c),
            "已经撤销。", "撤销最美庭院", "撤销", danger=True,
            says=["撤销以后，公开页面上马上不再显示，也不再计入获评户数。"],
        )  # fmt: skip

    def _on(
        self, request: HttpRequest, pk: int, act: Any, title: str, said: str,
        says: list[str] | None = None,
    ) -> HttpResponseBase:  # fmt: skip
        """Do what needs nothing but a day."""
        entry, by = self._entry(pk), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, entry, form, lambda c: act(entry=entry, by=by, **c), said, title, title,
            says=says or [],
        )  # fmt: skip

    def _act(
        self, request: HttpRequest, entry: Any, form: Any, act: Any, said: str, title: str,
        submit: str, **shown: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", entry.pk)
        return self.do(
            request, form, act, said, back=back, title=title, submit=submit,
            trail=[(str(entry) or reads.GONE, back)], **shown,
        )  # fmt: skip

    def _entry(self, pk: int) -> Any:
        rows = CourtyardEntry.objects.select_related("org", "household", "courtyard__org", "scheme")
        return self.found(pk, rows)
