"""What the first pages say of care: how many children wait this month, never who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fulian.dated import live_on
from homes.models import CareCase, CarePairing, CareTeam
from homes.queries.care import met_in
from homes.rules.care_figures import is_due
from orgs.models import Org
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class Month:
    """A carer's month, and what her team waits for: ``loose`` children have nobody."""

    children: int
    due: int
    left: int
    leads: bool
    loose: int
    has_team: bool


def month_of_hers(user: Any, org: Org, on: date) -> Month:
    """Return how the month of whoever asks stands; four queries at most."""
    rows = CarePairing.rows.filter(
        live(on), live_on(on, "appointment__since", "appointment__until"), org=org,
        appointment__grant__user=user,
    )  # fmt: skip
    mine = list(rows.values_list("pk", "since", "until"))
    due = {pk for pk, since, until in mine if is_due(since, until, on)}
    met = met_in(on, due) if due else set()
    team = CareTeam.rows.filter(live(on), org=org).values_list("leader__grant__user").first()
    leads = bool(team and team[0] == user.pk)
    loose = 0
    if leads:
        held = CarePairing.rows.filter(live(on), org=org).values("case")
        loose = CareCase.rows.filter(live(on), org=org).exclude(pk__in=held).count()
    return Month(len(mine), len(due), len(due - met), leads, loose, team is not None)
