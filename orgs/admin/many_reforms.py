"""What the desk keeps of many organisations at once, and of one what it is known for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import page
from orgs import services
from orgs.admin.actor import actor
from orgs.admin.many import Many
from orgs.forms import beside as forms
from orgs.models import Org
from orgs.queries import many_reforms as reads
from orgs.queries.many import Plan

FIRST = "先在“组织”列表里筛选，再到这里统一登记。写入以前先看哪些会改、哪些不会改。"
CONVERTS = "妇代会登记“会改联”已完成时，县妇联的人员同时把组织类型改为妇联。"


class ManyReforms(Many):
    """The pages of reforms and new fields of a filtered list, and of one organisation's 特色."""

    @page("reform-many/", needs="orgs.note_reforms")
    def reform_many(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the same step of a reform for the organisations of the list."""
        form = forms.ReformFacts(request.POST or None, today=timezone.localdate())
        converts = request.user.has_perm("orgs.convert_org")

        def plan(found: list[Org], told: dict[str, Any]) -> Plan:
            return reads.plan_of_reforms(found, converts=converts, **told)

        return self.for_many(
            request, form, called="reform_many", title="统一登记改革进展", says=(FIRST, CONVERTS),
            verb="orgs.note_reforms", plan=plan,
            act=lambda keys, told: services.note_reforms(orgs=keys, by=actor(request), **told),
        )  # fmt: skip

    @page("field-many/", needs="orgs.classify_orgs")
    def field_many(self, request: HttpRequest) -> HttpResponseBase:
        """Say in which new field the organisations of the list work."""
        form = forms.FieldForm(request.POST or None)

        def plan(found: list[Org], told: dict[str, Any]) -> Plan:
            return reads.plan_of_fields(found, field=told["field"])

        return self.for_many(
            request, form, called="field_many", title="统一调整新领域", says=(FIRST,),
            verb="orgs.classify_orgs", plan=plan,
            act=lambda keys, told: services.classify_orgs(orgs=keys, by=actor(request), **told),
        )  # fmt: skip

    @page("<int:pk>/feature/", needs="orgs.describe_org")
    def feature(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say what a township or village is known for."""
        org: Org = self.found(pk)
        back = self.address("change", org.pk)
        form = forms.FeatureForm(request.POST or None, initial={"feature": org.feature})
        if form.carry_out(lambda clean: services.describe_org(org=org, by=actor(request), **clean)):
            return pages.done(request, f"{org.title}的特色已保存。", back)
        return self.ask(
            request, form, title=f"特色：{org.title}", submit="保存", back=back,
            trail=[(org.title, back)],
        )  # fmt: skip
