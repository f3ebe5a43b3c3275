"""Care teams in the demo county: most villages have one, some children, visits done and overdue.

The children are code names that were made up; nobody is meant.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from fulian.scoping import current, scope
from homes import services
from homes.models import CareCase, CarePairing, CareTeam, CareTeamMember
from homes.queries.care import account_of
from members.models import Appointment, Office
from orgs import services as ground
from orgs.models import Level, Org, Role, User
from reports.management.demo.story import SHOWN_PLACES, Demo, noon

TEAMS = 0.82  # of the villages
CHILDREN = 110  # about so many, in villages one after another
NAMES = ("小石榴", "小满", "豆豆", "朵朵", "小禾", "安安", "小米", "乐乐", "小葵", "圆圆", "小舟",
         "星星", "小麦", "阳阳")  # fmt: skip
GUARDIANS = ("李奶奶", "王外公", "陈爷爷", "周外婆", "刘爷爷", "赵奶奶")
FINE, UNASKED = ("fine",) * 6, ("fine", *["not_asked"] * 5)  # she was not at home
LEAKING = UNSAFE = ("concern", *["fine"] * 5)  # the house; what is dangerous in it


def care_for_children(demo: Demo) -> None:
    """Let most villages found a team, some register children, and visits be done and overdue."""
    villages = list(
        Org.rows.filter(level=Level.VILLAGE, is_counted=True, status="active").order_by("code")
    )
    shown = SHOWN_PLACES.get(demo.code, ())
    near = {org.parent_id for org in villages if org.code in shown}
    demo.lot_of("care").shuffle(villages)
    villages.sort(key=lambda org: (org.code not in shown, org.parent_id not in near))
    teams, children = 0, 0
    for n, org in enumerate(villages):
        lot = demo.lot_of(f"{org.code}:care")
        if org.code not in shown and lot.random() > TEAMS:
            continue
        team = _found(demo, org, lot)
        if team is None:
            continue
        teams += 1
        if n % 5 == 0 and lot.random() < 0.5:
            _mark(team)
        if children < CHILDREN:
            children += _register(demo, team, n, lot)
    demo.said.append(f"{teams} 支看护队，{children} 个看护对象")


def _found(demo: Demo, org: Org, lot: random.Random) -> CareTeam | None:
    rows = Appointment.rows.filter(
        org=org, until__isnull=True, office__in=(Office.CHAIR, Office.EXECUTIVE_MEMBER)
    )
    seats = sorted(rows.order_by("pk"), key=lambda seat: seat.office != Office.CHAIR)
    if not seats:
        return None
    on = max(demo.on - timedelta(days=lot.randrange(60, 200)), max(s.since for s in seats))
    return services.found_care_team(
        org=org, leader=seats[0], members=seats[1:8], on=on, by=None, at=noon(demo.on),
        volunteers=["热心大姐"] if lot.random() < 0.3 else [],
    )  # fmt: skip


def _mark(team: CareTeam) -> None:
    if not CareTeam.rows.filter(org__parent=team.org.parent_id, is_pilot=True).exists():
        services.mark_pilot(team=team, is_pilot=True, by=None)


def _register(demo: Demo, team: CareTeam, place: int, lot: random.Random) -> int:
    """Register some children; pair all but one, visit most."""
    seat = Appointment.rows.select_related("org", "person", "grant").get(pk=team.leader_id or 0)
    leader = User.objects.get(pk=account_of(seat, demo.on) or _let_in(seat, place))
    members = CareTeamMember.rows.filter(team=team, appointment__isnull=False)
    carers = [one.appointment for one in members.select_related("appointment__grant__user")
              if one.appointment and one.appointment_id != team.leader_id]  # fmt: skip
    carers.sort(key=lambda seat: seat.grant_id is None)
    count = lot.randrange(3, 8)
    first = max(team.since, demo.on - timedelta(days=55))
    for n, name in enumerate(lot.sample(NAMES, count)):
        with scope(current().county, by=leader):
            case = _child(demo, team.org, leader, name, first, lot)
            if n == count - 1 or not carers:
                continue  # nobody looks after her yet
            pairing = services.pair_child(
                case=case, appointment=carers[n // 2 % len(carers)], by=leader, at=noon(demo.on)
            )  # fmt: skip
            _since(case, pairing, first)
            _visits(demo, case, leader, n, first, lot)
    return count


def _let_in(seat: Appointment, place: int) -> int:
    """Give a leader an account: a child is registered by herself and nobody else."""
    grant = ground.grant_access(
        org=seat.org, role=Role.CHAIR, phone=f"1004{place:07d}", holder=seat.person.name,
        on=seat.since, by=None,
    )  # fmt: skip
    Appointment.rows.filter(pk=seat.pk).update(grant=grant)
    return int(grant.user_id)


def _child(
    demo: Demo, org: Org, leader: User, name: str, first: date, lot: random.Random
) -> CareCase:
    guardian = lot.choice(GUARDIANS)
    return services.register_child(
        org=org, by=leader, at=noon(demo.on),
        facts={
            "name": name, "birth_year": demo.on.year - lot.randrange(6, 15), "guardian": guardian,
            "kind": lot.choice(("left_behind_child", "left_behind_child", "child_in_difficulty")),
            "sex": "", "relation": "grandparent", "group": lot.choice(("一组", "二组", "三组")),
        },
        consent={"given": True, "who": guardian, "relation": "grandparent", "on": first,
                 "paper": lot.random() < 0.7},
    )  # fmt: skip


def _since(case: CareCase, pairing: CarePairing, first: date) -> None:
    """Let it have begun some weeks ago, so that visits have come due."""
    CareCase.rows.filter(pk=case.pk).update(since=first)
    CarePairing.rows.filter(pk=pairing.pk).update(since=first)


def _visits(
    demo: Demo, case: CareCase, leader: User, n: int, first: date, lot: random.Random
) -> None:
    """Visit most children this month, one with a concern that is seen to; others are overdue."""
    if n == 1 or (n > 3 and lot.random() < 0.4):
        return
    day = max(demo.on - timedelta(days=lot.randrange(0, min(demo.on.day, 20))), first)
    is_leaking = n == 2
    services.write_visit(
        case=case, done_on=day, met_child=n != 3, by=leader, at=noon(demo.on),
        looks=LEAKING if is_leaking else FINE,
        asks=UNSAFE if is_leaking else UNASKED if n == 3 else FINE,
        problem="厨房漏雨，电线老化" if is_leaking else "",
        action="已请村里换了电线，下周修屋顶" if is_leaking else "",
    )  # fmt: skip
