"""Needs, items and resolutions at the desk: found, looked at, answered, given to another."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.admin.meetings import Below
from duties.forms.needs import AnswerForm, OwnerForm, ResultForm
from duties.models import AgendaItem, NeedCategory, NeedRequest, Resolution
from duties.queries import meetings as reads
from duties.queries import needs as asked
from duties.queries.meetings import with_onward
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sifts import Sift, chosen_by
from orgs.admin.actor import actor
from orgs.queries.naming import places

BY_ORG: dict[str, Any] = {"org": places}


@admin.register(NeedRequest, site=desk)
class NeedRequestAdmin(DeskAdmin):
    """Needs in reach, the newest first."""

    view_perm = "duties.view_need"
    empty_says = "没有符合条件的诉求。村里的主席、执委和妇女代表在手机上记。"
    list_display = ("text_", "received_on", "org_", "category", "status")
    list_filter = (
        chosen_by("status", "办理进度", lambda: NeedRequest.Status.choices),
        chosen_by("category", "诉求类别", lambda: NeedCategory.choices),
        Below,
    )
    list_select_related = ("org",)
    search_fields = ("text",)
    search_by: ClassVar = BY_ORG
    search_help_text = "诉求里的字，或者组织的名称、拼音、代码"
    ordering = ("-received_on", "-pk")
    sortable_by = ()

    @admin.display(description="诉求")
    def text_(self, need: NeedRequest) -> str:
        """Return the beginning of it."""
        return need.text if len(need.text) <= 40 else f"{need.text[:39]}…"

    @admin.display(description="组织")
    def org_(self, need: NeedRequest) -> str:
        """Return where."""
        return need.org.title

    @page("<int:pk>/", needs="duties.view_need", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one need and how far it has come."""
        need = self.found(pk, NeedRequest.objects.select_related("org", "appointment__person"))
        return self.show(
            request, "duties/desk/need.html", title=str(need), need=need,
            items=asked.items_about(need),
        )  # fmt: skip

    @page("<int:pk>/answer/", needs="duties.answer_need")
    def answer(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that she was told the result."""
        need, at = self.found(pk), timezone.now()
        back, by = self.address("change", pk), actor(request)
        today, start = timezone.localdate(at), {"result": need.result}
        form = AnswerForm(request.POST or None, today=today, initial=start)
        if form.carry_out(lambda c: services.answer_need(need=need, by=by, at=at, **c)):
            return pages.done(request, "已经登记回复，这件诉求办结了。", back)
        return self.ask(
            request, form, title="告诉她结果", submit="已经告诉她", back=back,
            trail=[(str(need), back)], says=[need.text],
        )  # fmt: skip


@admin.register(AgendaItem, site=desk)
class AgendaItemAdmin(DeskAdmin):
    """Items in reach, the newest first."""

    view_perm = "duties.view_item"
    empty_says = "没有符合条件的议题。"
    list_display = ("title", "org_", "kind", "status", "meeting_")
    list_filter = (
        chosen_by("status", "议题状态", lambda: AgendaItem.Status.choices),
        chosen_by("kind", "议题类别", lambda: AgendaItem.Kind.choices),
        Below,
    )
    list_select_related = ("org", "meeting")
    search_fields = ("title",)
    search_by: ClassVar = BY_ORG
    search_help_text = "议题，或者组织的名称、拼音、代码"
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, item: AgendaItem) -> str:
        """Return where."""
        return item.org.title

    @admin.display(description="会议")
    def meeting_(self, item: AgendaItem) -> str:
        """Return at which meeting."""
        return item.meeting.title if item.meeting else "等下一次会议"

    @page("<int:pk>/", needs="duties.view_item", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one item, what was said to it and what was decided."""
        item = self.found(pk, with_onward(AgendaItem.objects.select_related("org", "meeting")))
        done = item.resolutions.select_related("owner__person").order_by("pk")
        return self.show(
            request, "duties/desk/item.html", title=item.title, item=item,
            comments=list(item.comments.order_by("said_on", "pk")), resolutions=list(done),
        )  # fmt: skip


class State(Sift):
    """Whether it is done, and if not, whether it is late."""

    title = "办理情况"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [("late", "过期没有办结"), ("open", "还在办"), ("done", "已办结")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them."""
        kinds: dict[str, dict[str, Any]] = {
            "late": {"done_on__isnull": True, "due_on__lt": timezone.localdate()},
            "open": {"done_on__isnull": True}, "done": {"done_on__isnull": False},
        }  # fmt: skip
        return queryset.filter(**kinds.get(self.value() or "", {}))


@admin.register(Resolution, site=desk)
class ResolutionAdmin(DeskAdmin):
    """What was decided in reach, what is open and due first at the top."""

    view_perm = "duties.view_resolution"
    empty_says = "没有符合条件的议定事项。"
    list_display = ("text_", "org_", "owner_", "due_on", "done_")
    list_filter = (State, Below)
    list_select_related = ("org", "owner__person")
    search_fields = ("text",)
    search_by: ClassVar = BY_ORG
    search_help_text = "议定的事，或者组织的名称、拼音、代码"
    ordering = ("-done_on", "due_on", "pk")
    sortable_by = ()

    @admin.display(description="议定事项")
    def text_(self, one: Resolution) -> str:
        """Return the beginning of it."""
        return one.text if len(one.text) <= 40 else f"{one.text[:39]}…"

    @admin.display(description="组织")
    def org_(self, one: Resolution) -> str:
        """Return where."""
        return one.org.title

    @admin.display(description="负责人")
    def owner_(self, one: Resolution) -> str:
        """Return who is to do it, and that she left."""
        until = one.owner.until
        gone = until is not None and until <= timezone.localdate() and one.done_on is None
        return f"{one.owner.person.name}（已离任，请换人）" if gone else one.owner.person.name

    @admin.display(description="办结日期")
    def done_(self, one: Resolution) -> str:
        """Return when it was done, or that it is late."""
        if one.done_on:
            return f"{one.done_on:%Y年%-m月%-d日}"
        return "过期" if one.due_on < timezone.localdate() else "还在办"

    @page("<int:pk>/", needs="duties.view_resolution", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one resolution."""
        one = self.found(pk, reads.resolutions())
        return self.show(
            request, "duties/desk/resolution.html", title=str(one), one=one,
            today=timezone.localdate(),
        )  # fmt: skip

    @page("<int:pk>/done/", needs="duties.reassign_resolution")
    def done(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Report that it is done."""
        one, at = self.found(pk), timezone.now()
        back, by, on = self.address("change", pk), actor(request), timezone.localdate(at)
        form = ResultForm(request.POST or None)
        if form.carry_out(
            lambda c: services.finish_resolution(resolution=one, on=on, by=by, at=at, **c)
        ):
            return pages.done(request, "已经办结。", back)
        return self.ask(
            request, form, title="办结", submit="已经办好", back=back, trail=[(str(one), back)],
            says=[one.text],
        )  # fmt: skip

    @page("<int:pk>/owner/", needs="duties.reassign_resolution")
    def owner(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it to somebody else."""
        one, at = self.found(pk, reads.resolutions()), timezone.now()
        back, by = self.address("change", pk), actor(request)
        seats = reads.owner_candidates(one.org, timezone.localdate(at))
        form = OwnerForm(request.POST or None, seats=seats)
        if form.carry_out(
            lambda _: services.reassign_resolution(
                resolution=one, owner=form.chosen, by=by, at=at
            )
        ):  # fmt: skip
            return pages.done(request, "已经换了负责人。", back)
        return self.ask(
            request, form, title="换负责人", submit="换成这位", back=back,
            trail=[(str(one), back)], says=[one.text],
        )  # fmt: skip
