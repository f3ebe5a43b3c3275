"""Disclosure for tests: a filled committee, and each of its verbs done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fulian.dated import live_on
from homes import services
from homes.models import ActivityPlan, Disclosure, DutiesTemplate, NameConsent, TakeDown
from homes.queries.disclosure import unasked_at
from homes.queries.rolls import SHOWN
from homes.rules.disclosure import quarter_of
from members.models import Appointment, Office, Person
from tests.conftest import NOW, TODAY
from tests.people import seat

TEXT = "12月上旬在妇女之家包饺子。"


def officer(cast: Any) -> Person:
    """Return somebody in office in the village."""
    held = Appointment.rows.filter(live_on(TODAY), org=cast.village, office__in=SHOWN)
    known = held.select_related("person").first()
    found: Person = (known or seat(cast.village, Office.EXECUTIVE_MEMBER, "严问雁")).person
    return found


def _here(cast: Any) -> Appointment:
    """Return the seat of an officer of the village who was not asked yet."""
    officer(cast)
    seats = unasked_at(cast.village, TODAY)
    return seats[0] if seats else seat(cast.village, Office.EXECUTIVE_MEMBER, "严问梅")


def plan(cast: Any) -> ActivityPlan:
    """Return the village's plan of this quarter."""
    known = ActivityPlan.rows.filter(org=cast.village).first()
    return known or services.write_plan(
        org=cast.village, quarter=quarter_of(TODAY), text=TEXT, on=TODAY, by=None
    )


def disclosure(cast: Any) -> Disclosure:
    """Return what the village chose."""
    known = Disclosure.rows.filter(org=cast.village).first()
    return known or services.change_duties(org=cast.village, text="联系妇女。", by=None)


def template(cast: Any) -> DutiesTemplate:
    """Return what the county says of villages; of townships in another county."""
    level = "village" if cast.county.code == "430424" else "township"
    known = DutiesTemplate.rows.filter(level=level).first()
    return known or services.set_duties_template(level=level, text="联系。", by=None)


def down(cast: Any, what: str = "duties", **more: Any) -> TakeDown:
    """Return what is taken down in the village."""
    known = TakeDown.rows.filter(org=cast.village, what=what, back_at=None).first()
    return known or services.take_down(
        org=cast.village, what=what, reason="写错了", at=NOW, on=TODAY, by=None, **more
    )


def consent(cast: Any, agrees: bool = True) -> NameConsent:
    """Return an officer's answer."""
    return services.note_consent(
        org=cast.village, person=officer(cast), agrees=agrees, on=TODAY, at=NOW, by=None
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.write_plan": plan,
    "homes.change_duties": disclosure,
    "homes.choose_fields": lambda cast: services.choose_fields(
        org=cast.village, name=True, post=False, term=False, by=None
    ),
    "homes.hang_sheet": lambda cast: services.hang_sheet(
        org=cast.village, where="村部", on=TODAY, today=TODAY, by=None
    ),
    "homes.set_duties_template": template,
    "homes.note_consent": consent,
    "homes.note_consents": lambda cast: services.note_consents(
        org=cast.village, seats=[_here(cast)], way="face", at=NOW, on=TODAY, by=None
    ),
    "homes.take_down": down,
    "homes.put_back": lambda cast: services.put_back(down=down(cast), at=NOW, by=None),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    ActivityPlan: plan,
    Disclosure: disclosure,
    DutiesTemplate: template,
    NameConsent: consent,
    TakeDown: down,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address; return the keys by name."""
    taken = down(cast).pk
    held = Appointment.rows.filter(live_on(TODAY), org=cast.village, office__in=SHOWN)
    here = held.filter(person=officer(cast)).first()
    assert here is not None
    return {"down": taken, "disclosure": taken, "officers": here.pk}


TABLE = """
disclosure/                              302   200   200     200     200   200     200     200     403     200     302
disclosure/preview/                      302   200   200     200     200   200     200     200     403     200     302
disclosure/sheet/                        302   200   200     200     200   200     200     200     403     200     302
disclosure/plan/                         302   200   200     403     200   200     403     200     403     200     302
disclosure/duties/                       302   200   200     403     200   200     403     200     403     200     302
disclosure/fields/                       302   200   200     403     200   200     403     200     403     200     302
disclosure/hung/                         302   200   200     403     200   200     403     200     403     200     302
disclosure/officers/                     302   200   200     200     200   200     200     200     403     200     302
disclosure/officers/<int:pk>/            302   404   404     403     404   200     403     404     403     404     302
disclosure/officers/several/             302   200   200     403     200   200     403     200     403     200     302
disclosure/officers/paper/               302   200   200     403     200   200     403     200     403     200     302
disclosure/down/                         302   200   200     403     200   200     403     200     403     200     302
disclosure/down/<int:pk>/back/           302   200   200     403     200   200     403     404     403     200     302
desk/homes/disclosure/                   302   200   200     200     200   403     403     200     403     200     302
desk/homes/disclosure/xlsx/              302   200   200     200     200   403     403     200     403     200     302
desk/homes/disclosure/sheets/            302   200   200     200     200   403     403     200     403     200     302
desk/homes/disclosure/templates/         302   200   200     403     403   403     403     200     403     200     302
desk/homes/disclosure/templates/<slug:level>/ 302   200   200     403     403   403     403     200     403     200     302
desk/homes/disclosure/org/<int:pk>/      302   200   200     200     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/preview/ 302   200   200     200     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/sheet/ 302   200   200     200     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/plan/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/duties/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/fields/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/hung/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/officers/<int:pk>/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/consents/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/consents/paper/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/org/<int:pk>/down/ 302   200   200     403     200   403     403     404     403     200     302
desk/homes/disclosure/<int:pk>/back/     302   200   200     403     200   403     403     404     403     200     302
api/v1/disclosures/                      401   401   401     401     401   401     401     401     401     401     200
"""  # noqa: E501 -- a table is read across
