"""Who floods or guesses cannot hide behind a header, nor behind the many addresses of one line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from fulian.scoping import scope
from homes.forms.letters import form_key
from homes.models import Letter
from homes.rules import letters as laws
from tests.homes import lettering

SPOOFS = ({"headers": {"X-Forwarded-For": "6.6.6.%d"}}, {"REMOTE_ADDR": "2001:db8::%x:1"})


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch):
    """Let no minute end in between: shares are counted by the minute and the hour."""
    monkeypatch.setattr("fulian.rest.time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def client(spoof, n):
    """Return a browser that says it is another one every time."""
    if "headers" in spoof:
        return Client(headers={"X-Forwarded-For": spoof["headers"]["X-Forwarded-For"] % n})
    return Client(REMOTE_ADDR=spoof["REMOTE_ADDR"] % n)


def say(org, spoof, n):
    sent = {"what": "message", "text": f"第{n}封", "contact": "", "key": form_key(org.code)}
    return client(spoof, n).post(f"/o/{org.code}/say/", sent).content.decode()


@pytest.mark.parametrize("spoof", SPOOFS)
def test_letters_of_one_sender_are_counted_whatever_it_calls_itself(east, spoof):
    said = [say(east.village, spoof, n) for n in range(laws.FROM_ADDRESS_HERE + 2)]
    with scope(east.county.pk):
        assert Letter.rows.count() == laws.FROM_ADDRESS_HERE
    assert laws.BUSY in said[-1]


@pytest.mark.parametrize("spoof", SPOOFS)
def test_guessed_receipts_and_cards_are_slowed_down(east, spoof):
    path = f"/o/{east.village.code}/say/check/"
    for n in range(laws.LOOKED_UP):
        client(spoof, n).post(path, {"receipt": "BCDFGHJKMNPQ"})
    assert "查得太频繁" in client(spoof, 99).post(path, {"receipt": "X" * 12}).content.decode()
    for n in range(laws.LOOKED_UP):
        assert client(spoof, n).get("/c/BCDFGHJKMNPQRTVW/").status_code == 404
    with scope(east.county.pk):
        good = lettering.card(east).plain_code
    assert client(spoof, 99).get(f"/c/{good}/").status_code == 429
