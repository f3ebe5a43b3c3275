"""What stands beside the tree: kept, corrected, ended, taken back; and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import Cluster, ClusterMember, MemberUnit, Org, Record, ReformStep
from orgs.queries import beside as reads
from tests.conftest import TODAY
from tests.orgs import besides as one
from tests.people import SINCE

BEFORE = TODAY - timedelta(days=30)


@pytest.fixture
def here(east):
    with scope(east.county.pk, by=east.admin):
        yield east


def refused(code, act, /, **facts):
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    codes = {error.code for error in refusal.value.error_list} if not hasattr(
        refusal.value, "error_dict") else set(refusal.value.error_dict)  # fmt: skip
    assert code in codes, refusal.value


def undo_last(act):
    line = Record.rows.filter(act=act).order_by("pk").last()
    services.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def names(org, on):
    return [unit.name for unit in reads.beside_of(org, on).units]


def test_a_unit_is_a_member_from_day_to_day_half_open(here):
    kept = one.unit(here, on=BEFORE)
    services.end_unit(unit=kept, on=TODAY, by=None)
    assert names(here.town, BEFORE) == names(here.town, TODAY - timedelta(days=1)) == [kept.name]
    assert names(here.town, BEFORE - timedelta(days=1)) == names(here.town, TODAY) == []
    again = one.unit(here)
    assert names(here.town, TODAY) == [again.name]


def test_a_unit_is_refused(here):
    kept = one.unit(here, on=BEFORE)
    refused("unit_once", one.unit, cast=here, name="东镇  卫生院 ".replace("  ", ""))
    refused("unit_level", one.unit, cast=here, org=here.root)
    refused("sector", one.unit, cast=here, name="甲", sector="bank")
    refused("name", one.unit, cast=here, name="  ")
    refused("ends_before", services.end_unit, unit=kept, on=BEFORE - timedelta(days=1), by=None)
    services.end_unit(unit=kept, on=TODAY, by=None)
    refused("ended", services.end_unit, unit=kept, on=TODAY, by=None)
    refused("ended", services.change_unit, unit=kept, name="乙", sector="park", contact="", by=None)
    services.close_org(org=here.village, on=TODAY, by=None)
    refused("closed", one.unit, cast=here, org=here.village)


def test_a_unit_is_corrected_and_taken_back(here):
    kept = one.unit(here)
    facts = {"name": "县医院", "sector": "public_institution", "contact": "姜雨桐"}
    services.change_unit(unit=kept, by=None, **facts)
    lines = Record.rows.filter(act="orgs.change_unit")
    services.change_unit(unit=kept, by=None, **facts)
    assert lines.count() == 1
    assert "姜雨桐" not in str(lines.get().changes)
    undo_last("orgs.change_unit")
    assert MemberUnit.rows.get().contact == "陶晓岚"
    undo_last("orgs.admit_unit")  # as it was admitted: what came later was taken back
    assert not MemberUnit.rows.exists()


def test_only_the_county_admits_group_members(here):
    kept = one.group_member(here)
    refused("member_level", one.group_member, cast=here, name="乙", org=here.town)
    refused("group_member_once", one.group_member, cast=here)
    services.end_group_member(member=kept, on=TODAY, by=None)
    undo_last("orgs.end_group_member")
    kept.refresh_from_db()
    assert kept.until is None


def test_social_organisations(here):
    kept = one.social(here)
    refused("social_once", one.social, cast=here)
    refused("support", one.social, cast=here, name="乙", support="loved")
    park = services.found_org(parent=here.town, name="巾帼园", kind="branch", on=TODAY, by=None)
    refused("supporter_level", one.social, cast=here, name="乙", org=park)
    network = reads.networks([here.town], TODAY)[0]
    assert (network.socials, network.cultivated) == (1, 1)
    services.end_social(social=kept, on=TODAY, by=None)
    assert reads.networks([here.town], TODAY)[0].socials == 0


def inside(cluster, on=TODAY):
    return {m.org_id for m in ClusterMember.rows.filter(reads.live_on(on), cluster=cluster)}


def test_a_cluster_has_its_core_inside_and_moves_its_members(here):
    other = one.sibling(here)
    kept = one.cluster(here, on=BEFORE)
    assert inside(kept) == {here.village.pk, other.pk}
    third = services.found_org(
        parent=here.town, name="丙村村民委员会", code="430424100202", on=BEFORE, by=None
    )
    facts = {"cluster": kept, "name": kept.name, "core": here.village, "by": None}
    services.change_cluster(members=[third], on=TODAY, **facts)
    assert inside(kept) == {here.village.pk, third.pk}
    assert inside(kept, BEFORE) == {here.village.pk, other.pk}
    undo_last("orgs.change_cluster")
    assert inside(kept) == {here.village.pk, other.pk}
    services.dissolve_cluster(cluster=kept, on=TODAY, by=None)
    assert inside(kept) == set()
    refused("ended", services.dissolve_cluster, cluster=kept, on=TODAY, by=None)
    refused("ended", services.change_cluster, members=[third], on=TODAY, **facts)
    undo_last("orgs.dissolve_cluster")
    assert inside(kept) == {here.village.pk, other.pk}


def test_a_cluster_is_refused(here):
    far = here.other_village
    refused("too_few", one.cluster, cast=here, members=[here.village])
    refused("member_elsewhere", one.cluster, cast=here, members=[far])
    refused("cluster_level", one.cluster, cast=here, org=here.village, members=[far])
    refused("no_lead", one.cluster, cast=here, kind="enterprise")
    refused("lead", one.cluster, cast=here, lead="东方集团")
    refused("bad_kind", one.cluster, cast=here, kind="club")
    refused("member_level", one.cluster, cast=here, org=here.root, members=[here.town])
    wide = one.cluster(here, org=here.root, members=[far], kind="home")
    refused("in_one_cluster", one.cluster, cast=here, kind="home")
    one.cluster(here, kind="enterprise", lead="东方集团")
    early = BEFORE
    refused("ends_before", services.dissolve_cluster, cluster=wide, on=early, by=None)
    services.close_org(org=one.sibling(here), on=TODAY, by=None)
    refused("closed", one.cluster, cast=here)
    assert Cluster.rows.count() == 2


def test_reform_steps_and_the_kind_agree(here):
    one.reform(here, status="in_progress", on=BEFORE)
    one.reform(here)
    steps = {s.status for s in reads.reform_steps(TODAY)}
    assert steps == {"done"}
    assert {s.status for s in reads.reform_steps(TODAY - timedelta(days=1))} == {"in_progress"}
    refused("reform_once_a_day", one.reform, cast=here)
    refused("reform_level", one.reform, cast=here, org=here.root)
    refused("reform_level", one.reform, cast=here, matter="conversion")
    refused("bad_reform", one.reform, cast=here, status="half")
    village = {"org": here.village, "matter": "conversion"}
    refused("kind_is_new", one.reform, cast=here, **village, status="in_progress")
    services.convert_org(org=here.village, kind="representative_committee", on=BEFORE, by=None)
    one.reform(here, **village, status="in_progress", on=BEFORE)
    one.reform(here, **village)
    assert Org.rows.get(pk=here.village.pk).kind == "federation"
    refused("kind_is_old", one.reform, cast=here, **village, on=TODAY - timedelta(days=1))
    undo_last("orgs.note_reform")
    assert Org.rows.get(pk=here.village.pk).kind == "representative_committee"
    assert ReformStep.rows.filter(matter="conversion").count() == 1


def test_township_staff_does_not_convert_by_noting(here):
    services.convert_org(org=here.village, kind="representative_committee", on=BEFORE, by=None)
    facts = {"org": here.village, "matter": "conversion", "by": here.town_clerk}
    refused("kind_is_old", one.reform, cast=here, **facts)
    assert Org.rows.get(pk=here.village.pk).kind == "representative_committee"


def test_a_closing_organisation_ends_what_stands_beside_it(here):
    one.unit(here, org=here.village, on=BEFORE)
    later = one.unit(here, org=here.village, name="后来的")
    kept = one.cluster(here, on=BEFORE)
    said = {e.what: e.count for e in services.beside_affects(org=here.village, on=TODAY)}
    assert said == {"成员单位": 2, "片区": 1, "片区成员关系": 2}
    assert services.end_beside(org=here.village, on=TODAY, by=None) == 5
    assert not MemberUnit.rows.filter(until=None).exists()
    later.refresh_from_db()
    assert later.until == TODAY
    assert inside(kept) == set()
    assert services.end_beside(org=here.village, on=TODAY, by=None) == 0
    undo_last("orgs.end_beside")
    assert len(inside(kept)) == 2


def test_who_moves_to_another_township_leaves_its_clusters(here):
    """A cluster in which only one is left is no cluster; the county's own stays as it is."""
    kept = one.cluster(here, on=BEFORE)
    wide = one.cluster(here, org=here.root, kind="home", name="全县片区", on=BEFORE)
    said = {e.what: e.count for e in services.moving_affects(org=here.village, on=TODAY)}
    assert (said["片区"], said["片区成员关系"]) == (1, 2)
    services.move_org(org=here.village, parent=here.other_town, on=TODAY, by=here.admin)
    kept.refresh_from_db()
    assert (kept.until, inside(kept)) == (TODAY, set())
    assert len(inside(wide)) == 2
    undo_last("orgs.move_org")
    kept.refresh_from_db()
    assert (kept.until, len(inside(kept))) == (None, 2)


def test_one_of_three_leaves_the_others_together(here):
    kept, sibling = one.cluster(here, on=BEFORE), one.sibling(here)
    third = services.found_org(
        parent=here.town, name="丙村村民委员会", code="430424100203", kind="federation", on=SINCE,
        by=None,
    )  # fmt: skip
    services.change_cluster(
        cluster=kept, name=kept.name, core=here.village, members=[sibling, third], on=BEFORE,
        by=None,
    )  # fmt: skip
    services.move_org(org=third, parent=here.other_town, on=TODAY, by=here.admin)
    kept.refresh_from_db()
    assert (kept.until, len(inside(kept))) == (None, 2)
    services.close_org(org=sibling, on=TODAY, by=here.admin)
    kept.refresh_from_db()
    assert (kept.until, inside(kept)) == (TODAY, set())


def test_new_fields_belong_to_units(here):
    found = {"parent": here.town, "on": SINCE, "by": None, "kind": "womens_committee"}
    market = services.found_org(name="大市场", field="market", **found)
    assert market.field == "market"
    refused("bad_field", services.found_org, name="甲", field="moon", **found)
    village = found | {"kind": "federation", "code": "430424100203", "name": "丁村村民委员会"}
    refused("field_level", services.found_org, field="market", **village)
    services.classify_org(org=market, field="building", by=None)
    undo_last("orgs.classify_org")
    assert Org.rows.get(pk=market.pk).field == "market"
    refused("field_level", services.classify_org, org=here.village, field="market", by=None)
    counted = reads.networks(reads.townships(), TODAY)
    assert [(n.villages, n.horizontal) for n in counted] == [(2, 1), (2, 0)]


def test_networks_say_what_is_missing(here):
    assert reads.networks([here.town], TODAY)[0].missing == [
        "区域化建设还没有登记完成", "还没有成员单位", "还没有培育一家女性社会组织",
    ]  # fmt: skip
    one.unit(here), one.social(here), one.reform(here)
    assert reads.networks([here.town], TODAY)[0].missing == []
    services.convert_org(org=here.village, kind="representative_committee", on=TODAY, by=None)
    assert reads.networks([here.town], TODAY)[0].missing == ["1 个村（社区）还是妇代会"]
    assert len(reads.networks([here.other_town], date(2026, 6, 1))[0].missing) == 3


def test_nothing_crosses_the_county(here, west):
    with scope(west.county.pk):
        foreign = one.unit(west)
        far = Org.rows.get(pk=west.village.pk)
    with scope(here.county.pk):
        with pytest.raises(MemberUnit.DoesNotExist):
            services.end_unit(unit=foreign, on=TODAY, by=None)
        with pytest.raises(Org.DoesNotExist):
            one.unit(here, org=far)
        refused("elsewhere", one.cluster, cast=here, members=[far])
        assert reads.networks([here.town], TODAY)[0].units == 0
