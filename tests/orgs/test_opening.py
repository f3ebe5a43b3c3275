"""A county opened from six digits: proposed, adjusted, written at once, taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from fulian.scoping import scope
from orgs import rules, services
from orgs.models import AccessGrant, County, Level, Org, Place, PlatformRecord, Record
from orgs.queries import tree
from orgs.queries.divisions import counties_named, county_list, proposal_for
from tests.conftest import NOW, TODAY


def opened(code="430424", **more):
    return services.open_county(code=code, on=TODAY, at=NOW, by=None, **more)


def test_proposal_loses_nobody():
    found = proposal_for("430424")
    assert (found.name, found.path) == ("衡东县", "湖南省 衡阳市")
    assert (found.counted(Level.TOWNSHIP), len(found.of(Level.TOWNSHIP))) == (17, 19)
    assert (found.counted(Level.VILLAGE), len(found.units)) == (257, 277)
    assert [u.name for u in found.flagged] == ["河西开发区", "大浦工业园"]
    assert (
        sum(len(villages) for town, villages in found.townships if town.place == Place.PARK) == 11
    )


@pytest.mark.parametrize(("code", "units"), [("441900", 646), ("350527", 1), ("310115", 1569)])
def test_odd_counties_open(code, units):
    found = proposal_for(code)
    assert found.units[0].level == Level.COUNTY
    assert len(found.units) == units


def test_every_county_of_the_list_can_be_proposed():
    assert len(county_list()) == 2978
    assert counties_named("衡东") == [("430424", "湖南省 衡阳市 衡东县")]
    assert counties_named(" ") == []


@pytest.mark.parametrize(
    ("code", "says"),
    [("43042", "6 位"), ("abcdef", "6 位数字"), ("４３０４２４", "6 位数字"), ("", "6 位数字"),
     ("430499", "没有代码"), ("990101", "没有代码"), ("430400", "衡阳市"), ("430000", "湖南省"),
     ("430424112", "430424"), ("430424112200", "430424")],
)  # fmt: skip
def test_code_that_is_no_countys(db, code, says):
    with pytest.raises(ValidationError, match=says):
        opened(code)
    assert not County.objects.exists()


def test_open_writes_the_whole_tree(db):
    done = opened(admin_phone="100 0500 0001", admin_name="甲")
    assert done.written == 277
    with scope(done.county.pk):
        assert Org.objects.count() == 277
        assert tree.broken_nodes() == []
        town = Org.objects.get(code="430424112000")
        assert tree.counts_of(tree.top_of_reach())["townships"] == 17
        assert tree.counts_of(tree.top_of_reach())["villages"] == 257
        assert [o.short_name for o in tree.children_of(town)][:2] == ["莲花社区", "白莲村"]
        assert [o.code for o in tree.path_of(Org.objects.get(code="430424112200"))] == [
            "430424000000", "430424112000"]  # fmt: skip
        grant = AccessGrant.objects.get()
        assert grant.masked_phone == "100****0001"
        assert Record.objects.filter(act="orgs.open_county", leads=True).count() == 1
    user = services.claim(code=done.code, password="long-enough-1", address="", at=NOW)
    assert user.pk == grant.user_id


def test_open_twice_changes_nothing(db):
    county = opened().county
    with pytest.raises(ValidationError, match="已经开通"):
        opened()
    with scope(county.pk):
        assert Org.objects.count() == 277


def test_open_adjusted(db):
    done = opened(without=["430424401000", "430424112200"], flipped=["430424403000"])
    with scope(done.county.pk):
        assert not Org.objects.filter(code__startswith="430424401").exists()
        assert not Org.objects.filter(code="430424112200").exists()
        assert Org.objects.get(code="430424403000").is_counted
        assert tree.broken_nodes() == []
    with pytest.raises(ValidationError, match="没有代码为 1 的单位"):
        opened("430223", without=["1"])


def test_failure_midway_leaves_nothing(db):
    with pytest.raises(ValidationError, match="11 位"):
        opened(admin_phone="12")
    assert not County.objects.exists()


def test_undo_opening_and_open_again(db):
    county = opened(admin_phone="10005000001").county
    back = services.undo_opening(county=county, at=NOW, on=TODAY, by=None)
    assert back >= 277 + 1 + 5  # the tree, a seat, five posts, and what else apps above give
    county.refresh_from_db()
    assert county.opened_at is None
    with scope(county.pk):
        assert not Org.objects.exists()
        assert Record.objects.filter(act="orgs.undo").exists()
    assert opened().written == 277
    with scope(county.pk):
        made = Record.objects.filter(act="orgs.open_county", leads=True).latest("at")
    late = made.at + timedelta(days=7)  # the line keeps the clock's own time, not the test's
    with pytest.raises(ValidationError, match="不能撤销"):
        services.undo_opening(county=county, at=late, on=TODAY, by=None)


def test_undo_opening_says_what_stands_in_the_way(db):
    county = opened().county
    with scope(county.pk):
        town = Org.objects.get(code="430424112000")
        services.rename_org(org=town, name="新莲镇", on=TODAY, by=None)
        services.grant_access(
            org=town, role="chair", phone="10005000002", holder="乙", on=TODAY, by=None
        )
    with pytest.raises(ValidationError) as refusal:
        services.undo_opening(county=county, at=NOW, on=TODAY, by=None)
    assert "新莲镇妇联：后来改过" in refusal.value.message
    assert "1 条授权：挂在它下面" in refusal.value.message
    with scope(county.pk):
        assert Org.objects.count() == 277


def test_undo_opening_without_one(east):
    with pytest.raises(ValidationError, match="没有开通记录"):
        services.undo_opening(county=east.county, at=NOW, on=TODAY, by=None)


def test_plant_refused_where_a_tree_stands(east):
    with pytest.raises(IntegrityError, match="org_"), scope(east.county.pk):
        services.plant_tree(proposal_for("430424").units, on=TODAY)


def test_operator_leaves_a_platform_record(operator):
    assert PlatformRecord.objects.get().act == "orgs.make_operator"
    with pytest.raises(ValidationError, match="11 位"):
        services.make_operator(phone="1", at=NOW)


def test_villages_of_one_short_name_keep_their_whole_names():
    """白莲村村民委员会 and 白莲村委会 below one town: two, so neither is called 白莲村."""
    names = rules.short_names(["白莲村村民委员会", "白莲村委会", "甲村村民委员会"])
    assert names == ["白莲村村民委员会", "白莲村委会", "甲村"]


def test_the_twelve_digits_of_a_county_are_its_code():
    assert proposal_for("430424000000").code == "430424"
