"""What a workbook holds, without a county: files that are none, heads, and every kind of cell."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from members.roster import COLUMNS, MAX_ROWS, read_roster, template
from tests.members.sheets import HEADS, PHONE, book, id_number, repacked, saved, sheet

NOON = datetime(2026, 1, 5, 12)  # noqa: DTZ001 -- a cell knows no zone
RIGHT = {
    "乡镇": "白莲镇", "村（社区）": "白莲村", "姓名": "白春燕", "职务": "执委",
    "任职日期": "2026-01-05",
}  # fmt: skip


def only(**facts):
    """Return the one row read of a right one with ``facts``, and what is wrong with it."""
    found = read_roster(sheet(RIGHT | facts))
    (row,) = found.rows
    return row.facts, [(problem.column, problem.says) for problem in found.problems]


def refusal(data):
    with pytest.raises(ValidationError) as refused:
        read_roster(data)
    return refused.value.messages[0]


def test_the_template_reads_back():
    book_ = load_workbook(BytesIO(template([("白莲镇", "白莲村", "430424112200")])))
    assert book_.sheetnames == ["名单", "填写说明", "地名", "乡镇和村（社区）"]
    names = book_["名单"]
    assert [cell.value for cell in names[1]] == HEADS
    offers = {str(v.sqref): v.formula1 for v in names.data_validations.dataValidation}
    assert len(offers) == sum(bool(c.offered) for c in COLUMNS) + 2
    assert all(len(formula) <= 257 for formula in offers.values())
    assert offers["A2:A20001"] == "地名!$A$1:$A$1"
    assert "MATCH($A2,地名!$B$1:$B$1,0)" in offers["B2:B20001"]
    assert list(book_["地名"].values) == [("白莲镇", "白莲镇", "白莲村")]
    assert book_["地名"].sheet_state == "hidden"
    assert names.column_dimensions["G"].number_format == "@"
    assert "空的" in refusal(template())
    names.append([RIGHT.get(head) for head in HEADS])
    assert read_roster(saved(book_)).problems == []


def test_a_whole_row():
    facts, wrong = only(
        **{
            "姓名": "白　春燕", "职务": "兼职副主席", "任职日期": NOON,
            "手机号": "１００ 0099 0001", "身份证号": id_number(7, "19831203").lower(),
            "民族": "汉族", "政治面貌": "党员", "文化程度": "大学本科", "职业": "教师",
            "工作单位": "县\n一中", "单位职务": "组长", "来源类别": "其他",
        }
    )  # fmt: skip
    assert wrong == []
    assert facts["name"] == "白春燕"
    assert (facts["office"], facts["employment"]) == ("vice_chair", "part_time")
    assert facts["phone"] == PHONE.format(1)[:3] + "00990001"
    assert facts["birth_on"] == date(1983, 12, 3)
    assert facts["since"] == date(2026, 1, 5)
    assert (facts["political_status"], facts["education"]) == ("party", "bachelor")
    assert facts["employer"] == "县 一中"


@pytest.mark.parametrize(
    ("head", "value", "says"),
    [
        ("手机号", "1.3E+10", "科学计数"),
        ("手机号", 1.3e10, "科学计数"),
        ("手机号", 13000000000, "科学计数"),
        ("手机号", 12345.6, "科学计数"),
        ("手机号", "1３8", "11 位数字"),
        ("手机号", "没有", "11 位数字"),
        ("身份证号", "430421700101123", "15 位"),
        ("身份证号", 430421700101123, "15 位"),
        ("身份证号", 430424198001010018, "存成了数字"),
        ("身份证号", 4.30424198001010e17, "存成了数字"),
        ("身份证号", "4.30424E+17", "科学计数"),
        ("身份证号", id_number(1, "19970230"), "出生日期不存在"),
        ("身份证号", id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2"), "最后一位"),
        ("身份证号", "123", "18 位"),
        ("出生日期", "1997-02-30", "没有1997年2月30日这一天"),
        ("出生日期", "1997.13.1", "没有1997年13月1日这一天"),
        ("出生日期", "1980年5月", "写到日"),
        ("出生日期", 1980, "写到日"),
        ("出生日期", 2023.5, "写到日"),
        ("出生日期", "2023.5", "写到日"),
        ("出生日期", "80.5.1", "年份要写四位"),
        ("出生日期", 198005, "写到日"),
        ("出生日期", "去年", "看不懂这个日期"),
        ("出生日期", 12.5, "看不懂这个日期"),
        ("出生日期", "1080-01-01", "年份不对"),
        ("任职日期", None, "请填写任职日期"),
        ("任职日期", True, "要填日期"),
        ("姓名", None, "请填写姓名"),
        ("姓名", "长" * 41, "最多 40 个字"),
        ("姓名", "#REF!", "公式错误"),
        ("职务", None, "请填写职务"),
        ("职务", "会长", "没有“会长”这种职务，可以填：主席"),
        ("职务", "430424198001010018", "没有“430****8”这种职务"),
        ("政治面貌", "良民", "没有“良民”这种政治面貌"),
        ("来源类别", "亲戚", "没有“亲戚”这种来源类别"),
    ],
)
def test_a_wrong_cell(head, value, says):
    _, wrong = only(**{head: value})
    assert [column for column, _ in wrong] == [head]
    assert says in wrong[0][1]
    assert wrong[0][1].endswith(("。", "程"))
    if value and len(str(value)) > 10:
        assert str(value) not in wrong[0][1]


@pytest.mark.parametrize(
    "value",
    ["2026年1月5日", "2026.1.5", "2026/1/5", "2026-01-05 00:00:00", "２０２６．１．５", "20260105",
     20260105, 46027, 46027.0, NOON, date(2026, 1, 5), " 2026年 1月 5日 ", "2026。1。5",
     "2026、1、5", "2026 1 5", "2026_1_5", "2026年1月5号", "2026—01—05", "2026-01-05 08:30",
     "2026-01-05T08:30:00"],
)  # fmt: skip
def test_a_day_in_any_writing(value):
    facts, wrong = only(任职日期=value)
    assert (wrong, facts["since"]) == ([], date(2026, 1, 5))


@pytest.mark.parametrize("value", ["+86 100-0099-0001", 10000990001, 10000990001.0])
def test_a_phone_in_any_writing(value):
    facts, wrong = only(手机号=value)
    assert (wrong, facts["phone"]) == ([], "10000990001")


def test_facts_of_one_row_agree():
    _, wrong = only(身份证号=id_number(1, "19800101"), 出生日期="1980-01-02")
    assert wrong == [("出生日期", "出生日期与身份证号里的不一致，请核对。")]
    _, wrong = only(职务="专职副主席", 任职方式="挂职")
    assert wrong == [("任职方式", "任职方式与职务里写的不一致。")]


def test_heads_are_found_by_name():
    heads = ["备注", " 姓 名 ", "职务*", "任职时间", "村(社区)", "乡镇（街道）", "联系电话（必填）"]
    row = dict(zip(heads, ["甲", "白春燕", "主席", "2026.1.5", "白莲村", "白莲镇", "10000990001"],
                   strict=True))  # fmt: skip
    made = book(row, heads=heads)
    made.active.insert_rows(1)
    made.active["A1"] = "衡东县妇联名单"
    made.active.merge_cells("A1:G1")
    found = read_roster(saved(made))
    assert found.problems == []
    assert found.rows[0].number == 3
    assert found.rows[0].facts["phone"] == "10000990001"


def test_wrong_heads():
    assert "缺少“乡镇”、“任职日期”列" in refusal(sheet(RIGHT, heads=["姓名", "职务", "村（社区）"]))
    assert "两列都是“手机号”" in refusal(sheet(RIGHT, heads=[*HEADS, "电话"]))
    assert "没有找到表头" in refusal(sheet(RIGHT, heads=["甲", "乙"]))
    merged = book(RIGHT)
    merged.active.merge_cells("A1:B1")
    assert "表头有合并" in refusal(saved(merged))
    tall = book(RIGHT)
    tall.active.merge_cells("C1:D2")
    assert "表头有合并" in refusal(saved(tall))
    tall = book(RIGHT)
    tall.active.merge_cells("C1:C2")  # the row below is no part of the head: it has people
    assert "表头有合并" in refusal(saved(tall))
    assert "空的" in refusal(sheet())


def test_a_head_of_two_rows():
    made = book(RIGHT)
    made.active.insert_rows(1)
    for place, head in enumerate(HEADS, 1):
        made.active.cell(1, place, head)
    for place in (4, 5):
        made.active.cell(1, place, None)
    made.active.cell(1, 4, "任职情况")
    for place in range(1, len(HEADS) + 1):
        made.active.cell(2, place, HEADS[place - 1] if place in (4, 5) else None)
    made.active.cell(1, 4, "职务")  # a head of the head is known as one of its columns
    made.active.merge_cells("D1:E1")
    for letter in "ABCFGHIJKLMNOPQR":
        made.active.merge_cells(f"{letter}1:{letter}2")
    found = read_roster(saved(made))
    assert (found.problems, [row.number for row in found.rows]) == ([], [3])
    assert found.rows[0].facts["since"] == date(2026, 1, 5)


def test_merged_cells_below_the_heads():
    made = book(RIGHT, RIGHT, RIGHT)
    made.active.merge_cells("A3:A4")
    found = read_roster(saved(made))
    said = [(p.row, p.column) for p in found.problems]
    assert said == [(3, "乡镇"), (4, "乡镇")]
    assert all("取消合并" in p.says for p in found.problems)


def test_empty_rows_are_passed_over():
    made = book(RIGHT, {}, {"姓名": "  "}, RIGHT)
    made.active["A2000"].number_format = "@"
    assert [row.number for row in read_roster(saved(made)).rows] == [2, 5]


def test_a_hidden_first_sheet():
    made = book(RIGHT)
    made.create_sheet("藏", 0)["A1"] = "姓名"
    made.worksheets[0].sheet_state = "hidden"
    assert len(read_roster(saved(made)).rows) == 1


def test_too_many_rows(monkeypatch):
    assert MAX_ROWS == 20_000
    monkeypatch.setattr("members.roster.reading.MAX_ROWS", 50)
    assert len(read_roster(sheet(*[RIGHT] * 50)).rows) == 50
    assert "最多 20000 行" in refusal(sheet(*[RIGHT] * 51))


NO_BOOK = "不是能读的 Excel 工作簿"


def test_files_that_are_no_workbook():
    good = sheet(RIGHT)
    assert NO_BOOK in refusal(b"")
    assert NO_BOOK in refusal("乡镇,村\n".encode())
    assert NO_BOOK in refusal(b"<html><table></table></html>")
    assert NO_BOOK in refusal(good[: len(good) // 2])
    assert NO_BOOK in refusal(repacked(good, xl__worksheets__sheet1_xml=b"<not xml"))
    assert NO_BOOK in refusal(repacked(good, xl__workbook_xml=b"<workbook/>"))
    assert "旧格式" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.png", b"x")
    assert NO_BOOK in refusal(out.getvalue())


def test_an_entity_is_never_expanded():
    bomb = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
    assert NO_BOOK in refusal(repacked(sheet(RIGHT), xl__worksheets__sheet1_xml=bomb))


def bomb_of(data, size):
    """Return the archive with a part of ``size`` zeros in place of its sheet."""
    return repacked(data, xl__worksheets__sheet1_xml=bytes(size))


def test_what_would_unpack_to_too_much():
    good = sheet(RIGHT)
    big = bomb_of(good, 300 * 1024 * 1024)
    assert len(big) < 1024 * 1024
    assert "内容太多" in refusal(big)
    assert "内容太多" in refusal(repacked(good, xl__styles_xml=bytes(3 * 1024 * 1024)))
    tiny = b"<x>" + b"<a/>" * 3_000_000 + b"</x>"
    assert "内容太多" in refusal(repacked(good, xl__worksheets__sheet1_xml=tiny))
    assert "最多 10 MB" in refusal(good + bytes(10 * 1024 * 1024))


def test_a_bomb_that_lies_about_its_size():
    """The directory says a kilobyte: no more than that comes out, and its checksum is wrong."""
    data = bytearray(bomb_of(sheet(RIGHT), 80 * 1024 * 1024))
    told = struct.pack("<I", 80 * 1024 * 1024)
    assert data.count(told) == 2
    assert NO_BOOK in refusal(bytes(data.replace(told, struct.pack("<I", 1024))))


def test_an_archive_of_another_packing_or_locked():
    good = sheet(RIGHT)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert NO_BOOK in refusal(out.getvalue())
    locked = bytearray(good)
    place = locked.rindex(b"PK\x01\x02")
    locked[place + 8] |= 1
    assert "加了密码" in refusal(bytes(locked))


def test_a_row_number_out_of_this_world():
    far = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
    <sheetData><row r="9999999999"><c r="A1" t="n"><v>1</v></c></row></sheetData></worksheet>"""
    assert "没有找到表头" in refusal(repacked(sheet(RIGHT), xl__worksheets__sheet1_xml=far))


def test_a_workbook_of_charts_only():
    made = Workbook()
    made.create_chartsheet("图")
    made.active.sheet_state = "hidden"
    assert NO_BOOK in refusal(saved(made))
