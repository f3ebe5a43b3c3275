"""``RegisterAdmin``: a register's rows are added, corrected and ended; each step one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import ActForm
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.dated import live_on
from fulian.searching import Finder
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.forms.desk import SureForm
from orgs.models import Org
from orgs.queries.naming import places


class Now(Sift):
    """Whether the row holds today."""

    title = "状态"
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "现在有效"), ("0", "已经结束")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        today = live_on(timezone.localdate())
        if self.value() == "1":
            return queryset.filter(today)
        return queryset.exclude(today) if self.value() == "0" else queryset


class RegisterAdmin(Recorded):
    """A register of the organisations in reach, by place in the tree.

    ``subject`` is what its services call a row; ``correct_perm`` names who may open one.
    """

    subject: ClassVar[str] = ""
    correct_perm: ClassVar[str] = ""
    facts: ClassVar[Sequence[str]] = ()
    search_fields: ClassVar[Sequence[str]] = ("name",)
    search_by: ClassVar[Mapping[str, Finder]] = {"org": places}
    search_help_text = "名称，或者组织的名称、拼音、首字母、代码"
    list_select_related: ClassVar[Sequence[str]] = ("org",)
    ordering: ClassVar[Sequence[str]] = ("org__lft", "-since", "pk")

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to the page of changes whoever may change."""
        return list_display[:1] if request.user.has_perm(self.correct_perm) else None

    def adding(
        self, request: HttpRequest, kind: type[Any], service: Callable[..., Any], **context: Any
    ) -> HttpResponseBase:
        """Ask for a new row and make it, at ``?org=`` when a page led here."""
        asked = request.GET.get("org", "")
        place = Org.objects.filter(pk=asked).first() if is_key(asked) else None
        form = kind(request.POST or None, today=timezone.localdate(), initial={"org": place})
        if form.carry_out(lambda clean: service(by=actor(request), **clean)):
            return pages.done(request, self.said(form.outcome), self.after(form.outcome))
        return self.ask(
            request, form, title=self.create_label, submit="保存", back=self.address("changelist"),
            **context,
        )  # fmt: skip

    def correcting(
        self, request: HttpRequest, pk: int, kind: type[Any], service: Callable[..., Any],
        *, dated: bool = False, template: str = "orgs/desk/register.html", **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        """Show a row's facts, and correct them."""
        row = self.row(pk)
        days = {"today": timezone.localdate()} if dated else {}
        form: ActForm = kind(request.POST or None, initial=self.known(row), **days)
        act = {self.subject: row, "by": actor(request)}
        if form.carry_out(lambda clean: service(**act, **clean)):
            return pages.done(request, "已保存。", self.after(row))
        return self.ask(
            request, form, title=f"修改：{row}", submit="保存", back=self.address("changelist"),
            template=template, row=row, **context,
        )  # fmt: skip

    def ending(
        self, request: HttpRequest, pk: int, service: Callable[..., Any], title: str, **context: Any
    ) -> HttpResponseBase:
        """End a row: what it is stands above, and has to be confirmed."""
        row = self.row(pk)
        form = SureForm(request.POST or None, today=timezone.localdate())
        act = {self.subject: row, "by": actor(request)}
        if form.carry_out(lambda clean: service(**act, **_unsure(clean))):
            return pages.done(request, f"{title}：{row}，已办理。", self.address("changelist"))
        back = self.address("change", row.pk)
        says = context.pop("says", [f"{row.org.title}：{row}，{row.since:%Y年%-m月%-d日}起。"])
        return self.ask(
            request, form, title=f"{title}：{row}", submit=title, back=back, danger=True,
            trail=[(str(row), back)], says=says, **context,
        )  # fmt: skip

    def row(self, pk: int) -> Any:
        """Return the row in reach with its organisation."""
        return self.found(pk, self.model.objects.select_related("org"))

    def known(self, row: Any) -> dict[str, Any]:
        """Return what the form of corrections shows first."""
        return {name: getattr(row, name) for name in self.facts}

    def said(self, row: Any) -> str:
        """Return what is said when a row was made."""
        return f"已登记：{row}。"

    def after(self, row: Any) -> str:
        """Return the page that follows."""
        return self.address("changelist")


def _unsure(clean: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in clean.items() if name != "sure"}


def days(row: Any) -> str:
    """Return from when until when a row holds, as people write it."""
    begun = f"{row.since:%Y年%-m月%-d日}起"
    return f"{begun}，至{row.until:%Y年%-m月%-d日}前" if row.until else begun
