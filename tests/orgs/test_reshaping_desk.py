"""合并 and 拆分 at the desk: choose, read, confirm, and the way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import Org, OrgStatus, Record
from tests.conftest import signed_in

DAY = timezone.localdate


def said(answer):
    return answer.content.decode()


@pytest.fixture
def desk(east):
    with scope(east.county.pk):
        east.beside = Org.rows.get(code="430424100201")
    return signed_in(east.admin)


def page(org, called):
    return f"/desk/orgs/org/{org.pk}/{called}/"


def fresh(org):
    with scope(org.county_id):
        return Org.rows.get(pk=org.pk)


def test_two_villages_become_one_in_three_steps(east, desk):
    first = desk.get(page(east.village, "merge"))
    assert "第 1 步" in said(first)
    assert east.beside.title in said(first)
    assert east.other_village.title not in said(first)
    chosen = {"others": [east.beside.pk], "into": east.beside.pk, "once": "k1"}
    second = desk.post(page(east.village, "merge"), chosen)
    assert second.status_code == 302
    assert "once" not in second.url
    shown = said(desk.get(second.url))
    assert "个账号授权" in shown
    assert f"{east.village.title}，并入{east.beside.title}" in shown
    assert "请勾选确认" in said(desk.post(second.url, {"on": DAY()}))
    late = {"on": DAY() + timedelta(days=1), "sure": "on", "reason": "合村并居"}
    assert "生效日期不能晚于今天" in said(desk.post(second.url, late))
    early = {"on": "2025-01-01", "sure": "on", "reason": "合村并居"}
    assert "重新列出" in said(desk.post(second.url, early))
    early["seen"] = "2025-01-01"
    assert "不能早于现状的起始日期" in said(desk.post(second.url, early))
    facts = {"on": DAY(), "sure": "on", "reason": "县政发〔2026〕8号", "once": "k2"}
    done, again = (desk.post(second.url, facts) for _ in range(2))
    assert done.url == again.url == page(east.beside, "reshaped")
    shown = said(desk.get(done.url))
    assert "第 3 步" in shown
    assert "县政发〔2026〕8号" in shown
    assert fresh(east.village).status == OrgStatus.CLOSED
    assert f"合并为{east.beside.title}" in said(desk.get(f"/desk/orgs/org/{east.village.pk}/"))
    assert f"由{east.village.title}" in said(desk.get(f"/desk/orgs/org/{east.beside.pk}/"))
    with scope(east.county.pk):
        line = Record.rows.get(act="orgs.merge_orgs")
    assert f"/desk/orgs/record/{line.pk}/undo/" in shown
    assert desk.post(f"/desk/orgs/record/{line.pk}/undo/", {"reason": "办错"}).status_code == 302
    assert fresh(east.village).status == OrgStatus.ACTIVE
    assert "已经撤销过" in said(desk.get(done.url))


def test_a_new_village_in_the_place_of_two(east, desk):
    chosen = {"others": [east.beside.pk], "into": "", "name": "新村村民委员会"}
    assert "请填写“新村村民委员会”的 12 位区划代码" in said(
        desk.post(page(east.village, "merge"), chosen)
    )
    second = desk.post(page(east.village, "merge"), chosen | {"code": "430424100299"})
    assert "新设的新村村民委员会（430424100299）" in said(desk.get(second.url))
    done = desk.post(second.url, {"on": DAY(), "sure": "on", "reason": "合村并居"})
    assert done.status_code == 302
    with scope(east.county.pk):
        new = Org.rows.get(code="430424100299")
        assert {row.before_id for row in new.predecessors.all()} == {
            east.village.pk, east.beside.pk
        }  # fmt: skip
    assert {fresh(o).status for o in (east.village, east.beside)} == {OrgStatus.CLOSED}


def test_a_township_is_split(east, desk):
    children = {"name_1": "东新镇", "code_1": "430424102000", "children_1": [east.village.pk]}
    assert east.beside.title in said(desk.get(page(east.town, "split")))
    closing = desk.post(page(east.town, "split"), children | {"closes": "on"})
    assert "至少要分成两个新组织" in said(closing)
    second = desk.post(page(east.town, "split"), children)
    assert "分设东新镇，原组织保留" in said(desk.get(second.url))
    done = desk.post(second.url, {"on": DAY(), "sure": "on", "reason": "合村并居"})
    assert done.url == page(east.town, "reshaped")
    assert "分设为东新镇妇联" in said(desk.get(done.url))
    with scope(east.county.pk):
        new = Org.rows.get(code="430424102000")
    assert fresh(east.village).parent_id == new.pk
    assert fresh(east.town).status == OrgStatus.ACTIVE


def test_a_code_that_is_demanded_is_not_called_optional(east, desk):
    shown = said(desk.get(page(east.town, "split")))
    assert 'for="id_code_1">新组织一的代码</label>' in shown
    assert 'for="id_code_2">新组织二的代码</label>' in shown
    answer = said(desk.post(page(east.town, "split"), {"name_1": "东新镇"}))
    assert answer.count("desk-field-wrong") == 1
    assert "新组织的代码<span" not in said(desk.get(page(east.village, "merge")))


def test_what_cannot_be_chosen(east, west, desk):
    foreign = [
        {"others": [east.other_village.pk], "into": east.village.pk},  # another township's
        {"others": [west.village.pk], "into": east.village.pk},
        {"others": [east.beside.pk], "into": west.village.pk},
        {"others": [east.town.pk], "into": east.village.pk},
        {"others": ["x"], "into": east.village.pk},
        {"others": [], "into": east.village.pk},
        {"others": [], "into": ""},
        {"others": [east.beside.pk], "into": "", "name": east.village.name, "code": "430424100299"},
    ]
    for chosen in foreign:
        answer = desk.post(page(east.village, "merge"), chosen)
        assert answer.status_code == 200, chosen
        assert "desk-refusal" in said(answer), chosen
        answer = desk.get(page(east.village, "merge/confirm"), chosen)
        assert (answer.status_code, answer.url) == (302, page(east.village, "merge"))
    stranger = {"name_1": "甲村", "code_1": "430424102000", "children_1": [east.other_village.pk]}
    assert "desk-refusal" in said(desk.post(page(east.town, "split"), stranger))
    for who, status in (("auditor", 403), ("town_clerk", 403), ("chair", 403)):
        other = signed_in(getattr(east, who))
        assert other.post(page(east.village, "merge")).status_code == status
    assert signed_in(west.admin).post(page(east.village, "merge")).status_code == 404
    root = desk.get(f"/desk/orgs/org/{east.root.pk}/")
    assert 'href="merge/"' not in said(root)
    nothing = desk.post(page(east.root, "merge"), {"others": [], "into": ""})
    assert "desk-refusal" in said(nothing)
    assert fresh(east.village).status == OrgStatus.ACTIVE


def test_a_closed_one_is_offered_nothing(east, desk):
    with scope(east.county.pk):
        services.close_org(org=east.beside, on=DAY(), by=None)
    assert east.beside.title not in said(desk.get(page(east.village, "merge")))
    chosen = {"others": [east.village.pk], "into": east.village.pk}
    assert "已经撤销" in said(desk.post(page(east.beside, "merge"), chosen))
    assert 'href="merge/"' not in said(desk.get(f"/desk/orgs/org/{east.beside.pk}/"))
