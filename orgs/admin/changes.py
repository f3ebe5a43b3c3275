"""What may be done to an organisation: each its own form, with a day and a reason, one service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.admin.desk import is_key
from fulian.consequences import Effect
from orgs import services
from orgs.admin.actor import actor
from orgs.forms import desk as forms
from orgs.models import Org, OrgStatus


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that may be done: its page, what it is called, who may, and in which state."""

    called: str
    title: str
    needs: str
    status: str = OrgStatus.ACTIVE
    of_root: bool = True


CHANGES = [
    Change("rename", "改名", "orgs.rename_org"),
    Change("convert", "类型变更", "orgs.convert_org"),
    Change("move", "调整上级", "orgs.move_org", of_root=False),
    Change("merge", "合并", "orgs.merge_orgs", of_root=False),
    Change("split", "拆分", "orgs.split_org", of_root=False),
    Change("close", "撤销组织", "orgs.close_org", of_root=False),
    Change("reopen", "恢复", "orgs.reopen_org", status=OrgStatus.CLOSED),
]


class OrgChanges(DeskAdmin):
    """The pages on which an organisation is founded and changed."""

    def changes_for(self, org: Org) -> list[Change]:
        """Return what its state lets be done to it."""
        fitting = [c for c in CHANGES if c.status == org.status]
        return [c for c in fitting if c.of_root or not org.is_root]

    @page("add/", needs="orgs.found_org")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Found an organisation, below ``?parent=`` when the tree led here."""
        asked = request.GET.get("parent", "")
        parent = Org.objects.filter(pk=asked).first() if is_key(asked) else None
        form = forms.FoundForm(
            request.POST or None, today=timezone.localdate(), initial={"parent": parent}
        )
        if form.carry_out(lambda clean: services.found_org(by=actor(request), **clean)):
            org: Org = form.outcome
            return pages.done(request, f"已新建{org.title}。", self.address("change", org.pk))
        back = self.address("change", parent.pk) if parent else self.address("changelist")
        return self.ask(request, form, title="新建组织", submit="新建", back=back)

    @page("<int:pk>/rename/", needs="orgs.rename_org")
    def rename(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it another name."""
        org = self.found(pk)
        form = forms.RenameForm(
            request.POST or None, today=timezone.localdate(),
            initial={"name": org.name, "short_name": org.short_name},
        )  # fmt: skip
        return self._change(
            request, org, form, _sure(services.rename_org), "改名", "已改名。",
            look=services.renaming_affects,
        )  # fmt: skip

    @page("<int:pk>/convert/", needs="orgs.convert_org")
    def convert(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make it another kind of organisation."""
        org = self.found(pk)
        form = forms.ConvertForm(
            request.POST or None, today=timezone.localdate(), initial={"kind": org.kind}
        )
        return self._change(
            request, org, form, _sure(services.convert_org), "类型变更", "已变更类型。",
            look=services.converting_affects,
        )  # fmt: skip

    @page("<int:pk>/move/", needs="orgs.move_org")
    def move(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Put it and what is below it elsewhere in the tree."""
        org = self.found(pk)
        form = forms.MoveForm(request.POST or None, today=timezone.localdate())
        return self._change(
            request, org, form, _sure(services.move_org), "调整上级", "已调整上级。",
            look=services.moving_affects,
        )  # fmt: skip

    @page("<int:pk>/close/", needs="orgs.close_org")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close it; what that touches is shown first and has to be confirmed."""
        org = self.found(pk)
        form = forms.CloseForm(request.POST or None, today=timezone.localdate())
        return self._change(
            request, org, form, _sure(services.close_org), "撤销组织", "已撤销。",
            look=services.closing_affects, danger=True,
        )  # fmt: skip

    @page("<int:pk>/reopen/", needs="orgs.reopen_org")
    def reopen(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let it work again."""
        org = self.found(pk)
        form = forms.DatedForm(request.POST or None, today=timezone.localdate())
        says = ["原来的授权不会自动恢复，需要重新授权。"]
        return self._change(request, org, form, services.reopen_org, "恢复", "已恢复。", says=says)

    def _change(
        self, request: HttpRequest, org: Org, form: forms.DatedForm, service: Callable[..., Org],
        title: str, said: str, look: Callable[..., list[Effect]] | None = None, **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        """Do it on confirmation; ``look`` says what it touches, for the day and choice made."""
        back = self.address("change", org.pk)
        if form.carry_out(lambda clean: service(org=org, by=actor(request), **clean)):
            return pages.done(request, f"{form.outcome.title}{said}", back)
        if look is not None and isinstance(form, forms.EffectsForm):
            context["effects"] = look(org=org, **form.chosen)
        return self.ask(
            request, form, title=f"{title}：{org.title}", submit=title, back=back,
            trail=[(org.title, back)], about=org, **context,
        )  # fmt: skip


def _sure(service: Callable[..., Org]) -> Callable[..., Org]:
    def act(*, sure: bool, **facts: Any) -> Org:
        return service(**facts)

    return act
