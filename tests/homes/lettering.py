"""Cards and letters: how each verb is done once, a row of each, and who may open what."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fulian.scoping import scope
from homes import services
from homes.models import Letter, OfficerCard
from members import services as members
from members.models import Appointment, Office
from orgs import services as ground
from orgs.models import User
from tests.conftest import NOW, TODAY
from tests.people import person, seat

KEYS = itertools.count()
YEARS = timedelta(days=1200)


def holder(cast: Any, name: str = "佟望舒") -> Appointment:
    """Seat somebody new on the village's committee."""
    return seat(cast.village, Office.EXECUTIVE_MEMBER, name)


def card(cast: Any) -> OfficerCard:
    """Give somebody new a card."""
    return services.issue_card(appointment=holder(cast), consented=True, at=NOW, by=None)


def letter(cast: Any, text: str = "路灯坏了", **more: Any) -> Letter:
    """Write a letter to the village."""
    facts: dict[str, Any] = {
        "kind": "message",
        "at": NOW,
        "form_key": f"{cast.county.code}{next(KEYS)}",
    } | more
    return services.write_letter(org=cast.village, text=text, **facts).letter


def _operator() -> User:
    return ground.make_operator(phone="10003000009", at=NOW)[0]


def _given(cast: Any) -> Letter:
    her = seat(
        cast.village, Office.EXECUTIVE_MEMBER,
        who=person(cast.village, "席采薇", phone="10009000078"),
    )  # fmt: skip
    return services.assign_letter(letter=letter(cast), assignee=her, at=NOW, by=None)


def _answered(cast: Any) -> Letter:
    return services.answer_letter(letter=letter(cast), text="办好了", at=NOW, by=None)


def _renamed(cast: Any) -> Any:
    letter(cast, is_sensitive=True)
    ground.end_access(grant=cast.chair_grant, on=TODAY, by=None)
    return services.name_readers(on=TODAY, at=NOW)


def _purged_cards(cast: Any) -> Any:
    services.revoke_card(card=card(cast), why="lost", at=NOW, by=None)
    return services.purge_cards(on=TODAY + YEARS)


def _purged(cast: Any) -> Any:
    letter(cast, contact="王大姐")
    return services.purge_letters(on=TODAY + YEARS, at=NOW + YEARS)


def _operators(cast: Any) -> Any:
    number = letter(cast, audience="operator").pk
    return services.answer_operator_letter(number=number, text="修好了", at=NOW, by=_operator())


def _renewed(cast: Any) -> Any:
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, "严再任")
    services.issue_card(appointment=she, consented=True, at=NOW, by=None)
    members.end_appointment(appointment=she, on=TODAY, departure="term_end", by=None)
    again = seat(cast.village, Office.EXECUTIVE_MEMBER, who=she.person, since=TODAY)
    return services.renew_cards(org=cast.village, seats=[again], at=NOW, by=None)


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.issue_card": card,
    "homes.issue_cards": lambda c: services.issue_cards(
        org=c.village, seats=[holder(c)], consented=True, at=NOW, by=None
    ),
    "homes.revoke_card": lambda c: services.revoke_card(card=card(c), why="lost", at=NOW, by=None),
    "homes.reissue_card": lambda c: services.reissue_card(card=card(c), at=NOW, by=None),
    "homes.renew_cards": _renewed,
    "homes.end_card": lambda c: services.end_card(card=card(c), on=TODAY, by=None),
    "homes.purge_cards": _purged_cards,
    "homes.write_letter": letter,
    "homes.answer_letter": _answered,
    "homes.close_letter": lambda c: services.close_letter(
        letter=letter(c), why="这是广告", at=NOW, by=None
    ),
    "homes.assign_letter": _given,
    "homes.hand_letter_up": lambda c: services.hand_letter_up(letter=letter(c), at=NOW, by=None),
    "homes.letter_to_need": lambda c: services.letter_to_need(
        letter=letter(c), appointment=holder(c), category="environment", at=NOW, by=None
    ),
    "homes.reveal_contact": lambda c: services.reveal_contact(
        letter=letter(c, contact="王大姐"), reason="约她见面", at=NOW, by=None
    ),
    "homes.answer_operator_letter": _operators,
    "homes.pass_letters": lambda c: services.pass_letters(org=letter(c).to_org, to=None, by=None),
    "homes.rate_letter": lambda c: services.rate_letter(
        number=_answered(c).pk, is_satisfied=True, at=NOW
    ),
    "homes.name_readers": _renamed,
    "homes.purge_letters": _purged,
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {OfficerCard: card, Letter: letter}
OPEN = {"c/<str:code>/", "o/<org:code>/say/", "o/<org:code>/say/check/"}
TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
c/<str:code>/                            404   404   404     404     404   404     404     404     404     404     404
o/<org:code>/say/                        200   200   200     200     200   200     200     200     200     200     200
o/<org:code>/say/check/                  200   200   200     200     200   200     200     200     200     200     200
box/                                     302   200   200     200     200   200     200     200     403     403     302
box/below/                               302   200   200     403     200   200     403     200     403     403     302
box/<int:pk>/                            302   200   200     404     200   200     404     404     403     403     302
box/<int:pk>/assign/                     302   200   200     403     200   200     403     404     403     403     302
box/<int:pk>/close/                      302   200   200     403     200   200     403     404     403     403     302
box/<int:pk>/contact/                    302   200   200     404     200   200     404     404     403     403     302
box/<int:pk>/need/                       302   200   200     403     200   200     403     404     403     403     302
cards/                                   302   200   200     200     200   200     200     200     403     200     302
cards/issue/                             302   200   200     403     200   200     403     200     403     200     302
cards/renew/                             302   200   200     403     200   200     403     200     403     200     302
cards/print/                             302   200   200     403     200   200     403     200     403     200     302
cards/<int:pk>/                          302   404   404     404     404   200     404     404     403     404     302
cards/<int:pk>/revoke/                   302   404   404     403     404   200     403     404     403     404     302
desk/homes/officercard/                  302   200   200     200     200   403     403     200     403     200     302
desk/homes/officercard/add/              302   200   200     403     200   403     403     200     403     200     302
desk/homes/officercard/<int:pk>/         302   200   200     200     200   403     403     404     403     200     302
desk/homes/officercard/<int:pk>/revoke/  302   200   200     403     200   403     403     404     403     200     302
desk/homes/officercard/<int:pk>/reissue/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/officercard/org/<int:pk>/     302   200   200     403     200   403     403     404     403     200     302
desk/homes/officercard/org/<int:pk>/renew/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/officercard/org/<int:pk>/print/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/letter/                       302   200   200     200     200   403     403     200     403     403     302
desk/homes/letter/guarded/               302   200   200     200     200   403     403     200     403     403     302
desk/homes/letter/<int:pk>/              302   200   200     404     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/answer/       302   200   200     404     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/assign/       302   200   200     403     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/up/           302   200   200     403     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/need/         302   200   200     403     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/close/        302   200   200     403     200   403     403     404     403     403     302
desk/homes/letter/<int:pk>/contact/      302   200   200     404     200   403     403     404     403     403     302
desk/homes/letter/operator/              302   403   403     403     403   403     403     403     200     200     302
desk/homes/letter/operator/<int:pk>/     302   403   403     403     403   403     403     403     200     200     302
api/v1/officer-cards/                    401   401   401     401     401   401     401     401     401     401     403
api/v1/letters/                          401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    with scope(cast.county.pk):
        mine, told = card(cast).pk, letter(cast, contact="王大姐").pk
        theirs = letter(cast, "打不开", audience="operator").pk
    return {"officercard": mine, "cards": mine, "letter": told, "box": told, "operator": theirs}
