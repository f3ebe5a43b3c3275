"""Exemplars and good practice at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import crypto, pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift, chosen_by
from homes import rules, services
from homes.admin.acts import ActAdmin
from homes.forms.exemplars import ChangeForm, ExemplarForm, JudgeForm, PracticeForm, PublicForm
from homes.forms.fields import OnForm, ReasonForm
from homes.models import Exemplar, ExemplarTitle, GoodPractice, PracticeStatus
from homes.queries import exemplars as reads
from homes.queries.campaigns import going_at
from orgs.admin.actor import actor
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

PUBLIC = Q(consented_on__isnull=False, refused_on__isnull=True, revoked_on__isnull=True)


class Public(Sift):
    """Whether it is public."""

    title = "是否公开"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [("yes", "已公开"), ("no", "没有公开")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them."""
        return queryset.filter({"yes": PUBLIC, "no": ~PUBLIC}.get(self.value() or "", Q()))


@admin.register(Exemplar, site=desk)
class ExemplarAdmin(ActAdmin):
    """Exemplars in reach; a minor's name is masked above her own organisation."""

    view_perm = "homes.view_exemplar"
    create_perm = "homes.name_exemplar"
    create_label = "登记典型"
    empty_says = "没有符合条件的典型。村里的主席在手机上登记，这里登记本级评出来的。"
    list_display = ("title", "name_", "org_", "named_by", "named_on", "state_")
    list_filter = (
        chosen_by("title", "称号", lambda: ExemplarTitle.choices), Public, Below,
    )  # fmt: skip
    list_select_related = ("org",)
    search_fields = ("named_by",)
    search_by: ClassVar = {"org": places}
    search_help_text = "评选单位，或者组织的名称、拼音、代码"
    ordering = ("-named_on", "-pk")
    sortable_by = ("named_on",)

    @admin.display(description="姓名或家庭称呼")
    def name_(self, row: Exemplar) -> str:
        """Return who, a minor masked."""
        return crypto.mask_name(row.name) if row.is_minor else row.name

    @admin.display(description="组织")
    def org_(self, row: Exemplar) -> str:
        """Return where."""
        return row.org.title

    @admin.display(description="公开")
    def state_(self, row: Exemplar) -> str:
        """Return whether it is public."""
        if row.revoked_on:
            return "已撤销"
        return "从不公开" if row.is_minor else "已公开" if row.is_public else "没有公开"

    @page("add/", needs="homes.name_exemplar")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Name one of her own organisation."""
        org, by, at = top_of_reach(), actor(request), timezone.now()
        today = timezone.localdate(at)
        form = ExemplarForm(
            request.POST or None, campaigns=list(going_at(org, today)), initial={"named_on": today}
        )
        return self.do(
            request, form, lambda _: services.name_exemplar(org=org, by=by, at=at, **form.facts()),
            "登记好了。现在还不公开。", back=self.address("changelist"), title="登记典型",
            submit="登记",
            says=["登记以后不公开。本人同意了，再登记同意。未成年人的典型从不公开。"],
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_exemplar", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one."""
        one, hat = self._one(pk), actor(request).hat
        shown = reads.seen_by(one, hat is not None and hat.org == one.org_id)
        title = one.get_title_display()
        return self.show(request, "homes/desk/exemplar.html", title=title, one=shown)

    @page("<int:pk>/edit/", needs="homes.change_exemplar")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct one; a minor's is corrected where she lives."""
        one, by, at = self._one(pk), actor(request), timezone.now()
        here = by.hat is not None and by.hat.org == one.org_id
        shown = reads.seen_by(one, here)
        start = {
            "name": shown.name, "named_by": one.named_by, "named_on": one.named_on,
            "story": shown.story, "campaign": one.campaign_id,
        }  # fmt: skip
        campaigns = list(going_at(one.org, timezone.localdate(at)))
        form = ChangeForm(request.POST or None, campaigns=campaigns, initial=start)
        return self._act(
            request, one, form,
            lambda _: services.change_exemplar(exemplar=one, by=by, at=at, **form.facts()),
            "已经改好。", "修改典型", "保存",
            says=["改了姓名或事迹，要请本人重新同意，才再公开。"],
        )  # fmt: skip

    @page("<int:pk>/consent/", needs="homes.consent_exemplar")
    def consent(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that she agreed to be public."""
        one, by = self._one(pk), actor(request)
        form = PublicForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, one, form,
            lambda _: services.consent_exemplar(exemplar=one, by=by, **form.facts()),
            "已经公开。", "登记同意公开", "登记同意，公开",
            says=["公开的是称号、姓名或家庭称呼、评选日期和事迹。任何时候都可以撤回。"],
        )  # fmt: skip

    @page("<int:pk>/refuse/", needs="homes.refuse_exemplar")
    def refuse(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take her consent back."""
        one, by = self._one(pk), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, one, form, lambda c: services.refuse_exemplar(exemplar=one, by=by, **c),
            "已经撤回，不再公开。", "撤回同意公开", "撤回同意",
        )  # fmt: skip

    @page("<int:pk>/revoke/", needs="homes.revoke_exemplar")
    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take the title back."""
        one, by = self._one(pk), actor(request)
        form = ReasonForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, one, form, lambda c: services.revoke_exemplar(exemplar=one, by=by, **c),
            "已经撤销。", "撤销典型", "撤销", danger=True,
        )  # fmt: skip

    def _act(
        self, request: HttpRequest, one: Any, form: Any, act: Any, said: str, title: str,
        submit: str, **shown: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", one.pk)
        return self.do(
            request, form, act, said, back=back, title=title, submit=submit,
            trail=[(str(one), back)], **shown,
        )  # fmt: skip

    def _one(self, pk: int) -> Any:
        return self.found(pk, Exemplar.objects.select_related("org", "campaign"))


@admin.register(GoodPractice, site=desk)
class GoodPracticeAdmin(ActAdmin):
    """The county's library, and what waits in reach."""

    view_perm = "homes.view_practice"
    create_perm = "homes.propose_practice"
    create_label = "报送好做法"
    empty_says = "没有符合条件的好做法。村里报送的，等审核以后全县都能看到。"
    list_display = ("title", "org_", "status", "proposed_on", "accepted_")
    list_filter = (chosen_by("status", "状态", lambda: PracticeStatus.choices),)
    list_select_related = ("org",)
    search_fields = ("title", "text")
    search_by: ClassVar = {"org": places}
    search_help_text = "标题和内容里的字，或者组织的名称、拼音、代码"
    ordering = ("-proposed_on", "-pk")
    sortable_by = ("proposed_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the library, and all in reach."""
        rows = super().get_queryset(request)
        seen = reads.practices_seen().order_by()
        return GoodPractice.rows.filter(pk__in=seen.values("pk")).order_by(*rows.query.order_by)

    @admin.display(description="组织")
    def org_(self, row: GoodPractice) -> str:
        """Return whose it is."""
        return row.org.title

    @admin.display(description="入库日期")
    def accepted_(self, row: GoodPractice) -> str:
        """Return since when it is in the library."""
        return f"{row.accepted_on:%Y年%-m月%-d日}" if row.accepted_on else ""

    @page("add/", needs="homes.propose_practice")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Propose one of her own organisation."""
        org, by, today = top_of_reach(), actor(request), timezone.localdate()
        form = PracticeForm(request.POST or None, campaigns=list(going_at(org, today)))
        return self.do(
            request, form,
            lambda _: services.propose_practice(org=org, on=today, by=by, **form.facts()),
            "已经报送。", back=self.address("changelist"), title="报送好做法", submit="报送",
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_practice", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show one, with what she may decide."""
        one, by = self.found(pk, reads.practices_seen()), actor(request)
        steps = self._steps(one, by)
        form = JudgeForm(request.POST or None, steps=steps)
        back, today = self.address("changelist"), timezone.localdate()
        if steps and form.carry_out(
            lambda c: services.judge_practice(practice=one, on=today, by=by, **c)
        ):
            return pages.done(request, "审核好了。", back)
        return self.ask(
            request, form, title=one.title, submit="确定", back=back, one=one, steps=steps,
            template="homes/desk/practice.html",
        )  # fmt: skip

    @staticmethod
    def _steps(one: GoodPractice, by: Any) -> list[tuple[str, str]]:
        """Return what may become of it, as far as it is hers to say."""
        reach = GoodPractice.objects.filter(pk=one.pk).exists()
        return [
            (key, said) for key, said in rules.exemplars.SAYS.items()
            if reach and by.has_perm("homes.judge_practice")
            and rules.exemplars.may_become(practice=one, to=key, by=by)
        ]  # fmt: skip
