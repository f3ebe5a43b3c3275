"""What other systems read of links, chains and areas: counts, masked names, no woman by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from fulian.scoping import scope
from members.models import Office
from tests.orgs.test_api import register, token_of
from tests.people import SINCE, committee, group, seat

LISTS = ("links", "chain-coverage", "chain-gaps", "areas")


@pytest.fixture
def full(east, west):
    register(east, reads=("orgs:read", "members:read", "members:names"))
    for cast in (west, east):
        with scope(cast.county.pk):
            chair, vice, member = committee(cast.village, vice=1, executives=1)
            woman = seat(cast.village, Office.REPRESENTATIVE, "柳芳菲")
            far = group(cast.village)
            services.link(above=chair, below=vice, on=SINCE, by=None)
            services.link(above=woman, group=far, on=SINCE, by=None)
            services.add_household(
                org=cast.village, name="机密张家", on=SINCE, by=None, above=woman
            )
            services.assign_area(appointment=member, group=far, on=SINCE, by=None)
    return east


def ask(path, reads="members:read", **params):
    client = Client(
        headers={"Authorization": f"Bearer {token_of(scope=reads).json()['access_token']}"}
    )
    answer = client.get(f"/api/v1/{path}/", params)
    assert answer.status_code == 200, answer.content
    assert "机密" not in answer.content.decode()
    return answer.json()["results"]


def test_links_and_areas_of_a_day(full):
    rows = ask("links")
    assert [(row["level"], row["end"]) for row in rows] == [
        (1, "person"), (4, "group"), (4, "household"),
    ]  # fmt: skip
    assert rows[0]["name"].endswith("**")
    assert rows[0]["below_name"].endswith("**")
    named = ask("links", "members:read members:names", level=4)
    assert [row["name"] for row in named] == ["柳芳菲", "柳芳菲"]
    before = (SINCE - timedelta(days=1)).isoformat()
    assert ask("links", as_of=before) == []
    (area,) = ask("areas")
    assert (area["end"], area["target"]) == ("group", "一组")


def test_coverage_and_gaps_are_counts(full):
    (row,) = ask("chain-coverage", org=full.village.code)
    assert (row["linked_1"], row["linked_2"], row["total_2"], row["whole_groups"]) == (1, 0, 1, 0)
    assert (row["households"], row["linked_households"], row["whole_households"]) == (1, 1, 0)
    gaps = {row["kind"]: row["count"] for row in ask("chain-gaps")}
    assert gaps == {"member": 1, "representative": 1, "idle_vice": 1, "idle_member": 1}
    assert [row["kind"] for row in ask("chain-gaps", kind="member")] == ["member"]
    assert ask("chain-gaps", org=full.other_village.code) == []


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_as_often_for_more_rows(full, path):
    counts = []
    timezone.activate("Asia/Shanghai")
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            ask(path)
        counts.append(len(seen))
        with scope(full.county.pk):
            for org in (full.other_village, full.town):
                seat(org, Office.VICE_CHAIR, f"某某{'甲乙'[number]}")
    assert counts[0] == counts[1]
