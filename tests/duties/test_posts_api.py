"""What other systems read of posts and the log: any day, one county, no words or names unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duties import services
from duties.models import DutyPost
from fulian.scoping import scope
from members.models import Office
from tests.conftest import NOW, TODAY
from tests.orgs.test_api import register, token_of
from tests.people import SINCE, seat

READ, NAMED = "members:read", "members:read members:names"
DAY = timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        east.post = DutyPost.rows.get(code="mediation")
        for n, name in enumerate(("欧阳慧", "柳芳菲", "史慧敏")):
            she = seat(east.village, Office.EXECUTIVE_MEMBER, name)
            services.assign_post(appointment=she, post=east.post, on=SINCE, by=None)
            services.write_log(
                appointment=she, post=east.post, done_on=TODAY - n * DAY, what=f"劝解{n}",
                for_whom="村民甲", by=None, at=NOW,
            )  # fmt: skip
        services.rename_post(post=east.post, name="和事岗", on=TODAY, by=None)
    return east


def _token(cast, scopes):
    client = f"{cast.county.code}-{len(scopes)}"
    register(cast, client, reads=tuple(scopes.split()))
    return token_of(client, scope=scopes).json()["access_token"]


def asked(token, called, **params):
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get(f"/api/v1/{called}/", params, headers=headers)


def rows(token, called, **params):
    return asked(token, called, **params).json()["results"]


def test_posts_are_called_as_on_the_day(here):
    token = _token(here, READ)
    assert "和事岗" in [row["name"] for row in rows(token, "posts")]
    then = [row["name"] for row in rows(token, "posts", as_of=TODAY - DAY)]
    assert "矛盾调解岗" in then
    held = rows(token, "post-assignments", as_of=TODAY - DAY)
    assert {row["post_name"] for row in held} == {"矛盾调解岗"}
    assert rows(token, "post-assignments", as_of=SINCE - DAY) == []
    lines = rows(token, "duty-log")
    assert [row["post_name"] for row in lines] == ["和事岗", "矛盾调解岗", "矛盾调解岗"]


def test_words_and_names_only_by_permission(here):
    bare, named = _token(here, READ), _token(here, NAMED)
    first = rows(bare, "duty-log")[0]
    assert (first["name"], first["what"], first["for_whom"]) == ("欧**", None, None)
    assert first["done_on"] == TODAY.isoformat()
    told = rows(named, "duty-log")[0]
    assert (told["name"], told["what"], told["for_whom"]) == ("欧阳慧", "劝解0", "村民甲")
    assert rows(bare, "post-assignments")[0]["name"] == "欧**"
    assert rows(named, "post-assignments")[0]["name"] == "欧阳慧"


def test_narrowed_paged_and_refused(here, west):
    token = _token(here, READ)
    assert len(rows(token, "duty-log", since=TODAY)) == 1
    assert len(rows(token, "duty-log", until=TODAY, post=here.post.pk)) == 2
    assert len(rows(token, "duty-log", org=here.village.code)) == 3
    assert rows(token, "duty-log", org=here.other_village.code) == []
    page = asked(token, "duty-log", size=2).json()
    assert len(rows(token, "duty-log", after=page["next"])) == 1
    for bad in ({"since": "x"}, {"post": "0"}, {"strange": "1"}):
        assert asked(token, "duty-log", **bad).status_code == 400
    foreign = _token(west, NAMED)
    for called in ("post-assignments", "duty-log"):
        assert rows(foreign, called) == []
    assert asked(_token(here, "orgs:read"), "duty-log").status_code == 403


@pytest.mark.parametrize("called", ["posts", "post-assignments", "duty-log"])
def test_queries_do_not_grow_with_the_rows(here, called):
    token = _token(here, READ)
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            assert asked(token, called, size=size).status_code == 200
        counts.append(len([q for q in seen if q["sql"].startswith("SELECT")]))
    assert counts[0] == counts[1] <= 8, counts
