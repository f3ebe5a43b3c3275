"""Codes on paper at the desk: the list, making a sheet, printing it once, revoking one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import segno
from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sidebar import offer
from fulian.admin.sifts import Sift
from orgs import rules, services
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.forms import desk as forms
from orgs.models import ClaimCode, Org, Role
from orgs.queries.naming import places
from orgs.rules.claims import CLAIM_TRIES, CLAIMABLE

offer("账号与权限", "认领码", "qr_code_2", "orgs_claimcode_changelist", "orgs.view_claimcode")
SUBJECT = "claims"
STATES = {
    "open": "可以用", "used": "已用过", "expired": "已过期", "locked": "已锁定", "revoked": "已作废"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """One code as it is printed: for whom, its address as a picture, and the code in two groups.

    ``by_hand`` is where to type it with the organisation's ``code``, for whoever cannot scan.
    """

    org: str
    code: str
    groups: tuple[str, str]
    picture: str
    by_hand: str


class State(Sift):
    """Whether a code still opens something."""

    title, parameter_name = "状态", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one state."""
        unspent = Q(used_at__isnull=True, revoked_at__isnull=True)
        lives, locked = Q(expires_at__gt=timezone.now()), Q(tries__gte=CLAIM_TRIES)
        kinds = {
            "open": unspent & lives & ~locked,
            "used": Q(used_at__isnull=False),
            "expired": unspent & ~lives & ~locked,
            "locked": unspent & locked,
            "revoked": Q(revoked_at__isnull=False),
        }
        return queryset.filter(kinds[self.value()]) if self.value() in kinds else queryset


def state_of(claim: ClaimCode, at: datetime) -> str:
    """Return which of ``STATES`` a code is in."""
    if claim.used_at:
        return "used"
    if claim.revoked_at:
        return "revoked"
    if claim.tries >= CLAIM_TRIES:
        return "locked"
    return "expired" if claim.expires_at <= at else "open"


@admin.register(ClaimCode, site=desk)
class ClaimCodeAdmin(DeskAdmin):
    """Codes for organisations in reach; none can be read again."""

    view_perm, create_perm, create_label = "orgs.view_claimcode", "orgs.make_claims", "制作认领码"
    empty_says = "还没有认领码。点“制作认领码”，打印一张发给各村。"
    list_display = ("org_", "role", "state_", "made_at", "expires_at")
    list_filter = (State, ("role", ChoicesDropdownFilter))
    list_select_related = ("org",)
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    ordering = ("-made_at", "org__lft")
    sortable_by = ()

    @admin.display(description="组织")
    def org_(self, claim: ClaimCode) -> str:
        """Return for which organisation."""
        return claim.org.title

    @admin.display(description="状态")
    def state_(self, claim: ClaimCode) -> str:
        """Return what became of it."""
        return STATES[state_of(claim, timezone.now())]

    @page("add/", needs="orgs.make_claims")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Make a sheet of codes for what lies below one organisation."""
        org = request.GET.get("org", "")
        place = Org.objects.filter(pk=org).first() if is_key(org) else None
        form = forms.ClaimsForm(
            request.POST or None, roles=_givable(request), initial={"under": place}
        )
        if form.carry_out(
            lambda clean: services.make_claims(by=actor(request), at=timezone.now(), **clean)
        ):
            codes = [[one.org.pk, one.code] for one in form.outcome]
            facts = {"role": form.cleaned_data["role"], "codes": codes}
            facts["title"] = form.cleaned_data["under"].title
            facts["until"] = form.outcome[0].expires_at.timestamp()
            links.keep(request, SUBJECT, json.dumps(facts))
            return redirect(self.address("sheet"))
        return self.ask(
            request, form, title="制作认领码", submit="制作并打印", back=self.address("changelist"),
            says=["每个组织一张：二维码加 8 个字符，20 天内有效，只能用一次，输错五次锁定 15 分钟。"
                  "做好后马上打印，只显示这一次；同一组织同一角色以前的认领码作废。"],
        )  # fmt: skip

    @page("sheet/", needs="orgs.make_claims")
    def sheet(self, request: HttpRequest) -> HttpResponseBase:
        """Show a sheet that was just made, for printing; afterwards it is gone."""
        if request.method == "POST":
            links.forget(request)
            return pages.done(request, "已收起，不会再显示。", self.address("changelist"))
        kept = links.kept(request, SUBJECT)
        if not kept:
            return pages.done(
                request, "认领码只显示一次，已经看不到了；需要时请重新制作。",
                self.address("changelist"),
            )  # fmt: skip
        facts = json.loads(kept)
        until = datetime.fromtimestamp(facts["until"], timezone.get_current_timezone())
        return self.show(
            request, "orgs/desk/claims.html", title=f"{facts['title']}认领码",
            slips=_slips(request, facts["codes"]), role=Role(facts["role"]).label, until=until,
        )  # fmt: skip

    @page("<int:pk>/", needs="orgs.view_claimcode", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one code's fate, never the code."""
        claim = self.found(pk, ClaimCode.objects.select_related("org", "grant"))
        state = state_of(claim, timezone.now())
        return self.show(
            request, "orgs/desk/claim.html", title=str(claim), claim=claim, state=STATES[state],
            can_revoke=state in ("open", "locked", "expired"),
        )  # fmt: skip

    @page("<int:pk>/revoke/", needs="orgs.revoke_claim")
    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a code open nothing any more."""
        claim = self.found(pk, ClaimCode.objects.select_related("org"))
        back = self.address("change", claim.pk)
        form = forms.OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.revoke_claim(
                claim=claim, by=actor(request), at=timezone.now(), **clean
            )
        ):
            return pages.done(request, "认领码已作废。", back)
        return self.ask(
            request, form, title=f"作废认领码：{claim}", submit="作废", back=back, danger=True,
            trail=[(str(claim), back)], says=["这张纸马上失效。已经登录的人不受影响。"],
        )  # fmt: skip


def _givable(request: HttpRequest) -> list[tuple[str, str]]:
    hat: Any = getattr(request.user, "hat", None)
    mine = rules.GRANTABLE.get(Role(hat.role), set()) if hat else set()
    return [(role.value, role.label) for role in Role if role in CLAIMABLE & mine]


def _slips(request: HttpRequest, codes: list[list[Any]]) -> list[Slip]:
    orgs = Org.objects.in_bulk([pk for pk, _ in codes])
    return [_slip(request, orgs[pk], code) for pk, code in codes if pk in orgs]


def _slip(request: HttpRequest, org: Org, code: str) -> Slip:
    address = _address(request, reverse("orgs:code_printed", args=[org.code, code]))
    picture = segno.make(address, error="m").svg_inline(scale=3, border=2)
    by_hand = _address(request, reverse("orgs:code_find")).split("://", 1)[-1]
    return Slip(org.title, org.code, (code[:4], code[4:]), picture, by_hand)


def _address(request: HttpRequest, path: str) -> str:
    site = settings.SITE_URL.rstrip("/")
    return site + path if site else request.build_absolute_uri(path)
