"""The record at the desk: search it, read one line in words, take an act back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sifts import Sift
from orgs import rules, services
from orgs.admin import returning, words
from orgs.admin.actor import actor
from orgs.forms import desk as forms
from orgs.models import Record
from orgs.queries import desk as reads
from orgs.queries.batches import lead_of
from orgs.queries.naming import places

SHOWN = 50  # of the single changes, before an undo


class Act(Sift):
    """What was done, by its Chinese name."""

    title, parameter_name = "操作", "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every act by its name."""
        named = [(verb.name, verb.title) for verb in services.VERBS.values()]
        return [*named, *words.OTHER_ACTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one act."""
        return queryset.filter(act=self.value()) if self.value() else queryset


class Days(Sift):
    """How long ago."""

    title, parameter_name = "时间", "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the usual spans."""
        return [("1", "今天"), ("7", "近 7 天"), ("30", "近 30 天"), ("365", "近一年")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what was done in the span."""
        if self.value() not in ("1", "7", "30", "365"):
            return queryset
        first = timezone.localdate() - timedelta(days=int(self.value()) - 1)
        return queryset.filter(at__gte=_start(first))


@admin.register(Record, site=desk)
class RecordAdmin(DeskAdmin):
    """What was done in reach, the latest first; for auditors all of it, else what she may see.

    A township's desk finds here what was done at or below it.
    """

    view_perm = "orgs.view_acts"
    empty_says = "没有符合条件的记录。换个条件试试，或者清除筛选。"
    list_display = ("at", "doer_", "act_", "target_name", "outcome", "reason")
    list_filter = (Days, Act, ("outcome", ChoicesDropdownFilter))
    search_by: ClassVar = {"org_id": places}
    search_help_text = "姓名、对象、组织、操作、事由或 2026-11-22"
    ordering = ("-at", "-pk")
    sortable_by = ()

    @admin.display(description="操作人")
    def doer_(self, line: Any) -> str:
        """Return who did it."""
        return str(line.doer)

    @admin.display(description="操作")
    def act_(self, line: Record) -> str:
        """Return what was done."""
        return words.act_title(line.act)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the lines with who did it; ``target`` and ``id`` keep those about one object."""
        lines = in_sight(request, super().get_queryset(request))
        if request.user.has_perm("orgs.view_record"):
            return reads.with_doer(lines)
        return reads.with_doer(reads.done_from_here(lines.exclude(target__in=rules.OF_ACCOUNTS)))

    def meant_by(self, word: str) -> Q:
        """Mean a person, an object, an act, a reason or a day."""
        return matches(word)

    @page("<int:pk>/", needs="orgs.view_history", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one line: who, when, why, and what changed."""
        line = self._line(request, pk)
        may = request.user.has_perm
        undoable = may("orgs.undo") and services.may_undo(line, by=request.user)
        undoable = undoable and services.is_undoable(line, at=timezone.now())
        return self.show(
            request, "orgs/desk/record.html", title=words.act_title(line.act), line=line,
            shown=words.shown(line.changes, personal=may("orgs.view_record")),
            can_undo=undoable, about=returning.page_of(request, line),
        )  # fmt: skip

    @page("<int:pk>/undo/", needs="orgs.undo")
    def undo(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take back the whole act the line belongs to, after showing what that means."""
        line, now = self._line(request, pk), timezone.now()
        if line.batch is None:
            raise Http404
        if not services.may_undo(line, by=request.user):
            raise PermissionDenied
        back, title = self.address("change", line.pk), words.act_title(line.act)
        form = forms.OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.undo(
                batch=line.batch, at=now, on=timezone.localdate(), by=actor(request), **clean
            )
        ):
            to = returning.page_of(request, lead_of(line.batch), or_list=True)
            said = f"已撤销“{title}”，恢复了 {form.outcome} 处。"
            return pages.done(request, said, to or "admin:index")
        personal = request.user.has_perm("orgs.view_record")
        changes = reads.changes_of(line.batch)
        obstacles = services.obstacles_to(line.batch)
        return self.ask(
            request, form, title=f"撤销操作：{title}", submit="撤销这项操作", back=back,
            danger=True, template="orgs/desk/undo.html", line=line,
            told=returning.sentences(changes, personal=personal),
            shown=words.shown(changes[::-1][:SHOWN], personal=personal),
            more=max(0, len(changes) - SHOWN),
            obstacles=returning.in_the_way(request, line.batch, obstacles, in_sight),
            is_undoable=services.is_undoable(line, at=now),
        )  # fmt: skip

    def _line(self, request: HttpRequest, pk: int) -> Any:
        return self.found(pk, reads.with_doer(in_sight(request, Record.objects.all())))


def in_sight(request: HttpRequest, lines: QuerySet[Record]) -> QuerySet[Record]:
    """Return the lines she may read: auditors all, others what is about things they may see.

    A kept filter is its owner's alone, and so is what was done to it.
    """
    if request.user.has_perm("orgs.view_record"):
        return lines
    seen: set[str] = set()
    for model, listed in desk._registry.items():
        if isinstance(listed, DeskAdmin) and listed.has_view_permission(request):
            parts = getattr(listed, "ties", reads.Ties()).parts
            seen |= {model._meta.label_lower, *parts}
    others = Q(target="orgs.savedfilter") & ~Q(user_id=request.user.pk)
    return lines.filter(target__in=sorted(seen)).exclude(others)


def matches(word: str) -> Q:
    """Condition: a line of the record is about ``word``: who, what, why, when, or which request."""
    acts = [verb.name for verb in services.VERBS.values() if word in verb.title]
    found = Q(target_name__icontains=word) | Q(reason__icontains=word) | Q(act__in=acts)
    try:
        day = date.fromisoformat(word)
        return found | Q(at__gte=_start(day), at__lt=_start(day + timedelta(days=1)))
    except (ValueError, OverflowError):  # no day, or the last there is
        return found | reads.acts_by(word) | Q(request=word)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
