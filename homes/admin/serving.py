"""Volunteer service at the desk: what was done, struck, taken out for a civic platform."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages, scoping, signing
from fulian.admin import desk, page
from fulian.admin.sifts import Sift, chosen_by
from fulian.workbooks import XLSX
from homes import services
from homes.admin.acts import ActAdmin
from homes.forms.fields import WhyForm
from homes.forms.teams import ExportForm
from homes.models import HelpKind, TargetGroup, VolunteerActivity
from orgs.admin.actor import actor
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

TYPES = {"json": "application/json", "xlsx": XLSX}


class Struck(Sift):
    """Whether it counts."""

    title = "是否作废"
    parameter_name = "struck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [("no", "有效"), ("yes", "作废")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them."""
        chosen = {"no": True, "yes": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(struck_on__isnull=chosen)


@admin.register(VolunteerActivity, site=desk)
class VolunteerActivityAdmin(ActAdmin):
    """Service in reach, the latest first."""

    view_perm = "homes.view_team"
    empty_says = "没有符合条件的志愿服务。队长和队员在手机上记。"
    list_display = ("done_on", "team_", "org_", "kind", "target", "hours_", "helped_", "state_")
    list_filter = (
        chosen_by("kind", "帮扶方式", lambda: HelpKind.choices),
        chosen_by("target", "服务对象", lambda: TargetGroup.choices), Struck, Below,
    )  # fmt: skip
    list_select_related = ("org", "team")
    search_fields = ("team__name",)
    search_by: ClassVar = {"org": places}
    search_help_text = "志愿队名称，或者组织的名称、拼音、代码"
    ordering = ("-done_on", "-pk")
    sortable_by = ("done_on",)
    list_before_template = "homes/desk/_service_links.html"

    @admin.display(description="志愿队")
    def team_(self, row: VolunteerActivity) -> str:
        """Return whose it is."""
        return row.team.name

    @admin.display(description="组织")
    def org_(self, row: VolunteerActivity) -> str:
        """Return where."""
        return row.org.title

    @admin.display(description="时长（小时）")
    def hours_(self, row: VolunteerActivity) -> str:
        """Return how long."""
        return row.hours

    @admin.display(description="受益人次")
    def helped_(self, row: VolunteerActivity) -> int:
        """Return how many times somebody was helped."""
        return row.beneficiaries

    @admin.display(description="状态")
    def state_(self, row: VolunteerActivity) -> str:
        """Return whether it counts."""
        return "作废" if row.struck_on else "有效"

    @page("<int:pk>/", needs="homes.view_team", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one piece of service."""
        one = self.found(pk, VolunteerActivity.objects.select_related("org", "team"))
        shares = one.shares.select_related("volunteer").order_by("pk")
        return self.show(
            request, "homes/desk/service.html", title=str(one), one=one, shares=list(shares)
        )

    @page("<int:pk>/strike/", needs="homes.strike_service")
    def strike(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let it count no more."""
        one, by, back = self.found(pk), actor(request), self.address("change", pk)
        form = WhyForm(request.POST or None)
        return self.do(
            request, form,
            lambda c: services.strike_service(activity=one, by=by, at=timezone.now(), **c),
            "已经作废。", back=back, title=f"作废：{one}", submit="作废", danger=True,
            trail=[(str(one), back)],
            says=["作废以后还看得到，但是不算时长；对方平台下次来读，也会看到作废。"],
        )  # fmt: skip

    @page("<int:pk>/unstrike/", needs="homes.unstrike_service")
    def unstrike(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let it count again."""
        one, by, back = self.found(pk), actor(request), self.address("change", pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        refused = pages.refusal_of(
            lambda: services.unstrike_service(activity=one, by=by, at=timezone.now())
        )
        return pages.done(request, refused or "已经恢复。", back)

    @page("export/", needs="homes.export_service")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Send the service in reach: a signed file, or a workbook."""
        org, by, at = top_of_reach(), actor(request), timezone.now()
        today = timezone.localdate(at)
        start = {"first": today.replace(day=1), "last": today, "form": "json"}
        form = ExportForm(request.POST or None, initial=start)
        if form.carry_out(lambda c: services.export_service(org=org, by=by, at=at, **c)):
            return _file(form.outcome, form.cleaned_data["form"], f"志愿服务{today:%Y%m%d}")
        key = signing.fingerprint(signing.public_key(scoping.current().county))
        return self.ask(
            request, form, title="导出志愿服务", submit="导出", back=self.address("changelist"),
            says=[
                "给文明实践平台折算积分用。这里没有积分，也不给人排名。",
                f"数据文件带本县签名，指纹 {key}；对方用公钥可以核对没有被改过。电话从不导出。",
            ],
        )  # fmt: skip


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    answer["Cache-Control"] = "no-store"
    return answer
