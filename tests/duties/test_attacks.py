"""Attacks on posts and links: across townships, and in the moment somebody leaves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties import services
from duties.models import LiaisonLink, PostAssignment
from fulian.scoping import scope
from members.models import Office
from tests.conftest import TODAY, signed_in
from tests.people import committee, seat


@pytest.fixture
def posts(east):
    with scope(east.county.pk):
        return services.set_up_posts(on=TODAY, by=None)


def test_a_clerk_gives_no_post_and_makes_no_link_in_another_township(east, posts):
    clerk = signed_in(east.town_clerk)
    with scope(east.county.pk):
        far, near = committee(east.other_village), committee(east.village)
    told = {"seat": far[1].pk, "post": posts[0].pk, "on": TODAY.isoformat()}
    board, chains = "/desk/duties/postassignment/org", "/desk/duties/liaisonlink/org"
    assert clerk.post(f"{board}/{east.other_village.pk}/assign/", told).status_code == 404
    assert clerk.post(f"{board}/{east.village.pk}/assign/", told).status_code == 200
    told = {"level": "1", "above": near[0].pk, "below": [far[1].pk], "on": TODAY.isoformat()}
    assert clerk.post(f"{chains}/{east.other_village.pk}/link/", told).status_code == 404
    assert clerk.post(f"{chains}/{east.village.pk}/link/", told).status_code == 200
    with scope(east.county.pk):
        assert not PostAssignment.rows.exists()
        assert not LiaisonLink.rows.exists()


def test_seats_are_held_while_posts_and_links_are_given(east, posts):
    """Whoever ends a seat at this moment waits, and then ends these with it."""
    with scope(east.county.pk):
        chair, vice = committee(east.village, vice=1, executives=0)
        woman = seat(east.village, Office.REPRESENTATIVE, "柳芳菲")
        acts = (
            lambda: services.assign_post(appointment=woman, post=posts[0], on=TODAY, by=None),
            lambda: services.link(above=chair, below=vice, on=TODAY, by=None),
        )
        for act in acts:
            with CaptureQueriesContext(connection) as asked:
                act()
            held = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
            assert any("members_appointment" in sql for sql in held)
