"""Organisations found by what people type, and the tree of the largest county kept small."""

import pytest
from django.utils import timezone

from fulian.pinyin import sounds_like
from fulian.scoping import scope
from orgs import services
from orgs.models import County, Org, Role
from orgs.queries.tree import found_by
from tests.conftest import TODAY, signed_in


def words(answer):
    return answer.content.decode()


@pytest.fixture
def named(east):
    with scope(east.county.pk):
        services.rename_org(org=east.village, name="白莲社区居民委员会", on=TODAY, by=None)
        services.rename_org(org=east.other_village, name="重阳村村民委员会", on=TODAY, by=None)
    return east


@pytest.mark.parametrize(
    ("typed", "found"),
    [("bls", "白莲社区"), ("BLSQ", "白莲社区"), ("bailian", "白莲社区"), ("lian", "白莲社区"),
     ("白莲", "白莲社区"), ("cyc", "重阳村"), ("chongyang", "重阳村"), ("430424101200", "重阳村"),
     ("ailian", ""), ("xyz", ""), ("bl%", ""), ("", None)],
)  # fmt: skip
def test_name_pinyin_initials_and_code(named, typed, found):
    client = signed_in(named.admin)
    page = words(client.get("/desk/orgs/org/", {"q": typed}))
    for name in ("白莲社区", "重阳村"):
        assert (f"{name}妇联" in page) == (found is None or found == name), (typed, name)
    with scope(named.county.pk):
        titles = {org.short_name for org in found_by(typed)} if typed else set()
    assert titles & {"白莲社区", "重阳村"} == ({found} if found else set())


def test_search_stays_in_reach(named):
    town = signed_in(named.town_clerk)
    assert "重阳村" not in words(town.get("/desk/orgs/org/", {"q": "cyc"}))
    assert "重阳村" not in words(signed_in(named.chair).get("/search/", {"q": "cyc"}))
    assert "白莲社区" in words(signed_in(named.chair).get("/search/", {"q": "blsq"}))


def test_a_syllable_is_taken_from_its_beginning():
    assert sounds_like("白莲村", "lianc")
    assert sounds_like("白莲村", "lc")
    assert not sounds_like("白莲村", "ianc")
    assert not sounds_like("白莲村", "bailianx")


def test_the_largest_tree_is_painted_little_by_little(db):
    services.open_county(code="310115", on=TODAY, at=timezone.now(), by=None)
    with scope(County.objects.get(code="310115").pk):
        root = Org.rows.get(parent__isnull=True)
        assert Org.rows.count() == 1569
        towns = [org.pk for org in Org.rows.filter(parent=root)]
        grant = services.grant_access(
            org=root, role=Role.COUNTY_ADMIN, phone="10099990001", holder="甲",
            on=timezone.localdate(), by=None,
        )  # fmt: skip
    client = signed_in(grant.user)
    first = client.get("/desk/orgs/org/tree/")
    assert len(first.content) <= 60 * 1024
    opened = [client.get(f"/desk/orgs/org/tree/{pk}/", headers={"X-Fragment": "1"}) for pk in towns]
    assert max(len(answer.content) for answer in opened) <= 20 * 1024
