"""The work log at the desk: searched by words, narrowed by post and by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from duties import services
from duties.admin.papers import PaperLogPages
from duties.admin.posts import ByPost
from duties.forms.log import EditForm, StrikeForm
from duties.models import DutyLogEntry
from duties.queries import log as reads
from duties.queries.catalogue import posts_between
from duties.rules.log import is_free, may_change
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.searching import meant
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.models import Org
from orgs.queries.naming import places


def _spans(today: date) -> dict[str, tuple[str, date, date]]:
    """Return what may be chosen: its name, the first day, and the day after the last."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    earlier = (quarter - timedelta(days=1)).replace(day=1)
    last = earlier.replace(month=(earlier.month - 1) // 3 * 3 + 1)
    end = today + timedelta(days=1)
    return {
        "month": ("本月", month, end),
        "last_month": ("上月", before, month),
        "quarter": ("本季度", quarter, end),
        "last_quarter": ("上季度", last, quarter),
        "year": ("今年", today.replace(month=1, day=1), end),
    }


class When(Sift):
    """When it was done."""

    title = "时间"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the spans."""
        return [(key, span[0]) for key, span in _spans(timezone.localdate()).items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one span."""
        span = _spans(timezone.localdate()).get(self.value() or "")
        return queryset.filter(done_on__gte=span[1], done_on__lt=span[2]) if span else queryset


class Where(Sift):
    """Below which organisation directly under her own."""

    title = "组织"
    parameter_name = "below"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the organisations one step below the top of her reach."""
        hat: Any = getattr(request.user, "hat", None)
        below = Org.objects.filter(parent=hat.org if hat else 0).order_by("lft")
        return [(str(pk), name) for pk, name in below.values_list("pk", "short_name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what happened there or below."""
        chosen = self.value() or ""
        return queryset.filter(DutyLogEntry.inside(int(chosen))) if is_key(chosen) else queryset


class How(Sift):
    """How a line came in, and whether it counts."""

    title = "记录"
    parameter_name = "how"
    kinds: ClassVar = {
        "counts": ("算数的", reads.COUNTS),
        "paper": ("代录的", ~Q(paper="")),
        "struck": ("已作废的", Q(struck_on__isnull=False)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the kinds."""
        return [(key, kind[0]) for key, kind in self.kinds.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        kind = self.kinds.get(self.value() or "")
        return queryset.filter(kind[1]) if kind else queryset


@admin.register(DutyLogEntry, site=desk)
class DutyLogEntryAdmin(PaperLogPages):
    """Lines of the log in reach, the newest first."""

    view_perm = "duties.view_log"
    empty_says = "没有符合条件的履岗记录。村里的主席、执委和妇女代表在手机上记。"
    list_before_template = "duties/desk/_log_links.html"
    list_display = ("what_", "done_on", "org_", "post_", "who_", "how_", "photo_")
    list_filter = (When, ByPost, Where, How)
    list_select_related = ("org", "appointment__person")
    search_fields = ("what", "for_whom", "occasion")
    search_by: ClassVar = {"appointment__person": women, "org": places}
    search_help_text = "内容、为谁，或者姓名、组织的名称、拼音、代码"
    ordering = ("-done_on", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyLogEntry]:
        """Return the lines in reach, each with what its post was called that day."""
        return reads.named(super().get_queryset(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return what is meant; for whom it was done is looked for by who may read names."""
        may = request.user.has_perm("duties.read_ledger")
        plain = self.meant_by if may else _said_only
        return queryset.filter(meant(search_term, self.search_by, plain)), False

    @admin.display(description="岗位")
    def post_(self, line: Any) -> str:
        """Return what the post was called that day."""
        return str(line.post_name)

    @admin.display(description="怎么来的")
    def how_(self, line: DutyLogEntry) -> str:
        """Return whether it came on paper, and whether it counts."""
        said = ["代录"] * bool(line.paper) + ["已作废"] * bool(line.struck_on)
        return "，".join(said) or "—"

    @admin.display(description="做了什么")
    def what_(self, line: DutyLogEntry) -> str:
        """Return the beginning of it."""
        return line.what if len(line.what) <= 40 else f"{line.what[:39]}…"

    @admin.display(description="组织")
    def org_(self, line: DutyLogEntry) -> str:
        """Return where."""
        return line.org.title

    @admin.display(description="谁做的")
    def who_(self, line: DutyLogEntry) -> str:
        """Return who."""
        return f"{line.appointment.person.name}（{line.appointment.get_office_display()}）"

    @admin.display(description="照片")
    def photo_(self, line: DutyLogEntry) -> str:
        """Return whether there is one; nobody needs one."""
        return "有" if line.photo else "—"

    @page("<int:pk>/", needs="duties.view_log", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line, and what it said before."""
        line = self._line(pk)
        grant = line.appointment.grant
        hers = may_change(entry=line, owner=grant.user_id if grant else None, by=actor(request))
        return self.show(
            request, "duties/desk/line.html", title=_title(line), line=line,
            former=reads.former_of(line),
            is_hers=hers and request.user.has_perm("duties.edit_log"),
        )  # fmt: skip

    @page("<int:pk>/edit/", needs="duties.edit_log")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Change a line that was typed up: freely for seven days, then with a reason."""
        line, today, at = self._line(pk), timezone.localdate(), timezone.now()
        free, back, by = is_free(entry=line, at=at), self.address("change", pk), actor(request)
        form = EditForm(
            request.POST or None, request.FILES or None, line=line, today=today, is_free=free,
            posts=posts_between(line.done_on, max(today, line.done_on)),
        )  # fmt: skip
        act = services.edit_log if free else services.amend_log
        if form.carry_out(lambda clean: act(entry=line, at=at, by=by, **form.facts())):
            return pages.done(request, "已经改好。", back)
        return self.ask(
            request, form, title=f"修改：{_title(line)}", submit="保存", back=back,
            trail=[(_title(line), back)],
            says=["登记后七天内可以直接改；以后要写更正原因，原来写的也留着。"],
        )  # fmt: skip

    @page("<int:pk>/strike/", needs="duties.strike_log")
    def strike(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a line that was typed up count no more."""
        line, back, by = self._line(pk), self.address("change", pk), actor(request)
        form, at = StrikeForm(request.POST or None), timezone.now()
        if form.carry_out(lambda clean: services.strike_log(entry=line, at=at, by=by, **clean)):
            return pages.done(request, "已经作废，这条不再算数。", back)
        return self.ask(
            request, form, title=f"作废：{_title(line)}", submit="作废", back=back, danger=True,
            trail=[(_title(line), back)], says=["还能看到，但是哪里都不算数。可以取消作废。"],
        )  # fmt: skip

    @page("<int:pk>/unstrike/", needs="duties.unstrike_log")
    @method_decorator(require_POST)
    def unstrike(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a struck line that was typed up count again."""
        back = self.address("change", pk)
        try:
            services.unstrike_log(entry=self._line(pk), by=actor(request))
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
            return redirect(back)
        return pages.done(request, "已经取消作废。", back)

    def _line(self, pk: int) -> Any:
        line = reads.line_in_reach(pk)
        if line is None:
            raise Http404
        return line


def _said_only(word: str) -> Q:
    return Q(what__icontains=word) | Q(occasion__icontains=word)


def _title(line: Any) -> str:
    return f"{line.done_on:%Y年%-m月%-d日} {line.post_name}"
