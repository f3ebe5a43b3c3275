"""Contracted areas: who may answer for what, one at a time, until the seat or the target ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import AreaAssignment
from duties.queries import areas as reads
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import TODAY, signed_in
from tests.people import SINCE, group, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.beside = Org.rows.get(code=f"{east.county.code}100201")
        east.member = seat(east.village, Office.EXECUTIVE_MEMBER, "沈秋月")
        east.town_member = seat(east.town, Office.EXECUTIVE_MEMBER, "陶晓岚")
        east.county_member = seat(east.root, Office.EXECUTIVE_MEMBER, "姜雨桐")
        east.group = group(east.village)
        east.cluster = ground.form_cluster(
            org=east.town, name="东片", kind="community", core=east.village,
            members=[east.beside], on=SINCE, by=None,
        )  # fmt: skip
        yield east


def assign(who, on=TODAY, **target):
    return services.assign_area(appointment=who, on=on, by=None, **target)


def test_each_level_answers_for_its_own(here):
    assign(here.county_member, cluster=here.cluster)
    assign(here.town_member, village=here.village)
    assign(here.member, group=here.group)
    orgs = list(Org.rows.filter(pk__in=[here.root.pk, here.town.pk, here.village.pk]))
    done = reads.answered_by(orgs, TODAY)
    assert done[here.root.pk] == reads.Answered(1, 1)
    assert done[here.town.pk] == reads.Answered(1, 2)
    assert done[here.village.pk] == reads.Answered(1, 1)
    board = reads.board_of(here.town, TODAY)
    assert board.answered == done[here.town.pk]
    assert [line.pk for line in board.loose] == [here.beside.pk]


def test_refusals(here):
    woman = seat(here.village, Office.REPRESENTATIVE, "柳芳菲")
    far = group(here.other_village)
    wrong = [
        (woman, {"group": here.group}, "主席、副主席或执委"),
        (here.member, {"village": here.village}, "村（社区）妇联的执委包"),
        (here.member, {"group": far}, "不能包别处"),
        (here.town_member, {"village": here.other_village}, "不能包别处"),
        (here.town_member, {"group": here.group}, "乡镇（街道）妇联的执委包"),
        (here.county_member, {"village": here.village}, "包片区"),
        (here.member, {}, "请选择"),
        (here.member, {"group": here.group, "on": SINCE - timedelta(days=1)}, "不在任"),
    ]
    for who, facts, said in wrong:
        with pytest.raises(ValidationError, match=said):
            assign(who, **facts)
    first = assign(here.member, group=here.group)
    other = seat(here.village, Office.VICE_CHAIR, "邹静怡")
    with pytest.raises(ValidationError, match="已经有人包干"):
        assign(other, group=here.group)
    services.end_area(area=first, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经结束"):
        services.end_area(area=first, on=TODAY, by=None)
    assert assign(other, group=here.group).until is None


def test_they_end_with_the_seat_and_come_back(here):
    area = assign(here.member, group=here.group)
    told = members.ending_affects(appointment=here.member, on=TODAY)
    assert {e.what: e.count for e in told} == {"包干": 1}
    members.end_appointment(appointment=here.member, on=TODAY, departure="moved", by=None)
    area.refresh_from_db()
    assert area.until == TODAY
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    area.refresh_from_db()
    assert area.until is None


def test_a_group_somebody_answers_for_is_not_closed(here):
    area = assign(here.member, group=here.group)
    with pytest.raises(ValidationError, match="1 个包干"):
        members.close_group(group=here.group, on=TODAY, by=None)
    members.close_group(group=here.group, on=TODAY, by=None, releases=True)
    area.refresh_from_db()
    assert area.until == TODAY


def test_a_closed_village_is_nobodys(here):
    area = assign(here.town_member, village=here.beside)
    ground.dissolve_cluster(cluster=here.cluster, on=TODAY, by=None)
    ground.close_org(org=here.beside, on=TODAY, by=None)
    area.refresh_from_db()
    assert area.until == TODAY
    with pytest.raises(ValidationError, match="撤销"):
        assign(here.town_member, village=here.beside)


def test_a_dissolved_cluster_is_nobodys(here):
    area = assign(here.county_member, cluster=here.cluster)
    told = ground.dissolving_affects(cluster=here.cluster, on=TODAY)
    assert [(e.what, e.count) for e in told] == [("包干", 1)]
    ground.dissolve_cluster(cluster=here.cluster, on=TODAY, by=None)
    area.refresh_from_db()
    assert area.until == TODAY
    batch = Record.rows.filter(act="orgs.dissolve_cluster").latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    area.refresh_from_db()
    assert area.until is None


def test_a_cluster_that_ends_with_its_core_is_nobodys(here):
    area = assign(here.county_member, cluster=here.cluster)
    told = ground.beside_affects(org=here.cluster.core, on=TODAY)
    assert ("包干", 1) in [(e.what, e.count) for e in told]
    ground.end_beside(org=here.cluster.core, on=TODAY, by=None)
    area.refresh_from_db()
    assert area.until == TODAY


@pytest.mark.parametrize("who", ["clerk", "town_clerk", "chair"])
def test_on_the_desk_and_on_the_phone(here, who):
    browser = signed_in(getattr(here, who))
    start = f"/desk/duties/areaassignment/org/{here.village.pk}/" if who != "chair" else "/areas/"
    page = browser.get(start).content.decode()
    assert "还没有人包干" in page
    sent = {"targets": [f"group-{here.group.pk}"], "seat": here.member.pk, "on": TODAY.isoformat()}
    sent["on"] = timezone.localdate()
    assert "请勾选" in browser.post(f"{start}assign/", sent | {"targets": []}).content.decode()
    assert browser.post(f"{start}assign/", sent).url == start
    again = browser.post(f"{start}assign/", sent)
    assert again.status_code == 200
    assert "沈秋月" in browser.get(start).content.decode()
    with scope(here.county.pk):
        area = AreaAssignment.rows.get()
    end = (
        f"/desk/duties/areaassignment/{area.pk}/end/"
        if who != "chair"
        else f"/areas/{area.pk}/end/"
    )
    assert browser.post(end, {"on": timezone.localdate()}).url == start
    if who != "chair":
        assert "包干" in browser.get("/desk/duties/areaassignment/?gaps=1").content.decode()
