"""Reads of care teams and of the children a handler may see (domain A44).

The database shows a child to her handlers and to nobody else; ``objects`` narrows it further to
where the seat she acts in reaches: whoever changed to another place has left them behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from duties.queries.sensitive import handlers_of, visitors_of
from fulian import crypto
from fulian.scoping import current
from homes.models import (
    Ask,
    CareCase,
    CareChild,
    CarePairing,
    CareTeam,
    CareTeamMember,
    CareVisit,
    ChildKind,
    ChildSex,
    Look,
    Relation,
    SixChecks,
)
from homes.models.care_walled import CHECKS_COLUMN, CHILD_COLUMN
from homes.queries.care_rights import WHAT as WHAT
from homes.queries.care_rights import in_reach as in_reach
from homes.rules.care import LOOKS, URGENT
from homes.rules.care_figures import month_of
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class Known:
    """A child as her handlers know her, unsealed."""

    number: int
    name: str
    born: int
    kind: str
    sex: str
    guardian: str
    relation: str
    group: str
    consent: dict[str, Any]
    handlers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A child in a list: what she is called, who looks after her, and how the month stands."""

    known: Known
    case: CareCase
    pairing: CarePairing | None
    is_mine: bool
    met: bool  # visited and met this month


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit, unsealed."""

    visit: CareVisit
    looks: tuple[tuple[str, str, str], ...]  # what was looked at and asked, code, said
    problem: str
    action: str
    added: list[dict[str, Any]]
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A child with her visits and handlers: what one page shows."""

    line: Line
    visits: list[Seen]
    handlers: list[tuple[int, str]]
    visitors: list[int]
    is_leader: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The care team of one village, and the children whoever looks may see."""

    org: Org
    team: CareTeam | None
    members: list[CareTeamMember] = field(default_factory=list)
    is_leader: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def mine(self) -> list[Line]:
        """The children she looks after herself."""
        return [line for line in self.lines if line.is_mine]

    @property
    def unmet(self) -> list[Line]:
        """Those of hers who were not met this month."""
        return [line for line in self.mine if not line.met]

    @property
    def others(self) -> list[Line]:
        """The children others look after."""
        return [line for line in self.lines if not line.is_mine]

    @property
    def loose(self) -> int:
        """How many of them nobody looks after."""
        return sum(line.pairing is None for line in self.lines)


def told_of(child: CareChild) -> dict[str, Any]:
    """Return what is sealed of a child."""
    return crypto.unseal_facts(child.sealed, county=current().county, column=CHILD_COLUMN)


def checks_of(row: SixChecks) -> dict[str, Any]:
    """Return what is sealed of a visit; of one with an answer for each pair, that for both."""
    found = crypto.unseal_facts(row.sealed, county=current().county, column=CHECKS_COLUMN)
    missed = {Look.NOT_LOOKED.value: Ask.NOT_ASKED.value}
    return {"asks": [missed.get(one, one) for one in found["looks"]]} | found


def known_of(child: CareChild) -> Known:
    """Return a child unsealed, its codes in words."""
    told = told_of(child)
    sex = ChildSex(told["sex"]).label if told["sex"] else ""
    given = told["consent"]
    consent = given | {
        "relation": Relation(given["relation"]).label, "on": date.fromisoformat(given["on"]),
    }  # fmt: skip
    return Known(
        child.pk, told["name"], told["birth_year"], str(ChildKind(told["kind"]).label), str(sex),
        told["guardian"], str(Relation(told["relation"]).label), told["group"], consent,
        tuple(child.handlers),
    )  # fmt: skip


def team_of(org: int, on: date) -> CareTeam | None:
    """Return a village's care team on a day."""
    rows = CareTeam.rows.filter(live(on), org=org)
    return rows.select_related("org", "leader__person", "leader__grant").first()


def leads(team: CareTeam | None, user: Any, on: date) -> bool:
    """Say whether the account leads the team on a day: by a seat that holds, with access."""
    return bool(team and user is not None and account_of(team.leader, on) == user.pk)


def account_of(seat: Appointment | None, on: date) -> int | None:
    """Return the account that acts in a seat on a day, while both hold."""
    if seat is None or not (seat.since <= on and (seat.until is None or seat.until > on)):
        return None
    grant = seat.grant
    if grant is None or not (grant.since <= on and (grant.until is None or grant.until > on)):
        return None
    return grant.user_id


def board_of(org: Org, user: Any, at: datetime) -> Board:
    """Return the team of a village and what children ``user`` may see there; seven queries."""
    on = timezone.localdate(at)
    team = team_of(org.pk, on)
    members = list(
        CareTeamMember.rows.filter(live(on), team=team).select_related("appointment__person")
        .order_by("pk")
    ) if team else []  # fmt: skip
    children = in_reach(user, at).filter(case__until__isnull=True).order_by("pk")
    return Board(org, team, members, leads(team, user, on), lines_of(children, user, on))


def lines_of(children: Iterable[CareChild], user: Any, on: date) -> list[Line]:
    """Return children unsealed, who looks after each, and whether she was met this month."""
    known = {child.pk: known_of(child) for child in children}
    cases = CareCase.rows.filter(pk__in=known).select_related("org").order_by("pk")
    rows = CarePairing.rows.filter(live(on), case__in=known)
    now = {one.case_id: one for one in rows.select_related("appointment__person",
                                                            "appointment__grant")}  # fmt: skip
    met = met_in(on, [one.pk for one in now.values()])
    lines = []
    for case in cases:
        one = now.get(case.pk)
        mine = one is not None and account_of(one.appointment, on) == user.pk
        lines.append(Line(known[case.pk], case, one, mine, bool(one and one.pk in met)))
    return lines


def met_in(on: date, pairings: Iterable[int]) -> set[int]:
    """Return the pairings whose child was visited and met in the month of ``on``."""
    first, end = month_of(on)
    rows = CareVisit.rows.filter(pairing__in=list(pairings), met_child=True)
    return set(rows.filter(done_on__gte=first, done_on__lt=end).values_list("pairing", flat=True))


def dossier_of(child: CareChild, user: Any, on: date) -> Dossier:
    """Return all that is known of a child."""
    found = lines_of([child], user, on)
    return Dossier(
        found[0], seen_of(child.pk),
        handlers_of(child, on, WHAT), visitors_of(child.pk, WHAT),
        leads(team_of(found[0].case.org_id, on), user, on),
    )  # fmt: skip


def seen_of(case: int) -> list[Seen]:
    """Return a child's visits unsealed, the newest first."""
    rows = SixChecks.rows.filter(case=case).select_related("visit__pairing__appointment__person")
    return [_seen(row) for row in rows.order_by("-visit__done_on", "-pk")]


def seen(visit: int, user: Any, at: datetime) -> tuple[Seen, SixChecks] | None:
    """Return one visit unsealed for a handler; None for everybody else."""
    hers = in_reach(user, at).values("case")
    rows = SixChecks.objects.filter(visit=visit, handlers__contains=[user.pk], case__in=hers)
    row = rows.select_related("visit__pairing__appointment__person").first()
    return (_seen(row), row) if row else None


def live_pairing(case: int, on: date) -> CarePairing | None:
    """Return who looks after a child on a day."""
    rows = CarePairing.rows.filter(live(on), case=case)
    return rows.select_related("appointment__person", "appointment__grant").first()


def seats_to_pair(org: int, on: date) -> list[Appointment]:
    """Return the village's committee, from which a carer is chosen, with names."""
    rows = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    return list(rows.select_related("person", "grant").order_by("person__pinyin", "pk"))


def open_pairings_of(appointment: int, on: date) -> QuerySet[CarePairing]:
    """Return the pairings of a seat that last beyond a day."""
    lasting = Q(until__isnull=True) | Q(until__gt=on)
    return CarePairing.rows.filter(lasting, appointment=appointment).order_by("pk")


def _seen(row: SixChecks) -> Seen:
    told = checks_of(row)
    looks = tuple(
        line
        for (look, ask), seen, said in zip(LOOKS, told["looks"], told["asks"], strict=True)
        for line in (
            (look, seen, str(Look(seen).label)), (ask, said, str(Ask(said).label)),
        )
    )  # fmt: skip
    added = [one | {"on": date.fromisoformat(one["on"])} for one in told["added"]]
    return Seen(
        row.visit, looks, told["problem"], told["action"], added,
        told["looks"][URGENT] == Look.CONCERN,
    )  # fmt: skip
