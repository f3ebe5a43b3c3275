"""Women's groups in a roster: used where they are there, founded with their leader, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services, tasks
from members.models import Appointment, GroupKind, WomensGroup
from members.queries import roster as reads
from members.roster import COLUMNS, read_roster
from orgs import services as ground
from orgs.models import Record
from tests.conftest import NOW, TODAY, signed_in
from tests.members.sheets import PHONE, line, sheet
from tests.members.test_roster import previewed, problems, seated, written
from tests.members.test_round_trip import back, diff, exported
from tests.people import group

LEADS = {"职务": "妇女小组长", "妇女小组": "新组", "小组类别": "社区网格"}
OTHER = {"姓名": "沈秋月", "手机号": PHONE.format(2)}


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        yield east


def test_a_group_that_is_not_there_is_founded_with_its_leader_and_undone_with_her(here):
    roster = previewed(here, LEADS, OTHER | LEADS | {"妇女小组": "二组", "小组类别": "楼栋"})
    assert reads.sheet_of(roster)["founds"] == [
        [2, f"{here.village.title} 新组（社区网格）"],
        [3, f"{here.village.title} 二组（居民楼栋）"],
    ]  # fmt: skip
    assert WomensGroup.rows.count() == 0
    services.confirm_roster(roster=roster, by=here.admin, at=NOW)
    tasks.write_roster(county=here.county.pk, roster=roster.pk)
    made = WomensGroup.rows.get(name="新组")
    assert (made.kind, made.founded_on, made.org_id) == ("grid", date(2026, 1, 5), here.village.pk)
    assert Appointment.rows.get(group=made).person.name == "白春燕"
    assert WomensGroup.rows.get(name="二组").kind == "building"
    batch = Record.rows.get(act="members.write_roster").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=here.admin)
    assert WomensGroup.rows.count() == Appointment.rows.count() == 0


SAID = {"自然村": "hamlet", "自然屯": "hamlet", "网格": "grid", "楼栋": "building"}


@pytest.mark.parametrize(
    ("word", "kind"), [*SAID.items(), *[(str(one.label), one.value) for one in GroupKind]]
)
def test_the_kinds_as_people_write_them(here, word, kind):
    written(here, LEADS | {"小组类别": word})
    assert WomensGroup.rows.get().kind == kind


def test_one_that_is_there_is_used_whatever_its_kind_is_not_told(here):
    one = group(here.village, "第1组")
    written(here, LEADS | {"妇女小组": "第 １ 组", "小组类别": None})
    assert Appointment.rows.get().group_id == one.pk
    assert WomensGroup.rows.count() == 1
    assert reads.sheet_of(previewed(here, OTHER))["founds"] == []


def test_a_closed_one_does_not_stand_in_the_way(here):
    services.close_group(group=group(here.village, "新组"), on=TODAY, by=None)
    written(here, LEADS)
    assert WomensGroup.rows.filter(closed_on=None).get().kind == "grid"


WRONG = [
    ([LEADS | {"小组类别": "大组"}], "小组类别", "没有“大组”这种小组类别"),
    ([LEADS | {"小组类别": ""}], "妇女小组", "要同时新建，请填写小组类别"),
    ([LEADS | {"妇女小组": ""}], "妇女小组", "要写明妇女小组"),
    ([LEADS | {"妇女小组": "一组"}], "小组类别", "类别是“村民小组”"),
    ([{"小组类别": "网格"}], "小组类别", "只有妇女小组长要填小组类别"),
    ([LEADS | {"任职日期": "2025-12-31"}], "任职日期", "小组不能更早"),
    ([LEADS, OTHER | LEADS], "妇女小组", "与第 2 行重复：一个小组只有一位组长"),
    ([LEADS, OTHER | LEADS | {"妇女小组": "新 组"}], "妇女小组", "与第 2 行重复"),
    ([LEADS, OTHER | LEADS | {"小组类别": "楼栋"}], "小组类别", "类别是“社区网格”"),
    ([LEADS | {"村（社区）": ""}], "职务", "只设在村"),
]


@pytest.mark.parametrize(("rows", "head", "says"), WRONG, ids=[w[2] for w in WRONG])
def test_a_row_that_does_not_fit(here, rows, head, says):
    group(here.village, "一组")
    found = [told for told in problems(here, *rows) if told[1] == head]
    assert [row for row, _, _ in found] == [len(rows) + 1]
    assert says in found[0][2]


def test_only_what_is_right_founds_its_group(here):
    roster = previewed(here, LEADS, OTHER | LEADS | {"职务": "会长"})
    services.confirm_roster(roster=roster, by=here.admin, at=NOW, only_right=True)
    tasks.write_roster(county=here.county.pk, roster=roster.pk)
    assert (WomensGroup.rows.count(), Appointment.rows.count()) == (1, 1)


def test_a_group_founded_meanwhile_is_used_and_one_with_a_leader_stops_all(here):
    roster = previewed(here, LEADS)
    services.found_group(org=here.village, name="新组", on=TODAY, kind="grid", by=None)
    services.confirm_roster(roster=roster, by=here.admin, at=NOW)
    assert services.write_roster(roster=roster, at=NOW) == 1
    late = previewed(here, OTHER | LEADS | {"妇女小组": "三组"})
    services.confirm_roster(roster=late, by=here.admin, at=NOW)
    services.found_group(org=here.village, name="三组", on=TODAY, kind="hamlet", by=None)
    with pytest.raises(ValidationError, match="确认以后县里又有变化，第 2 行“小组类别”"):
        services.write_roster(roster=late, at=NOW)


def test_the_template_and_other_heads(here):
    assert [column.head for column in COLUMNS][-2:] == ["妇女小组", "小组类别"]
    told = line(here, 职务="妇女小组长", 小组名称="新组", 小组类别="自然村")
    data = sheet(told, heads=[*list(told)])
    assert read_roster(data).rows[0].facts["group_kind"] == "hamlet"


def test_the_exported_roll_tells_both_and_comes_back_unchanged(here):
    written(here, LEADS, OTHER)
    book = exported(here)
    heads = [cell.value for cell in book["花名册"][1]]
    cells = [cell.value for cell in book["花名册"][3]]
    told = dict(zip(heads, cells, strict=True))
    assert (told["妇女小组"], told["小组类别"]) == ("新组", "社区网格")
    same = back(here, book)
    assert (diff(same), problems_of(same)) == ([], [])
    book["花名册"].cell(3, heads.index("小组类别") + 1).value = "自然村屯"
    (found,) = problems_of(back(here, book))
    assert found[:2] == [3, "小组类别"]
    assert "不能改小组类别" in found[2]


def problems_of(roster):
    return reads.problems_of(roster)


def test_the_preview_says_which_groups_it_founds(here):
    roster = previewed(here, LEADS, OTHER | LEADS | {"妇女小组": "坏组", "任职日期": "明天"})
    page = signed_in(here.admin).get(f"/desk/members/rosterimport/{roster.pk}/").content.decode()
    assert "同时新建 1 个妇女小组" in page
    assert "新组（社区网格）" in page
