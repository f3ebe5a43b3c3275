"""Pages are drawn and kept while somebody writes: what is kept is never older than its token."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs.views import public
from tests.conftest import plant
from tests.orgs.test_races import together
from tests.people import seat

NAME = "严问雁"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        cast.held = seat(cast.village, Office.CHAIR, NAME)
        show(cast, True)
    return cast


def show(cast, shown):
    members.show_name(person=cast.held.person, shown=shown, on=timezone.localdate(), by=None)


def named(cast):
    return NAME in Client().get(f"/o/{cast.village.code}/").content.decode()


@pytest.mark.parametrize("when", ["before it is drawn", "after it is drawn"])
def test_page_drawn_while_a_name_goes_is_never_kept_for_the_next(here, monkeypatch, when):
    """The reader has the old token in her hand when somebody else commits."""
    reader_waits, gone = threading.Event(), threading.Event()
    draw = public.draw

    def slowly(*args):
        if when == "before it is drawn":
            reader_waits.set()
            assert gone.wait(20)
        page = draw(*args)
        if when == "after it is drawn":
            reader_waits.set()
            assert gone.wait(20)
        return page

    def work(k):
        if k:
            assert reader_waits.wait(20)
            with scope(here.county.pk):
                show(here, False)
            gone.set()
            return None
        return named(here)

    monkeypatch.setattr(public, "draw", slowly)
    answers = together(work, 2)
    monkeypatch.setattr(public, "draw", draw)
    assert answers == [when == "after it is drawn", None], answers
    assert not named(here)
    assert not named(here), "nor is it kept"


def test_reader_who_comes_before_the_commit_keeps_nothing_for_after_it(here):
    """The writer has told the new token and not yet committed; readers keep filling the cache."""
    inside, read = threading.Event(), threading.Event()

    def work(k):
        if k:
            assert inside.wait(20)
            seen = [named(here) for _ in range(3)]
            read.set()
            return seen
        with scope(here.county.pk):
            show(here, False)
            connection.tell_stirred(here.county.pk)
            inside.set()
            assert read.wait(20)
        return None

    assert together(work, 2) == [None, [True] * 3]
    assert not named(here)


def test_hammered_page_is_always_the_last_that_was_written(here):
    """Four readers never stop; whoever wrote looks at once, and sees what she wrote."""
    over = threading.Event()

    def work(k):
        if k:
            while not over.is_set():
                named(here)
            return True
        try:
            for n in range(20):
                with scope(here.county.pk):
                    show(here, n % 2 == 1)
                assert [named(here), named(here)] == [n % 2 == 1] * 2, n
        finally:
            over.set()
        return True

    assert together(work, 5) == [True] * 5
