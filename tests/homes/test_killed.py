"""A process that is killed in the middle leaves all or nothing; who comes after finishes it."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import ActivityPhoto
from homes.queries.gate import gate_of
from homes.rules.gate import Decision
from orgs.models import Org
from tests.conftest import NOW, TODAY, plant
from tests.homes import activities, care, programmes, requesting
from tests.homes.killing import everything, killed, statements_of

pytestmark = pytest.mark.django_db(transaction=True)
LATER = TODAY + timedelta(days=1200)


@pytest.fixture
def here():
    return plant("430424", "东县", "0100")


def villages():
    return list(Org.rows.filter(level="village").values_list("pk", flat=True))


def prepared(cast, maker):
    with scope(cast.county.pk):
        return maker(cast)


def sends(cast, one):
    gate = gate_of(one, TODAY)
    why = {pk: Decision(why="要最新的数") for pk in gate.found}
    return services.send_request(
        request=one, decisions=why, seen=gate.total(gate.asks(why)), at=NOW, by=None
    )


def over(cast):
    """Have something whose time is over: a contact, names of sign-ups, a child's record."""
    services.write_letter(
        org=cast.village, kind="message", text="路灯坏了", contact="王大姐", form_key="k", at=NOW
    )
    activities.signed(activities.opened(cast))
    case = care.child(cast)
    care.as_user(cast, cast.chair, lambda: services.end_care(
        case=case, reason="moved", by=cast.chair, at=NOW
    ))  # fmt: skip


def purge(cast, _):
    at = NOW + timedelta(days=1200)
    services.purge_letters(on=LATER, at=at)
    services.purge_activities(on=LATER, at=at)
    services.keep_care(on=LATER, at=at)


ACTS = {
    "both homes founded": (lambda c: None, lambda c, _: services.found_homes(
        org=c.village, kinds=["physical", "online"], on=TODAY, by=None)),
    "homes founded everywhere": (lambda c: None, lambda c, _: services.found_many_homes(
        orgs=villages(), kinds=["physical", "online"], on=TODAY, by=None)),
    "groups registered everywhere": (lambda c: None, lambda c, _: services.register_many_groups(
        orgs=villages(), kinds=["executive", "home"], platform="wechat", on=TODAY, by=None)),
    "a request sent down": (
        lambda c: requesting.drafted(c, places=[c.town, c.village, c.other_village]), sends),
    "an answer": (requesting.sent, lambda c, one: requesting.answered(c, one)),
    "a letter": (lambda c: None, lambda c, _: services.write_letter(
        org=c.village, kind="message", text="路灯坏了", form_key="f", at=NOW)),
    "a guarded letter": (lambda c: None, lambda c, _: services.write_letter(
        org=c.village, kind="message", text="他打我", form_key="f", at=NOW, is_sensitive=True)),
    "a sign-up": (activities.opened, lambda c, one: services.sign_up(
        activity=one, name="刘桂香", tail="0001", at=NOW)),
    "courtyards opened": (lambda c: None, lambda c, _: programmes.courtyard(c)),
    "courtyards shown": (programmes.awarded, lambda c, one: services.show_award(
        entry=one, on=TODAY, by=None)),
    "a purge": (over, purge),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_killed_process_leaves_nothing_half_done(here, what):
    maker, act = ACTS[what]
    made = prepared(here, maker)

    def do(cast):
        return act(cast, made)

    whole, before = statements_of(here, do), everything()
    for at in [*sorted({whole // 3, 2 * whole // 3, whole}), None]:
        killed(here, do, at)
        assert everything() == before, at
    with scope(here.county.pk):
        do(here)  # whoever comes after does all of it
    assert everything() != before


def test_killed_purge_never_leaves_a_photo_nobody_would_find(here, tmp_path, monkeypatch):
    """Between the commit and the file somebody may die: the file goes first."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    with scope(here.county.pk):
        row = activities.photographed(here)
    file = tmp_path / row.photo
    assert file.is_file()

    def do(cast):
        return services.purge_activities(on=LATER, at=NOW + timedelta(days=1200))

    killed(here, do, None)
    with scope(here.county.pk):
        assert ActivityPhoto.rows.count() == 1, "its row is still there to be found by"
        do(here)
        assert not ActivityPhoto.rows.exists()
    assert not file.exists()


def test_what_is_left_of_a_photo_half_written_goes_too(here, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    folder = tmp_path / str(here.county.pk)
    folder.mkdir()
    old, new = folder / "old.part", folder / "new.part"
    for part, age in ((old, 2 * 86_400), (new, 60)):
        part.write_bytes(b"half")
        os.utime(part, (time.time() - age,) * 2)
    with scope(here.county.pk):
        services.purge_activities(on=TODAY, at=timezone.now())
    assert (old.exists(), new.exists()) == (False, True)
