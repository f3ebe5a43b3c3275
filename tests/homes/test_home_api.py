"""What other systems read of homes and groups: any day, one county, nobody's name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from homes import services
from tests.conftest import TODAY
from tests.homes import register as made
from tests.orgs.test_api import register, token_of
from tests.people import SINCE

DAY = timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        home = made.home(east)
        services.change_home(home=home, on=TODAY, keys="沈秋月", address="村部", by=None)
        made.managed(east)
        services.found_micro(
            org=east.village, name="微家", host="柳芳菲", host_consented_on=TODAY,
            address="三组八号", on=TODAY, by=None,
        )  # fmt: skip
        made.counted(east)
        made.graded(east)
        services.close_home(home=made.both(east)[1], on=TODAY, by=None)
    return east


def token(cast):
    register(cast, cast.county.code, reads=("members:read",))
    return token_of(cast.county.code, scope="members:read").json()["access_token"]


def asked(bearer, called, **params):
    headers = {"Authorization": f"Bearer {bearer}"}
    return Client().get(f"/api/v1/{called}/", params, headers=headers)


def test_homes_groups_and_coverage_of_any_day(here, west):
    bearer, foreign = token(here), token(west)
    now = asked(bearer, "homes").json()["results"]
    assert [(row["kind"], row["tier"]) for row in now] == [
        ("physical", "county_model"), ("micro", "basic"),
    ]  # fmt: skip
    then = asked(bearer, "homes", as_of=TODAY - DAY).json()["results"]
    assert [(row["kind"], row["tier"]) for row in then] == [
        ("physical", "basic"), ("online", "basic"),
    ]  # fmt: skip
    said = asked(bearer, "homes").content.decode()
    for private in ("沈秋月", "柳芳菲", "三组八号"):
        assert private not in said
    assert asked(bearer, "homes", kind="micro").json()["results"][0]["parent_home"] == now[0]["id"]
    (group,) = asked(bearer, "online-groups").json()["results"]
    assert (group["members"], group["counted_on"]) == (15, TODAY.isoformat())
    rows = asked(bearer, "home-coverage", org=here.village.code).json()["results"]
    assert [(row["physical"], row["online"], row["micro"]) for row in rows] == [(True, False, 1)]
    assert asked(bearer, "home-coverage", as_of=SINCE - DAY).json()["results"] == []
    for called in ("homes", "online-groups", "home-coverage"):
        assert asked(bearer, called, org=west.village.code).json()["results"] == []
        assert asked(foreign, called, org=here.village.code).json()["results"] == []
        for wrong in ({"as_of": TODAY + 999 * DAY}, {"as_of": "x"}, {"nme": "1"}, {"size": 0}):
            assert asked(bearer, called, **wrong).status_code == 400
        assert Client().get(f"/api/v1/{called}/").status_code == 401
    assert len(asked(bearer, "home-coverage", size=2).json()["results"]) == 2


def test_queries_stay_as_many(here):
    bearer = token(here)

    def queries(called):
        with CaptureQueriesContext(connection) as caught:
            assert asked(bearer, called).status_code == 200
        return len(caught)

    calls = ("homes", "online-groups", "home-coverage")
    first = [queries(called) for called in calls]
    with scope(here.county.pk):
        services.found_homes(org=here.town, on=TODAY, by=None)
        services.register_group(org=here.town, kind="home", platform="qq", on=TODAY, by=None)
    assert [queries(called) for called in calls] == first
