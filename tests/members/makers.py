"""One of everything of ``members``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from members import services
from members.models import (
    Appointment,
    CardsRead,
    CongressTerm,
    Office,
    Person,
    QuotaRule,
    RosterImport,
    WomensGroup,
)
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.members import drives, growing, movers, rosters
from tests.people import group, person, seat

PHONE = "10099990101"


def _term(cast: Any) -> CongressTerm:
    return services.begin_term(
        org=cast.village, number=3, starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1), by=None
    )


def _quota(cast: Any) -> QuotaRule:
    return services.set_quota(level="village", vice_min=2, executive_min=20, on=TODAY, by=None)


def _member(cast: Any, **facts: Any) -> Appointment:
    return seat(cast.village, Office.EXECUTIVE_MEMBER, who=person(cast.village, **facts))


def _quota_apart(cast: Any) -> QuotaRule:
    """Lay down a rule that could stand in the neighbour county beside hers."""
    level = "village" if cast.county.code == "430424" else "township"
    return services.set_quota(level=level, vice_min=2, executive_min=20, on=TODAY, by=None)


def _leader(cast: Any) -> Appointment:
    """Seat somebody whose every link may be set: also that to a group."""
    return seat(cast.village, Office.GROUP_LEADER, group=group(cast.village, "二组"))


def _open(cast: Any) -> Appointment:
    held = _member(cast)
    services.update_person(person=held.person, phone=PHONE, by=None)
    return services.open_access(appointment=held, on=TODAY, by=cast.admin)


def _cards(cast: Any) -> CardsRead:
    """Let the chair skip the cards of the committee, in her seat."""
    worn = hats.grant_hat(cast.chair, cast.county, cast.chair_grant.pk, TODAY)
    assert worn
    cast.chair.hat = worn[0]
    services.read_cards(deck="committee", skipped=True, by=cast.chair, at=NOW)
    return CardsRead.rows.get(user=cast.chair)


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.register_person": lambda c: services.register_person(
        org=c.village, name="陶晓岚", phone=PHONE, by=c.admin
    ),
    "members.update_person": lambda c: services.update_person(
        person=person(c.village), name="陶晓岚", reason="核对证件", by=c.admin
    ),
    "members.reveal_person": lambda c: services.reveal_person(
        person=person(c.village, phone=PHONE), field="phone", reason="通知开会", by=c.admin
    ),
    "members.show_name": lambda c: services.show_name(
        person=person(c.village), shown=True, on=TODAY, by=c.admin
    ),
    "members.appoint": lambda c: services.appoint(
        person=person(c.village, phone=PHONE), org=c.village, office=Office.CHAIR, on=TODAY,
        by=c.admin,
    ),
    "members.appoint_newcomer": lambda c: services.appoint_newcomer(
        org=c.village, office=Office.CHAIR, on=TODAY, name="陶晓岚", phone=PHONE, by=c.admin
    ),
    "members.open_access": _open,
    "members.end_appointment": lambda c: services.end_appointment(
        appointment=_member(c, phone=PHONE), on=TODAY, departure="moved", by=c.admin
    ),
    "members.found_group": lambda c: services.found_group(
        org=c.village, name="一组", on=TODAY, by=c.admin
    ),
    "members.change_group": lambda c: services.change_group(
        group=group(c.village), name="二组", kind="hamlet", households=30, women=40, by=c.admin
    ),
    "members.close_group": lambda c: services.close_group(
        group=group(c.village), on=TODAY, by=c.admin
    ),
    "members.pass_on": lambda c: services.pass_on(
        org=c.village, into=c.other_village, on=TODAY, by=c.admin
    ),
    "members.begin_term": _term,
    "members.change_term": lambda c: services.change_term(
        term=_term(c), number=4, starts_on=date(2026, 1, 1), ends_on=date(2031, 6, 1), by=c.admin
    ),
    "members.set_quota": _quota,
    "members.seat_many": lambda c: services.seat_many(
        org=c.village, people=[Person(org=c.village, name="甲", pinyin="jia")], by=c.admin
    ),
    "members.read_cards": _cards,
    **rosters.VERBS,
    **growing.VERBS,
    **drives.VERBS,
    **movers.VERBS,
}  # fmt: skip
SILENT: dict[str, str] = {  # what rightly leaves no line of its own, and why
    "members.read_cards": "what she reads or skips is nobody's business",
}
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    Person: lambda c: person(c.village, phone=PHONE),
    WomensGroup: lambda c: group(c.village),
    CongressTerm: _term,
    QuotaRule: _quota_apart,
    Appointment: _leader,
    RosterImport: rosters.row,
    CardsRead: _cards,
    **growing.ROWS,
    **drives.ROWS,
    **movers.ROWS,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return keys by model name."""
    held = _member(cast, phone=PHONE)
    return {
        "person": held.person_id,
        "appointment": held.pk,
        "womensgroup": group(cast.village).pk,
        "congressterm": _term(cast).pk,
        "rosterimport": rosters.row(cast).pk,
        "quotarule": _quota(cast).pk,
        **growing.pks(cast),
        **drives.pks(cast),
        **movers.pks(cast),
    }
