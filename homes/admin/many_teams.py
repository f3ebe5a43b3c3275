"""Volunteer teams of many organisations at the desk: shown first, then formed in one act (A42)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian.admin import page
from fulian.admin.desk import is_key
from homes import services
from homes.forms.teams import ManyTeamsForm
from homes.queries import many_teams
from homes.queries.many import choosable
from orgs.admin.actor import actor
from orgs.admin.many import MOST, Many

SAYS = (
    "在“志愿覆盖”里哪一行点过来，就只登记那里的。写入以前先看会成立哪些队、由谁带队。",
    "队名按“某某村帮帮团”登记，以后可以改。先请没有带队的执委带，再请副主席、主席。",
)


class ManyTeams(Many):
    """The page on which teams are formed everywhere, in one township, or in one village."""

    @page("many/", needs="homes.form_many_teams")
    def many(self, request: HttpRequest) -> HttpResponseBase:
        """Form the teams that are missing, everywhere or in one township."""
        by, today, below = actor(request), timezone.localdate(), request.GET.get("below", "")
        form = ManyTeamsForm(
            request.POST or None, kinds=many_teams.KINDS, usual=many_teams.USUAL, today=today
        )

        def rows(keys: list[int]) -> tuple[list[Any], bool]:
            wanted = choosable(int(below) if is_key(below) else None)
            found = list((wanted.filter(pk__in=keys) if keys else wanted)[: MOST + 1])
            return found[:MOST], len(found) > MOST

        return self.for_many(
            request, form, called="many", title="统一成立志愿队", verb="homes.form_many_teams",
            says=SAYS, rows=rows,
            plan=lambda found, told: many_teams.plan_of_teams(found, **told),
            act=lambda keys, told: services.form_many_teams(orgs=keys, by=by, **told),
        )  # fmt: skip

    def back(self, request: HttpRequest) -> str:
        """Return the address of the coverage page."""
        return self.address("figures")
