"""Transfers at the desk: asked for, answered by the other side, withdrawn; what is overdue."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from members import services
from members.forms import moving as forms
from members.models import Appointment, Person, Transfer
from members.queries import transfers as reads
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.queries.desk import Ties
from orgs.queries.naming import places

DECLINE = "decline"


class Waiting(Sift):
    """Whether it waits for us, or too long."""

    title = "等待答复"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two kinds."""
        return [("mine", "等我方答复"), ("late", "已经超过期限")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() == "mine":
            return queryset.filter(pk__in=reads.to_answer().values("pk"))
        if self.value() == "late":
            return queryset.filter(pk__in=reads.overdue(timezone.localdate()).values("pk"))
        return queryset


@admin.register(Transfer, site=desk)
class TransferAdmin(Recorded):
    """Transfers that leave or reach what is in reach, the latest first."""

    view_perm, create_perm = "members.view_transfer", "members.ask_transfer"
    create_label = "转出人员"
    empty_says = "没有符合条件的转移。"
    list_display = ("name_", "from_", "to_", "state", "due_")
    list_filter = (("state", ChoicesDropdownFilter), Waiting)
    list_before_template = "members/desk/_transfer_links.html"
    list_select_related = ("person", "org", "target")
    search_by: ClassVar = {"person": women, "org": places, "target": places}
    ties = Ties(told_in=("orgs.org",))
    search_help_text = "姓名、双方组织的名称或代码，拼音、首字母也可以"
    ordering = ("-asked_at", "-pk")
    sortable_by = ()

    @admin.display(description="姓名")
    def name_(self, row: Transfer) -> str:
        """Return who."""
        return row.person.name

    @admin.display(description="转出")
    def from_(self, row: Any) -> str:
        """Return from where, as far as it is told."""
        return str(row.org.title if row.is_told else row.from_town)

    @admin.display(description="转入")
    def to_(self, row: Transfer) -> str:
        """Return where to."""
        return row.target.title

    @admin.display(description="接收期限")
    def due_(self, row: Transfer) -> str:
        """Return until when an answer is expected, and whether that is over."""
        late = row.state == Transfer.State.ASKED and row.due_on < timezone.localdate()
        return f"{row.due_on:%Y年%-m月%-d日}{'（已超期）' if late else ''}"

    @page("add/", needs="members.ask_transfer")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Give somebody of one's own to another organisation of the county."""
        asked = request.GET.get("person", "")
        her = Person.objects.filter(pk=asked).first() if is_key(asked) else None
        form = forms.AskForm(request.POST or None, initial={"person": her})
        if form.carry_out(
            lambda clean: services.ask_transfer(by=actor(request), at=timezone.now(), **clean)
        ):
            return self._asked(request, form.outcome)
        return self.ask(
            request, form, title="转出人员", submit="发起转出", back=self.address("changelist"),
            says=["对方同意以后，她才转过去；在那以前可以撤回。"],
            template="members/desk/give.html", offered=reads.target_names(),
        )  # fmt: skip

    @page("call/", needs="members.call_transfer")
    def call(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for somebody who is registered elsewhere in the county."""
        form = forms.CallForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.call_transfer(by=actor(request), at=timezone.now(), **clean)
        ):
            return self._asked(request, form.outcome)
        return self.ask(
            request, form, title="申请接收", submit="向对方申请", back=self.address("changelist"),
            says=["她现在所在的一方同意以后，才转过来。查不到的次数会记录。"],
        )  # fmt: skip

    @page("<int:pk>/", needs="members.view_transfer", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show a transfer, what accepting it does, and let the side that was asked answer.

        Whoever calls for her is told her township, and nothing of her seats, before an answer.
        """
        row = self._row(pk)
        waits = row.state == Transfer.State.ASKED
        answers = waits and reads.is_answerer(row)
        answers = answers and request.user.has_perm("members.accept_transfer")
        form = forms.AnswerForm(
            request.POST or None if answers else None, asks_seats=row.by_target,
            accepts=request.POST.get("say") != DECLINE,
        )  # fmt: skip
        if answers and form.carry_out(lambda clean: self._answered(request, row, clean)):
            said = form.outcome.get_state_display()
            return pages.done(request, f"{said}。", self.address("changelist"))
        today = timezone.localdate()
        return self.ask(
            request, form, title=f"转移：{row.person.name}", submit="同意",
            back=self.address("changelist"), template="members/desk/transfer.html", row=row,
            place=self.from_(row), answers=answers, shows=waits and row.is_told,
            may_withdraw=waits and reads.is_asker(row), late=waits and row.due_on < today,
            **(self._seats(row, today) if waits and row.is_told else {}),
        )  # fmt: skip

    @page("<int:pk>/withdraw/", needs="members.withdraw_transfer")
    @method_decorator(require_POST)
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take one's own request back."""
        row = self._row(pk)
        form = forms.AnswerForm({}, asks_seats=False)
        if form.carry_out(
            lambda clean: services.withdraw_transfer(
                transfer=row, by=actor(request), at=timezone.now()
            )
        ):
            return pages.done(request, "已撤回。", self.address("changelist"))
        return pages.refused(
            request, 409, "没有撤回", " ".join(map(str, form.non_field_errors())), "not_withdrawn"
        )

    def _answered(self, request: HttpRequest, row: Transfer, clean: dict[str, Any]) -> Transfer:
        facts = {"transfer": row, "by": actor(request), "at": timezone.now(),
                 "answer": clean["answer"]}  # fmt: skip
        if request.POST.get("say") == DECLINE:
            return services.decline_transfer(**facts)
        return services.accept_transfer(ends_seats=clean.get("ends_seats"), **facts)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        """Return them with what may be told of where she comes from."""
        return reads.told_from(super().get_queryset(request))

    def _seats(self, row: Transfer, today: date) -> dict[str, Any]:
        """Return what she holds with what becomes of it, and what ends besides."""
        held = Appointment.rows.filter(person=row.person_id, until=None).select_related("org")
        return {
            "held": held.order_by("pk"),
            "ending": [seat.pk for seat in reads.seats_ending(row)],
            "effects": [
                one
                for one in services.transfer_affects(transfer=row, on=today)
                if (one.what, one.outcome) != ("任职", "保留")  # the seats stand above, one by one
            ],
        }

    def _row(self, pk: int) -> Any:
        rows = Transfer.objects.select_related("person", "org", "target")
        return self.found(pk, reads.told_from(rows))

    def _asked(self, request: HttpRequest, row: Transfer) -> HttpResponse:
        return pages.done(request, "已发起，等待对方答复。", self.address("change", row.pk))
