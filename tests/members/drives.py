"""A congress driven from its preparation to its result, and the acts between two, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from members import services
from members.models import (
    Appointment,
    Candidate,
    CommitteeSeat,
    CongressStep,
    CongressTerm,
    Office,
    Person,
    Scrutineer,
    WomensCongress,
)
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import TODAY
from tests.people import NAMES, SINCE, person, seat

HELD = TODAY - timedelta(days=1)


def prepared(org: Org, by: Any = None, **facts: Any) -> WomensCongress:
    """Begin to prepare the fourth congress of ``org``."""
    return services.prepare_congress(
        org=org, by=by, **{"number": 4, "due_on": TODAY, "contest": "equal", **facts}
    )


def preparing(org: Org) -> WomensCongress:
    """Return the congress ``org`` prepares; begin one where there is none."""
    return WomensCongress.rows.filter(org=org, state="preparing").first() or prepared(org)


def running(congress: WomensCongress, members: int = 3, vices: int = 1) -> list[Candidate]:
    """Let a chair, vice-chairs and members stand, in that order."""
    offices = [Office.CHAIR, *[Office.VICE_CHAIR] * vices, *[Office.EXECUTIVE_MEMBER] * members]
    return [
        services.nominate(
            congress=congress, office=office, by=None,
            person=person(congress.org, NAMES[n % 10] + "子丑寅"[n // 10]),
        )
        for n, office in enumerate(offices)
    ]  # fmt: skip


def watched(congress: WomensCongress) -> list[Scrutineer]:
    """Name two who watch over the count."""
    people = [person(congress.org, name) for name in ("监票甲", "监票乙")]
    return services.name_scrutineers(congress=congress, people=people, chief=people[0], by=None)


def counted(congress: WomensCongress, votes: dict[int, int], **facts: Any) -> WomensCongress:
    """Record a secret ballot of forty delegates, all present and all valid."""
    usual: dict[str, Any] = {
        "held_on": HELD, "delegates_due": 40, "delegates_present": 40, "by": None,
        "ballots_issued": 40, "ballots_returned": 40, "ballots_valid": 40,
    }  # fmt: skip
    return services.record_count(congress=congress, votes=votes, **(usual | facts))


def ready(org: Org, **facts: Any) -> WomensCongress:
    """Drive a congress until only its result is missing."""
    congress = prepared(org, **facts)
    rows = running(congress)
    watched(congress)
    return counted(congress, {row.pk: 30 for row in rows})


def term(org: Org, number: int = 3, **facts: Any) -> CongressTerm:
    """Keep a term of five years from the first of January."""
    days = {"starts_on": SINCE, "ends_on": date(2031, 1, 1)} | facts
    return services.begin_term(org=org, number=number, by=None, **days)


def left(org: Org, on: date = HELD, name: str = "史慧敏") -> Appointment:
    """Let an executive member leave."""
    held = seat(org, Office.EXECUTIVE_MEMBER, name)
    return services.end_appointment(appointment=held, on=on, departure="moved", by=None)


def committee_seat(org: Org, who: Person | None = None, body: str = "party") -> CommitteeSeat:
    """Seat a woman in a body beside the committee."""
    return services.open_committee_seat(
        org=org, person=who or person(org, "柳芳菲"), body=body, on=SINCE, by=None
    )


TABLES = (WomensCongress, CongressStep, Candidate, Scrutineer, CongressTerm, Appointment, Record)


def refused(says: str, act: Callable[..., Any], **facts: Any) -> None:
    """Try it: one sentence says why not, and nothing was written."""
    before = [model.rows.count() for model in TABLES]
    with pytest.raises(ValidationError, match=says) as refusal:
        act(**facts)
    assert len(refusal.value.messages) == 1
    assert [model.rows.count() for model in TABLES] == before


def undo(act: str) -> Any:
    """Take the act's last batch back."""
    line: Any = Record.rows.filter(act=act, leads=True).latest("pk")
    return ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def _marked(cast: Any) -> CongressStep:
    return services.mark_step(
        congress=preparing(cast.village), step="plan", on=TODAY, by=cast.admin
    )


def _standing(cast: Any) -> Candidate:
    return services.nominate(
        congress=preparing(cast.village), person=person(cast.village), by=cast.admin,
        office=Office.CHAIR,
    )  # fmt: skip


def _member(cast: Any) -> Appointment:
    return seat(cast.village, Office.EXECUTIVE_MEMBER, "傅雪晴")


def _replaced(cast: Any) -> Appointment:
    return services.substitute(
        replaces=left(cast.village), person=person(cast.village), on=TODAY, by=cast.admin
    )


def _watching(cast: Any) -> Scrutineer:
    return watched(preparing(cast.village))[0]


def _marked_row(cast: Any) -> CongressStep:
    _marked(cast)
    return CongressStep.rows.latest("pk")


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.extend_term": lambda c: services.extend_term(
        term=term(c.village), to=date(2032, 1, 1), document="妇字〔2030〕1号", by=c.admin
    ),
    "members.begin_terms": lambda c: services.begin_terms(
        orgs=[c.village.pk], number=3, starts_on=SINCE, by=c.admin
    ),
    "members.extend_terms": lambda c: services.extend_terms(
        terms=[term(c.village).pk], to=date(2032, 1, 1), document="妇字〔2030〕1号", by=c.admin
    ),
    "members.prepare_congress": lambda c: prepared(c.village, by=c.admin),
    "members.mark_step": _marked,
    "members.clear_step": lambda c: services.clear_step(
        congress=_marked(c).congress, step="plan", by=c.admin
    ),
    "members.nominate": _standing,
    "members.withdraw": lambda c: services.withdraw(candidate=_standing(c), by=c.admin),
    "members.name_scrutineers": lambda c: watched(prepared(c.village)),
    "members.record_count": lambda c: ready(c.village),
    "members.close_congress": lambda c: services.close_congress(
        congress=ready(c.village), on=TODAY, by=c.admin
    ),
    "members.cancel_congress": lambda c: services.cancel_congress(
        congress=prepared(c.village), by=c.admin
    ),
    "members.substitute": _replaced,
    "members.add_member": lambda c: services.add_member(
        org=c.village, person=person(c.village), on=TODAY, by=c.admin
    ),
    "members.by_elect": lambda c: services.by_elect(
        org=c.village, person=_member(c).person, on=TODAY, by=c.admin
    ),
    "members.open_committee_seat": lambda c: committee_seat(c.village),
    "members.expect_leaving": lambda c: services.expect_leaving(
        appointment=_member(c), until=TODAY + timedelta(days=30), by=c.admin
    ),
    "members.end_committee_seat": lambda c: services.end_committee_seat(
        seat=committee_seat(c.village), on=TODAY, by=c.admin
    ),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    WomensCongress: lambda c: preparing(c.village),
    CongressStep: _marked_row,
    Candidate: _standing,
    Scrutineer: _watching,
    CommitteeSeat: lambda c: committee_seat(c.village),
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address; return keys by model name."""
    congress = preparing(cast.village)
    watched(congress)  # else its count and result lead elsewhere
    return {
        "womenscongress": congress.pk,
        "committeeseat": committee_seat(cast.village).pk,
    }
