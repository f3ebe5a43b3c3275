"""Officer cards at the desk: the list, a committee's board, issuing, paper, ending."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from fulian.codes import CodeLink, link_to
from homes import services
from homes.forms.cards import CardsForm, RenewForm, RevokeForm
from homes.models import OfficerCard
from homes.queries import cards as reads
from homes.queries.renewing import renewable
from members.models.appointments import Appointment
from orgs.admin.actor import actor
from orgs.forms.desk import DeskForm, OrgField
from orgs.models import Org
from orgs.queries.naming import places


class WhereForm(DeskForm):
    """Whose committee."""

    org = OrgField(label="组织", help_text="输入名称或代码查找。")


class State(Sift):
    """Whether a card is good."""

    title, parameter_name = "状态", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return [("good", "可以用"), ("ended", "已停用")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one state."""
        good = reads.is_good(timezone.localdate())
        kinds = {"good": good, "ended": ~good}
        return queryset.filter(kinds[self.value()]) if self.value() in kinds else queryset


@admin.register(OfficerCard, site=desk)
class OfficerCardAdmin(DeskAdmin):
    """The cards in reach, the newest first."""

    view_perm, create_perm, create_label = "homes.view_card", "homes.issue_card", "发亮身份码"
    empty_says = "还没有亮身份码。点“发亮身份码”，选一个组织，勾选已经同意的人。"
    list_display = ("who_", "org_", "office_", "since", "state_")
    list_filter = (State, Below)
    list_select_related = ("org", "appointment__person")
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    ordering = ("-since", "-pk")
    sortable_by = ("since",)

    @admin.display(description="姓名")
    def who_(self, card: OfficerCard) -> str:
        """Return whose it is."""
        return card.appointment.person.name

    @admin.display(description="组织")
    def org_(self, card: OfficerCard) -> str:
        """Return where."""
        return card.org.title

    @admin.display(description="职务")
    def office_(self, card: OfficerCard) -> str:
        """Return in which office."""
        return str(card.appointment.get_office_display())

    @admin.display(description="状态")
    def state_(self, card: OfficerCard) -> str:
        """Return whether it is good, or why not."""
        if card.until is not None and card.until <= timezone.localdate():
            return f"已停用：{card.get_ended_display()}"
        return "可以用"

    @page("<int:pk>/", needs="homes.view_card", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one card: what it tells, and its picture for whoever may print it."""
        card = self.found(pk, OfficerCard.objects.select_related("org", "appointment__person"))
        today = timezone.localdate()
        good = reads.live_cards(today).filter(pk=pk).exists()
        shows = good and actor(request).has_perm("homes.print_card")
        link = _link(request, card) if shows else None
        return self.show(
            request, "homes/desk/card.html", title=str(card), card=card, good=good, link=link,
            told=reads.carried(card, today),
        )  # fmt: skip

    @page("add/", needs="homes.issue_card")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for which committee."""
        form = WhereForm(request.POST or None)
        if form.is_bound and form.is_valid():
            return redirect(self.address("org", form.cleaned_data["org"].pk))
        return self.ask(
            request, form, title="发亮身份码", submit="下一步", back=self.address("changelist")
        )

    @page("org/<int:pk>/", needs="homes.issue_card")
    def org(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give cards to those of a committee who consented."""
        org, at = self.found(pk, Org.objects.all()), timezone.now()
        board = reads.board_of(org, timezone.localdate(at))
        seats: list[Appointment] = [one.seat for one in board if one.card is None]
        form, by = CardsForm(request.POST or None, seats=seats), actor(request)
        if form.carry_out(lambda _: services.issue_cards(org=org, at=at, by=by, **form.facts())):
            said = f"发了 {len(form.outcome)} 张亮身份码。"
            return pages.done(request, said, self.address("org", pk))
        return self.ask(
            request, form, title=f"亮身份码：{org.title}", submit="发给勾选的人",
            back=self.address("changelist"), template="homes/desk/cards_org.html", org=org,
            board=board, seats=seats, again=renewable(org, timezone.localdate(at)),
        )  # fmt: skip

    @page("org/<int:pk>/renew/", needs="homes.renew_cards")
    def renew(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give those who were elected again their cards anew, in one act."""
        org, at, by = self.found(pk, Org.objects.all()), timezone.now(), actor(request)
        found, back = renewable(org, timezone.localdate(at)), self.address("org", pk)
        form = RenewForm(request.POST or None, found=found)
        if form.carry_out(lambda _: services.renew_cards(org=org, at=at, by=by, **form.facts())):
            return pages.done(request, f"续发了 {len(form.outcome)} 张，请打印新的。", back)
        return self.ask(
            request, form, title="换届以后续发亮身份码", submit="给勾选的人续发", back=back,
            trail=[(f"亮身份码：{org.title}", back)],
            says=["她们上次任职有码，现在又任职了。旧码随上次任职失效，续发的是新码，要重新打印。"],
        )  # fmt: skip

    @page("org/<int:pk>/print/", needs="homes.print_card")
    def sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a committee's cards for paper: A6, four on a sheet of A4."""
        org, today = self.found(pk, Org.objects.all()), timezone.localdate()
        found = [
            {"held": one,
             "link": _link(request, one.card)}
            for one in reads.cards_of(org, today) if one.card
        ]  # fmt: skip
        facts = {"org": org, "cards": found, "today": today}
        return render(request, "homes/cards_print.html", facts)

    @page("<int:pk>/revoke/", needs="homes.revoke_card")
    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a card, after asking why."""
        card = self.found(pk, OfficerCard.objects.select_related("appointment__person"))
        form, by, at = RevokeForm(request.POST or None), actor(request), timezone.now()
        back = self.address("change", pk)
        if form.carry_out(lambda c: services.revoke_card(card=card, at=at, by=by, **c)):
            return pages.done(request, "已经停用，扫出来不再有她的名字。", back)
        return self.ask(
            request, form, title="停用亮身份码", submit="停用", back=back, danger=True,
            trail=[(str(card), back)],
            says=[f"停用以后，{card.appointment.person.name}的这张码就失效了，不能恢复，可以再发一张。"],
        )  # fmt: skip

    @page("<int:pk>/reissue/", needs="homes.revoke_card")
    def reissue(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Put a new code in place of one whose paper was lost or is worn."""
        card = self.found(pk, OfficerCard.objects.select_related("appointment__person"))
        form = ActForm(request.POST if request.method == "POST" else None)
        by, at, back = actor(request), timezone.now(), self.address("change", pk)
        if form.carry_out(lambda _: services.reissue_card(card=card, at=at, by=by)):
            said = "已经换了新码，旧码马上失效。请重新打印。"
            return pages.done(request, said, self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="换发亮身份码", submit="换发新码", back=back,
            trail=[(str(card), back)],
            says=["卡片丢了、旧了，换一张新的：旧码马上失效，公开的内容不变。"],
        )  # fmt: skip


def _link(request: HttpRequest, card: OfficerCard) -> CodeLink:
    return link_to(request, reverse("homes:card", args=[card.plain_code]), fits=True)
