"""Before an undo: a few sentences, what stands in the way and by whom, and where she lands."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from fulian.scoping import scope
from members import services as members
from members.models import WomensGroup
from orgs import services
from orgs.admin import returning, words
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.people import person, seat


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


def said(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def lead(cast, act):
    with scope(cast.county.pk):
        return Record.rows.filter(act=act, leads=True).latest("pk")


def page_of(line):
    return f"/desk/orgs/record/{line.pk}/"


def test_many_rows_are_one_sentence_and_fifty_single_ones(east, desk):
    with scope(east.county.pk):
        keys = [person(east.village, f"白{n}").pk for n in range(53)]
        members.set_for_many(people=keys, field="education", value="college", by=east.admin)
    shown = said(desk.get(f"{page_of(lead(east, 'members.set_for_many'))}undo/"))
    assert "53 个人员：文化程度改回空白。" in shown or "53 个人员：学历改回空白。" in shown
    assert shown.count("<h3>") == 50
    assert "还有 3 条。" in shown
    assert "<details open" not in shown
    assert shown.index("</button>", shown.index("53 个人员")) < shown.index("逐条查看")
    assert "人员 白52：修改" in shown


def test_sentences_say_what_became_of_each_kind(east):
    def change(pk, before, after, model="members.womensgroup"):
        return {"model": model, "id": pk, "version": 1, "before": before, "after": after}

    changes = [
        change(1, {"name": "一组", "org_id": east.village.pk}, {"name": "二组", "org_id": 0}),
        change(1, {"name": "二组"}, {"name": "三组"}),
        change(2, {"name": "四组"}, {"name": "五组"}),
        change(3, None, {"name": "六组"}),
        change(4, {"name": "七组"}, None),
        change(5, None, {"name": "八组"}),
        change(5, {"name": "八组"}, None),
        {"model": "orgs.accessgrant", "ids": [7, 8, 9], "version": 1},
    ]
    with scope(east.county.pk):
        told = returning.sentences(changes, personal=True)
    kind = WomensGroup._meta.verbose_name
    assert told[0].endswith("是新建的，会删除")
    assert told[0].startswith("3 个")
    place = f"改回“{east.village}”"
    assert any(one.startswith(f"2 个{kind}：") and "名称改回原来的" in one for one in told)
    assert any(place in one for one in told)
    assert set(told[2:]) == {f"1 个{kind}：是新建的，会删除", f"1 个{kind}：被删除的，会恢复"}


def test_a_row_without_a_name_is_said_by_its_kind(east):
    facts = {"above_id": 782299, "org_id": 782298}
    made = {"model": "duties.liaisonlink", "id": 1, "version": 1, "before": None, "after": facts}
    with scope(east.county.pk):
        held = seat(east.village, "executive_member", "史慧敏")
        there = made | {"after": {"above_id": held.pk}}
        lines = [words.shown([one], personal=p)[0].lines for one in (made, there) for p in (1, 0)]
    gone, _, hers, veiled = ({line.title: line.after for line in few} for few in lines)
    assert gone == {"组织": "已不存在的组织", "联系人": "已不存在的任职"}
    assert hers["联系人"] == f"史慧敏（{held}）"
    assert veiled["联系人"] == str(held)


def test_what_is_worked_out_is_not_told(east, desk):
    with scope(east.county.pk):
        her = person(east.village, "白小莲", phone="10088880001")
        members.update_person(person=her, name="白大莲", reason="写错了", by=east.admin)
    line = lead(east, "members.update_person")
    for path in (page_of(line), f"{page_of(line)}undo/", f"/desk/members/person/{her.pk}/history/"):
        shown = said(desk.get(path))
        assert "白大莲" in shown, path
        for title in ("姓名拼音", "拼音连写", "拼音首字母", "名字</td>", "摘要"):
            assert title not in shown, (path, title)
    assert "变更记录" in said(desk.get(f"/desk/members/person/{her.pk}/"))


def test_the_number_of_a_request_is_for_who_may_search_all(east, desk):
    facts = {"name": "新村村民委员会", "on": timezone.localdate(), "reason": "核对", "sure": "on"}
    desk.post(f"/desk/orgs/org/{east.village.pk}/rename/", facts)
    line = lead(east, "orgs.rename_org")
    assert "请求编号" in said(desk.get(page_of(line)))
    assert "请求编号" not in said(signed_in(east.clerk).get(page_of(line)))


def test_an_obstacle_tells_the_later_act_and_by_whom_only_to_who_may_read_it(east, desk):
    with scope(east.county.pk):
        for name in ("甲村", "乙村", "丙村"):
            services.rename_org(org=east.village, name=name, on=TODAY, by=east.admin)
        first, second, third = Record.rows.filter(act="orgs.rename_org").order_by("pk")
        services.undo(batch=third.batch, at=third.at, on=TODAY, by=None)
        found = services.obstacles_to(first.batch)
        blind = SimpleNamespace(user=SimpleNamespace(has_perm=lambda _: True))
        (hidden,) = returning.in_the_way(blind, first.batch, found, lambda _, lines: lines.none())
    assert "办理“组织改名”" in hidden.act
    assert "由" not in hidden.act
    assert hidden.address == ""
    shown = said(desk.get(f"{page_of(first)}undo/"))
    assert f'<a href="{page_of(second)}">' in shown  # the third was taken back
    assert "由东县admin办理“组织改名”</a>" in shown


def test_after_an_undo_she_is_where_it_was(east, desk):
    with scope(east.county.pk):
        group = members.found_group(org=east.village, name="一组", on=TODAY, by=east.admin)
        founded = lead(east, "members.found_group")
        facts = {"kind": group.kind, "households": None, "women": None}
        members.change_group(group=group, name="二组", by=east.admin, **facts)
    renamed = lead(east, "members.change_group")
    answer = desk.post(f"{page_of(renamed)}undo/", {"reason": ""})
    assert answer.url == f"/desk/members/womensgroup/{group.pk}/"
    answer = desk.post(f"{page_of(founded)}undo/", {"reason": ""})
    assert answer.url == "/desk/members/womensgroup/"
    assert "已撤销“" in said(desk.get(answer.url))
