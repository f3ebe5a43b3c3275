"""The roll out and back: keys, versions, masked numbers, conflicts by the cell, and no formula."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from fulian.scoping import scope
from members import rules, services, tasks
from members.models import Appointment, Office, Person, RosterImport
from members.queries import roster as reads
from members.roster.keys import opened_key, sealed_key
from orgs import services as ground
from orgs.models import AccessGrant, Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.members.sheets import PHONE, id_number, saved
from tests.members.test_roster import seated
from tests.people import group, person, seat

LIST = "/desk/members/rosterimport/"
State = RosterImport.State
HEADS = {"行码": 1, "乡镇": 2, "村（社区）": 3, "姓名": 4, "职务": 5, "任职日期": 6, "手机号": 7,
         "身份证号": 8, "出生日期": 9, "政治面貌": 11, "职业": 13, "妇女小组": 18}  # fmt: skip


@pytest.fixture
def here(east):
    """A chair with all numbers, a leader, and somebody without a seat."""
    with scope(east.county.pk):
        seated(east, "admin")
        her = person(
            east.village, "沈秋月", phone=PHONE.format(2), id_number=id_number(2),
            education="bachelor", occupation="=1+1", birth_on=None,
        )  # fmt: skip
        seat(east.village, Office.CHAIR, who=her)
        seat(east.village, Office.GROUP_LEADER, "姜雨桐", group=group(east.village))
        person(east.other_village, "柳芳菲")
        east.her = her
        yield east


def exported(cast, by="admin", **facts):
    user = seated(cast, by)
    data = services.export_roster(on=TODAY, by=user, **facts)
    return load_workbook(BytesIO(data))


def cell(book, row, head):
    return book["花名册"].cell(row, HEADS[head])


def back(cast, book, by="admin", org=None):
    user = seated(cast, by)
    return services.preview_roster(
        data=saved(book), filename="花名册.xlsx", org=org or cast.root, by=user, at=NOW
    )


def problems(roster):
    return reads.problems_of(roster)


def diff(roster):
    return reads.sheet_of(roster)["diff"]


def written(cast, roster, **facts):
    services.confirm_roster(roster=roster, by=cast.admin, at=NOW, **facts)
    tasks.write_roster(county=cast.county.pk, roster=roster.pk)
    roster.refresh_from_db()
    return roster


def test_nothing_edited_changes_nothing(here):
    for whole in (False, True):
        roster = back(here, exported(here, whole=whole, reason="年度核对"))
        assert (roster.purpose, roster.total, roster.wrong) == ("edit", 3, 0)
        assert (diff(roster), problems(roster), reads.sheet_of(roster)["rows"]) == ([], [], [])
        with pytest.raises(ValidationError, match="没有改动"):
            services.confirm_roster(roster=roster, by=here.admin, at=NOW)


def test_no_cell_is_a_formula_and_numbers_are_text(here):
    for text in ("=1+1", "+1", "-1", "@x", "#REF!", "\t=cmd"):
        services.update_person(person=here.her, by=None, employer=text)
        book = exported(here, whole=True, reason="核对")
        kinds = {one.data_type for row in book["花名册"].iter_rows(min_row=2) for one in row}
        assert kinds <= {"s", "inlineStr", "n"}
        assert all(one.value is None for row in book["花名册"].iter_rows(min_row=2)
                   for one in row if one.data_type == "n")  # fmt: skip
        assert diff(back(here, book)) == []
    assert cell(book, 2, "职业").value == "=1+1"
    assert cell(book, 2, "身份证号").value == id_number(2)
    assert {cell(book, 2, head).number_format for head in HEADS} == {"@"}
    assert book["花名册"].column_dimensions["A"].hidden


def test_what_is_edited_is_shown_written_and_taken_back(here):
    book = exported(here)
    assert cell(book, 2, "手机号").value == "100****0002"
    cell(book, 2, "手机号").value = PHONE.format(7)
    cell(book, 2, "政治面貌").value = "党员"
    cell(book, 2, "职业").value = None
    cell(book, 4, "出生日期").value = "1985.5.1"
    roster = back(here, book)
    assert diff(roster) == [
        [2, "手机号", "100****0002", "100****0007"],
        [2, "政治面貌", "", "中共党员"],
        [2, "职业", "=1+1", ""],
        [4, "出生日期", "", "1985-05-01"],
    ]
    here.her.refresh_from_db()
    assert here.her.political_status == ""
    grants = AccessGrant.rows.count(), Appointment.rows.count()
    assert written(here, roster).written == 2
    here.her.refresh_from_db()
    assert (here.her.plain_phone, here.her.occupation) == (PHONE.format(7), "")
    assert (here.her.political_status, here.her.education) == ("party", "bachelor")
    assert here.her.plain_id_number == id_number(2)
    assert (AccessGrant.rows.count(), Appointment.rows.count()) == grants
    ground.undo(batch=roster.batch, at=timezone.now(), on=TODAY, by=here.admin)
    here.her.refresh_from_db()
    assert (here.her.plain_phone, here.her.occupation) == (PHONE.format(2), "=1+1")


def test_a_name_takes_a_reason_and_somebody_above(here):
    book = exported(here)
    cell(book, 2, "姓名").value = "沈秋玥"
    roster = back(here, book)
    with pytest.raises(ValidationError, match="请写明事由"):
        services.confirm_roster(roster=roster, by=here.admin, at=NOW)
    written(here, roster, reason="登记时写错")
    here.her.refresh_from_db()
    assert (here.her.name, here.her.pinyin.split()[0]) == ("沈秋玥", "shen")
    assert Record.rows.get(act="members.write_roster").reason == "登记时写错"
    with scope(here.county.pk, under=here.village, by=here.chair):
        book = exported(here, by="chair")
        cell(book, 2, "姓名").value = "沈秋月"
        cell(book, 2, "身份证号").value = id_number(5)
        roster = back(here, book, by="chair", org=here.village)
        assert [p[1] for p in problems(roster)] == ["姓名", "身份证号"]
        assert all("上一级妇联更正" in p[2] for p in problems(roster))


def test_a_cell_changed_since_is_a_conflict_others_are_not(here):
    book = exported(here)
    cell(book, 2, "职业").value = "教师"
    cell(book, 2, "政治面貌").value = "群众"
    services.update_person(person=here.her, by=None, occupation="医生", education="master")
    roster = back(here, book)
    assert problems(roster) == [
        [2, "职业", "导出以后，系统里这一格已经改成“医生”，请重新导出再改。"]
    ]
    assert diff(roster) == [[2, "政治面貌", "", "群众"]]
    assert reads.sheet_of(roster)["rows"] == []
    cell(book, 2, "职业").value = "医生"  # both say the same by now
    roster = back(here, book)
    assert (problems(roster), len(diff(roster))) == ([], 1)
    services.update_person(person=here.her, by=None, occupation="护士")
    failed = written(here, roster)
    assert (failed.state, "第 2 行的人员信息已经改过" in failed.failure) == (State.FAILED, True)


@pytest.mark.parametrize(
    ("head", "value", "says"),
    [
        ("职务", "副主席", "不能改职务"),
        ("乡镇", "别的镇", "不能改乡镇"),
        ("村（社区）", None, "不能改村"),
        ("任职日期", "2026-02-01", "不能改任职日期"),
        ("妇女小组", "一组", "不能改妇女小组"),
        ("手机号", "100****0000", "遮住的号码"),
        ("手机号", "123", "11 位数字"),
        ("身份证号", "430421700101123", "15 位"),
        ("姓名", None, "请填写姓名"),
        ("出生日期", "2027-01-01", "不能晚于今天"),
        ("出生日期", "1981-01-01", "与身份证号里的不一致"),
        ("政治面貌", "良民", "没有“良民”这种政治面貌"),
    ],
)
def test_a_cell_that_cannot_be_so(here, head, value, says):
    book = exported(here)
    cell(book, 2, head).value = value
    roster = back(here, book)
    ((row, column, said),) = problems(roster)
    assert (row, column, says in said) == (2, head, True)
    assert reads.sheet_of(roster)["rows"] == []


def test_an_id_of_somebody_else_and_two_rows_of_one(here):
    seat(here.town, Office.EXECUTIVE_MEMBER, who=here.her)
    book = exported(here)
    rows = [n for n in range(2, 6) if cell(book, n, "姓名").value == "沈秋月"]
    for n, words in zip(rows, ("教师", "医生"), strict=True):
        cell(book, n, "职业").value = words
    leader = next(n for n in range(2, 6) if cell(book, n, "姓名").value == "姜雨桐")
    cell(book, leader, "身份证号").value = id_number(2)
    said = {(p[0], p[1]): p[2] for p in problems(back(here, book))}
    assert "两行改得不一样" in said[rows[1], "职业"]
    assert "登记在另一个人名下" in said[leader, "身份证号"]
    cell(book, rows[1], "职业").value = "教师"
    cell(book, leader, "身份证号").value = None
    roster = back(here, book)
    assert (problems(roster), written(here, roster).written) == ([], 1)


def test_keys_of_another_county_or_out_of_reach_or_altered(here, west):
    own = exported(here)
    key = cell(own, 2, "行码").value
    assert str(here.her.pk) not in base64.b64decode(key).decode("latin-1")
    with scope(west.county.pk):
        seated(west, "admin")
        roster = back(west, own)
        assert {p[1] for p in problems(roster)} == {"行码"}
        stolen = sealed_key(
            county=west.county.pk, person=(here.her.pk, 1), seat=(0, 0), texts=["a"] * 17
        )
    cell(own, 2, "行码").value = stolen
    cell(own, 3, "行码").value = key[:-6] + "AAAAA="
    cell(own, 4, "行码").value = None
    assert [p[:2] for p in problems(back(here, own))] == [[n, "行码"] for n in (2, 3, 4)]
    with scope(here.county.pk, under=here.other_town, by=here.town_clerk):
        book = exported(here)
        names = [row[3] for row in book["花名册"].iter_rows(min_row=2, values_only=True)]
        assert names == ["柳芳菲"]
        cell(book, 2, "行码").value = key
        roster = back(here, book)
        assert "不能用" in problems(roster)[0][2]
    assert opened_key("x" * 5000, county=1, columns=()) is None


def test_whole_numbers_take_the_right_and_a_reason(here):
    with pytest.raises(ValidationError, match="请写明事由"):
        exported(here, whole=True)
    with pytest.raises(ValidationError, match="不能查看完整号码"):
        exported(here, by="auditor", whole=True, reason="核对")
    exported(here, whole=True, reason="换届核对")
    line = Record.rows.filter(act="members.export_roster").latest("pk")
    assert (line.reason, "沈秋月" in line.target_name) == ("换届核对", False)


def test_she_who_left_is_no_longer_edited(here):
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        book = exported(here, by="town_clerk")
        cell(book, 2, "职业").value = "教师"
    Person.rows.filter(pk=here.her.pk).update(org=here.other_village)
    held = Appointment.rows.get(person=here.her)
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        roster = back(here, book, by="town_clerk", org=here.town)
        assert [p[1] for p in problems(roster)] == ["行码"]


@pytest.mark.parametrize("since", ["seated", "known", "nothing"])
def test_the_rules_of_numbers_are_asked_again_when_it_is_written(here, since):
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        book = exported(here, by="town_clerk")
        cell(book, 2, "手机号").value = PHONE.format(7)
        roster = back(here, book, by="town_clerk", org=here.town)
        assert problems(roster) == []
        services.confirm_roster(roster=roster, by=here.town_clerk, at=NOW)
    if since == "seated":
        seat(here.other_town, Office.EXECUTIVE_MEMBER, who=here.her)
    elif since == "known":
        person(here.other_village, "舒若兰", phone=PHONE.format(7))
    tasks.write_roster(county=here.county.pk, roster=roster.pk)
    roster.refresh_from_db()
    here.her.refresh_from_db()
    says = {"seated": "还在您范围以外任职", "known": rules.known_at(here.other_town.short_name)}
    assert (roster.state == State.DONE) == (since == "nothing"), roster.failure
    assert says.get(since, "") in roster.failure
    assert here.her.plain_phone == PHONE.format(7 if since == "nothing" else 2)


def test_merged_and_lost_columns(here):
    book = exported(here)
    book["花名册"].merge_cells("M2:M3")
    assert {p[0] for p in problems(back(here, book))} == {2, 3}
    book = exported(here)
    book["花名册"].delete_cols(13)
    assert diff(back(here, book)) == []
    book["花名册"].cell(1, 2, "行码")
    with pytest.raises(ValidationError, match="两列都是“行码”"):
        back(here, book)


def test_at_the_desk(here):
    desk = signed_in(here.admin)
    assert "导出花名册" in desk.get(LIST).content.decode()
    answer = desk.post(f"{LIST}export/", {"once": "k"})
    book = load_workbook(BytesIO(answer.content))
    cell(book, 2, "职业").value = "教师"
    cell(book, 3, "职务").value = "主席"
    said = desk.post(
        f"{LIST}add/", {"file": SimpleUploadedFile("花名册.xlsx", saved(book))}, follow=True
    )
    page = said.redirect_chain[-1][0]
    for words in ("会改成这样", "教师", "不能改职务", "只确认修改 1 人", "标出问题"):
        assert words in said.content.decode()
    assert f">{here.her.name}</td>" in said.content.decode()
    marked = load_workbook(BytesIO(desk.get(f"{page}marked/").content))["名单"]
    assert (marked.column_dimensions["A"].hidden, marked["E3"].fill.fgColor.rgb[-6:]) == (
        True, "F8B4B4",
    )  # fmt: skip
    assert marked["E2"].fill.fill_type is None
    assert "职务：这里不能改职务" in marked.cell(3, marked.max_column).value
    assert signed_in(here.clerk).get(f"{page}marked/").status_code == 404
    refused = desk.post(f"{LIST}export/", {"whole": "on", "once": "j"}).content.decode()
    assert "请写明事由" in refused
    hat = hats.grant_hat(here.admin, here.county, here.admin_grant.pk, TODAY)
    assert hat is not None


@pytest.mark.parametrize(
    ("reason", "says"), [("因" * 201, "事由：确保该变量"), ("因\0", "事由："), ("", "请写明事由")]
)
def test_a_reason_that_cannot_be_kept_is_refused_in_words(here, reason, says):
    book = exported(here)
    cell(book, 2, "姓名").value = "沈秋玥"
    roster, desk = back(here, book), signed_in(here.admin)
    said = desk.post(f"{LIST}{roster.pk}/confirm/", {"reason": reason}, follow=True)
    assert says in said.content.decode()
    said = desk.post(f"{LIST}{roster.pk}/cancel/", {"reason": reason}, follow=True)
    assert (says if reason else "已取消") in said.content.decode()
