"""What time does to letters: told above once, readers that follow the seat, words that go."""

from __future__ import annotations

import pytest

from duties.models import Message
from fulian.scoping import scope
from homes import services
from homes.models import Letter
from homes.queries import letters as reads
from orgs import services as ground
from tests.conftest import NOW, TODAY
from tests.homes.writing import DAY, town_chair, wearing, written


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_readers_of_a_sensitive_letter_follow_the_seat(here):
    sent = written(here, "他打我", is_sensitive=True)
    ground.end_access(grant=here.chair_grant, on=TODAY, by=None)
    assert services.name_readers(on=TODAY + DAY, at=NOW + DAY) == 1
    assert services.name_readers(on=TODAY + DAY, at=NOW + DAY) == 0
    with scope(here.county.pk, glass=(Letter, sent.letter.pk)):
        assert Letter.rows.get().readers == [here.admin.pk]


def test_contact_goes_after_thirty_days_and_words_after_three_years(here):
    first = written(here, contact="张 13900001234").letter
    waiting = written(here, "没人答", contact="李").letter
    secret = written(here, "他打我", is_sensitive=True, contact="王").letter
    services.answer_letter(letter=first, text="办好了", at=NOW, by=None)
    assert services.purge_letters(on=TODAY, at=NOW + 29 * DAY) == 0
    assert services.purge_letters(on=TODAY, at=NOW + 31 * DAY) == 1
    assert Letter.rows.get(pk=first.pk).contact is None
    assert services.purge_letters(on=TODAY, at=NOW + 181 * DAY) == 2
    assert Letter.rows.get(pk=waiting.pk).contact is None
    services.purge_letters(on=TODAY, at=NOW + 1096 * DAY)
    assert Letter.rows.get(pk=first.pk).words is None
    with scope(here.county.pk, glass=(Letter, secret.pk)):
        gone = Letter.rows.get(pk=secret.pk)
        assert (gone.contact, gone.words, reads.opened(gone, TODAY).text) == (None, None, "")


def test_late_letter_to_the_operator_is_told_to_the_log_and_to_nobody_of_the_county(here, caplog):
    sent = written(here, "页面打不开", audience="operator").letter
    before = Message.rows.count()
    assert services.chase_letters(on=sent.due_on + DAY, at=NOW + 8 * DAY) == 0
    assert Message.rows.count() == before
    assert f"第 {sent.pk} 号" in caplog.text
    assert "页面打不开" not in caplog.text


def test_late_letters_are_told_above_once(here):
    town = town_chair(here)
    sent = written(here).letter
    written(here, "他打我", is_sensitive=True)
    on, at = sent.due_on + DAY, NOW + 8 * DAY
    before = Message.rows.count()
    assert services.chase_letters(on=sent.due_on, at=at) == 0
    assert services.chase_letters(on=on, at=at) == 2
    assert services.chase_letters(on=on, at=at) == 2
    told = Message.rows.order_by("pk")[before:]
    # the chair of both, the administrator of the guarded one; above: the township's chair and clerk
    assert sorted(one.user_id for one in told) == sorted(
        [here.chair.pk, here.chair.pk, here.admin.pk, town.pk, here.town_clerk.pk]
    )
    assert not [one for one in told if "路灯" in one.text]
    assert services.chase_letters(on=on + DAY, at=at + DAY) == 0
    her = wearing(town, here)
    with scope(here.county.pk, under=here.town, by=her):
        standing = reads.standing_of(her, on)
    assert (standing.waiting, standing.late, standing.late_below) == (0, 0, 1)
