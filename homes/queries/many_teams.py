"""Volunteer teams of many organisations at once (domain A42): what is lacking, and who would lead.

A team is led by a member of the committee: twelve of them lead twelve teams (1:1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice

from django.db.models import Q

from homes.models import TeamKind, TeamLeader, VolunteerTeam
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Org
from orgs.queries.hats import live
from orgs.queries.many import Plan, planned

KINDS: dict[str, str] = {
    one.value: str(one.label) for one in TeamKind if one is not TeamKind.OTHER
}  # fmt: skip
USUAL = (TeamKind.MUTUAL_HELP.value,)
FIRST = (Office.EXECUTIVE_MEMBER, Office.VICE_CHAIR, Office.CHAIR)  # who is asked to lead first
NAMED = 3  # of an organisation's new teams stand in the preview by name


@dataclass(frozen=True, slots=True)
class New:
    """A team that would be formed."""

    kind: str
    name: str
    leader: Appointment


@dataclass(slots=True)
class There:
    """What an organisation has: its teams, and who of its committee leads none."""

    kinds: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    seats: int = 0
    free: list[Appointment] = field(default_factory=list)


def plan_of_teams(orgs: Iterable[Org], *, kinds: Collection[str], each: bool, on: date) -> Plan:
    """Return at which of ``orgs`` which teams would be formed, and led by whom."""
    rows = list(orgs)
    there = what_is_there(rows, on)
    found = {org.pk: teams_wanted(org, there[org.pk], kinds, each=each) for org in rows}
    return planned(
        rows, name=lambda org: org.title,
        why=lambda org: "" if found[org.pk] else _why(there[org.pk]),
        also=lambda org: _said(found[org.pk]),
    )  # fmt: skip


def what_is_there(orgs: Collection[Org], on: date) -> dict[int, There]:
    """Return what each of ``orgs`` has on a day and after; three queries."""
    found: dict[int, There] = defaultdict(There)
    keys = [org.pk for org in orgs]
    later = Q(until__isnull=True) | Q(until__gt=on)
    teams = VolunteerTeam.rows.filter(later, org__in=keys)
    for org, kind, name in teams.values_list("org_id", "kind", "name"):
        found[org].kinds.add(kind)
        found[org].names.add(name)
    rows = TeamLeader.rows.filter(later, appointment__org__in=keys)
    leading = set(rows.values_list("appointment__person_id", flat=True))
    seats = Appointment.rows.filter(live(on), org__in=keys, office__in=COMMITTEE)
    place = {office: n for n, office in enumerate(FIRST)}
    known: set[tuple[int, int]] = set()
    for seat in sorted(
        seats.select_related("person"),
        key=lambda one: (place.get(Office(one.office), 0), one.person.pinyin, one.pk),
    ):
        found[seat.org_id].seats += 1
        if seat.person_id not in leading and (seat.org_id, seat.person_id) not in known:
            known.add((seat.org_id, seat.person_id))
            found[seat.org_id].free.append(seat)
    return found


def teams_wanted(org: Org, there: There, kinds: Collection[str], *, each: bool) -> list[New]:
    """Return the teams ``org`` lacks of ``kinds``, each led by somebody who leads none.

    ``each`` goes on until everybody of the committee leads one: the kinds come round again.
    """
    asked = [kind for kind in KINDS if kind in kinds]
    wanted = [kind for kind in asked if kind not in there.kinds]
    if each:
        wanted += islice(cycle(asked), max(0, len(there.free) - len(wanted)))
    names, found = set(there.names), []
    for kind, leader in zip(wanted, there.free, strict=False):
        names.add(name := _name(org, kind, names))
        found.append(New(kind, name, leader))
    return found


def _name(org: Org, kind: str, taken: set[str]) -> str:
    called = KINDS[kind] if KINDS[kind].endswith("团") else f"{KINDS[kind]}志愿队"
    name, n = f"{org.short_name}{called}", 1
    while name in taken:
        n += 1
        name = f"{org.short_name}{called}（{n}队）"
    return name


def _why(there: There) -> str:
    if not there.seats:
        return "还没有登记主席、副主席和执委，先办理任职。"
    return "主席、副主席和执委都已经带队。" if not there.free else "这几类志愿队都有了。"


def _said(teams: list[New]) -> str:
    names = [f"{one.name}（{one.leader.person.name}带队）" for one in teams[:NAMED]]
    more = f"等 {len(teams)} 支" if len(teams) > NAMED else ""
    return "、".join(names) + more
