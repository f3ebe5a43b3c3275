"""Whom somebody is given to, named as people say it: in the whole county, never beyond."""

from __future__ import annotations

import pytest

from fulian.scoping import scope
from members.models import Transfer
from orgs import services as ground
from tests.conftest import TODAY, signed_in
from tests.people import person

DESK = "/desk/members/"


@pytest.fixture
def towns(east):
    with scope(east.county.pk):
        east.her = person(east.village, "单雨桐")
    return east


@pytest.mark.parametrize(
    "told", ["{town} {village}", "{town}{village}", "{village}妇联", "{code}", "{full}"]
)
def test_the_target_is_named_as_people_say(towns, west, told):
    """Also beyond the giver's reach; never another county's."""
    village, giver = towns.other_village, signed_in(towns.town_clerk)
    town = towns.other_town.short_name
    said = told.format(
        town=town, village=village.short_name, code=village.code,
        full=village.name,
    )  # fmt: skip
    offered = giver.get(f"{DESK}transfer/add/").content.decode()
    assert f'<option value="{town} {village.short_name}">' in offered
    facts = {"person": towns.her.pk, "target": said}
    assert giver.post(f"{DESK}transfer/add/", facts).status_code == 302
    with scope(towns.county.pk):
        assert Transfer.rows.get().target == village


def test_a_name_that_several_carry_is_asked_again(towns, west):
    twin, giver = towns.other_village.short_name, signed_in(towns.town_clerk)
    with scope(towns.county.pk):
        ground.found_org(
            parent=towns.town, name=twin, kind="federation", on=TODAY, by=None,
            code=towns.village.code[:-1] + "9",
        )  # fmt: skip
    facts = {"person": towns.her.pk, "target": twin}
    said = giver.post(f"{DESK}transfer/add/", facts).content.decode()
    assert "有 2 个组织叫这个名称" in said
    assert towns.other_village.code in said
    far = giver.post(f"{DESK}transfer/add/", facts | {"target": west.village.code}).content.decode()
    assert "本县没有这个名称" in far
    with scope(towns.county.pk):
        assert not Transfer.rows.exists()
