"""The list of empty seats: which office is missing where, since when."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fulian.admin import DeskAdmin, page
from members.forms.seats import LevelForm
from members.queries import vacancies

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
        return self.show(
            request, "members/desk/vacancies.html", title="空缺", form=form, level=level,
            found=Paginator(missing, SIZE).get_page(request.GET.get("page")),
            counts=counts.most_common(), total=counts.total(),
        )  # fmt: skip
