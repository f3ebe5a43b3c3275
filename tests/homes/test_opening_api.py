"""What other systems read of cards and letters: numbers, and not a word."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from homes import services
from members.models import Office
from tests.conftest import NOW
from tests.homes.writing import written
from tests.orgs.test_api import register, token_of
from tests.people import seat


@pytest.fixture
def token(east, west):
    with scope(west.county.pk):
        services.write_letter(
            org=west.village, kind="message", text="西县的信", form_key="w", at=NOW
        )
    with scope(east.county.pk):
        she = seat(east.village, Office.CHAIR, "白春燕")
        seat(east.village, Office.EXECUTIVE_MEMBER, "沈秋月")
        services.issue_card(appointment=she, consented=True, at=NOW, by=None)
        first = written(east, "路灯坏了", contact="王大姐").letter
        services.answer_letter(letter=first, text="修好了", at=NOW, by=None)
        services.rate_letter(number=first.pk, is_satisfied=True, at=NOW)
        written(east, "没人答复的")
        written(east, "他打我", is_sensitive=True)
        written(east, "打不开", audience="operator")
    register(east, "m", reads=("members:read", "members:names"))
    return token_of("m", scope="members:read members:names").json()["access_token"]


def asked(token, called, **params):
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get(f"/api/v1/{called}/", params, headers=headers)


def test_letters_in_numbers_without_those_by_name(token, east):
    answer = asked(token, "letters", org=east.village.code)
    (row,) = answer.json()["results"]
    wanted = {
        "received": 2, "waiting": 1, "late": row["late"], "answered": 1, "closed": 0,
        "satisfied": 1, "unsatisfied": 0,
    }  # fmt: skip
    assert row == {"id": east.village.pk, "org_code": east.village.code} | wanted
    whole = asked(token, "letters")
    assert sum(one["received"] for one in whole.json()["results"]) == 2
    for secret in ("路灯", "王大姐", "修好", "打我", "打不开", "西县"):
        assert secret not in whole.content.decode()


def test_cards_in_numbers(token, east):
    (row,) = asked(token, "officer-cards", org=east.village.code).json()["results"]
    assert (row["seats"], row["cards"]) == (2, 1)
    assert "白春燕" not in asked(token, "officer-cards").content.decode()


@pytest.mark.parametrize("called", ["letters", "officer-cards"])
def test_pages_ask_the_same_and_strange_questions_are_refused(token, called, east):
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            answer = asked(token, called, size=size)
        counts.append(len(seen))
        assert len(answer.json()["results"]) == size
    assert counts[0] == counts[1]
    assert asked(token, called, text="路灯").status_code == 400
    assert asked(token, called, as_of="2999-01-01").status_code == 400
    assert asked(token, called, org="430223100200").json()["results"] == []
