"""Seats at the desk: the list, one seat, seating somebody, ending it, and her way in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from members import rules, services
from members.admin.fills import FillPages
from members.admin.sifting import Decided, Held
from members.forms import seats as forms
from members.models import Appointment, Office, Person
from members.queries import seats
from members.queries.people import women
from orgs import services as ground
from orgs.admin import links
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.admin.words import act_title
from orgs.models import AccessGrant, Org
from orgs.queries import desk as records
from orgs.queries.naming import places

NOTHING = "只结束这项任职，没有别的内容受影响。"


@admin.register(Appointment, site=desk)
class AppointmentAdmin(Recorded, FillPages):
    """Seats in reach, by place in the tree, the chair first."""

    view_perm, create_perm = "members.view_appointment", "members.appoint"
    create_label = "办理任职"
    empty_says = "没有符合条件的任职。换个条件试试，或者办理第一项任职。"
    list_display = ("name_", "office_", "org_", "since", "until_", "phone_")
    list_filter = (
        ("office", ChoicesDropdownFilter),
        Held,
        ("org__level", ChoicesDropdownFilter),
        ("origin", ChoicesDropdownFilter),
        ("employment", ChoicesDropdownFilter),
        ("departure", ChoicesDropdownFilter),
        ("person__source_category", ChoicesDropdownFilter),
        Decided,
    )
    list_before_template = "members/desk/_seat_links.html"
    search_by: ClassVar = {"person": women, "org": places}
    ties = records.Ties(told_in=("orgs.org", "members.rosterimport"))
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    list_select_related = ("person", "org")
    sortable_by = ()

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Return the order of the tree, inside it that of the offices."""
        return ("org__lft", seats.by_office(), "since", "pk")

    @admin.display(description="姓名")
    def name_(self, seat: Appointment) -> str:
        """Return who."""
        return seat.person.name

    @admin.display(description="职务")
    def office_(self, seat: Appointment) -> str:
        """Return as what, and how much of her time."""
        how = f"（{seat.get_employment_display()}）" if seat.employment else ""
        return f"{seat.get_office_display()}{how}"

    @admin.display(description="组织")
    def org_(self, seat: Appointment) -> str:
        """Return where."""
        return seat.org.title

    @admin.display(description="离任日期")
    def until_(self, seat: Appointment) -> str:
        """Return when it ended."""
        return f"{seat.until:%Y年%-m月%-d日}" if seat.until else "在任"

    @admin.display(description="手机号")
    def phone_(self, seat: Appointment) -> str:
        """Return the masked number."""
        return seat.person.masked_phone or "—"

    @page("<int:pk>/", needs="members.view_appointment", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one seat, what may be done with it, and a link that was just made."""
        seat, today = self._seat(pk), timezone.localdate()
        grant = seat.grant if seat.grant and seat.grant.until is None else None
        same = grant is not None and grant.plain_phone == seat.person.plain_phone
        acts = None
        if request.user.has_perm("orgs.view_history"):
            lines = records.acts_about("members.appointment", seat.pk)[:20]
            acts = [(line, act_title(line.act)) for line in lines]
        return self.show(
            request, "members/desk/seat.html", title=str(seat), seat=seat, today=today,
            link=links.fresh(request, _subject(seat)), is_open=grant is not None,
            can_open=seat.until is None and not same and bool(rules.ROLES[seat.office]),
            acts=acts,
        )  # fmt: skip

    @page("add/", needs="members.appoint")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Seat somebody who is registered, ``?person=`` or at ``?org=``."""
        form = forms.AppointForm(
            request.POST or None, today=timezone.localdate(), initial=self._asked(request)
        )
        if form.carry_out(
            lambda clean: services.appoint(by=actor(request), term=_term(clean), **clean)
        ):
            return self._seated(request, form.outcome)
        return self.ask(
            request, form, title="办理任职", submit="任职", back=self.address("changelist"),
            template="members/desk/appoint.html", other=self.address("new"),
        )  # fmt: skip

    @page("new/", needs="members.appoint_newcomer")
    def new(self, request: HttpRequest) -> HttpResponseBase:
        """Register somebody and seat her at once."""
        form = forms.NewcomerForm(
            request.POST or None, today=timezone.localdate(), initial=self._asked(request)
        )
        if form.carry_out(
            lambda clean: services.appoint_newcomer(by=actor(request), term=_term(clean), **clean)
        ):
            return self._seated(request, form.outcome)
        return self.ask(
            request, form, title="登记新人并任职", submit="登记并任职",
            back=self.address("changelist"),
        )  # fmt: skip

    @page("<int:pk>/end/", needs="members.end_appointment")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a seat; what ends with it is shown first."""
        seat, today = self._seat(pk), timezone.localdate()
        back = self.address("change", seat.pk)
        form = forms.EndForm(request.POST or None, today=today)
        if form.carry_out(
            lambda clean: services.end_appointment(appointment=seat, by=actor(request), **clean)
        ):
            return pages.done(request, f"已办理{seat.person.name}离任。", back)
        effects = services.ending_affects(appointment=seat, on=today)
        return self.ask(
            request, form, title=f"离任：{seat.person.name}", submit="办理离任", back=back,
            danger=True, trail=[(str(seat), back)], effects=effects or None,
            says=[] if effects else [NOTHING],
        )  # fmt: skip

    @page("<int:pk>/open/", needs="members.open_access")
    @method_decorator(require_POST)
    def open(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Open her access: she has a phone now, or another one."""
        seat = self._seat(pk)
        back, today = self.address("change", seat.pk), timezone.localdate()
        try:
            services.open_access(appointment=seat, on=today, by=actor(request))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(back)
        return pages.done(request, "已开通登录。", back)

    @page("<int:pk>/link/", needs="orgs.issue_link")
    @method_decorator(require_POST)
    def link(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make a one-time link for whoever sits there."""
        seat = self._seat(pk)
        back = self.address("change", seat.pk)
        grant = AccessGrant.objects.filter(pk=seat.grant_id or 0, until__isnull=True).first()
        if grant is None:
            messages.error(request, "这项任职没有开通登录，不能生成登录链接。")
            return redirect(back)
        code = ground.issue_link(grant=grant, at=timezone.now(), by=actor(request))
        links.keep(request, _subject(seat), code)
        return pages.done(request, "已生成一次性链接，以前的链接作废。", back)

    def _seat(self, pk: int) -> Appointment:
        rows = Appointment.objects.select_related("person", "org", "group", "term", "grant")
        found: Appointment = self.found(pk, rows)
        return found

    def _seated(self, request: HttpRequest, seat: Appointment) -> HttpResponse:
        said = f"{seat.person.name}已任{seat}。"
        return pages.done(request, said, self.address("change", seat.pk))

    def _asked(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the page that led here named: a person, a place, an office."""
        org, her = request.GET.get("org", ""), request.GET.get("person", "")
        office = request.GET.get("office", "")
        return {
            "org": Org.objects.filter(pk=org).first() if is_key(org) else None,
            "person": Person.objects.filter(pk=her).first() if is_key(her) else None,
            "office": office if office in Office.values else "",
        }


def _term(clean: dict[str, Any]) -> Any:
    return seats.term_of(clean["org"], clean["on"])


def _subject(seat: Appointment) -> str:
    return f"seat-{seat.county_id}-{seat.pk}"
