"""The list of empty seats: which office is missing where, since when."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fulian.admin import DeskAdmin, page
from members.forms.seats import LevelForm
from members.models import Appointment, Office
from members.queries import vacancies
from members.queries.vacancies import Missing

SIZE = 50


class VacancyPages(DeskAdmin):
    """The page of empty seats, beside the list of seats."""

    @page("vacancies/", needs="members.view_appointment")
    def vacancies(self, request: HttpRequest) -> HttpResponse:
        """Show which organisations in reach lack whom today, in tree order."""
        form = LevelForm(request.GET)
        level = form.cleaned_data["level"] if form.is_valid() else ""
        missing = vacancies.missing_in_reach(timezone.localdate(), level=level)
        counts = Counter(v.office_name for one in missing for v in one.vacancies)
        found = Paginator(missing, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "members/desk/vacancies.html", title="空缺", form=form, level=level,
            found=found, rows=self._with_acts(request, list(found)),
            counts=counts.most_common(), total=counts.total(),
        )  # fmt: skip

    def _with_acts(
        self, request: HttpRequest, missing: list[Missing]
    ) -> list[tuple[Missing, list[tuple[str, str]]]]:
        """Return what each organisation lacks with the acts that fill it, as she may do them."""
        today, orgs = timezone.localdate(), [one.org.pk for one in missing]
        waiting, seated = vacancies.waiting_in(orgs, today), vacancies.with_members(orgs, today)
        acts = []
        for one in missing:
            left = waiting.get(one.org.pk, [])
            found = [
                act
                for office in dict.fromkeys(v.office for v in one.vacancies)
                for act in self._acts(one, office, left, one.org.pk in seated)
            ]
            acts.append([(said, way) for verb, said, way in found if request.user.has_perm(verb)])
        return list(zip(missing, acts, strict=True))

    def _acts(
        self, one: Missing, office: str, left: list[Appointment], is_seated: bool
    ) -> list[tuple[str, str, str]]:
        """Return which verb fills the office, what it is called here, and its page."""
        asked = f"?org={one.org.pk}"
        if office == Office.EXECUTIVE_MEMBER and left:
            empty = sum(v.office == office for v in one.vacancies)
            return [
                ("members.substitute", f"替补{seat.person.name}",
                 self.address("substitute", seat.pk))
                for seat in left[:empty]
            ]  # fmt: skip
        if office == Office.EXECUTIVE_MEMBER and is_seated:
            return [("members.add_member", "增补执委", self.address("add_member") + asked)]
        if office == Office.VICE_CHAIR and is_seated:
            return [("members.by_elect", "增选副主席", self.address("by_elect") + asked)]
        way = f"{self.address('add')}{asked}&office={office}"
        return [("members.appoint", f"办理{Office(office).label}任职", way)]
