"""Many sign up at once, others cancel meanwhile: nobody lost, nobody twice, the order kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from fulian.scoping import scope
from homes import services
from homes.models import Activity, SignUp
from homes.queries import signups as reads
from tests.conftest import NOW
from tests.homes.activities import opened

THREADS = 12


def called(n):
    return {"name": "王" + chr(0x4E00 + n), "tail": f"{n:04d}"}


def at_once(cast, acts):
    """Do all of ``acts`` in threads that begin together; return what each answered."""
    gate = Barrier(THREADS)

    def share(mine: list[Any]) -> list[Any]:
        gate.wait(20)
        try:
            return [one(cast) for one in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        shares = pool.map(share, [acts[n::THREADS] for n in range(THREADS)])
        return [answer for answers in shares for answer in answers]


def signing(activity, n):
    def act(cast):
        with scope(cast.county.pk):
            return n, services.sign_up(activity=activity, at=NOW, **called(n))

    return act


def leaving(activity, n, receipt):
    def act(cast):
        with scope(cast.county.pk):
            return services.cancel_signup(activity=activity, receipt=receipt, at=NOW, **called(n))

    return act


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_for_twenty_places(east):
    with scope(east.county.pk):
        one = opened(east, capacity=20)
    told = [signed for _, signed in at_once(east, [signing(one, n) for n in range(200)])]
    assert sorted(signed.ticket for signed in told) == list(range(1, 201))
    assert sum(not signed.waits for signed in told) == 20
    waiting = sorted((s.ticket, s.waits) for s in told if s.waits)
    assert waiting == [(ticket, ticket - 20) for ticket in range(21, 201)]
    with scope(east.county.pk):
        now = Activity.rows.get(pk=one.pk)
        assert (now.tickets, now.live, SignUp.rows.count()) == (200, 200, 200)


@pytest.mark.django_db(transaction=True)
def test_one_name_from_everywhere_is_one_line(east):
    with scope(east.county.pk):
        one = opened(east, capacity=20)
    told = at_once(east, [signing(one, 7)] * 48)
    assert sum(signed.is_new for _, signed in told) == 1
    assert {signed.ticket for _, signed in told} == {1}
    with scope(east.county.pk):
        assert SignUp.rows.count() == Activity.rows.get(pk=one.pk).live == 1


@pytest.mark.django_db(transaction=True)
def test_leaving_and_coming_at_once_loses_nobody(east):
    with scope(east.county.pk):
        one = opened(east, capacity=20)
        first = [(n, services.sign_up(activity=one, at=NOW, **called(n))) for n in range(40)]
    acts = [leaving(one, n, signed.receipt) for n, signed in first[:30]]
    acts += [signing(one, n) for n in range(40, 120)]
    mixed = [act for pair in zip(acts[:30], acts[30:60], strict=True) for act in pair] + acts[60:]
    at_once(east, mixed)
    with scope(east.county.pk):
        now = Activity.rows.get(pk=one.pk)
        assert (now.tickets, now.live) == (120, 90)
        roster = reads.roster_of(now, with_names=True)
        tickets = [line.ticket for line in roster.lines]
        assert tickets == sorted(set(tickets))
        assert len(tickets) == 90
        assert len(roster.taken) == 20
        assert [line.waits for line in roster.waiting] == list(range(1, 71))
        assert {line.ticket for line in roster.taken} >= set(range(31, 41))
