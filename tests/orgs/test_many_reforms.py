"""One step or one new field for many organisations: shown first, one act, taken back whole."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import Org, OrgKind, Record, ReformStep
from orgs.queries import hats
from orgs.queries.desk import last_acts
from tests.conftest import TODAY, signed_in
from tests.orgs.test_beside import refused, undo_last

BEFORE = TODAY - timedelta(days=30)
REFORM, FIELD = "/desk/orgs/org/reform-many/", "/desk/orgs/org/field-many/"
OLD = OrgKind.REPRESENTATIVE_COMMITTEE
NUMBERS = count()


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.admin.hat = hats.grant_hat(east.admin, east.county, None, TODAY)[0]
    with scope(east.county.pk, by=east.admin):
        east.villages = list(Org.rows.filter(level="village").order_by("lft"))
        yield east


def keys(rows):
    return [row.pk for row in rows]


def undo_lead(act):
    line = Record.rows.get(act=act)
    return services.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def step(orgs, **facts):
    asked = {"matter": "regionalisation", "status": "done", "on": TODAY, "by": None} | facts
    return services.note_reforms(orgs=keys(orgs), **asked)


def test_one_step_for_all_taken_back_whole(here):
    assert step(here.villages) == ReformStep.rows.count() == 4
    assert Record.rows.get(act="orgs.note_reforms").target_name.endswith(" 4 个组织")
    undo_lead("orgs.note_reforms")
    assert ReformStep.rows.count() == 0
    assert step([]) == 0


def test_all_that_are_old_become_federations_in_one_act(here):
    for org in here.villages:
        services.convert_org(org=org, kind=OLD, on=BEFORE, by=None)
    step(here.villages, matter="conversion", by=here.admin)
    assert not Org.rows.filter(kind=OLD).exists()
    undo_lead("orgs.note_reforms")
    assert Org.rows.filter(kind=OLD).count() == 4
    early = {"matter": "conversion", "on": BEFORE - timedelta(days=1)}
    refused("skipped", step, orgs=here.villages, **early)
    refused("skipped", step, orgs=here.villages, matter="conversion", by=here.town_clerk)


def test_the_preview_says_who_becomes_a_federation(here):
    services.convert_org(org=here.village, kind=OLD, on=BEFORE, by=None)
    told = {"who": [str(here.village.pk)]}
    page = post(signed_in(here.admin), REFORM, ASKED | {"matter": "conversion"}, **told)
    assert "同时改为妇联" in page
    page = post(signed_in(here.town_clerk), REFORM, ASKED | {"matter": "conversion"}, **told)
    assert "请先由县妇联办理“类型变更”改为妇联" in page


def test_one_that_cannot_and_then_nobody(here):
    step(here.villages[:1])
    for orgs, facts in (
        (here.villages, {}),  # one is so far already
        (here.villages, {"status": "in_progress"}),  # the same day twice
        ([*here.villages[1:], here.root], {}),
        ([here.town, here.village], {"matter": "party_appraisal", "note": "县委〔2026〕3号"}),
        (here.villages, {"matter": "conversion", "status": "in_progress"}),
        (here.villages[1:], {"status": "half"}),
        (here.villages[1:], {"matter": "moon"}),
    ):
        refused("skipped", step, orgs=orgs, **facts)
    services.close_org(org=here.villages[1], on=TODAY, by=None)
    refused("skipped", step, orgs=here.villages[1:])
    assert ReformStep.rows.count() == 1


def test_party_appraisal_is_a_townships_and_names_its_document(here):
    facts = {"matter": "party_appraisal", "by": None, "on": TODAY}
    with pytest.raises(ValidationError, match="纳入党建考核只登记在乡镇（街道）。"):
        services.note_reform(org=here.village, status="done", note="县委〔2026〕3号", **facts)
    refused("no_document", services.note_reform, org=here.town, status="done", note=" ", **facts)
    kept = services.note_reform(org=here.town, status="done", note="县委〔2026〕3号", **facts)
    assert kept.note == "县委〔2026〕3号"
    services.note_reform(org=here.other_town, status="not_started", **facts)


def test_nobody_out_of_reach(here, west):
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        refused("gone", step, orgs=here.villages, by=here.town_clerk)
        assert step(here.villages[:2], by=here.town_clerk) == 2
    with scope(west.county.pk):
        refused("gone", step, orgs=here.villages)
        refused("gone", services.classify_orgs, orgs=keys(here.villages), field="", by=None)


def test_one_new_field_for_many(here):
    found = {"parent": here.town, "on": BEFORE, "by": None, "kind": "womens_committee"}
    two = [services.found_org(name=name, **found) for name in ("甲市场", "乙市场")]
    asked = {"orgs": keys(two), "field": "market", "by": here.admin}
    assert services.classify_orgs(**asked) == 2
    assert Org.rows.filter(field="market").count() == 2
    assert last_acts(1)[0].act == "orgs.classify_orgs"  # though its changes stand in lines below
    refused("skipped", services.classify_orgs, **asked)
    undo_lead("orgs.classify_orgs")
    assert not Org.rows.filter(field="market").exists()
    refused("skipped", services.classify_orgs, **asked | {"orgs": [two[0].pk, here.village.pk]})
    refused("skipped", services.classify_orgs, **asked | {"field": "moon"})
    services.close_org(org=two[0], on=TODAY, by=None)
    refused("skipped", services.classify_orgs, **asked)
    assert services.classify_orgs(orgs=[], field="market", by=None) == 0


def test_what_a_township_is_known_for(here, west):
    text = "一乡一品：  油茶合作社"
    services.describe_org(org=here.town, feature=text, by=None)
    assert Org.rows.get(pk=here.town.pk).feature == "一乡一品： 油茶合作社"
    before = Record.rows.count()
    services.describe_org(org=here.town, feature=text, by=None)
    assert Record.rows.count() == before
    undo_last("orgs.describe_org")
    assert Org.rows.get(pk=here.town.pk).feature == ""
    refused("feature_level", services.describe_org, org=here.root, feature="甲", by=None)
    refused("feature", services.describe_org, org=here.village, feature="字" * 101, by=None)
    services.close_org(org=here.village, on=TODAY, by=None)
    refused("closed", services.describe_org, org=here.village, feature="甲", by=None)
    with scope(west.county.pk), pytest.raises(Org.DoesNotExist):
        services.describe_org(org=here.town, feature="甲", by=None)


# At the desk


def post(desk, page, asked, **more):
    sent = asked | {"once": f"n{next(NUMBERS)}"} | more
    return desk.post(page, sent, follow=True).content.decode()


def seen_in(page):
    return {
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        "who": re.findall(r'name="who" value="(\d+)"', page),
    }


ASKED = {"matter": "regionalisation", "status": "done", "on": TODAY.isoformat()}


def test_from_the_filtered_list_to_undo(here):
    step(here.villages[:1])
    desk, query = signed_in(here.admin), f"{REFORM}?level__exact=village"
    assert query in desk.get("/desk/orgs/org/?level__exact=village").content.decode()
    told = seen_who(desk.get(query).content.decode())
    assert len(told["who"]) == 4
    shown = post(desk, query, ASKED, **told)
    assert "<strong>3</strong> 个会写入，<strong>1</strong> 个不会" in shown
    assert "本来就是这样。" in shown
    assert ReformStep.rows.count() == 1
    changed = post(desk, query, ASKED | {"status": "in_progress"}, sure="on", **seen_in(shown))
    assert "<strong>3</strong> 个会写入" in changed
    assert "已修改 3 个" in post(desk, query, ASKED, sure="on", **seen_in(shown))
    assert ReformStep.rows.count() == 4
    asked = {"field": "market"}
    told = seen_who(desk.get(f"{FIELD}?level__exact=village").content.decode())
    assert "只有村以下或旁设的组织和园区填写新领域" in post(desk, FIELD, asked, **told)


def seen_who(page):
    return {"who": re.findall(r'name="who" value="(\d+)"', page)}


def test_a_township_within_itself_only(here):
    clerk = signed_in(here.town_clerk)
    told = seen_who(clerk.get(REFORM).content.decode())
    assert len(told["who"]) == 3, told
    shown = post(clerk, REFORM, ASKED, **told)
    others = [str(pk) for pk in keys(here.villages)]
    done = post(clerk, REFORM, ASKED, sure="on", **seen_in(shown) | {"who": others})
    assert "不在您的范围内" in done
    assert not ReformStep.rows.exists()


def test_the_feature_stands_on_the_page(here):
    desk, page = signed_in(here.admin), f"/desk/orgs/org/{here.village.pk}/"
    assert "特色" in desk.get(page).content.decode()
    assert "巾帼绣坊" in post(desk, f"{page}feature/", {"feature": "巾帼绣坊"})
    assert "特色" not in desk.get(f"/desk/orgs/org/{here.root.pk}/").content.decode()


@pytest.mark.parametrize("much", [1, 3])
def test_the_plan_asks_as_often_for_one_as_for_three(here, django_assert_num_queries, much):
    desk = signed_in(here.admin)
    told = {"who": [str(pk) for pk in keys(here.villages)[:much]]}
    post(desk, REFORM, ASKED | {"matter": "conversion"}, **told)
    with django_assert_num_queries(15):
        post(desk, REFORM, ASKED | {"matter": "conversion"}, **told)
