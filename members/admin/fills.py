"""Between two congresses at the desk: 替补, 增补, 增选, and who is expected to leave."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import page
from fulian.admin.desk import is_key
from members import services
from members.admin.vacancies import VacancyPages
from members.forms import congresses as forms
from members.forms.seats import ExpectForm
from members.models import Appointment
from orgs.admin.actor import actor
from orgs.models import Org


class FillPages(VacancyPages):
    """The pages of these acts, beside the list of seats."""

    @page("<int:pk>/substitute/", needs="members.substitute")
    def substitute(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Seat somebody for an executive member who left."""
        left = self.found(pk, Appointment.objects.select_related("person", "org"))
        form = forms.SubstituteForm(request.POST or None, today=timezone.localdate())
        back = self.address("change", left.pk)
        return self._fill(
            request, form, f"替补：{left.person.name}的空缺", "替补", back,
            lambda clean: services.substitute(replaces=left, by=actor(request), **clean),
            ["替补的人接替离任执委，任期到这一届届满为止。"],
        )  # fmt: skip

    @page("add-member/", needs="members.add_member")
    def add_member(self, request: HttpRequest) -> HttpResponseBase:
        """Seat one more executive member, at ``?org=``."""
        form = forms.AddMemberForm(
            request.POST or None, today=timezone.localdate(), initial=_org_asked(request)
        )
        return self._fill(
            request, form, "增补执委", "增补", self.address("changelist"),
            lambda clean: services.add_member(by=actor(request), **clean),
            ["增补是在职数以内多选一名执委。有执委离任还没有替补的，先办理替补。"],
        )  # fmt: skip

    @page("by-elect/", needs="members.by_elect")
    def by_elect(self, request: HttpRequest) -> HttpResponseBase:
        """Elect a vice-chair from among the executive members, at ``?org=``."""
        form = forms.ByElectForm(
            request.POST or None, today=timezone.localdate(), initial=_org_asked(request)
        )
        return self._fill(
            request, form, "增选副主席", "增选", self.address("changelist"),
            lambda clean: services.by_elect(by=actor(request), **clean),
            ["增选的副主席从现任执委中产生。她原来的执委任职当天结束，登录不中断。"],
        )  # fmt: skip

    @page("<int:pk>/expect/", needs="members.expect_leaving")
    def expect(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep by which day she is expected to leave."""
        seat = self.found(pk, Appointment.objects.select_related("person", "org"))
        form = ExpectForm(request.POST or None, initial={"until": seat.expected_until})
        back = self.address("change", seat.pk)
        if form.carry_out(
            lambda clean: services.expect_leaving(appointment=seat, by=actor(request), **clean)
        ):
            return pages.done(request, "已保存预计离任日期。", back)
        return self.ask(
            request, form, title=f"预计离任：{seat.person.name}", submit="保存", back=back,
            trail=[(str(seat), back)],
        )  # fmt: skip

    def _fill(
        self, request: HttpRequest, form: Any, title: str, submit: str, back: str, act: Any,
        says: list[str],
    ) -> HttpResponseBase:  # fmt: skip
        if form.carry_out(act):
            said = f"已{submit}：{form.outcome.person.name}任{form.outcome}。"
            return pages.done(request, said, self.address("change", form.outcome.pk))
        return self.ask(request, form, title=title, submit=submit, back=back, says=says)


def _org_asked(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("org", "")
    return {"org": Org.objects.filter(pk=asked).first() if is_key(asked) else None}
