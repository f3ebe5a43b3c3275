"""Attacks on the ledgers: words put into somebody else's mouth, lines of another township."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from duties import services
from duties.models import LedgerEntry, LedgerFollowUp
from fulian.scoping import scope
from members.models import Office
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.ledgering import ANSWERS, wearing, written
from tests.people import person, seat

SAID = {"on": TODAY.isoformat(), "mode": "phone", "what": "她说没事了"}


def test_a_township_puts_no_words_into_a_chair_s_mouth(east):
    """What a village wrote itself it follows up itself; a typist follows up what she typed."""
    with scope(east.county.pk):
        entry, clerk = written(east), wearing(east.town_clerk, east.county)
    signed_in(east.town_clerk).post(f"/ledger/{entry.pk}/follow/", SAID)
    with scope(east.county.pk):
        assert not LedgerFollowUp.rows.exists()
    with scope(east.county.pk, by=clerk, under=east.town):
        seat_of_hers = entry.appointment
        facts = {"done_on": TODAY, "mode": "phone", "what": "她说没事了", "by": clerk, "at": NOW}
        with pytest.raises(ValidationError) as refusal:
            services.follow_up(entry=entry, appointment=seat_of_hers, **facts)
        assert refusal.value.code == "not_typed"
        typed = written(east, by=clerk, appointment=seat_of_hers)
        assert services.follow_up(entry=typed, appointment=seat_of_hers, **facts).pk


def test_lines_of_another_township_are_not_there(east):
    """Neither by their key nor by a seat of theirs in a form."""
    with scope(east.county.pk):
        she = person(east.other_village, "舒若兰")
        far = seat(east.other_village, Office.CHAIR, who=she)
        entry = services.write_ledger(
            kind="liaison", appointment=far, done_on=TODAY, answers=ANSWERS["liaison"], by=None,
            at=NOW, subject_name="某某",
        )  # fmt: skip
    clerk = signed_in(east.town_clerk)
    for act in ("", "change/", "follow/", "close/", "again/", "transfer/", "accept/", "finish/",
                "protect/"):  # fmt: skip
        told = SAID | {"reason": "试试看", "result": "办完了", "sure": "1"}
        ask = clerk.post if act else clerk.get
        assert ask(f"/ledger/{entry.pk}/{act}", told).status_code == 404, act
    typed = {"seat": far.pk, "done_on": TODAY.isoformat(), "subject_name": "某某", "mode": "visit",
             "basics": "在家", "difficulty": "没有"}  # fmt: skip
    desk = f"/desk/duties/ledgerentry/type/?kind=liaison&org={east.other_village.pk}"
    assert clerk.post(desk, typed).status_code == 200
    near = f"/desk/duties/ledgerentry/type/?kind=liaison&org={east.village.pk}"
    assert clerk.post(near, typed).status_code == 200
    with scope(east.county.pk):
        assert LedgerEntry.rows.count() == 1
        assert LedgerEntry.rows.get().version == 1
