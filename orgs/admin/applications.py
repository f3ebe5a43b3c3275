"""Calling systems (对接系统) of the county."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.scoping import current
from orgs import services
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.forms import desk as forms
from orgs.models import AccessGrant, Application
from orgs.queries.hats import live


@admin.register(Application, site=desk)
class ApplicationAdmin(DeskAdmin):
    """The county's connected systems. The table has no wall: the county is asked for."""

    view_perm, create_perm = "orgs.view_application", "orgs.register_application"
    create_label = "登记对接系统"
    empty_says = "还没有对接系统。要让别的政务系统读取本县的组织，先在这里登记。"
    list_display = ("name_", "client_id", "created", "state_")
    ordering = ("name", "pk")
    search_fields = ("name",)
    search_help_text = "系统名称"
    sortable_by = ()

    @admin.display(description="系统名称")
    def name_(self, application: Application) -> str:
        """Return what it is called."""
        return str(application.name)

    @admin.display(description="状态")
    def state_(self, application: Application) -> str:
        """Return whether it still gets in."""
        return "在用" if application.is_live else "已停用"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Return the open county's systems, and whether their seat holds today."""
        seats = AccessGrant.rows.filter(live(timezone.localdate()), user=OuterRef("user_id"))
        rows = Application.objects.filter(county_id=current().county)
        listed: QuerySet[Application] = rows.annotate(is_live=Exists(seats))
        return listed.order_by(*self.ordering)

    @page("<int:pk>/", needs="orgs.view_application", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one system; its secret only right after it was registered."""
        application = self._system(request, pk)
        return self.show(
            request, "orgs/desk/application.html", title=application.name,
            application=application, reads=_reads(application),
            token_url=request.build_absolute_uri("/oauth/token/"),
            secret=links.kept(request, _subject(application)),
        )  # fmt: skip

    @page("<int:pk>/seen/", needs="orgs.register_application")
    def seen(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Forget the secret: it was written down."""
        application = self._system(request, pk)
        if request.method == "POST":
            links.forget(request)
        return pages.done(
            request, "密钥已收起，不会再显示。", self.address("change", application.pk)
        )

    @page("add/", needs="orgs.register_application")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Register a system and show its secret once."""
        form = forms.ApplicationForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.register_application(
                on=timezone.localdate(), by=actor(request), **clean
            )
        ):
            application, secret = form.outcome
            links.keep(request, _subject(application), secret)
            return pages.done(
                request, f"已登记{application.name}。", self.address("change", application.pk)
            )
        return self.ask(
            request, form, title="登记对接系统", submit="登记", back=self.address("changelist"),
            says=["登记后得到客户端编号和密钥。对方系统凭它们只能读取本县里您勾选的内容。"],
        )  # fmt: skip

    @page("<int:pk>/end/", needs="orgs.end_application")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Cut a system off at once."""
        application = self._system(request, pk)
        back = self.address("change", application.pk)
        form = forms.OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.end_application(
                application=application, on=timezone.localdate(), by=actor(request), **clean
            )
        ):
            return pages.done(request, f"已停用{application.name}。", back)
        return self.ask(
            request, form, title=f"停用：{application.name}", submit="停用", back=back, danger=True,
            trail=[(application.name, back)], says=["对方系统马上不能再读取本县的组织。"],
        )  # fmt: skip

    def _system(self, request: HttpRequest, pk: int) -> Application:
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def _reads(application: Application) -> list[str]:
    known = settings.OAUTH2_PROVIDER["SCOPES"]
    return [known[scope] for scope in application.scopes if scope in known]


def _subject(application: Application) -> str:
    return f"application-{application.pk}"
