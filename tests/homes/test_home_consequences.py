"""What becomes of homes and groups when an organisation closes, merges, splits, or a term ends."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import Message
from fulian.scoping import scope
from homes import services
from homes.models import ChecklistItem, HomeAsset, OnlineGroup, WomensHome
from homes.queries.handing import homes_and_groups
from members.models import Candidate, Office
from members.services import close_congress, nominate
from orgs import services as ground
from orgs.models import Record
from tests.conftest import NOW, TODAY
from tests.duties.roster import presidium
from tests.homes import register as made
from tests.members import drives
from tests.people import SINCE, seat


@pytest.fixture
def full(east):
    """A village with both homes, a micro-home, chairs and a group; and its neighbour."""
    with scope(east.county.pk):
        made.both(east)
        made.micro(east)
        made.asset(east)
        made.counted(east)
        made.graded(east)
        yield east


def state():
    """Return whose every home, asset and group is, and whether it has ended."""
    homes = WomensHome.rows.values_list("org_id", "kind", "parent_id", "until", "name")
    groups = OnlineGroup.rows.values_list("org_id", "kind", "until", "name")
    assets = HomeAsset.rows.values_list("home_id", "what", "until")
    return [sorted(rows, key=str) for rows in (homes, groups, assets)]


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def told(effects):
    found: dict[str, int] = {}
    for one in effects:
        found[one.what] = found.get(one.what, 0) + one.count
    return {what: count for what, count in found.items() if what in (
        "妇女之家", "妇女微家", "工作群", "片区示范妇女之家")}  # fmt: skip


def test_closing_ends_them_and_undo_brings_them_back(full):
    before = state()
    effects = ground.closing_affects(org=full.village, on=TODAY)
    assert told(effects) == {"妇女之家": 2, "妇女微家": 1, "工作群": 1}
    ground.close_org(org=full.village, on=TODAY, by=None)
    assert not WomensHome.rows.filter(until__isnull=True).exists()
    assert not OnlineGroup.rows.filter(until__isnull=True).exists()
    assert not HomeAsset.rows.filter(until__isnull=True).exists()
    undo("orgs.close_org")
    assert state() == before
    ground.close_org(org=full.other_village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="撤销"):
        services.found_homes(org=full.other_village, on=TODAY, by=None)


def test_a_merge_passes_them_on(full):
    before, into = state(), made.beside(full)
    effects = ground.merging_affects(orgs=[full.village], into=into, on=TODAY)
    assert told(effects) == {"妇女之家": 3, "工作群": 1}
    ground.merge_orgs(orgs=[full.village], into=into, on=TODAY, by=None)
    assert set(WomensHome.rows.values_list("org_id", "until")) == {(into.pk, None)}
    was, now = OnlineGroup.rows.order_by("pk")
    assert (was.org_id, was.until, now.org_id, now.until) == (full.village.pk, TODAY, into.pk, None)
    assert (was.kind, was.platform, was.owner) == (now.kind, now.platform, now.owner)
    with scope(full.county.pk, under=into):
        assert HomeAsset.objects.count() == 1
    undo("orgs.merge_orgs")
    assert state() == before


def test_a_merge_into_who_has_its_own_closes_the_double(full):
    into = made.beside(full)
    theirs, _ = services.found_homes(org=into, on=SINCE, by=None)
    services.keep_asset(home=theirs, what="折叠椅", count=5, on=SINCE, by=None)
    services.register_group(
        org=into, kind="executive", platform="wechat", name=made.online_group(full).name,
        on=SINCE, by=None,
    )  # fmt: skip
    before = state()
    ground.merge_orgs(orgs=[full.village], into=into, on=TODAY, by=None)
    ended = WomensHome.rows.filter(org=full.village)
    assert {home.until for home in ended} == {TODAY}
    micro = WomensHome.rows.get(kind="micro")
    assert (micro.org_id, micro.parent_id, micro.until) == (into.pk, theirs.pk, None)
    assert set(theirs.assets.values_list("what", "until")) == {
        ("折叠椅", None), ("折叠椅（东县100200村）", None),
    }  # fmt: skip
    assert OnlineGroup.rows.filter(org=into, until__isnull=True).count() == 2
    undo("orgs.merge_orgs")
    assert state() == before


def test_a_split_leaves_them_unless_it_ends(full):
    part = ground.Part("新村村民委员会", "430424100299")
    before = state()
    ground.split_org(org=full.village, on=TODAY, by=None, parts=[part])
    assert state() == before
    undo("orgs.split_org")
    parts = [part, ground.Part("老村村民委员会", "430424100298")]
    ground.split_org(org=full.village, on=TODAY, by=None, parts=parts, closes=True)
    assert not WomensHome.rows.filter(org=full.village, until__isnull=True).exists()
    assert WomensHome.rows.filter(until__isnull=True).count() == 3
    undo("orgs.split_org")
    assert state() == before


def test_a_county_is_opened_with_its_checklist(db, operator):
    opened = ground.open_county(code="430424", on=SINCE, at=NOW, by=operator)
    with scope(opened.county.pk):
        assert ChecklistItem.rows.count() == 18


def test_a_handover_sheet_names_things_and_groups_but_no_keeper(full):
    home, she = made.managed(full), made.member(full)
    services.change_home(home=home, on=TODAY, keys="沈秋月", by=None)
    services.name_owner(group=made.online_group(full), seat=she, on=TODAY, by=None)
    (lines,) = homes_and_groups([(full.village.pk, she.pk)], TODAY).values()
    told = dict(lines)
    assert "折叠椅 20" in told[home.name]
    assert "请当面交接" in told[home.name]
    assert "转让群主" in told["工作群"]
    assert "沈秋月" not in str(lines)
    other = seat(full.village, Office.REPRESENTATIVE, "柳芳菲")
    assert homes_and_groups([(full.village.pk, other.pk)], TODAY) == {other.pk: []}


def test_who_is_elected_again_goes_on_answering(east):
    """A congress ends every seat; who holds the same office again keeps what she answered for."""
    with scope(east.county.pk):
        seats = presidium(east.village)
        again, out = seats[1:3]
        home, online = made.both(east)
        group = made.online_group(east)
        services.seat_manager(home=home, seat=again, on=TODAY, by=None)
        services.seat_manager(home=online, seat=out, on=TODAY, by=None)
        services.name_owner(group=group, seat=again, on=TODAY, by=None)
        congress = drives.prepared(east.village)
        drives.running(congress, members=2, vices=0)
        nominate(congress=congress, person=again.person, office=again.office, by=None)
        drives.watched(congress)
        rows = Candidate.rows.filter(congress=congress)
        drives.counted(congress, {row.pk: 30 for row in rows})
        close_congress(congress=congress, on=TODAY, by=None)
        for row in (home, online, group):
            row.refresh_from_db()
        assert online.manager is None
        assert home.manager is not None
        assert home.manager_id != again.pk
        assert home.manager.person_id == again.person_id == group.owner.person_id
        assert not Message.rows.filter(key=f"homes-left:{again.pk}").exists(), "she goes on"
        assert [row.manager_id for row in home.past.all()] == [None], "till today nobody"
        undo("members.close_congress")
        home.refresh_from_db()
        online.refresh_from_db()
        assert (home.manager_id, online.manager_id) == (again.pk, out.pk)
