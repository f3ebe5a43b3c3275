"""Any workbook at all: refused in words, or rows and columns named; no crash, no half a roster.

Cells are drawn from what people type, what spreadsheets make of it, and what nobody should send.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fulian.scoping import scope
from fulian.workbooks import new_book, saved
from members import services
from members.models import Person, RosterImport, WomensGroup
from members.queries import roster as reads
from members.roster import COLUMNS, sheet_of
from members.roster.book import Page
from members.roster.cells import value_of
from tests.conftest import NOW, TODAY
from tests.members.sheets import HEADS, PHONE, book, id_number
from tests.members.sheets import saved as whole
from tests.members.test_roster import counts, seated
from tests.people import committee

NOON = datetime(2023, 5, 1, 12)  # noqa: DTZ001 -- a cell knows no zone
DAYS = [
    "2023年5月1日", "2023/5/1", "2023.5.1", "20230501", 45047, "45047", "2023.5", 2023.5,
    "2023年5月", "1997-02-30", "2023-13-01", 20230501, 0, -1, 1e300, float("inf"), "今天", NOON,
    NOON.date(), time(8), timedelta(1), True, "二〇二三年五月", "23.5.1", "2023-5-1 25:61",
    "99999999",
]  # fmt: skip
NUMBERS = [
    "1.3E+10", 1.3e10, 13000000000, "１００００９９００１１", PHONE.format(3), 12345.6,
    "430421700101123", 430421700101123, id_number(4), 4.30424198001010e17, "4.30424E+17",
    id_number(1, "19970230"), id_number()[:-1] + "Y", "'10000990001", "10000990001\x00", 10**400,
]  # fmt: skip
WORDS = [
    None, "", " ", "　", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "\t=2", "#REF!", "#N/A",
    "\x01\x02\x1f", "\u202e文", "长" * 40_000, "𠮷" * 50, "\ud83d",
    "'; drop table members_person; --", "主席", "会长", "执委", "妇女小组长", "副主席",
    "兼职副主席", "兼职", "一组", "群众", "党员", "本科", "其他", "白春燕", "沈秋月",
    "自然村", "社区网格", "大组",
]  # fmt: skip
ANY = st.one_of(
    st.sampled_from([*DAYS, *NUMBERS, *WORDS]), st.text(max_size=30), st.integers(),
    st.floats(allow_nan=True), st.booleans(), st.none(),
)  # fmt: skip
QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def fits(value):
    """Return what openpyxl lets into a file; the rest is tried on cells alone."""
    if isinstance(value, str):
        kept = "".join(
            c for c in value if c in "\t\n\r" or (c >= " " and not "\ud800" <= c < "\ue000")
        )
        return kept.replace("\ufffe", "").replace("\uffff", "")[:32_000]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return str(value)
    return str(value) if isinstance(value, int) and abs(value) > 10**300 else value


def attempt(act, **told):
    """Return what ``act`` gives, or the one sentence by which it refuses."""
    try:
        return act(**told), ""
    except ValidationError as refused:
        (says,) = refused.messages
        return None, says


@settings(QUICK, max_examples=400)
@given(st.sampled_from(COLUMNS), ANY)
def test_any_cell_is_read_or_refused_in_one_sentence(column, value):
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 -- a spreadsheet's
    found, says = attempt(value_of, column=column, value=value, epoch=epoch)
    if says:
        assert says.endswith(("。", "程"))
        assert len(says) < 200
    assert found is None or isinstance(found, str | date)
    assert not isinstance(found, str) or len(found) <= max(column.longest, 60)


def rows_of(cast):
    """Return rows near enough to right ones that every check behind the first is reached."""
    places = st.sampled_from([
        (cast.town.short_name, cast.village.short_name), (cast.town.short_name, ""),
        (cast.root.short_name, ""), ("", cast.village.code), ("", cast.village.short_name),
        (cast.other_town.short_name, cast.village.short_name), ("无此镇", "无此村"), ("", ""),
    ])  # fmt: skip
    usual = st.fixed_dictionaries({
        "姓名": st.sampled_from(["白春燕", "沈秋月", "陶晓岚", None]),
        "职务": st.sampled_from(["主席", "副主席", "执委", "妇女代表", "妇女小组长", "会长"]),
        "任职日期": st.sampled_from(["2026-01-05", *DAYS]),
        "手机号": st.sampled_from([PHONE.format(1), PHONE.format(2), None, *NUMBERS]),
        "身份证号": st.sampled_from([id_number(1), id_number(2), None, *NUMBERS]),
        "妇女小组": st.sampled_from([None, None, "一组", "新 组", "新组"]),
        "小组类别": st.sampled_from([None, None, "网格", "自然村屯", "大组"]),
    })  # fmt: skip
    odd = st.dictionaries(st.sampled_from(HEADS), ANY, max_size=2)
    return st.builds(
        lambda place, right, wrong: dict(zip(HEADS[:2], place, strict=True)) | right | wrong,
        places, usual, odd,
    )  # fmt: skip


def preview(cast, data):
    return attempt(
        services.preview_roster, data=data, filename="乱.xlsx", org=cast.root, by=cast.admin, at=NOW
    )


def test_any_roster_names_rows_and_columns_and_writes_all_or_nothing(east):
    with scope(east.county.pk):
        seated(east, "admin")

        @QUICK
        @given(st.lists(rows_of(east), min_size=1, max_size=6))
        def look(rows):
            told = [{head: fits(value) for head, value in row.items()} for row in rows]
            before, groups = counts(), WomensGroup.rows.count()
            roster, says = preview(east, whole(book(*told)))
            assert (counts(), WomensGroup.rows.count()) == (before, groups)
            if roster is None:
                assert says.endswith("。")
                return
            for row, column, said in reads.problems_of(roster):
                assert 2 <= row <= len(rows) + 1
                assert column in HEADS
                assert said.endswith(("。", "程"))
            check_written(east, roster, before, groups)

        look()


def check_written(cast, roster, before, groups):
    """Write what is right of it: as many seats as rows, or nothing."""
    right = roster.total - roster.wrong
    if not right:
        return
    services.confirm_roster(roster=roster, by=cast.admin, at=NOW, only_right=True)
    done, says = attempt(services.write_roster, roster=roster, at=NOW)
    if done is None:
        assert "行" in says
        assert (counts(), WomensGroup.rows.count()) == (before, groups)
        services.fail_roster(roster=roster, reason=says, at=NOW)
        return
    assert (done, counts()[1]) == (right, before[1] + right)


def test_any_edit_of_an_exported_roll(east):
    with scope(east.county.pk):
        admin = seated(east, "admin")
        committee(east.village)
        exported = services.export_roster(on=TODAY, by=admin)
        cells = st.tuples(st.integers(2, 7), st.integers(1, len(HEADS) + 1), ANY)

        @settings(QUICK, max_examples=20)
        @given(st.lists(cells, max_size=5))
        def edit(wrong):
            made = load_workbook(BytesIO(exported))
            for row, column, value in wrong:
                made["花名册"].cell(row, column).value = fits(value)
            versions = sorted(Person.rows.values_list("pk", "version"))
            roster, says = preview(east, whole(made))
            assert sorted(Person.rows.values_list("pk", "version")) == versions
            if roster is None:
                assert says.endswith("。")
                return
            assert roster.purpose == RosterImport.Purpose.EDIT
            for row, column, _ in reads.problems_of(roster):
                assert 2 <= row <= 7
                assert column in {"行码", *HEADS}

        edit()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "#REF!", "\x00x", "长" * 40_000]
)
def test_whatever_is_written_comes_back_as_text(text):
    made = new_book(by_row=True)
    page = Page(made.create_sheet("名单"), [10, 10, 10])
    page.head(["姓名", "职务", "备注"])
    page.row([text, text, text])
    ((_, values),) = sheet_of(saved(made)).rows
    assert all(isinstance(value, str) for value in values[:3])
