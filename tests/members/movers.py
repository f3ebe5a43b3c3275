"""How people are merged, moved and kept as talents once, and how those tables get a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members import services
from members.models import PeopleApart, Person, Talent, Transfer
from tests.conftest import NOW, TODAY
from tests.people import group, person

PHONE = "10099990777"


def _asked(cast: Any) -> Transfer:
    return services.ask_transfer(
        person=person(cast.village, "邹静怡"), target=cast.town, by=cast.admin, at=NOW
    )


def _called(cast: Any) -> Transfer:
    person(cast.village, "史慧敏", phone=PHONE)
    return services.call_transfer(
        name="史慧敏", number=PHONE, target=cast.town, by=cast.admin, at=NOW
    )


def _talent(cast: Any) -> Talent:
    return services.add_talent(
        person=person(cast.village, "潘玉兰"), org=cast.village, on=TODAY, by=cast.admin
    )


def _apart(cast: Any) -> PeopleApart:
    return services.tell_apart(
        person=person(cast.village, "傅雪晴"), other=person(cast.village, "傅雪晴"), by=cast.admin
    )


def _handed(cast: Any) -> tuple[bytes, str]:
    return services.hand_out_person(
        person=person(cast.village, "柳芳菲"), at=NOW, by=cast.admin, reason="迁往邻县"
    )


def _taken_in(cast: Any) -> Person:
    data, code = _handed(cast)
    return services.take_in_person(data=data, code=code, org=cast.village, at=NOW, by=cast.admin)


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.merge_people": lambda c: services.merge_people(
        keep=person(c.village), drop=person(c.village), by=c.admin, on=TODAY, reason="重复登记"
    ),
    "members.tell_apart": _apart,
    "members.take_together": lambda c: services.take_together(apart=_apart(c), by=c.admin),
    "members.settle_transfers": lambda c: services.settle_transfers(
        org=_asked(c).org, into=None, on=TODAY, by=c.admin, reason="组织撤销"
    ),
    "members.share_out": lambda c: services.share_out(
        org=c.village, shares={group(c.village).pk: c.other_village}, on=TODAY, by=c.admin
    ),
    "members.ask_transfer": _asked,
    "members.call_transfer": _called,
    "members.accept_transfer": lambda c: services.accept_transfer(
        transfer=_asked(c), by=c.admin, at=NOW
    ),
    "members.decline_transfer": lambda c: services.decline_transfer(
        transfer=_asked(c), by=c.admin, at=NOW, answer="不认识"
    ),
    "members.withdraw_transfer": lambda c: services.withdraw_transfer(
        transfer=_asked(c), by=c.admin, at=NOW
    ),
    "members.hand_out_person": _handed,
    "members.take_in_person": _taken_in,
    "members.add_talent": _talent,
    "members.end_talent": lambda c: services.end_talent(talent=_talent(c), on=TODAY, by=c.admin),
}  # fmt: skip
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    Transfer: _asked,
    Talent: _talent,
    PeopleApart: _apart,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything here that has an address."""
    return {
        "transfer": _asked(cast).pk,
        "talent": _talent(cast).pk,
        "peopleapart": _apart(cast).pk,
    }
