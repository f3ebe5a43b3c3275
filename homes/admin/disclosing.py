"""One organisation's disclosure at the desk: everything its chair can do on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from fulian import pages
from fulian.admin import ActForm, DeskAdmin, page
from homes import services
from homes.forms.disclosure import (
    ConsentForm,
    ConsentsForm,
    DownForm,
    DutiesForm,
    FieldsForm,
    HangForm,
    PlanForm,
)
from homes.models import TakeDown
from homes.queries import disclosure as reads
from homes.queries.sheet import sheet_of
from homes.rules.disclosure import quarter_of
from members.models import Person
from orgs.admin.actor import actor
from orgs.models import Org
from orgs.views.public import as_a_stranger

SEEN = "群众现在就能看到。"


class Disclosing(DeskAdmin):
    """The pages of one organisation."""

    @page("org/<int:pk>/", needs="homes.view_disclosure")
    def org(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the four items, what is missing, who agreed, and what is taken down."""
        org, today = self._org(pk), timezone.localdate()
        state = reads.states_of([org], today)[0]
        asked = reads.asked_of(org, today)
        return self.show(
            request, "homes/desk/disclosure_org.html", title=f"工作公开：{org.title}", org=org,
            state=state, asked=asked, left=sum(not one.answer for one in asked),
            down=state.taken, may=request.user.has_perm("homes.write_plan"),
        )  # fmt: skip

    @page("org/<int:pk>/preview/", needs="homes.view_disclosure")
    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show precisely the page a stranger gets."""
        return as_a_stranger(request, self._org(pk))

    @page("org/<int:pk>/sheet/", needs="homes.view_disclosure")
    def sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the wall sheet, to print."""
        org = self._org(pk)
        shown = {"sheet": sheet_of(request, org, timezone.localdate())}
        return render(request, "homes/desk/sheet.html", shown | {"to": self.address("org", pk)})

    @page("org/<int:pk>/plan/", needs="homes.write_plan")
    def plan(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Write what the organisation means to do in this or the next quarter."""
        org, on, by = self._org(pk), timezone.localdate(), actor(request)
        now = quarter_of(on)
        known = reads.plan_of(org, now)
        start = {"quarter": now.isoformat(), "text": known.text if known else ""}
        form = PlanForm(request.POST or None, on=on, initial=start)
        return self._asked(
            request, org, form, "活动安排", "保存", f"活动安排写好了，{SEEN}",
            lambda _: services.write_plan(org=org, on=on, by=by, **form.facts()),
        )  # fmt: skip

    @page("org/<int:pk>/duties/", needs="homes.change_duties")
    def duties(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Say in the organisation's own words what it has to do."""
        org, by = self._org(pk), actor(request)
        own = reads.chosen_at(org)
        start = {"text": own.duties if own and own.org_id == org.pk else ""}
        form = DutiesForm(request.POST if request.method == "POST" else None, initial=start)
        return self._asked(
            request, org, form, "职责任务", "保存", f"职责任务改好了，{SEEN}",
            lambda clean: services.change_duties(org=org, by=by, **clean),
        )  # fmt: skip

    @page("org/<int:pk>/fields/", needs="homes.choose_fields")
    def fields_shown(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Choose what of officers who agreed is shown; at the county's own, everybody's limit."""
        org, by = self._org(pk), actor(request)
        start = FieldsForm.start(reads.chosen_at(org))
        form = FieldsForm(request.POST if request.method == "POST" else None, initial=start)
        title = "公开干部的哪些内容" + ("（全县的上限）" if org.parent_id is None else "")
        return self._asked(
            request, org, form, title, "保存", "改好了，公开页面已经按新的显示。",
            lambda _: services.choose_fields(org=org, by=by, **form.facts()),
        )  # fmt: skip

    @page("org/<int:pk>/hung/", needs="homes.hang_sheet")
    def hung(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep where the printed sheet hangs."""
        org, today, by = self._org(pk), timezone.localdate(), actor(request)
        form = HangForm(request.POST or None, today=today)
        return self._asked(
            request, org, form, "登记张贴公开栏", "登记", "已经登记。以后有变动会提醒重新打印。",
            lambda clean: services.hang_sheet(org=org, today=today, by=by, **clean),
        )  # fmt: skip

    @page("officers/<int:pk>/", needs="homes.note_consent")
    def consent(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep what an officer answered when asked for her name."""
        at, by = timezone.now(), actor(request)
        today = timezone.localdate(at)
        seat = reads.seat_at(None, pk, today)
        if seat is None:
            raise Http404
        org, her = seat.org, seat.person
        form = ConsentForm(request.POST or None, today=today)
        return self._asked(
            request, org, form, f"{her.name}的姓名", "登记", "已经登记，公开页面马上照办。",
            lambda _: services.note_consent(org=org, person=her, at=at, by=by, **form.facts()),
        )  # fmt: skip

    @page("org/<int:pk>/consents/", needs="homes.note_consents")
    def consents(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep in one act that several officers agreed, each of them by name."""
        org, at, by = self._org(pk), timezone.now(), actor(request)
        today = timezone.localdate(at)
        seats = reads.not_refused_at(org, today)
        form = ConsentsForm(request.POST or None, today=today, seats=seats)
        return self._asked(
            request, org, form, "几个人都同意了，一次登记", "登记勾选的人",
            "已经登记，公开页面马上照办。",
            lambda _: services.note_consents(org=org, at=at, by=by, **form.facts()),
            says=["问过本人，谁说同意就勾谁。每个人单独记一笔，以后随时可以改主意。"],
        )  # fmt: skip

    @page("org/<int:pk>/consents/paper/", needs="homes.note_consents")
    def consents_paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the sheet on which those not asked yet say yes or no, to print."""
        org, today = self._org(pk), timezone.localdate()
        shown = {"org": org, "seats": reads.unasked_at(org, today), "on": today}
        return render(request, "homes/consents_paper.html", shown | {"to": self.address("org", pk)})

    @page("org/<int:pk>/down/", needs="homes.take_down")
    def down(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take something off the page at once."""
        org, at, by = self._org(pk), timezone.now(), actor(request)
        on = timezone.localdate(at)
        form = DownForm(request.POST or None, people=reads.asked_of(org, on))
        return self._asked(
            request, org, form, "撤下公开内容", "马上撤下", "已经撤下，群众现在就看不到了。",
            lambda _: take_down(form, org=org, at=at, on=on, by=by), danger=True,
        )  # fmt: skip

    @page("<int:pk>/back/", needs="homes.put_back")
    def put_back(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show something again."""
        rows = TakeDown.objects.select_related("org", "person")
        one, by, at = self.found(pk, rows), actor(request), timezone.now()
        form = ActForm(request.POST if request.method == "POST" else None)
        return self._asked(
            request, one.org, form, "恢复公开", "恢复公开", "已经恢复公开。",
            lambda _: services.put_back(down=one, at=at, by=by),
            says=[f"{one.get_what_display()}，撤下的原因：{one.reason}"],
        )  # fmt: skip

    def _org(self, pk: int) -> Org:
        found: Org = self.found(pk, Org.objects.select_related("county", "parent"))
        return found

    def _asked(
        self, request: HttpRequest, org: Org, form: ActForm, title: str, submit: str, said: str,
        do: Callable[[dict[str, Any]], Any], **more: Any,
    ) -> HttpResponseBase:  # fmt: skip
        """Show the form, or do what it says and go back to the organisation."""
        back = self.address("org", org.pk)
        if form.carry_out(do):
            return pages.done(request, said, back)
        return self.ask(
            request, form, title=title, submit=submit, back=back, trail=[(org.title, back)], **more
        )


def take_down(form: DownForm, *, at: datetime, **facts: Any) -> TakeDown:
    """Take down what the form says."""
    said = form.facts()
    if key := said.pop("person", None):
        said["person"] = Person.rows.get(pk=key)
    return services.take_down(**said, at=at, **facts)
