"""Who may act: grants, one-time links, and requests for help with signing in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from orgs import rules, services
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.admin.words import act_title
from orgs.forms import desk as forms
from orgs.models import AccessGrant, HelpRequest, Org, Role
from orgs.queries import desk as reads
from orgs.queries.hats import live
from orgs.queries.naming import holders, places


class Live(Sift):
    """Whether the grant holds today."""

    title = "是否有效"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("1", "有效"), ("0", "已结束或未开始")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        today = live(timezone.localdate())
        if self.value() == "1":
            return queryset.filter(today)
        return queryset.exclude(today) if self.value() == "0" else queryset


@admin.register(AccessGrant, site=desk)
class AccessGrantAdmin(DeskAdmin):
    """Grants in reach, by place in the tree."""

    view_perm, create_perm = "orgs.view_accessgrant", "orgs.grant_access"
    create_label = "新增授权"
    empty_says = "还没有符合条件的授权。点“新增授权”，让第一个人进来。"
    list_display = ("holder", "role", "org_", "phone_", "since", "until_")
    list_filter = (("role", ChoicesDropdownFilter), Live)
    search_by: ClassVar = {"pk": holders, "org": places}
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "role", "pk")
    list_select_related = ("org",)
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, grant: AccessGrant) -> str:
        """Return where."""
        return grant.org.title

    @admin.display(description="手机号")
    def phone_(self, grant: AccessGrant) -> str:
        """Return the masked number."""
        return grant.masked_phone or "—"

    @admin.display(description="结束日期")
    def until_(self, grant: AccessGrant) -> str:
        """Return when it ends."""
        return f"{grant.until:%Y年%-m月%-d日}" if grant.until else "长期"

    @page("<int:pk>/", needs="orgs.view_accessgrant", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one grant, what may be done with it, and a link that was just made."""
        grant = self._grant(pk)
        lines = reads.acts_about("orgs.accessgrant", grant.pk)[:20]
        return self.show(
            request, "orgs/desk/grant.html", title=grant.holder, grant=grant,
            is_live=_is_live(grant), link=links.fresh(request, _subject(grant)),
            acts=[(line, act_title(line.act)) for line in lines],
        )  # fmt: skip

    @page("add/", needs="orgs.grant_access")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Let somebody in, and make her one-time link at once."""
        org = request.GET.get("org", "")
        place = Org.objects.filter(pk=org).first() if is_key(org) else None
        form = forms.GrantForm(
            request.POST or None, today=timezone.localdate(), initial={"org": place},
            roles=_grantable(request) - {Role.MACHINE},
        )  # fmt: skip
        if form.carry_out(lambda clean: services.grant_access(by=actor(request), **clean)):
            return self._with_link(request, form.outcome, "已授权")
        return self.ask(
            request, form, title="新增授权", submit="授权并生成登录链接",
            back=self.address("changelist"),
            says=["本人用一次性链接设置密码后登录，链接 24 小时内有效，只能用一次。"],
        )  # fmt: skip

    @page("<int:pk>/link/", needs="orgs.issue_link")
    @method_decorator(require_POST)
    def link(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make another one-time link."""
        grant = self._grant(pk)
        if not grant.phone or not _is_live(grant):
            messages.error(request, "这项授权没有生效，不能生成登录链接。")
            return redirect(self.address("change", grant.pk))
        return self._with_link(request, grant, "已生成新的一次性链接，以前的链接作废")

    @page("<int:pk>/end/", needs="orgs.end_access")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End the grant today."""
        grant, today = self._grant(pk), timezone.localdate()
        back = self.address("change", grant.pk)
        form = forms.OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.end_access(grant=grant, on=today, by=actor(request), **clean)
        ):
            return pages.done(request, f"已结束{grant.holder}的授权。", back)
        return self.ask(
            request, form, title=f"结束授权：{grant.holder}", submit="结束授权", back=back,
            danger=True, trail=[(grant.holder, back)],
            says=[f"{grant.holder}不能再以“{grant.get_role_display()}”身份登录{grant.org.title}，"
                  "今天起生效。七天内可以在操作记录里撤销。"],
        )  # fmt: skip

    @page("<int:pk>/phone/", needs="orgs.reveal_phone")
    def phone(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the whole number to somebody who says why; that is recorded."""
        grant = self._grant(pk)
        back = self.address("change", grant.pk)
        form = forms.ReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.reveal_phone(grant=grant, by=actor(request), **clean)
        ):
            return self.show(
                request, "orgs/desk/phone.html", title="手机号", grant=grant,
                phone=form.outcome, back=back, trail=[(grant.holder, back)],
            )  # fmt: skip
        return self.ask(
            request, form, title=f"查看手机号：{grant.holder}", submit="查看", back=back,
            trail=[(grant.holder, back)], says=["谁、什么时候、为什么查看，都会记录。"],
        )  # fmt: skip

    def _grant(self, pk: int) -> AccessGrant:
        found: AccessGrant = self.found(pk, AccessGrant.objects.select_related("org", "user"))
        return found

    def _with_link(self, request: HttpRequest, grant: AccessGrant, said: str) -> HttpResponse:
        code = services.issue_link(grant=grant, at=timezone.now(), by=actor(request))
        links.keep(request, _subject(grant), code)
        return pages.done(request, f"{said}。", self.address("change", grant.pk))


@admin.register(HelpRequest, site=desk)
class HelpRequestAdmin(DeskAdmin):
    """People who cannot sign in and wait for a new link."""

    view_perm = "orgs.view_helprequest"
    empty_says = "现在没有人等着要登录链接。"
    list_display = ("holder_", "org_", "phone_", "asked_at", "answered_", "act_")
    ordering = ("answered_at", "asked_at")
    list_select_related = ("grant", "grant__org")
    search_by: ClassVar = {"grant": holders, "grant__org": places}
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    sortable_by = ()

    @admin.display(description="姓名")
    def holder_(self, asked: HelpRequest) -> str:
        """Return who."""
        return asked.grant.holder

    @admin.display(description="组织和角色")
    def org_(self, asked: HelpRequest) -> str:
        """Return where and as what."""
        return f"{asked.grant.org.title} {asked.grant.get_role_display()}"

    @admin.display(description="手机号")
    def phone_(self, asked: HelpRequest) -> str:
        """Return the masked number."""
        return asked.grant.masked_phone or "—"

    @admin.display(description="答复")
    def answered_(self, asked: HelpRequest) -> str:
        """Return when it was answered."""
        if asked.answered_at is None:
            return "等待答复"
        return f"{timezone.localtime(asked.answered_at):%Y年%-m月%-d日 %H:%M}"

    @admin.display(description="办理")
    def act_(self, asked: HelpRequest) -> str:
        """Return the one thing to do about it; the list stands in a form of its own."""
        if asked.answered_at or not _is_live(asked.grant):
            return "—"
        to = reverse("admin:orgs_accessgrant_link", args=[asked.grant_id])
        return format_html('<button class="desk-button" formaction="{}">生成链接</button>', to)

    @page("<int:pk>/", needs="orgs.view_helprequest", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one request with the one thing to do about it."""
        asked = self.found(pk, HelpRequest.objects.select_related("grant", "grant__org"))
        return self.show(
            request, "orgs/desk/help.html", title=asked.grant.holder, asked=asked,
            is_live=_is_live(asked.grant),
        )  # fmt: skip


def _grantable(request: HttpRequest) -> set[str]:
    hat = getattr(request.user, "hat", None)
    return set(rules.GRANTABLE.get(Role(hat.role), set())) if hat else set()


def _is_live(grant: AccessGrant) -> bool:
    today = timezone.localdate()
    return grant.since <= today and (grant.until is None or grant.until > today)


def _subject(grant: AccessGrant) -> str:
    return f"grant-{grant.county_id}-{grant.pk}"
