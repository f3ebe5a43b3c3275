"""One file from another county, taken in at two desks at the same time."""

from __future__ import annotations

from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from fulian.scoping import scope
from members import services
from members.models import Person
from members.services import crossing
from tests.conftest import NOW, plant
from tests.orgs.test_races import together
from tests.people import person


@pytest.mark.django_db(transaction=True)
def test_a_file_taken_in_twice_at_once_registers_her_once(monkeypatch):
    east, west = plant("430424", "东县", "0100"), plant("430223", "西县", "0200")
    with scope(east.county.pk):
        her = person(east.village, "单雨桐")
        data, code = services.hand_out_person(person=her, at=NOW, by=None, reason="迁往西县")
    looked, inside = Event(), crossing._is_taken

    def slowly(said):
        """Look, and wait for the other desk to come by: with the lock it cannot."""
        found = inside(said)
        if not found and not looked.is_set():
            looked.set()
            _until_somebody_waits()
        return found

    def take(k):
        if k:
            looked.wait(10)
        with scope(west.county.pk):
            return services.take_in_person(
                data=data, code=code, org=west.village, at=NOW, by=None
            ).name

    monkeypatch.setattr(crossing, "_is_taken", slowly)
    answers = together(take, 2)
    assert answers[0] == "单雨桐", answers
    assert isinstance(answers[1], ValidationError), answers
    assert "已经接收过" in answers[1].message
    with scope(west.county.pk):
        assert Person.rows.count() == 1


def _until_somebody_waits():
    """Return when another transaction waits for a lock, or after two seconds."""
    for _ in range(20):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
