"""Workbook, brief, CSV and JSON: every number of them is the number on the page."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from fulian import typesetting
from fulian.scoping import scope
from orgs.models import Org
from orgs.models.lock import whole_tree
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.brief import brief_of
from reports.queries.canonical import digest, faults_of
from reports.queries.figures import InReach
from reports.queries.workbook import FIRST, _part
from reports.rules import BY_ID, Heading, Kind
from reports.rules.brief import named
from reports.rules.figures import HIDDEN
from tests import copied
from tests.conftest import NOW, signed_in
from tests.reports.planting import filled

LIST = "/desk/reports/quarterlycoveragereport/"
CHECK = LIST + "check/"


@pytest.fixture
def report(east):
    def compiled():
        filled(east, 1)
        with scope(east.county.pk):
            found = services.compile_report(quarter="2026Q3", at=NOW)
            villages = list(Org.rows.filter(level="village").order_by("code"))
            for n, village in enumerate(villages):
                few = [(1, 3), (40, 50), (60, 70), (9, 30)][n % 4]
                QuarterLeaf.rows.filter(org=village).update(care_2_n=few[0], care_2_d=few[1])
            return found

    return copied.once("report with papers", compiled, east.county)


def told(east, report):
    """What the pages say: {(code, indicator): the three values}."""
    with scope(east.county.pk):
        lines = InReach(report).lines()
        return {
            (line.place.code, one.indicator.id): (one.values, one)
            for line in lines for one in line.figures
        }  # fmt: skip


def test_the_workbook_says_what_the_pages_say(east, report):
    book = load_workbook(BytesIO(signed_in(east.admin).get(f"{LIST}{report.pk}/xlsx/").content))
    assert book.sheetnames == ["说明", *(one.value for one in Heading)]
    cover = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=3)}
    assert cover["填报单位"] == "东县妇联"
    assert cover["数据截至"] == "2026年9月30日"
    assert "四舍五入" in cover["舍入"]
    assert "1+2+15" in cover["职数口径"]
    assert "没有校验码" in cover["校验码"]
    pages, seen = told(east, report), 0
    for heading in Heading:
        sheet = book[heading.value]
        for row in sheet.iter_rows(min_row=FIRST):
            for at, one in _part(heading).columns:
                known = pages.get((row[0].value, one.id))
                if known is None:
                    continue
                top, below, outcome = known[0]
                wanted = [top] if one.kind is Kind.COUNT else [top, below, outcome]
                assert [cell.value for cell in row[at - 1 : at - 1 + len(wanted)]] == wanted
                seen += 1
    assert seen == len(pages)


def test_many_villages_are_folded_lest_a_clerk_print_them_all(east, report, monkeypatch):
    desk = signed_in(east.admin)
    shown = load_workbook(BytesIO(desk.get(f"{LIST}{report.pk}/xlsx/").content))["覆盖率"]
    assert not any(row.hidden for row in shown.row_dimensions.values())
    monkeypatch.setattr("reports.queries.workbook.A_SHEET", 1)
    sheet = load_workbook(BytesIO(desk.get(f"{LIST}{report.pk}/xlsx/").content))["覆盖率"]
    hidden = {sheet.cell(row, 1).value for row, one in sheet.row_dimensions.items() if one.hidden}
    assert east.village.code in hidden
    assert not {east.town.code, east.root.code} & hidden
    assert "点左上角的“2”展开" in sheet.cell(2, 1).value


def test_of_many_places_the_brief_says_how_many():
    assert named(["甲村"] * 8).count("甲村") == 8
    assert named(["甲村"] * 9) == " 9 个"


def test_csv_says_what_the_pages_say(east, report):
    answer = signed_in(east.admin).get(f"{LIST}{report.pk}/csv/")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    pages = told(east, report)
    assert {(row["组织代码"], row["指标编号"]) for row in rows} == {
        key for key, (_, one) in pages.items() if not one.is_empty
    }
    for row in rows:
        values = pages[row["组织代码"], row["指标编号"]][0]
        said = ["" if value is None else str(value) for value in values]
        assert [row["分子"], row["分母"], row["结果"]] == said
        assert (row["数据截至"], row["状态"]) == ("2026-09-30", "未定稿")


def test_json_of_an_open_report_is_marked_and_says_what_the_pages_say(east, report):
    found = json.loads(signed_in(east.admin).get(f"{LIST}{report.pk}/json/").content)
    assert found["status"] == "未定稿"
    pages = told(east, report)
    for org in found["orgs"]:
        for one in org["figures"]:
            values = pages[org["org"], one["indicator"]][0]
            assert (one["numerator"], one["denominator"], one["result"]) == values


def test_json_of_a_final_report_is_the_body_with_the_hash(east, report):
    with scope(east.county.pk):
        frozen = services.freeze_report(report=report, at=NOW)
        villages = list(Org.rows.filter(level="village").values_list("code", flat=True))
    body = signed_in(east.admin).get(f"{LIST}{report.pk}/json/").content.decode()
    assert digest(body) == frozen.digest
    part = json.loads(signed_in(east.town_clerk).get(f"{LIST}{report.pk}/json/").content)
    assert part["status"] == "节选自定稿报告"
    assert {one["org"] for one in part["orgs"]} < {*villages, east.town.code}
    pages, whole = told(east, frozen), json.loads(body)
    own = {line["org"]: line["own"] for line in whole["values"]}
    above = {code: parent for code, _, _, parent in whole["orgs"]}
    sums: dict[str, dict[str, int]] = {}
    for code, mine in own.items():
        here = code
        while here:
            total = sums.setdefault(here, {})
            for column, n in mine.items():
                total[column] = total.get(column, 0) + n
            here = above.get(here, "")
    for (code, _), (_, one) in pages.items():
        if not one.indicator.is_sensitive:
            counts = [sums.get(code, {}).get(column, 0) for column in one.indicator.columns]
            assert counts == [one.numerator, one.denominator][: len(counts)]


def test_what_is_hidden_is_hidden_in_every_file(east, report):
    with scope(east.county.pk):
        QuarterLeaf.rows.update(care_2_n=0, care_2_d=0)
        QuarterLeaf.rows.filter(org=east.village).update(care_2_n=1, care_2_d=3)
        QuarterLeaf.rows.filter(org=east.other_village).update(care_2_n=40, care_2_d=90)
    pages = told(east, report)
    hidden = {key for key, (values, one) in pages.items()
              if key[1] == "I-CARE-2" and HIDDEN in values}  # fmt: skip
    few = {(one.code, "I-CARE-2") for one in (east.village, east.town, east.other_village)}
    assert few <= hidden
    assert (east.root.code, "I-CARE-2") not in hidden
    desk = signed_in(east.admin)
    rows = csv.DictReader(StringIO(
        desk.get(f"{LIST}{report.pk}/csv/").content.decode("utf-8-sig")))  # fmt: skip
    care = {row["组织代码"]: row["分子"] for row in rows if row["指标编号"] == "I-CARE-2"}
    assert {care[code] for code, _ in few} == {HIDDEN}
    assert care[east.root.code] == "41"
    assert HIDDEN in desk.get(f"{LIST}{report.pk}/{east.village.code}/").content.decode()


def test_the_final_body_keeps_small_numbers_to_itself_and_still_proves_them(east, report):
    with scope(east.county.pk):
        body = services.freeze_report(report=report, at=NOW).body
        row = QuarterLeaf.rows.filter(org=east.village)
        fresh = QuarterlyCoverageReport.rows.get(quarter="2026Q3")
        assert faults_of(fresh) == []
        whole = json.loads(body)
        line = next(one for one in whole["values"] if one["org"] == east.village.code)
        county = next(one for one in whole["sums"] if one["org"] == whole["top"])["all"]
        told = [column for key in line["hidden"] for column in BY_ID[key].columns]
        assert not set(told) & set(line["own"])
        column = next(column for column in told if column in county)
        row.update(**{column: 77})
        assert faults_of(fresh)


def test_the_brief_says_what_the_pages_say(east, report):
    with scope(east.county.pk):
        services.compile_report(quarter="2026Q2", at=NOW)
    answer = signed_in(east.admin).get(f"{LIST}{report.pk}/docx/")
    paper = Document(BytesIO(answer.content))
    words = "\n".join(one.text for one in paper.paragraphs)
    heads = [f"{n}、{one.value}" for n, one in zip("一二三四五", Heading, strict=True)]
    for said in (*heads, "东县妇联2026年第3季度覆盖情况报告", "未定稿", "四舍五入", "需要支持的有"):
        assert said in words, said
    assert "2026年第2季度" in words
    for wrong in ("排名", "倒数", "最差", "{{", "{%"):
        assert wrong not in words
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]]
            for row in paper.tables[0].rows[1:]}  # fmt: skip
    shown = {
        one.indicator.name: [one.top, one.of or "—", one.result]
        for (code, _), (_, one) in told(east, report).items()
        if code == east.root.code and not one.is_empty
    }
    assert rows == shown


def test_the_pdf_says_what_the_brief_says(east, report, monkeypatch):
    desk = signed_in(east.admin)
    answer = desk.get(f"{LIST}{report.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    said = (re.sub(r"— \d+ —", "", page.extract_text()) for page in pages)
    words = "".join("".join(said).split())
    with scope(east.county.pk):
        brief = brief_of(report)
    for text in (brief["title"], brief["counting"], *(one["text"] for one in brief["aspects"])):
        assert "".join(text.split()) in words, text
    for line in brief["table"]:
        assert "".join("".join(line.values()).split()) in words, line
    fonts = {str(one.get_object()["/BaseFont"]) for page in pages
             for one in page["/Resources"]["/Font"].values()}  # fmt: skip
    assert all("NotoSansCJK" in font for font in fonts)
    monkeypatch.setattr(typesetting, "can_set", lambda: False)
    assert desk.get(f"{LIST}{report.pk}/pdf/").status_code == 404


def test_names_are_never_formulas(east, report):
    with scope(east.county.pk), whole_tree():
        Org.rows.filter(pk=east.village.pk).update(short_name="=cmd|'/c calc'!A1<b>{{ 1 }}")
    desk = signed_in(east.admin)
    text = desk.get(f"{LIST}{report.pk}/csv/").content.decode("utf-8-sig")
    cells = {row["组织"] for row in csv.DictReader(StringIO(text))}
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)
    book = load_workbook(BytesIO(desk.get(f"{LIST}{report.pk}/xlsx/").content))
    assert all(c.data_type != "f" for sheet in book for row in sheet.iter_rows() for c in row)
    for paper in ("docx", "pdf"):
        assert desk.get(f"{LIST}{report.pk}/{paper}/").status_code == 200


TABLE = """项目\t分子\t分母\t百分比\t每个应有\t属于
信访总数\t1775\t\t\t\t
婚姻家庭\t1355\t1775\t76.3%\t\t信访总数
其余\t420\t1775\t23.7%\t\t信访总数
其它\t61\t1775\t4.5%\t\t
芜湖\t64\t73\t86.7%\t\t
村执委\t24300\t1620\t\t15\t
村级\t七百多\t900\t80%\t\t
会改联完成率\t3\t4\t75%\t\t
"""


def test_a_printed_table_is_checked_at_the_desk_and_kept_nowhere(east, report):
    desk = signed_in(east.admin)
    assert "粘贴的表格" in desk.get(CHECK).content.decode()
    page = desk.post(CHECK, {"text": TABLE, "report": "2026Q3"}).content.decode()
    for said in ("两个分母", "四舍五入应为 87.7%", "像是算出来的（1,620×15）", "七百多",
                 "不是数字", "2 个分项相加是 1,775", "印的比系统 -1", "4 / 4"):  # fmt: skip
        assert said in page, said
    page = desk.post(CHECK, {"text": "a\tb\n<script>alert(1)</script>\t5\t9\t1%"}).content.decode()
    assert "<script>alert" not in page


def test_a_printed_table_comes_as_a_workbook(east):
    book = Workbook()
    sheet = book.active
    sheet.append(["某县妇联统计表"])
    sheet.append(["项目", "分子", "分母", "百分比"])
    sheet.append(["建家", 64, 73, 0.867])
    sheet.append(["建群", "六十", 73, 0.8])
    out = BytesIO()
    book.save(out)
    desk = signed_in(east.admin)
    page = desk.post(CHECK, {"file": SimpleUploadedFile("表.xlsx", out.getvalue())})
    assert "四舍五入应为 87.7%" in page.content.decode()
    assert "六十" in page.content.decode()
    page = desk.post(CHECK, {"file": SimpleUploadedFile("表.xlsx", b"PK not a book")})
    assert "不是能读的 Excel" in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "两样选一样"),
        ({"text": "   "}, "两样选一样"),
        ({"text": "一行\t\t\t"}, "没有数字"),
        ({"text": "一\t1\t2\n" * 600}, "一次最多核对 500 行"),
        ({"text": "😀\u202e\t٣٤\t五\t"}, "不是数字"),
        ({"text": "一\t-5\t9\t"}, "不是数字"),
        ({"text": "一\t" + "9" * 40 + "\t9\t"}, "不是数字"),
    ],
)
def test_nonsense_is_answered_plainly(east, facts, said):
    assert said in signed_in(east.admin).post(CHECK, facts).content.decode()


def test_who_has_no_desk_checks_nothing(east):
    assert signed_in(east.officer).get(CHECK).status_code == 403
