"""Published reports, those above who read them, and other installations: the operator's desk.

A county's own desk sees what it published itself, to hand it on as a signed file.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.sidebar import offer
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.models import County
from reports import services
from reports.forms import OverseerForm, SourceForm, SureForm, TakeInForm
from reports.models import Oversight, PublishedReport, ReportSource
from reports.queries.oversight import published_by
from reports.queries.totals import file_of, own_fingerprint, own_key

offer("报告", "已发布的报告", "publish", "reports_publishedreport_changelist",
      "reports.view_published")  # fmt: skip
offer("平台", "上级查看账号", "visibility", "reports_oversight_changelist",
      "reports.view_oversight")  # fmt: skip
offer("平台", "报告来源", "key", "reports_reportsource_changelist", "reports.view_source")
offer("平台", "本系统的公钥", "vpn_key", "reports_reportsource_key", "reports.view_source")


@admin.register(PublishedReport, site=desk)
class PublishedReportAdmin(DeskAdmin):
    """What is published: a county's desk sees its own, an operator all of it."""

    view_perm, create_perm = "reports.view_published", "reports.take_in"
    create_label = "接收签名文件"
    empty_says = "还没有发布的季度报告。县妇联发布定稿的报告以后，会列在这里。"
    list_display = ("county_name", "quarter_", "version", "published_at", "source_")
    search_fields = ("county_name", "^county_code", "quarter")
    search_help_text = "县名、代码或季度，例如 2026Q3"
    ordering = ("-quarter", "county_code", "-version")

    @admin.display(description="季度", ordering="quarter")
    def quarter_(self, row: PublishedReport) -> str:
        """Return the quarter as people say it."""
        return f"{row.quarter[:4]}年第{row.quarter[5:]}季度"

    @admin.display(description="来源")
    def source_(self, row: PublishedReport) -> str:
        """Return where it came from."""
        return row.source.called if row.source else "本系统"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what she may see, without the bodies."""
        rows = PublishedReport.objects.all()
        user = actor(request)
        if not user.is_operator:
            county = County.objects.filter(pk=user.county_id or 0).first()
            rows = published_by(county) if county else rows.none()
        ordering = self.get_ordering(request)
        return rows.defer("body").select_related("source").order_by(*ordering)

    @page("<int:pk>/", needs="reports.view_published", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was published, when, and how it is handed on."""
        row = self.found(pk, self.get_queryset(request))
        return self.show(request, "reports/desk/published.html", title=str(row), row=row)

    @page("<int:pk>/file/", needs="reports.view_published")
    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out a report published here as a signed file."""
        row = self.found(pk, self.get_queryset(request).filter(source=None))
        answer = HttpResponse(file_of(row), content_type="application/json")
        name = quote(f"{row}第{row.version}版签名报告.json")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer

    @page("add/", needs="reports.take_in")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Take in the signed file of another installation."""
        form = TakeInForm(request.POST or None, request.FILES or None)
        if form.carry_out(
            lambda clean: services.take_in(
                file=clean["file"].read(), quarter=clean["quarter"], at=timezone.now(),
                by=actor(request),
            )
        ):  # fmt: skip
            row = form.outcome
            said = f"已收下{row}第 {row.version} 版，签名和数字都核对过。"
            return pages.done(request, said, self.address("change", row.pk))
        says = [
            "先核对签名和数字，有一处不对就整份不收。",
            "对方系统的公钥要先在“报告来源”里登记。",
        ]
        back = self.address("changelist")
        return self.ask(
            request, form, title="接收签名文件", submit="核对并收下", back=back, says=says
        )


@admin.register(Oversight, site=desk)
class OversightAdmin(DeskAdmin):
    """Accounts of cities and provinces, told apart by what they oversee: they have no names."""

    view_perm, create_perm = "reports.view_oversight", "reports.make_overseer"
    create_label = "设立查看账号"
    empty_says = "还没有上级查看账号。市、省妇联要看各县发布的报告，点“设立查看账号”。"
    list_display = ("called", "prefix", "made_at", "ended_at")
    search_fields = ("called", "^prefix")
    search_help_text = "单位或代码"
    ordering = ("prefix", "made_at")

    @page("<int:pk>/", needs="reports.view_oversight", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an account; right after its making also its link."""
        row = self.found(pk)
        link = links.fresh(request, f"oversight-{row.pk}")
        return self.show(
            request, "reports/desk/oversight.html", title=row.called, row=row, link=link
        )

    @page("add/", needs="reports.make_overseer")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Make an account and show its one-time link."""
        form = OverseerForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.make_overseer(
                prefix=clean.pop("code"), **clean, at=timezone.now(), by=actor(request)
            )
        ):
            row, code = form.outcome
            links.keep(request, f"oversight-{row.pk}", code)
            said = f"已设立{row.called}的查看账号。"
            return pages.done(request, said, self.address("change", row.pk))
        says = ["只能看代码开头相同的各县已经发布的合计数字，看不到任何人的信息，也不能改。"]
        back = self.address("changelist")
        return self.ask(
            request, form, title="设立上级查看账号", submit="设立", back=back, says=says
        )

    @page("<int:pk>/link/", needs="reports.link_overseer")
    @method_decorator(require_POST)
    def link(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make a fresh one-time link."""
        row, back = self.found(pk), self.address("change", pk)
        refused = pages.refusal_of(
            lambda: links.keep(
                request, f"oversight-{row.pk}",
                services.link_overseer(oversight=row, at=timezone.now(), by=actor(request)),
            )
        )  # fmt: skip
        return pages.done(request, refused or "新的链接已生成，以前的作废。", back)

    @page("<int:pk>/end/", needs="reports.end_overseer")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End an account, after a second thought."""
        row, back = self.found(pk), self.address("change", pk)
        form = SureForm(request.POST or None)
        if form.carry_out(
            lambda _: services.end_overseer(oversight=row, at=timezone.now(), by=actor(request))
        ):
            return pages.done(request, f"已停用{row.called}的查看账号。", back)
        return self.ask(
            request, form, title=f"停用：{row.called}", submit="停用", back=back, danger=True,
            says=["停用后立刻退出登录，不能再看报告。需要时可以重新设立。"],
            trail=[(row.called, back)],
        )  # fmt: skip


@admin.register(ReportSource, site=desk)
class ReportSourceAdmin(DeskAdmin):
    """Other installations whose signed reports are taken in, and our own public key for them."""

    view_perm, create_perm = "reports.view_source", "reports.register_source"
    create_label = "登记来源"
    empty_says = "还没有登记别的系统。要接收对方的签名报告，先登记对方的公钥。"
    list_display = ("called", "prefix", "fingerprint", "registered_at", "ended_at")
    search_fields = ("called", "^prefix", "^fingerprint")
    search_help_text = "名称、代码或指纹"
    ordering = ("prefix", "registered_at")

    @page("<int:pk>/", needs="reports.view_source", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a source."""
        row = self.found(pk)
        return self.show(request, "reports/desk/source.html", title=row.called, row=row)

    @page("key/", needs="reports.view_source")
    def key(self, request: HttpRequest) -> HttpResponse:
        """Show this installation's own public key."""
        mine: dict[str, Any] = {"key": own_key(), "fingerprint": own_fingerprint()}
        return self.show(request, "reports/desk/own_key.html", title="本系统的公钥", **mine)

    @page("add/", needs="reports.register_source")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Register another installation's public key."""
        form = SourceForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.register_source(
                prefix=clean.pop("code"), **clean, at=timezone.now(), by=actor(request)
            )
        ):
            row = form.outcome
            return pages.done(request, f"已登记{row.called}。", self.address("change", row.pk))
        back = self.address("changelist")
        says = ["登记以后，凡是用这个公钥对应的密钥签名的报告都会被相信。请先用电话核对指纹。"]
        return self.ask(request, form, title="登记报告来源", submit="登记", back=back, says=says)

    @page("<int:pk>/end/", needs="reports.end_source")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take nothing more from a source, after a second thought."""
        row, back = self.found(pk), self.address("change", pk)
        form = SureForm(request.POST or None)
        if form.carry_out(
            lambda _: services.end_source(source=row, at=timezone.now(), by=actor(request))
        ):
            return pages.done(request, f"不再接收{row.called}的报告。", back)
        return self.ask(
            request, form, title=f"停用：{row.called}", submit="停用", back=back, danger=True,
            says=["以后不再接收它的报告；已经收下的还在。"], trail=[(row.called, back)],
        )  # fmt: skip
