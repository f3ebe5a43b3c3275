"""What other systems read of clusters, sharing, checks, exemplars, notes and the meter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duties import urls as duties_urls
from fulian.api import ListView
from fulian.scoping import scope
from homes import services, urls
from orgs import services as ground
from tests.conftest import NOW, TODAY
from tests.homes import programmes, requesting
from tests.homes import register as made
from tests.homes.test_home_api import asked, token
from tests.orgs.test_api import register, token_of
from tests.people import SINCE

DAY = timedelta(days=1)
CALLS = (
    "home-clusters", "home-sharings", "home-checks", "exemplars", "good-practices", "burden",
)  # fmt: skip


def results(bearer, called, **params):
    answer = asked(bearer, called, **params)
    assert answer.status_code == 200
    return answer.json()["results"]


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.model = made.chosen(east)
        east.lent = made.shared(east)
        made.checked(east)
        one = programmes.exemplar(east)
        services.consent_exemplar(exemplar=one, on=TODAY, by=None)
        programmes.exemplar(east, name="不肯公开的人")
        programmes.exemplar(east, title="good_youth", name="小明")
        east.exemplar, east.note = one, programmes.practice(east)
        services.judge_practice(practice=east.note, to="accepted", note="", on=TODAY, by=None)
        requesting.answered(east, requesting.sent(east), by=None)
    return east


def test_model_home_of_any_day(here):
    bearer = token(here)
    (now,) = results(bearer, "home-clusters")
    assert (now["members"], now["homes"], now["is_chosen"]) == (2, 1, True)
    assert (now["model_home"], now["model_org_code"]) == (here.model.home_id, here.village.code)
    (then,) = results(bearer, "home-clusters", as_of=TODAY - DAY)
    assert (then["model_home"], then["model_org_code"], then["is_chosen"]) == (None, None, False)
    assert results(bearer, "home-clusters", as_of=SINCE - DAY) == []
    with scope(here.county.pk):
        services.end_model_home(chosen=here.model, on=TODAY, by=None)
        ground.dissolve_cluster(cluster=here.model.cluster, on=TODAY, by=None)
    assert results(bearer, "home-clusters") == []


def test_a_sharing_is_one_row_found_from_both_sides(here):
    bearer, other = token(here), ""
    with scope(here.county.pk):
        other = made.beside(here).code
    for org in ({}, {"org": here.village.code}, {"org": other}):
        (row,) = results(bearer, "home-sharings", **org)
        assert (row["org_code"], row["taker_code"]) == (here.village.code, other)
        assert row["thing"] == "room"
    assert results(bearer, "home-sharings", org=here.town.code) == []
    assert results(bearer, "home-sharings", as_of=TODAY - DAY) == []
    with scope(here.county.pk):
        services.withdraw_sharing(sharing=here.lent, reason="记错了", on=TODAY, by=None)
    assert results(bearer, "home-sharings") == []


def test_checks_tell_how_much_was_met(here):
    (row,) = results(token(here), "home-checks", org=here.village.code)
    assert row["checked_on"] == TODAY.isoformat()
    assert (row["met"], row["asked"]) == (1, 9)
    assert "note" not in row


def test_exemplar_is_read_only_as_long_as_she_agrees(here):
    bearer = token(here)
    (row,) = results(bearer, "exemplars")
    assert (row["name"], row["title"]) == ("刘**", "good_neighbour")  # without members:names
    assert results(bearer, "exemplars", as_of=TODAY - DAY) == []
    with scope(here.county.pk):
        services.refuse_exemplar(exemplar=here.exemplar, on=TODAY, by=None)
    assert results(bearer, "exemplars") == []


def test_library_holds_what_was_accepted(here):
    bearer = token(here)
    with scope(here.county.pk):
        programmes.practice(here, title="还没有审核")
    assert [row["title"] for row in results(bearer, "good-practices")] == ["屋场夜话"]
    assert results(bearer, "good-practices", as_of=TODAY - DAY) == []


def test_meter_by_month(here):
    bearer = token(here)
    rows = results(bearer, "burden")
    assert len(rows) == 6
    assert rows[-1]["month"] == f"{NOW:%Y-%m}"
    assert (rows[-1]["minutes"], rows[-1]["done"], rows[-1]["chair_minutes"]) == (10, 5, 5)
    assert results(bearer, "burden", as_of="0001-01-01") == []
    assert [row["month"] for row in results(bearer, "burden", after=rows[3]["month"])] == [
        rows[4]["month"], rows[5]["month"],
    ]  # fmt: skip


@pytest.mark.parametrize("called", CALLS)
def test_foreign_wrong_and_nobody(here, west, called):
    bearer, foreign = token(here), token(west)
    assert here.village.code not in asked(foreign, called).content.decode()
    wrong = [{"as_of": TODAY + 999 * DAY}, {"as_of": "x"}, {"nme": "1"}, {"size": 0}]
    for query in wrong:
        assert asked(bearer, called, **query).status_code == 400
    assert asked(bearer, called, as_of="0001-01-01").json()["results"] == []
    assert Client().get(f"/api/v1/{called}/").status_code == 401
    if called != "burden":
        assert results(bearer, called, org=west.village.code) == []


def test_queries_stay_as_many(here):
    bearer = token(here)

    def queries(called):
        with CaptureQueriesContext(connection) as caught:
            assert asked(bearer, called).status_code == 200
        return len(caught)

    first = [queries(called) for called in CALLS]
    with scope(here.county.pk):
        services.found_homes(org=made.beside(here), on=SINCE, by=None)
        services.share(
            giver=made.beside(here), taker=here.village, thing="teacher", on=TODAY, by=None
        )
        more = programmes.exemplar(here, name="史慧敏")
        services.consent_exemplar(exemplar=more, on=TODAY, by=None)
    assert [queries(called) for called in CALLS] == first


LISTS = [
    str(one.pattern) for one in (*urls.api, *duties_urls.api)
    if issubclass(one.callback.view_class, ListView) and "<" not in str(one.pattern)
]  # fmt: skip


@pytest.mark.parametrize("called", LISTS)
def test_every_list_has_a_second_page_and_refuses_a_wrong_one(here, called):
    register(here, here.county.code, reads=("orgs:read", "members:read"))
    both = token_of(here.county.code, scope="orgs:read members:read").json()["access_token"]
    path = called.rstrip("/")
    first = asked(both, path, size=1)
    assert first.status_code == 200
    if (after := first.json()["next"]) is not None:
        second = asked(both, path, size=1, after=after)
        assert second.status_code == 200
        assert second.json()["results"][0] != first.json()["results"][0]
    for wrong in ("x'--", "9" * 18, "9" * 30, "😀"):
        assert asked(both, path, after=wrong).status_code in (200, 400)
