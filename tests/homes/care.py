"""Care teams for tests: one of everything, each verb done once, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from duties import services as duties
from duties.models import GlassBreak
from fulian.scoping import scope
from homes import services
from homes.models import (
    CareCase,
    CareChild,
    CarePairing,
    CareTeam,
    CareTeamMember,
    CareVisit,
    SixChecks,
)
from homes.queries import care as reads
from homes.services.care_following import carry_care_on
from members import services as members
from members.models import Appointment, Office
from orgs.models import User
from tests.conftest import NOW, TODAY
from tests.duties.ledgering import chair_seat
from tests.people import person, seat

Made = TypeVar("Made")
NAME = "小石榴"
GUARDIAN = "石奶奶某"
PROBLEM = "被高年级同学拦着要钱"
FINE = ("fine",) * 6
URGENT = ("fine", "fine", "fine", "concern", "fine", "fine")
FACTS: dict[str, Any] = {
    "name": NAME, "birth_year": 2016, "kind": "left_behind_child", "sex": "girl",
    "guardian": GUARDIAN, "relation": "grandparent", "group": "三组",
}  # fmt: skip
CONSENT: dict[str, Any] = {
    "given": True, "who": GUARDIAN, "relation": "grandparent", "on": TODAY, "paper": True,
}  # fmt: skip


def leader_seat(cast: Any) -> Appointment:
    """Return a seat with the chair's account: her own, or a vice-chair's."""
    known = Appointment.rows.filter(
        org=cast.village, grant=cast.chair_grant, until__isnull=True
    ).first()
    if known:
        return known
    if not Appointment.rows.filter(org=cast.village, office=Office.CHAIR).exists():
        return chair_seat(cast)
    she = seat(cast.village, Office.VICE_CHAIR, who=person(cast.village, "阮素云"))
    she.grant = cast.chair_grant
    she.save(update_fields=["grant"])
    return she


def carer_seat(cast: Any, name: str = "柳芳菲") -> Appointment:
    """Return the executive member's seat at the village, with the officer's account."""
    known = Appointment.rows.filter(
        org=cast.village, office=Office.EXECUTIVE_MEMBER, grant=cast.officer_grant,
        until__isnull=True,
    ).first()  # fmt: skip
    if known:
        return known
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, who=person(cast.village, name))
    she.grant = cast.officer_grant
    she.save(update_fields=["grant"])
    return she


def other_seat(cast: Any, name: str = "史慧敏") -> Appointment:
    """Return another executive member's seat, without an account."""
    return seat(cast.village, Office.EXECUTIVE_MEMBER, name)


def team(cast: Any) -> CareTeam:
    """Return the village's team, led by the chair."""
    known = CareTeam.rows.filter(org=cast.village, until__isnull=True).first()
    return known or services.found_care_team(
        org=cast.village, leader=leader_seat(cast), members=[carer_seat(cast)],
        volunteers=["热心王姐"], on=TODAY, by=None, at=NOW,
    )  # fmt: skip


def as_user(cast: Any, user: User, act: Callable[[], Made]) -> Made:
    """Do ``act`` as somebody, in a scope of hers."""
    with scope(cast.county.pk, by=user):
        return act()


def child(cast: Any, **facts: Any) -> CareCase:
    """Register a child, as the chair who leads the team."""
    team(cast)
    return as_user(cast, cast.chair, lambda: services.register_child(
        org=cast.village, facts=FACTS | facts, consent=CONSENT, by=cast.chair, at=NOW
    ))  # fmt: skip


def paired(cast: Any, **facts: Any) -> CarePairing:
    """Register a child and let the officer look after her."""
    case = child(cast, **facts)
    return as_user(cast, cast.chair, lambda: services.pair_child(
        case=case, appointment=carer_seat(cast), by=cast.chair, at=NOW
    ))  # fmt: skip


def visited(cast: Any, pairing: CarePairing | None = None, **facts: Any) -> CareVisit:
    """Let the officer visit a child of hers today."""
    pairing = pairing or paired(cast)
    wanted: dict[str, Any] = {
        "case": pairing.case, "done_on": TODAY, "met_child": True, "looks": FINE, "asks": FINE,
        "by": cast.officer, "at": NOW,
    } | facts  # fmt: skip
    return as_user(cast, cast.officer, lambda: services.write_visit(**wanted))


def checks(cast: Any) -> SixChecks:
    """Return what was seen on a visit, open to everybody (see ``wide_open``)."""
    visit = visited(cast)
    case = visit.pairing.case_id
    _open_to_all(cast, case)
    with scope(cast.county.pk, by=cast.admin):
        return SixChecks.rows.get(visit=visit)


def wide_open(cast: Any) -> CareChild:
    """Return a child whose handlers are everybody and the worker.

    So that the county's wall stands alone where tests/walls attack it.
    """
    case = child(cast)
    _open_to_all(cast, case.pk)
    with scope(cast.county.pk, by=cast.admin):
        return CareChild.rows.get(pk=case.pk)


def _open_to_all(cast: Any, number: int) -> None:
    everybody = [0, *User.objects.values_list("pk", flat=True)]
    with scope(cast.county.pk, glass=(CareChild, number)):
        CareChild.rows.filter(pk=number).update(handlers=everybody)
        SixChecks.rows.filter(case=number).update(handlers=everybody)


def broken(cast: Any, number: int | None = None) -> GlassBreak:
    """Break the glass of a child as the county's administrator."""
    number = number or child(cast).pk
    return as_user(cast, cast.admin, lambda: duties.break_glass(
        what=reads.WHAT, number=number, reason="联系不上看护人", by=cast.admin, at=NOW
    ))  # fmt: skip


def _led(cast: Any, act: Callable[..., Any], **facts: Any) -> Any:
    return as_user(cast, cast.chair, lambda: act(by=cast.chair, at=NOW, **facts))


def _handed_over(cast: Any) -> Any:
    case, to = paired(cast).case, other_seat(cast)
    return _led(cast, services.hand_over_child, case=case, appointment=to)


def _removed(cast: Any) -> Any:
    case = child(cast)
    facts = {"case": case, "user": cast.town_clerk.pk, "reason": "乡镇一起帮"}
    _led(cast, services.add_care_handler, **facts)
    return _led(cast, services.remove_care_handler, **facts)


def _erased(cast: Any) -> Any:
    case = child(cast)
    _led(cast, services.end_care, case=case, reason="moved")
    return services.erase_child(case=case, on=TODAY + timedelta(days=90))


def _changed(cast: Any) -> Any:
    visit = visited(cast)
    return as_user(cast, cast.officer, lambda: services.change_visit(
        visit=visit, met_child=False, looks=FINE, asks=FINE, by=cast.officer, at=NOW
    ))  # fmt: skip


def _amended(cast: Any) -> Any:
    visit = visited(cast)
    return as_user(cast, cast.officer, lambda: services.amend_visit(
        visit=visit, text="又问了一次，都好", by=cast.officer, at=NOW
    ))  # fmt: skip


def _carried_on(cast: Any) -> Any:
    old = paired(cast).appointment
    members.end_appointment(
        appointment=old, on=TODAY, departure="term_end", by=None, keep_access=True
    )
    members.appoint(person=old.person, org=old.org, office=old.office, on=TODAY, by=None)
    return carry_care_on(staying=[old], on=TODAY, by=None)


def _member(cast: Any) -> CareTeamMember:
    found = team(cast).members.order_by("pk").last()
    assert found
    return found


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.found_care_team": team,
    "homes.name_care_leader": lambda c: services.name_care_leader(
        team=team(c), leader=carer_seat(c), by=None, at=NOW
    ),
    "homes.join_care_team": lambda c: services.join_care_team(
        team=team(c), volunteer="热心李姐", on=TODAY, by=None, at=NOW
    ),
    "homes.leave_care_team": lambda c: services.leave_care_team(
        member=_member(c), on=TODAY, by=None, at=NOW
    ),
    "homes.mark_pilot": lambda c: services.mark_pilot(team=team(c), is_pilot=True, by=None),
    "homes.end_care_team": lambda c: services.end_care_team(
        team=team(c), on=TODAY, by=None, at=NOW
    ),
    "homes.register_child": child,
    "homes.change_child": lambda c: _led(
        c, services.change_child, case=child(c), facts=FACTS | {"name": "石榴"}
    ),
    "homes.end_care": lambda c: _led(c, services.end_care, case=child(c), reason="moved"),
    "homes.withdraw_consent": lambda c: _led(c, services.withdraw_consent, case=child(c)),
    "homes.erase_child": _erased,
    "homes.add_care_handler": lambda c: _led(
        c, services.add_care_handler, case=child(c), user=c.town_clerk.pk, reason="乡镇一起帮"
    ),
    "homes.remove_care_handler": _removed,
    "homes.pair_child": paired,
    "homes.carry_care_on": _carried_on,
    "homes.hand_over_child": _handed_over,
    "homes.end_pairing": lambda c: _led(c, services.end_pairing, pairing=paired(c)),
    "homes.write_visit": visited,
    "homes.change_visit": _changed,
    "homes.amend_visit": _amended,
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    CareTeam: team,
    CareTeamMember: _member,
    CareCase: child,
    CareChild: wide_open,
    CarePairing: paired,
    CareVisit: visited,
    SixChecks: checks,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys by which the pages of care are asked for; chair and officer see the child."""
    visit = visited(cast)
    return {"care": visit.pairing.case_id, "visits": visit.pk, "members": _member(cast).pk}
