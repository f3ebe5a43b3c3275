"""The feed of service under contention: whoever reads on from where she was misses nothing."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from fulian.scoping import scope
from homes.models import VolunteerActivity
from tests.conftest import plant
from tests.homes import programmes as made

WRITERS, EACH = 4, 5


@pytest.mark.django_db(transaction=True)
def test_places_in_the_feed_are_seen_in_their_order():
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        made.volunteer(cast)
    failed: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(EACH):
                with scope(cast.county.pk):
                    made.service(cast)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for one in writers:
        one.start()
    read, last = [], 0
    while any(one.is_alive() for one in writers) or len(read) < WRITERS * EACH:
        alive = any(one.is_alive() for one in writers)
        with scope(cast.county.pk):
            new = VolunteerActivity.rows.filter(feed__gt=last).order_by("feed")
            found = list(new.values_list("feed", flat=True))
        read += found
        last = read[-1] if read else 0
        if not alive and not found:
            break
    for one in writers:
        one.join()
    assert failed == []
    assert read == list(range(1, WRITERS * EACH + 1))
