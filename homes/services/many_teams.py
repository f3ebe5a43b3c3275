"""Volunteer teams of many organisations in one act: shown first, taken back as one (A42)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from duties.rules.posts import check_own_place
from fulian.database import bulk
from homes import rules
from homes.models import TeamLeader, VolunteerTeam, WomenVolunteer
from homes.queries import many_teams as reads
from orgs import rules as places
from orgs.models import Org, User
from orgs.queries.many import orgs_chosen
from orgs.queries.tree import top_of_reach
from orgs.services import made_many, record, verb


@verb("homes.form_many_teams", "统一成立志愿队", undoable=True)
def form_many_teams(
    *, orgs: Collection[int], kinds: Collection[str], each: bool, on: date, by: User | None
) -> int:
    """Form the teams of ``kinds`` that ``orgs`` lack; with ``each``, one for every member besides.

    Everyone who leads none is given one, executive members first; a leader is in her team. Returns
    how many organisations it was. Raises ``ValidationError`` when one is out of reach, closed or
    lacks none; then nothing is written.
    """
    top, found = top_of_reach(), orgs_chosen(orgs, held=True)
    rules.teams.check_kinds(kinds)
    for org in found:
        places.check_active(org)
        check_own_place(org=org.pk, by=by)
    reads.plan_of_teams(found, kinds=kinds, each=each, on=on).refuse_skipped()
    there = reads.what_is_there(found, on)
    teams, leaders, members = _rows(found, there, kinds, each, on)
    tables: list[list[Any]] = [teams, leaders, members]
    changes = []
    for rows in tables:
        for row in rows:
            if row is not None and hasattr(row, "team"):
                row.team_id = row.team.pk
        changes.append(made_many(type(rows[0]), bulk.insert_all(rows)))
    record(top, by=by, changes=changes, name=f"{len(found)} 个组织 {len(teams)} 支")
    return len(found)


def _rows(
    orgs: list[Org], there: dict[int, reads.There], kinds: Collection[str], each: bool, on: date
) -> tuple[list[Any], list[Any], list[Any]]:  # fmt: skip
    """Return the unsaved teams with their leaders, who are in them too."""
    teams, leaders, members = [], [], []
    for org in orgs:
        for new in reads.teams_wanted(org, there[org.pk], kinds, each=each):
            own = {"county_id": org.county_id, "since": on}
            team = VolunteerTeam(org=org, kind=new.kind, name=new.name, **own)
            person = new.leader.person
            teams.append(team)
            leaders.append(TeamLeader(team=team, appointment=new.leader, **own))
            members.append(
                WomenVolunteer(org=org, team=team, person=person, name=person.name, **own)
            )
    return teams, leaders, members
