"""Ledgers at the desk: looked for, read, printed, taken out, typed from paper, received."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from duties import services
from duties.admin.log import Where
from duties.forms import handing
from duties.forms import ledgers as forms
from duties.ledgers import KINDS, kind_choices, kind_of
from duties.models import LedgerEntry
from duties.queries import ledgers as reads
from duties.queries import norms, posts
from duties.queries.contacts import known_at
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.searching import meant
from members.admin.sending import workbook
from members.models import Appointment, Office
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.models import Org, OrgStatus
from orgs.queries.hats import live
from orgs.queries.naming import places

PRINTED = 300
SIZE = 50
TOLD = "村里会收到通知。"


class ByKind(Sift):
    """Of which kind."""

    title, parameter_name = "台账", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the kinds."""
        return kind_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        return queryset.filter(kind=self.value()) if self.value() in KINDS else queryset


class Waiting(Sift):
    """What wants somebody."""

    title, parameter_name = "要办的", "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be asked for."""
        return [("overdue", "过了下次联系日期"), ("away", "转办中"), ("received", "转到我们这里的")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those."""
        hat: Any = getattr(request.user, "hat", None)
        going = Q(transfers__status__in=["asked", "accepted"])
        conditions = {
            "overdue": reads.overdue(timezone.localdate()), "away": going,
            "received": going & Q(transfers__to_org=hat.org if hat else 0),
        }  # fmt: skip
        asked = conditions.get(self.value() or "")
        return queryset.filter(asked).distinct() if asked else queryset


@admin.register(LedgerEntry, site=desk)
class LedgerEntryAdmin(DeskAdmin):
    """Lines in reach, the newest first. The sensitive ones are not among them."""

    view_perm = "duties.view_ledger"
    list_before_template = "duties/desk/_ledger_links.html"
    empty_says = "没有符合条件的台账。村里的人在手机上记，乡镇可以按纸质记录代录。"
    list_display = ("title_", "done_on", "org_", "who_", "subject_", "status", "next_on", "hand_")
    list_filter = (ByKind, ("status", ChoicesDropdownFilter), Waiting, Where)
    list_select_related = reads.NAMED
    search_by: ClassVar = {"appointment__person": women, "org": places}
    search_help_text = "联系对象、记录人姓名，或者组织的名称、拼音、代码"
    ordering = ("-done_on", "-pk")
    sortable_by = ()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Return the columns; whom a line is about only for who may read it."""
        may = request.user.has_perm("duties.read_ledger")
        return [name for name in self.list_display if may or name != "subject_"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return what is meant; a name is looked for only by who may read it."""
        may = request.user.has_perm("duties.read_ledger")
        plain = self.meant_by if may else None
        return queryset.filter(meant(search_term, self.search_by, plain)), False

    def meant_by(self, word: str) -> Q:
        """Condition: it is about whoever is called so."""
        names = ("subject_name", "woman__name", "household__name", "group__name")
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        return found

    @admin.display(description="台账")
    def title_(self, entry: LedgerEntry) -> str:
        """Return of which kind."""
        kind = kind_of(entry.kind)
        return kind.title if kind else "台账"

    @admin.display(description="组织")
    def org_(self, entry: LedgerEntry) -> str:
        """Return where."""
        return entry.org.title

    @admin.display(description="记录人")
    def who_(self, entry: LedgerEntry) -> str:
        """Return who."""
        return f"{entry.appointment.person.name}（{entry.appointment.get_office_display()}）"

    @admin.display(description="联系对象")
    def subject_(self, entry: LedgerEntry) -> str:
        """Return whom it is about."""
        return reads.subject_of(entry) or "—"

    @admin.display(description="现由谁办")
    def hand_(self, entry: LedgerEntry) -> str:
        """Return whose hands it lies in."""
        return entry.hand.title if entry.hand else "—"

    @page("<int:pk>/", needs="duties.view_ledger", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line; without the right to words, how it stands."""
        entry = self._entry(pk)
        whole = reads.whole_of(entry, timezone.now())
        by = actor(request)
        going = whole.going
        is_receiver = bool(going and by.hat and by.hat.org == going.to_org_id)
        return self.show(
            request, "duties/desk/ledger.html", entry=entry, whole=whole,
            title=f"{entry.done_on:%Y年%-m月%-d日} {whole.title}", subject=reads.subject_of(entry),
            is_receiver=is_receiver and by.has_perm("duties.accept_transfer"),
        )  # fmt: skip

    @page("<int:pk>/print/", needs="duties.read_ledger", name="print_one")
    def print_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line as the paper form."""
        entry = self._entry(pk)
        whole = reads.whole_of(entry, timezone.now())
        return self.show(
            request, "duties/desk/ledger_paper.html", title=whole.title, entry=entry, whole=whole,
            subject=reads.subject_of(entry), trail=[("这一条", self.address("change", pk))],
        )  # fmt: skip

    @page("print/", needs="duties.read_ledger", name="print_all")
    def print_all(self, request: HttpRequest) -> HttpResponse:
        """Show the lines of the list as tables, one a kind."""
        rows = reads.export_rows(self._filtered(request))
        lines = list(rows[: PRINTED + 1])
        tables = [
            (kind, kind.labels(), [self._row(kind, one) for one in lines if one.kind == code])
            for code, kind in KINDS.items()
        ]
        return self.show(
            request, "duties/desk/ledger_table.html", title="台账汇总", most=PRINTED,
            tables=[one for one in tables if one[2]], more=len(lines) > PRINTED,
        )  # fmt: skip

    @page("export/", needs="duties.export_ledger")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Send the lines of the list as a workbook; with words only for a reason."""
        form = forms.ExportForm(request.POST if request.method == "POST" else None)
        rows, by = self._filtered(request), actor(request)
        if form.carry_out(lambda clean: services.export_ledger(rows=rows, by=by, **clean)):
            return workbook(form.outcome, f"台账{timezone.localdate():%Y%m%d}")
        says = [
            "导出的是列表里筛选出来的台账。谁、什么时候、为什么导出，都会记录。保密台账不在里面。"
        ]
        return self.ask(
            request, form, title="导出台账", submit="导出", back=self.address("changelist"),
            says=says,
        )  # fmt: skip

    @page("type/", needs="duties.type_ledger", name="type")
    def type_in(self, request: HttpRequest) -> HttpResponseBase:
        """Type what a village wrote on paper: first where, then the line."""
        by, now = actor(request), timezone.now()
        kind = kind_of(request.GET.get("kind", "liaison"))
        chosen = request.GET.get("org", "")
        org = Org.objects.filter(pk=chosen).first() if is_key(chosen) else None
        if kind is None:
            raise Http404
        shown = {"kinds": KINDS.values(), "kind": kind, "org": org, "orgs": _villages()}
        seats = posts.seats_at(org, timezone.localdate(now)) if org else []
        form = forms.entry_form(kind)(
            request.POST or None, today=timezone.localdate(now), seats=seats, is_paper=True,
            known=known_at(org, timezone.localdate(now)) if org else {},
        )  # fmt: skip
        del form.fields["is_sensitive"]
        if form.carry_out(lambda clean: services.write_ledger(by=by, at=now, **form.facts())):
            here = f"{self.address('type')}?kind={kind.code}&org={chosen}"
            return pages.done(request, "已经录入，可以接着录下一条。", here)
        return self.ask(
            request, form, title="按纸质记录代录台账", submit="录入", seats=seats,
            back=self.address("changelist"), template="duties/desk/ledger_type.html", **shown,
        )  # fmt: skip

    @page("gaps/", needs="duties.view_contact_gaps")
    def gaps(self, request: HttpRequest) -> HttpResponse:
        """Show who still misses contacts, by place; nobody is ranked."""
        today, text = timezone.localdate(), request.GET.get("q", "").strip()
        seated = Appointment.rows.filter(
            live(today), org=OuterRef("pk"), office=Office.EXECUTIVE_MEMBER
        )
        rows = Org.objects.filter(Exists(seated), status=OrgStatus.ACTIVE).order_by("lft")
        found = Paginator(rows.filter(meant(text, {"pk": places})), SIZE).get_page(
            request.GET.get("page")
        )
        gaps = norms.gaps_in([org.pk for org in found], today)
        return self.show(
            request, "duties/desk/contact_gaps.html", title="谁还没联系够", found=found, gaps=gaps,
            norm=norms.norm(), text=text,
        )  # fmt: skip

    @page("<int:pk>/accept/", needs="duties.accept_transfer")
    def accept(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a line that was handed up in hand."""
        form = ActForm(request.POST if request.method == "POST" else None)
        act = services.accept_transfer
        return self._answer(request, pk, form, act, "接收转办", "接收", f"已经接收，{TOLD}")

    @page("<int:pk>/return/", needs="duties.return_transfer")
    def give_back(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it back."""
        form, act = handing.ReturnForm(request.POST or None), services.return_transfer
        return self._answer(request, pk, form, act, "退回转办", "退回", f"已经退回，{TOLD}")

    @page("<int:pk>/finish/", needs="duties.finish_transfer")
    def finish(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say what came of it."""
        form, act = handing.ResultForm(request.POST or None), services.finish_transfer
        return self._answer(request, pk, form, act, "办理结果", "办完了", f"已经办完，{TOLD}")

    def _answer(
        self, request: HttpRequest, pk: int, form: ActForm, act: Any, title: str, submit: str,
        said: str,
    ) -> HttpResponseBase:  # fmt: skip
        entry, by = self._entry(pk), actor(request)
        going, back = reads.going_of(entry), self.address("change", pk)
        if going is None:
            raise Http404
        if form.carry_out(lambda clean: act(transfer=going, by=by, at=timezone.now(), **clean)):
            return pages.done(request, said, back)
        says = [f"{entry.org.title}转来，原因：{going.reason}"]
        return self.ask(
            request, form, title=title, submit=submit, back=back, says=says,
            trail=[("这一条", back)],
        )  # fmt: skip

    def _entry(self, pk: int) -> LedgerEntry:
        rows = LedgerEntry.objects.select_related(*reads.NAMED)
        found: LedgerEntry = self.found(pk, rows)
        return found

    def _filtered(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        chosen = self.get_changelist_instance(request).get_queryset(request)
        return LedgerEntry.objects.filter(pk__in=chosen.order_by().values("pk"))

    def _row(self, kind: Any, entry: LedgerEntry) -> tuple[LedgerEntry, str, list[str]]:
        columns = {name: getattr(entry, column) for column, name in kind.columns.items()}
        told = [text for _, text in kind.told(entry.words | columns)]
        return entry, reads.subject_of(entry), told


def _villages() -> list[Org]:
    return list(Org.objects.filter(status=OrgStatus.ACTIVE).order_by("lft")[:200])
