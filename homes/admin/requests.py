"""Requests at the desk: written down, through the gate, and the table that comes back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from homes import services
from homes.admin.request_books import book_of, sent_as
from homes.admin.request_endings import RequestEndings
from homes.forms.requests import DraftForm, FillForm, GateForm
from homes.models import DataRequest, RequestAnswer, RequestStatus
from homes.queries import gate as gates
from homes.queries import requests as reads
from homes.rules.requests import EDITABLE
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

STATES = [("missing", "没有填"), ("answered", "已填"), ("late", "过期填的"), ("for", "乡镇代填")]


class RequestState(Sift):
    """How far it has come, or that it went beyond the limit."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the answers."""
        return [*RequestStatus.choices, ("over", "超过上限或期限太短的")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() == "over":
            return queryset.exclude(excuse="")
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(DataRequest, site=desk)
class DataRequestAdmin(RequestEndings, DeskAdmin):
    """What organisations in reach ask, and are asked; the newest first."""

    view_perm, create_perm, create_label = (
        "homes.view_request", "homes.draft_request", "发填报",
    )  # fmt: skip
    empty_says = "还没有填报。点“发填报”，先写下来，过了减负闸才会发出去。"
    list_display = ("title", "org_", "status", "sent_", "due_", "progress_", "minutes_")
    list_filter = (RequestState,)
    search_fields = ("title",)
    search_by: ClassVar = {"org": places}
    search_help_text = "标题，或者发出组织的名称、代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        """Return them with how many in reach have answered."""
        return reads.with_counts(reads.visible())

    @admin.display(description="发出组织")
    def org_(self, one: DataRequest) -> str:
        """Return who asks."""
        return one.org.title

    @admin.display(description="发出日期")
    def sent_(self, one: DataRequest) -> str:
        """Return when it went out."""
        return f"{timezone.localtime(one.sent_at):%Y年%-m月%-d日}" if one.sent_at else "—"

    @admin.display(description="截止日期")
    def due_(self, one: DataRequest) -> str:
        """Return its last day."""
        return f"{one.due_on:%Y年%-m月%-d日}"

    @admin.display(description="进度")
    def progress_(self, one: Any) -> str:
        """Return how many answered."""
        if not one.is_out:
            return "—"
        return f"{one.asked} 处已有 {one.answered} 处" if one.asks else "由系统回答"

    @admin.display(description="每处用时")
    def minutes_(self, one: DataRequest) -> str:
        """Return what it takes, and whether that was beyond the limit."""
        said = "0 分钟" if one.is_out and not one.asks else f"{one.minutes} 分钟"
        marks = ["超上限"] * one.is_over + ["期限短"] * one.is_short
        return f"{said}（{'，'.join(marks)}）" if marks else said

    @page("<int:pk>/", needs="homes.view_request", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one: where it stands, and the table of answers in reach."""
        found = self._found(pk)
        asked = {name: request.GET.get(name, "").strip()[:40] for name in ("state", "q", "town")}
        town = int(asked["town"]) if asked["town"].isascii() and asked["town"].isdigit() else 0
        table = reads.table_of(found, state=asked["state"], town=town, text=asked["q"])
        missing = reads.missing_of(found) if found.status == RequestStatus.OPEN else []
        towns = Org.objects.filter(level=Level.TOWNSHIP).order_by("lft")
        return self.show(
            request, "homes/desk/request.html", title=found.title, one=found, table=table,
            missing=missing, copy=reads.text_to_copy(found, missing) if missing else "",
            is_mine=found.org_id == top_of_reach().pk, asked=asked, town=town, states=STATES,
            towns=towns if found.org.level == Level.COUNTY else [], top=top_of_reach().pk,
            is_draft=found.status in EDITABLE, takes=gates.source_title,
        )  # fmt: skip

    @page("add/", needs="homes.draft_request")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Write a request down; it goes nowhere before the gate."""
        return self._write(request, None)

    @page("<int:pk>/edit/", needs="homes.draft_request")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Write a draft anew."""
        return self._write(request, self._own(pk))

    @page("<int:pk>/gate/", needs="homes.send_request")
    def gate(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show what is known already and what it costs; nothing goes out past this page."""
        found, by, at = self._own(pk), actor(request), timezone.now()
        back = self.address("change", pk)
        if found.status not in EDITABLE:
            return pages.done(request, "这一件已经过了减负闸。", back)
        gate = gates.gate_of(found, timezone.localdate(at))
        form = GateForm(request.POST or None, gate=gate)
        if form.carry_out(
            lambda clean: services.send_request(request=found, by=by, at=at, **form.decided())
        ):
            return pages.done(request, _said(form.outcome), back)
        return self.show(
            request, "homes/desk/gate.html", title="减负闸", one=found, gate=gate, form=form,
            back=self.address("edit", pk), trail=[(found.title, back)],
            is_county=found.org.level == Level.COUNTY,
        )  # fmt: skip

    @page("<int:pk>/xlsx/", needs="homes.view_request")
    def xlsx(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the table out as a workbook."""
        found = self._found(pk)
        return sent_as(book_of(found, reads.table_of(found)), found.title)

    @page("<int:pk>/remind/", needs="homes.remind_request")
    @method_decorator(require_POST)
    def remind(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Tell those who have not answered, once."""
        found, by, at = self._own(pk), actor(request), timezone.now()
        told: list[int] = []
        refused = pages.refusal_of(
            lambda: told.append(services.remind_request(request=found, by=by, at=at))
        )
        said = refused or f"已提醒 {told[0]} 处。"
        return pages.done(request, said, self.address("change", pk))

    @page("answers/<int:pk>/fill/", needs="homes.fill_request")
    def fill(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer for a village of one's own; it is marked."""
        answer = self.found(pk, RequestAnswer.objects.select_related("request__org", "org"))
        one, by, at = answer.request, actor(request), timezone.now()
        back = self.address("change", one.pk)
        asked, _ = reads.fields_of(one)
        last = gates.last_answers(asked, answer.org_id, at)
        another = answer.org_id != top_of_reach().pk
        form = FillForm(
            request.POST or None, answer=answer, asked=asked, last=last, for_another=another
        )
        if form.carry_out(
            lambda clean: services.answer_request(answer=answer, values=form.said(), by=by, at=at)
        ):
            return pages.done(request, f"已经替{answer.org.short_name}填好。", back)
        asking: HttpResponseBase = self.ask(
            request, form, title=f"代填：{answer.org.title}", submit="填好了", back=back,
            trail=[(one.title, back)], says=[f"{one.title}。会标明是乡镇代填。"],
        )  # fmt: skip
        return asking

    def _write(self, request: HttpRequest, found: DataRequest | None) -> HttpResponseBase:
        org, by, at = top_of_reach(), actor(request), timezone.now()
        start = DraftForm.of(found, org) if found is not None else None
        form = DraftForm(request.POST or None, org=org, today=timezone.localdate(at), initial=start)
        if form.carry_out(
            lambda clean: services.draft_request(
                org=org, request=found, by=by, at=at, **form.written()
            )
        ):
            said = "已写下来，还没有发出。请过减负闸。"
            return pages.done(request, said, self.address("gate", form.outcome.pk))
        title = f"改填报：{found.title}" if found is not None else "发填报"
        asking: HttpResponseBase = self.ask(
            request, form, title=title, submit="下一步：过减负闸", back=self.address("changelist"),
            template="homes/desk/request_draft.html", one=found,
        )  # fmt: skip
        return asking

    def _found(self, pk: int) -> DataRequest:
        found: DataRequest = self.found(pk, reads.visible())
        return found

    def _own(self, pk: int) -> DataRequest:
        """Return a request of one's own organisation; 404 out of reach, 403 for another's."""
        found = self._found(pk)
        if found.org_id != top_of_reach().pk:
            raise PermissionDenied
        return found


def _said(one: DataRequest) -> str:
    if one.status == RequestStatus.WAITING:
        return "已经送县里审批，批准以后自动发出。"
    return "已经发出。" if one.asks else "都由系统回答好了，没有打扰村里。"
