"""Requests under contention: sent once, answered once, and nobody waits in a circle."""

from __future__ import annotations

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from fulian.scoping import scope
from homes import services
from homes.models import DataRequest, RequestAnswer
from homes.queries.gate import gate_of
from homes.rules.gate import Decision
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import NOW, TODAY, plant
from tests.homes import requesting
from tests.orgs.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    return plant("430424", "东县", "0100")


def made(cast, maker):
    with scope(cast.county.pk):
        return maker()


def race(cast, *acts):
    """Do ``acts`` in the same moment; return the refusals, and let nothing but refusals come."""
    start = Barrier(len(acts))

    def work(k):
        with scope(cast.county.pk):
            start.wait(20)
            with transaction.atomic():
                return acts[k]()

    answers = together(work, len(acts))
    failed = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, ValidationError) for one in failed), answers
    return failed


def sending(one):
    def act():
        gate = gate_of(one, TODAY)
        why = {pk: Decision(why="要最新的数") for pk in gate.found}
        return services.send_request(
            request=one, decisions=why, seen=gate.total(gate.asks(why)), at=NOW, by=None
        )

    return act


def test_request_sent_by_many_hands_goes_out_once(here):
    places = [here.town, here.village, here.other_village]
    one = made(here, lambda: requesting.drafted(here, places=places))
    assert len(race(here, *[sending(one)] * 6)) == 5
    with scope(here.county.pk):
        assert RequestAnswer.rows.filter(request=one).count() == 3
        assert Record.rows.filter(act="homes.send_request").count() == 1


def test_all_villages_answer_at_once_while_it_is_reminded_and_closed(here):
    def out():
        villages = list(Org.rows.filter(level="village"))
        return requesting.sent(here, places=villages), villages

    one, villages = made(here, out)
    values = made(here, lambda: requesting.values_for(one))

    def answering(org, text):
        def act():
            row = RequestAnswer.rows.get(request=one, org=org)
            return services.answer_request(answer=row, values=values | text, at=NOW, by=None)

        return act

    acts = [answering(org, {}) for org in villages] * 3
    acts += [lambda: services.remind_request(request=one, at=NOW, by=None)]
    acts += [lambda: services.close_request(request=one, at=NOW, by=None)]
    race(here, *acts)
    with scope(here.county.pk):
        rows = list(RequestAnswer.rows.filter(request=one))
        assert len(rows) == len(villages)
        told = Record.rows.filter(act="homes.answer_request").count()
        assert told == sum(row.answered_at is not None for row in rows)
        assert DataRequest.rows.get().status == "closed"


def test_village_is_closed_while_it_answers(here):
    one = made(here, lambda: requesting.sent(here, places=[here.village, here.town]))
    values = made(here, lambda: requesting.values_for(one))

    def answer():
        row = RequestAnswer.rows.get(request=one, org=here.village)
        return services.answer_request(answer=row, values=values, at=NOW, by=None)

    def close():
        return ground.close_org(org=Org.rows.get(pk=here.village.pk), on=TODAY, by=None)

    def recall():
        return services.recall_request(request=one, reason="发错了", at=NOW, by=None)

    race(here, answer, close, answer, recall)
    with scope(here.county.pk):
        row = RequestAnswer.rows.get(request=one, org=here.village)
        assert (row.answered_at is None) or (row.fell_on is None)
        assert DataRequest.rows.get().status == "recalled"
