"""Terms of many organisations at once at the desk: shown first, one act, taken back as one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from fulian.admin import page
from members import services
from members.forms import seats as forms
from members.queries import many_terms as reads
from orgs.admin.actor import actor
from orgs.admin.many import MOST, Many
from orgs.models import Org, SettingName
from orgs.queries.many import Plan
from orgs.queries.settings import setting

BEGIN_SAYS = (
    "给一个层级的组织登记同一届。先看会给多少个组织登记，再确认。",
    "那段时间里已经有届次的、已经撤销的、正在筹备换届的、批准延期还没有到期的，不会登记，会列出来。",
    "上一届已经届满的，登记以后就不再是“届满未换”，请核对确实已经换届。",
)
EXTEND_SAYS = ("先在“届次”列表里筛选，再到这里统一登记批准延期。写入以前先看哪些会改。",)


class ManyTerms(Many):
    """The pages on which one term is kept for many, and many last longer by one approval."""

    @page("begin-many/", needs="members.begin_terms")
    def begin_many(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the same term for every organisation of a level."""
        years = setting(SettingName.TERM_YEARS)
        form = forms.BeginTermsForm(request.POST or None, initial={"years": years})

        def rows(keys: list[int]) -> tuple[list[Any], bool]:
            if not (form.is_bound and form.is_valid()):
                return [], False
            told = form.cleaned_data
            found = list(reads.orgs_of_level(told["level"], told["under"])[: MOST + 1])
            return found[:MOST], len(found) > MOST

        def plan(found: list[Org], told: dict[str, Any]) -> Plan:
            return reads.plan_of_terms(found, **_term(told))

        return self.for_many(
            request, form, called="begin_many", title="统一登记届次", says=BEGIN_SAYS,
            verb="members.begin_terms", plan=plan, rows=rows,
            act=lambda keys, told: services.begin_terms(
                orgs=keys, by=actor(request), **_term(told)
            ),
        )  # fmt: skip

    @page("extend-many/", needs="members.extend_terms")
    def extend_many(self, request: HttpRequest) -> HttpResponseBase:
        """Keep that the terms of the filtered list may last longer, by one approval."""
        form = forms.ExtendForm(request.POST or None)

        def plan(found: list[Any], told: dict[str, Any]) -> Plan:
            return reads.plan_of_extension(found, to=told["to"], document=told["document"])

        return self.for_many(
            request, form, called="extend_many", title="批量延期", says=EXTEND_SAYS,
            verb="members.extend_terms", plan=plan,
            act=lambda keys, told: services.extend_terms(terms=keys, by=actor(request), **told),
        )  # fmt: skip

    def name_of(self, obj: Any) -> str:
        """Return whose term it is, and which."""
        return f"{obj.org.title} {obj}"


def _term(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("number", "starts_on", "ends_on")}
