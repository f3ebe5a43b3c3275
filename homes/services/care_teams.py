"""Care teams: founded in a village, led by one of its committee, chosen as a pilot point (A44)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from duties.rules.posts import check_end, check_own_place
from duties.services import tell
from fulian.scoping import current
from homes import rules
from homes.models import CareCase, CareEnd, CarePairing, CareTeam, CareTeamMember
from homes.queries import care as reads
from homes.services import holding
from homes.services.care_walls import ended, rewall
from members.models import Appointment
from orgs.models import Org, User
from orgs.queries.hats import live
from orgs.services import changed, image, made, record, verb


@verb("homes.found_care_team", "成立看护队")
def found_care_team(
    *, org: Org, leader: Appointment, members: Iterable[Appointment] = (),
    volunteers: Iterable[str] = (), on: date, by: User | None, at: datetime,
) -> CareTeam:  # fmt: skip
    """Found the care team of a village (村村建队), led by ``leader``, who reads all its children.

    Raises ``ValidationError`` elsewhere than in a village, for a second team, and for whoever is
    not on the village's committee.
    """
    place, today = Org.rows.held(org), timezone.localdate(at)
    check_own_place(org=place.pk, by=by)
    rules.care.check_village(place)
    rules.care.check_day(on, today=today)
    rules.care.check_seat(leader, org=place.pk, on=on)
    team = CareTeam(county_id=current().county, org=place, leader=leader, since=on)
    team.save()
    record(team, by=by, changes=[made(team)], name=str(team))
    for seat in {one.pk: one for one in (leader, *members)}.values():
        _join(team, on, seat=seat)
    for name in volunteers:
        _join(team, on, volunteer=name)
    _rewall_all(team, today)
    _tell_leader(team, at)
    return team


@verb("homes.name_care_leader", "更换看护队队长")
def name_care_leader(
    *, team: CareTeam, leader: Appointment, by: User | None, at: datetime
) -> CareTeam:
    """Let another lead the team from now on: she reads its children, the one before no more."""
    fresh, today = holding.fresh(team, "org"), timezone.localdate(at)
    check_own_place(org=fresh.org_id, by=by)
    rules.care.check_seat(leader, org=fresh.org_id, on=today)
    before = image(fresh)
    fresh.leader, fresh.version = leader, fresh.version + 1
    fresh.save(update_fields=["leader", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=str(fresh))
    if not fresh.members.filter(live(today), appointment=leader).exists():
        _join(fresh, today, seat=leader)
    _rewall_all(fresh, today)
    _tell_leader(fresh, at)
    return fresh


@verb("homes.join_care_team", "加入看护队")
def join_care_team(
    *, team: CareTeam, seat: Appointment | None = None, volunteer: str = "", on: date,
    by: User | None, at: datetime,
) -> CareTeamMember:  # fmt: skip
    """Let somebody of the committee, or a volunteer by name, be on the team from a day."""
    fresh = holding.fresh(team, "org")
    check_own_place(org=fresh.org_id, by=by)
    rules.care.check_day(on, today=timezone.localdate(at), since=fresh.since)
    member = _join(fresh, on, seat=seat, volunteer=volunteer)
    record(member, by=by, org=fresh.org_id, changes=[made(member)], name=str(fresh))
    return member


@verb("homes.leave_care_team", "离开看护队")
def leave_care_team(
    *, member: CareTeamMember, on: date, by: User | None, at: datetime
) -> CareTeamMember:
    """Let somebody be on the team no more from a day."""
    rows = CareTeamMember.rows.select_for_update(of=("self",)).select_related("team__org")
    row = rows.get(pk=member.pk)
    check_own_place(org=row.team.org_id, by=by)
    check_end(since=row.since, until=row.until, on=on)
    before = image(row)
    row.until, row.version = on, row.version + 1
    row.save(update_fields=["until", "version"])
    record(row, by=by, org=row.team.org_id, changes=[changed(row, before)], name=str(row.team))
    return row


@verb("homes.mark_pilot", "定看护示范点")
def mark_pilot(*, team: CareTeam, is_pilot: bool, by: User | None) -> CareTeam:
    """Make a team its township's pilot point, or no longer (乡乡办点)."""
    fresh = holding.fresh(team, "org")
    before = image(fresh)
    fresh.is_pilot, fresh.version = is_pilot, fresh.version + 1
    fresh.save(update_fields=["is_pilot", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=str(fresh))
    return fresh


@verb("homes.end_care_team", "撤销看护队")
def end_care_team(*, team: CareTeam, on: date, by: User | None, at: datetime) -> CareTeam:
    """End a team: the care of its children ends with it, and nobody sees them any more."""
    fresh = holding.fresh(team, "org")
    check_own_place(org=fresh.org_id, by=by)
    check_end(since=fresh.since, until=fresh.until, on=on)
    before = image(fresh)
    fresh.until, fresh.version = on, fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    cases = list(CareCase.rows.filter(org=fresh.org_id, until__isnull=True).order_by("pk"))
    changes = [
        changed(fresh, before),
        *ended(CarePairing.rows.filter(case__in=cases, until__isnull=True), on),
        *ended(cases, on, ended_for=CareEnd.ORG_CLOSED),
        *ended(CareTeamMember.rows.filter(team=fresh, until__isnull=True), on),
    ]
    record(fresh, by=by, changes=changes, name=str(fresh))
    _rewall_all(fresh, timezone.localdate(at))
    return fresh


def _join(
    team: CareTeam, on: date, *, seat: Appointment | None = None, volunteer: str = ""
) -> CareTeamMember:
    name = volunteer.strip()
    if seat is not None:
        rules.care.check_seat(seat, org=team.org_id, on=on)
    else:
        name = rules.care.check_name(name)
    row = CareTeamMember(
        county_id=current().county, team=team, appointment=seat, volunteer=name, since=on
    )
    row.save()
    return row


def _rewall_all(team: CareTeam, on: date) -> None:
    """Let the team's leader of a day see its children, and nobody who leads it no longer."""
    cases = CareCase.rows.filter(org=team.org_id, erased_on__isnull=True)
    for number in cases.values_list("pk", flat=True):
        rewall(number, on)


def _tell_leader(team: CareTeam, at: datetime) -> None:
    user = reads.account_of(team.leader, timezone.localdate(at))
    if user:
        tell(
            org=team.org, user_id=user, at=at, key=f"careteam:{team.pk}:{team.version}",
            title="请您担任看护队队长", link="/care/",
            text="孩子的情况只有看护人和队长能看，请不要转给别人，不要发到群里。",
        )  # fmt: skip
