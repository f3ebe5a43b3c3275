"""Volunteer teams (domain A42): formed, led by a member of the committee, joined and left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.rules.posts import check_own_place
from fulian import scoping
from homes import rules
from homes.models import TeamLeader, VolunteerTeam, WomenVolunteer
from homes.services import holding
from members.models import Appointment, Person
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import tidy
from orgs.services import changed, image, made, record, verb
from orgs.services.dated import clean, corrected, restated
from orgs.services.recording import Change


@verb("homes.form_team", "成立志愿队", undoable=True)
def form_team(
    *, org: Org, kind: str, name: str, leader: Appointment, on: date, by: User | None
) -> VolunteerTeam:
    """Form a volunteer team of ``org``, led by a member of its committee, who is in it herself.

    Raises ``ValidationError`` for a closed organisation, another's, one of the same name, and a
    leader who is not on the committee that day.
    """
    here = Org.rows.held(org)
    places.check_active(here)
    check_own_place(org=here.pk, by=by)
    seat = _seat(leader)
    rules.teams.check_leads(team_org=here.pk, seat=seat, on=on)
    rules.words.check_words(tidy(name), what="志愿队名称", most=40)
    team = VolunteerTeam(
        county_id=scoping.current().county, org=here, kind=kind, name=tidy(name), since=on
    )
    clean(team)
    team.save()
    changes = [made(team), *_led(team, seat, on)]
    record(team, by=by, changes=changes)
    return team


@verb("homes.change_team", "修改志愿队", undoable=True)
def change_team(*, team: VolunteerTeam, kind: str, name: str, by: User | None) -> VolunteerTeam:
    """Call a team otherwise, or of another kind; the same again changes nothing."""
    fresh = holding.own(team, by)
    rules.words.check_words(tidy(name), what="志愿队名称", most=40)
    return corrected(fresh, {"kind": kind, "name": tidy(name)}, by=by)


@verb("homes.end_team", "结束志愿队", undoable=True)
def end_team(*, team: VolunteerTeam, on: date, by: User | None, reason: str = "") -> VolunteerTeam:
    """End a team on the day ``on``: nobody leads it or serves in it any more; its service stays."""
    fresh = holding.own(team, by)
    places.check_open(fresh.until)
    places.check_ends(since=fresh.since, on=on)
    inner: list[Any] = [*_open(TeamLeader, fresh), *_open(WomenVolunteer, fresh)]
    changes = [restated(row, {"until": max(on, row.since)}) for row in inner]
    record(fresh, by=by, changes=[restated(fresh, {"until": on}), *changes], reason=reason)
    return fresh


@verb("homes.name_leader", "定志愿队队长", undoable=True)
def name_leader(
    *, team: VolunteerTeam, leader: Appointment, on: date, by: User | None
) -> VolunteerTeam:
    """Let a member of the committee lead a team from the day ``on``, in place of who leads it now.

    Raises ``ValidationError`` as forming does, and when she leads it already.
    """
    fresh = holding.own(team, by)
    rules.teams.check_stands(team=fresh, on=on)
    seat = _seat(leader)
    rules.teams.check_leads(team_org=fresh.org_id, seat=seat, on=on)
    changes = []
    for now in _open(TeamLeader, fresh):
        rules.teams.check_new_leader(now=now.appointment_id, seat=seat.pk)
        places.check_ends(since=now.since, on=on)
        changes.append(restated(now, {"until": on}))
    changes += _led(fresh, seat, on)
    record(fresh, by=by, changes=changes)
    return fresh


@verb("homes.stop_leading", "不再担任队长", undoable=True)
def stop_leading(*, leader: TeamLeader, on: date, by: User | None) -> TeamLeader:
    """Let nobody lead a team from the day ``on``: another is to be named."""
    rows = TeamLeader.rows.select_for_update(of=("self",)).select_related("team")
    fresh = rows.get(pk=leader.pk)
    change = restated(fresh, {"until": max(on, fresh.since)})
    record(fresh.team, by=by, changes=[change], name=f"{fresh.team.name}队长")
    return fresh


@verb("homes.enrol_volunteers", "登记志愿者", undoable=True)
def enrol_volunteers(
    *, team: VolunteerTeam, on: date, by: User | None, names: Sequence[str] = (),
    people: Sequence[Person] = (),
) -> int:  # fmt: skip
    """Let women join a team on the day ``on``: by name, or who they are; return how many are new.

    Who is in it already stays as she is. Raises ``ValidationError`` for nobody, and a name too
    long.
    """
    fresh = holding.own(team, by)
    rules.teams.check_stands(team=fresh, on=on)
    known = set(_open(WomenVolunteer, fresh).values_list("name", flat=True))
    there = set(_open(WomenVolunteer, fresh).values_list("person_id", flat=True))
    wanted: list[tuple[str, Person | None]] = [(tidy(name), None) for name in names if tidy(name)]
    wanted += [(one.name, one) for one in people if one.pk not in there]
    rules.teams.check_at_once(len(wanted) or int(bool(people)))
    changes = []
    for name, person in dict(wanted).items():
        rules.words.check_words(name, what="姓名", most=40)
        if name not in known:
            changes.append(_joined(fresh, name, person, on))
    if changes:
        record(fresh, by=by, changes=changes, name=f"{fresh.name} {len(changes)} 人")
    else:
        rules.teams.check_some_new()
    return len(changes)


@verb("homes.leave_team", "志愿者离队", undoable=True)
def leave_team(*, volunteer: WomenVolunteer, on: date, by: User | None) -> WomenVolunteer:
    """Let somebody be in a team no more from the day ``on``; her service stays counted."""
    rows = WomenVolunteer.rows.select_for_update(of=("self",)).select_related("team")
    fresh = rows.get(pk=volunteer.pk)
    check_own_place(org=fresh.org_id, by=by)
    places.check_open(fresh.until)
    places.check_ends(since=fresh.since, on=on)
    before = image(fresh)
    fresh.until, fresh.version = on, fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=f"{fresh.team.name}志愿者")
    return fresh


def _led(team: VolunteerTeam, seat: Appointment, on: date) -> list[Change]:
    """Write who leads a team, and that she is in it."""
    row = TeamLeader(county_id=team.county_id, team=team, appointment=seat, since=on)
    row.save()
    changes = [made(row)]
    if not _open(WomenVolunteer, team).filter(person=seat.person_id).exists():
        changes.append(_joined(team, seat.person.name, seat.person, on))
    return changes


def _joined(team: VolunteerTeam, name: str, person: Person | None, on: date) -> Change:
    row = WomenVolunteer(
        county_id=team.county_id, org_id=team.org_id, team=team, person=person, name=name, since=on
    )
    row.save()
    return made(row)


def _open(model: Any, team: VolunteerTeam) -> Any:
    rows = model.rows.filter(team=team, until__isnull=True)
    return rows.select_for_update(of=("self",)).order_by("pk")


def _seat(leader: Appointment) -> Appointment:
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("person", "org")
    return rows.get(pk=leader.pk)
