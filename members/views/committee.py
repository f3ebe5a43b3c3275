"""The phone's page of a committee: who sits there, what is empty."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fulian.permissions import needs
from members.models import Office
from members.queries import seats, vacancies
from orgs.queries.lineage import org_of_code


@needs("members.view_committee")
@require_safe
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """Show an organisation's committee today; names for whoever may see people, numbers never."""
    org = org_of_code(code)
    if org is None:
        raise Http404
    today = timezone.localdate()
    others = list(seats.beside_committee(org, today))
    leaders = {one.group_id: one for one in others if one.office == Office.GROUP_LEADER}
    shown: dict[str, Any] = {
        "org": org,
        "today": today,
        "shape": seats.structure_of(org, today),
        "seats": seats.committee_of(org, today),
        "representatives": [one for one in others if one.office == Office.REPRESENTATIVE],
        "groups": [(one, leaders.get(one.pk)) for one in seats.groups_of(org, today)],
        "vacancies": vacancies.vacancies_of(org, today),
    }
    return render(request, "members/committee.html", shown)
