"""Online groups at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import ActForm, desk, page
from fulian.admin.sifts import Sift, chosen_by
from homes import services
from homes.forms import online_groups as forms
from homes.forms.acts import EndForm, SeatForm
from homes.models import OnlineGroup, OnlineGroupKind, Platform
from homes.queries import online_groups as reads
from homes.queries.homes import committee_of, is_live_seat
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.admin.registers import Now
from orgs.models import Org
from orgs.queries.naming import places
from orgs.queries.tree import found_by

OFFERED = 20


class Lacks(Sift):
    """What a group should have and has not."""

    title = "缺什么"
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be lacking."""
        return list(reads.LACKS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the groups that lack it."""
        what = self.value()
        if what not in reads.LACKS:
            return queryset
        return queryset.filter(reads.lacking(what, timezone.localdate()))


@admin.register(OnlineGroup, site=desk)
class OnlineGroupAdmin(Recorded):
    """Groups in reach, by place in the tree."""

    view_perm, create_perm = "homes.view_online_group", "homes.register_group"
    create_label = "登记工作群"
    empty_says = "没有符合条件的群。换个条件试试，或者用“统一登记”一次登记全县的。"
    list_display = ("name", "org_", "kind", "platform", "members_", "owner_", "lacks_", "since")
    list_filter = (
        chosen_by("kind", "群类别", lambda: OnlineGroupKind.choices),
        chosen_by("platform", "平台", lambda: Platform.choices), Lacks, Now, Below,
    )  # fmt: skip
    list_before_template = "homes/desk/_group_links.html"
    list_select_related = ("org", "owner__person")
    search_by: ClassVar = {"org": places}
    search_fields = ("name",)
    search_help_text = "群名称，或者组织的名称、拼音、首字母、代码"
    ordering = ("org__lft", "kind", "pk")
    sortable_by = ("name", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the groups with how many are in each."""
        return reads.with_count(super().get_queryset(request), timezone.localdate())

    @admin.display(description="组织")
    def org_(self, group: OnlineGroup) -> str:
        """Return whose."""
        return group.org.title

    @admin.display(description="群人数")
    def members_(self, group: Any) -> str:
        """Return how many were in it last, and when."""
        if group.members is None:
            return "还没有报"
        return f"{group.members}（{group.counted_on:%Y年%-m月%-d日}）"

    @admin.display(description="群主")
    def owner_(self, group: OnlineGroup) -> str:
        """Return whose it is."""
        held = is_live_seat(group.owner, timezone.localdate())
        return group.owner.person.name if group.owner and held else "—"

    @admin.display(description="缺什么")
    def lacks_(self, group: Any) -> str:
        """Return what it lacks."""
        if group.until:
            return f"{group.until:%Y年%-m月%-d日}解散"
        return "、".join(reads.lacks_of(group, timezone.localdate())) or "齐全"

    @page("<int:pk>/", needs="homes.view_online_group", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one group, its counts and what may be done."""
        group, today = self._group(pk), timezone.localdate()
        return self.show(
            request, "homes/desk/group.html", title=group.name, group=group,
            held=is_live_seat(group.owner, today), counts=reads.counts_of(group),
            lacks=[] if group.until else reads.lacks_of(group, today),
        )  # fmt: skip

    @page("add/", needs="homes.register_group")
    def add(self, request: HttpRequest) -> HttpResponse:
        """Choose where; ``?q=`` finds an organisation."""
        text = request.GET.get("q", "").strip()
        found = Org.objects.none()
        if text:
            found = found_by(text).select_related("parent")[:OFFERED]
        return self.show(
            request, "homes/desk/group_where.html", title="登记工作群：在哪里", text=text,
            found=list(found),
        )  # fmt: skip

    @page("org/<int:pk>/add/", needs="homes.register_group")
    def add_at(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Register a group of an organisation."""
        org, today, by = self.found(pk, Org.objects.all()), timezone.localdate(), actor(request)
        form = forms.GroupForm(request.POST or None, seats=committee_of(org.pk, today), today=today)
        if form.carry_out(lambda _: services.register_group(org=org, by=by, **form.facts())):
            return pages.done(
                request, f"已登记：{form.outcome.name}。", self.address("change", form.outcome.pk)
            )
        return self.ask(
            request, form, title=f"登记工作群：{org.title}", submit="登记",
            back=self.address("changelist"),
        )  # fmt: skip

    @page("<int:pk>/edit/", needs="homes.change_group")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct what is known of it."""
        group, by = self._group(pk), actor(request)
        known = {name: getattr(group, name) for name in forms.GroupFacts.base_fields}
        form = forms.GroupFacts(request.POST or None, initial=known)
        return self._acted(
            request, form, group, "修改", lambda c: services.change_group(group=group, by=by, **c)
        )

    @page("<int:pk>/owner/", needs="homes.name_owner")
    def owner(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say whose it is now."""
        group, today, by = self._group(pk), timezone.localdate(), actor(request)
        form = SeatForm(
            request.POST or None, seats=committee_of(group.org_id, today),
            initial={"seat": str(group.owner_id or "")},
        )  # fmt: skip
        return self._acted(
            request, form, group, "确定群主",
            lambda _: services.name_owner(group=group, seat=form.chosen(), on=today, by=by),
        )  # fmt: skip

    @page("<int:pk>/count/", needs="homes.count_group")
    def count(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep how many are in it."""
        group, today, by = self._group(pk), timezone.localdate(), actor(request)
        form = forms.CountForm(request.POST or None, initial={"members": group.members})
        return self._acted(
            request, form, group, "报群人数",
            lambda c: services.count_group(group=group, on=today, by=by, **c),
        )  # fmt: skip

    @page("<int:pk>/end/", needs="homes.end_group")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that it was dissolved."""
        group, by = self._group(pk), actor(request)
        form = EndForm(request.POST or None, today=timezone.localdate())
        return self._acted(
            request, form, group, "群已解散",
            lambda c: services.end_group(group=group, by=by, **c), danger=True,
            says=["只登记群已经解散。群本身请在微信或 QQ 里解散。"],
        )  # fmt: skip

    def _group(self, pk: int) -> Any:
        rows = OnlineGroup.objects.select_related("org", "owner__person")
        return self.found(pk, reads.with_count(rows, timezone.localdate()))

    def _acted(
        self, request: HttpRequest, form: ActForm, group: Any, title: str,
        act: Callable[[dict[str, Any]], Any], **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", group.pk)
        if form.carry_out(act):
            return pages.done(request, "已保存。", back)
        return self.ask(
            request, form, title=f"{title}：{group.name}", submit=title, back=back,
            trail=[(group.name, back)], **context,
        )  # fmt: skip
