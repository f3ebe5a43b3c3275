"""Elections and what comes between two: renewals, a finished congress, who is to leave."""

from __future__ import annotations

import random
from datetime import date, timedelta

import members.services as members
from members.models import Appointment, CommitteeBody, CommitteeSeat, CongressTerm, Office, Person
from orgs.models import Level, Org, User
from reports.management.demo.committees import Crew
from reports.management.demo.story import GIVEN, SURNAMES, Demo, noon

BEHIND = 4  # villages whose renewal is under way, none of them done
FORESEEN = 6  # seats whose holder is expected to leave
WATCHERS = 3


def committee_seats(demo: Demo, crews: list[Crew]) -> list[CommitteeSeat]:
    """Return the chairs' seats in 两委 and the townships' 党委; a few chairs have none."""
    bodies = {Level.VILLAGE: CommitteeBody.VILLAGERS, Level.TOWNSHIP: CommitteeBody.PARTY}
    found = []
    for crew in crews:
        body = bodies.get(Level(crew.org.level))
        if body is None or crew.chair is None or crew.chair.until:
            continue
        if demo.lot_of(f"{crew.org.code}:both").random() < 0.94:
            found.append(
                CommitteeSeat(
                    org=crew.org, person=crew.chair.person, body=body, since=crew.chair.since
                )
            )
    return found


def hold_elections(demo: Demo) -> None:
    """Renew what has run out, fill what fell empty, and keep what is foreseen."""
    lot = demo.lot_of("elections")
    over = CongressTerm.rows.filter(ends_on__lte=demo.on, org__level=Level.VILLAGE)
    late = list(over.select_related("org").order_by("org__code")[: BEHIND + 2])
    if len(late) > BEHIND + 1:
        _renewed(demo, late.pop(), lot)
    _renewals(demo, late)
    _between(demo, lot)
    _foreseen(demo, lot)
    _stretched(demo)


def _renewals(demo: Demo, late: list[CongressTerm]) -> None:
    """Extend one term that ran out; let the others prepare their congress, each a step on."""
    if not late:
        return
    members.extend_term(
        term=late[0], to=demo.on + timedelta(days=90), document="东妇发〔2026〕3号", by=None
    )
    begun = demo.on - timedelta(days=40)
    for n, term in enumerate(late[1:]):
        congress = members.prepare_congress(
            org=term.org, number=term.number + 1, due_on=demo.on + timedelta(days=20), by=None
        )
        for step in ("plan", "candidates", "notice")[:n]:
            members.mark_step(congress=congress, step=step, on=begun, by=None)


def _renewed(demo: Demo, term: CongressTerm, lot: random.Random) -> None:
    """Let one village finish: its congress elects the members, their plenary the heads."""
    held = demo.on - timedelta(days=12)
    congress = members.prepare_congress(
        org=term.org, number=term.number + 1, due_on=held, contest="more", by=None
    )
    for step, days in (("plan", 60), ("candidates", 30), ("notice", 15)):
        members.mark_step(congress=congress, step=step, on=held - timedelta(days=days), by=None)
    sitting = Appointment.rows.filter(
        org=term.org, until__isnull=True, office__in=("chair", "vice_chair", "executive_member")
    )
    standing = [seat.person for seat in sitting.select_related("person").order_by("pk")]
    standing += [_newcomer(term.org, lot) for _ in range(16 - len(standing))]
    votes = {}
    for n, she in enumerate(standing):
        row = members.nominate(congress=congress, person=she, office="executive_member", by=None)
        votes[row.pk] = max(28 - n, 17) if n < 15 else 9
    for n, she in enumerate(standing[:3]):
        office = Office.VICE_CHAIR if n else Office.CHAIR
        row = members.nominate(congress=congress, person=she, office=office, by=None)
        votes[row.pk] = 14
    watching = [_newcomer(term.org, lot) for _ in range(WATCHERS)]
    members.name_scrutineers(congress=congress, people=watching, chief=watching[0], by=None)
    members.record_count(
        congress=congress, held_on=held, delegates_due=31, delegates_present=30, votes=votes,
        ballots_issued=30, ballots_returned=30, ballots_valid=29, plenary_due=15,
        plenary_present=15, by=None,
    )  # fmt: skip
    members.close_congress(congress=congress, on=held, by=None)


def _between(demo: Demo, lot: random.Random) -> None:
    """Seat a substitute for one who left, and appoint a vice-chair who leads a team."""
    gone = Appointment.rows.filter(
        office=Office.EXECUTIVE_MEMBER, until__isnull=False, departure="moved",
        org__level=Level.VILLAGE,
    )  # fmt: skip
    left = gone.select_related("org", "term").order_by("org__code", "pk").first()
    if left is not None and left.term is not None and left.term.ends_on > demo.on:
        members.substitute(
            replaces=left, person=_newcomer(left.org, lot), on=demo.on - timedelta(days=9), by=None
        )
    town = Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).order_by("code").last()
    if town is not None:
        members.appoint(
            person=_newcomer(town, lot), org=town, office=Office.VICE_CHAIR, on=demo.since, by=None,
            employment="part_time", origin="appointed", leads="巾帼舞蹈队", leads_women=36,
            letter_on=demo.since, expected_until=demo.on + timedelta(days=75),
            at=noon(demo.since),
        )  # fmt: skip


def _foreseen(demo: Demo, lot: random.Random) -> None:
    """Keep by which day some are expected to leave; one such day has passed."""
    held = Appointment.rows.filter(
        office__in=(Office.CHAIR, Office.VICE_CHAIR), until__isnull=True, org__level=Level.VILLAGE
    )
    seats = list(held.exclude(expected_until__isnull=False).order_by("org__code", "pk"))
    for n, seat in enumerate(lot.sample(seats, min(FORESEEN, len(seats)))):
        members.expect_leaving(
            appointment=seat, until=max(demo.on + timedelta(days=28 * n - 10),
                                        seat.since + timedelta(days=1)),
            by=None, reason="到龄退休",
        )  # fmt: skip


def _stretched(demo: Demo) -> None:
    """Leave one chair without a vice-chair, and let another sit in four places."""
    chairs = Appointment.rows.filter(
        office=Office.CHAIR, until__isnull=True, org__level=Level.VILLAGE, expected_until=None
    )
    alone, busy = list(chairs.select_related("org", "person").order_by("-org__code")[:2])
    vices = Appointment.rows.filter(
        org=alone.org, office=Office.VICE_CHAIR, until__isnull=True
    ).order_by("pk")
    for seat in vices:
        members.end_appointment(
            appointment=seat, on=demo.on - timedelta(days=20), departure="moved", by=None
        )
    town = Org.rows.get(children=busy.org)
    members.appoint(
        person=busy.person, org=town, office=Office.EXECUTIVE_MEMBER, on=demo.since, by=None
    )
    for beside in Org.rows.filter(parent=town).exclude(pk=busy.org_id).order_by("code")[:2]:
        members.appoint(
            person=busy.person, org=beside, office=Office.REPRESENTATIVE, on=demo.since, by=None,
            origin="recommended",
        )  # fmt: skip


def ask_transfer(demo: Demo, asker: User) -> None:
    """Let one woman wait to be taken in by another township."""
    towns = list(Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).order_by("code")[:2])
    her = Person.rows.filter(org__parent=towns[0]).exclude(phone=None).order_by("pk").last()
    if len(towns) == 2 and her is not None:
        members.ask_transfer(
            person=her, target=towns[1], by=asker, at=noon(demo.on - timedelta(days=3)),
            note="随家人搬迁",
        )  # fmt: skip


def _newcomer(org: Org, lot: random.Random) -> Person:
    born = date(lot.randrange(1968, 1998), lot.randrange(1, 13), lot.randrange(1, 29))
    return members.register_person(
        org=org, name=lot.choice(SURNAMES) + lot.choice(GIVEN), birth_on=born, by=None
    )
