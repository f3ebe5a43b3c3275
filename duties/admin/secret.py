"""The sensitive ledger at the desk: my lines, one at a time, and the glass for an emergency."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services
from duties.forms import ledgers as forms
from duties.ledgers import KINDS, kind_of
from duties.models import SensitiveEntry
from duties.queries import sensitive as reads
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from orgs.admin.actor import actor


@admin.register(SensitiveEntry, site=desk)
class SensitiveEntryAdmin(DeskAdmin):
    """The lines she handles. There is nothing to search, to filter or to export."""

    view_perm = "duties.view_sensitive"
    create_perm = "duties.break_glass"
    create_label = "紧急查看"
    empty_says = "没有您经办的保密台账。别人经办的，这里查不到，也不计数。"
    list_display = ("number_", "kind_", "org_", "done_on", "status", "next_on")
    ordering = ("-done_on", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the lines she handles."""
        return reads.mine(actor(request), timezone.now())

    @admin.display(description="编号")
    def number_(self, entry: SensitiveEntry) -> str:
        """Return its number."""
        return f"第 {entry.pk} 号"

    @admin.display(description="台账")
    def kind_(self, entry: SensitiveEntry) -> str:
        """Return of which kind."""
        kind = kind_of(entry.kind)
        return kind.title if kind else "台账"

    @admin.display(description="组织")
    def org_(self, entry: SensitiveEntry) -> str:
        """Return where."""
        return entry.org.title

    @page("<int:pk>/", needs="duties.view_sensitive", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line, unsealed; printed alone, by her."""
        entry = self._mine(request, pk)
        told = reads.opened(entry, timezone.localdate())
        return self.show(
            request, "duties/desk/secret.html", title=f"保密台账第 {pk} 号", told=told, entry=entry
        )

    @page("<int:pk>/follow/", needs="duties.follow_sensitive")
    def follow(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Write down another contact."""
        form = forms.FollowForm(request.POST or None, today=timezone.localdate())
        return self._act(request, pk, form, services.follow_sensitive, "登记后续联系", "记下")

    @page("<int:pk>/close/", needs="duties.close_sensitive")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close it."""
        form = forms.CloseForm(
            request.POST or None, kind=KINDS["liaison"], today=timezone.localdate()
        )
        return self._act(request, pk, form, services.close_sensitive, "办结", "办结")

    @page("<int:pk>/add/", needs="duties.add_handler")
    def add_one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody else handle it too."""
        entry = self._mine(request, pk)
        known = reads.candidates(entry.org, timezone.localdate())
        people = [one for one in known if one[0] not in entry.handlers]
        form = forms.HandlerForm(request.POST or None, people=people)
        return self._act(request, pk, form, services.add_handler, "增加经办人", "增加")

    @page("<int:pk>/remove/", needs="duties.remove_handler")
    def remove(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a handler off it."""
        people = reads.handlers_of(self._mine(request, pk), timezone.localdate())
        form = forms.HandlerForm(request.POST or None, people=people)
        return self._act(request, pk, form, services.remove_handler, "移出经办人", "移出")

    @page("add/", needs="duties.break_glass", name="add")
    def glass(self, request: HttpRequest) -> HttpResponseBase:
        """Open one in an emergency: number and reason; everybody concerned is told."""
        form, by = forms.GlassForm(request.POST or None), actor(request)
        if form.carry_out(lambda clean: services.break_glass(by=by, at=timezone.now(), **clean)):
            return pages.done(
                request, "已经打开，24 小时后自动收回。经办人、审计员和管理员都已收到通知。",
                self.address("change", form.outcome.entry_number),
            )  # fmt: skip
        return self.ask(
            request, form, title="紧急查看保密台账", submit="紧急查看", danger=True,
            back=self.address("changelist"),
            says=[
                "只在当事人有危险、经办人又联系不上时使用。",
                "打开以后 24 小时内您能看，办理还是经办人的事；到时自动收回。",
            ],
        )  # fmt: skip

    def _act(
        self, request: HttpRequest, pk: int, form: ActForm, act: Any, title: str, submit: str
    ) -> HttpResponseBase:
        entry, by = self._mine(request, pk), actor(request)
        back = self.address("change", pk)

        def run(clean: dict[str, Any]) -> Any:
            if "user" in clean:
                clean = clean | {"user": int(clean["user"])}
            return act(entry=entry, by=by, at=timezone.now(), **clean)

        if form.carry_out(run):
            left = by.pk not in form.outcome.handlers
            return pages.done(request, "已经办好。", self.address("changelist") if left else back)
        return self.ask(
            request, form, title=title, submit=submit, back=back,
            trail=[(f"第 {pk} 号", back)],
        )  # fmt: skip

    def _mine(self, request: HttpRequest, pk: int) -> SensitiveEntry:
        found: SensitiveEntry = self.found(pk, reads.mine(actor(request), timezone.now()))
        return found
