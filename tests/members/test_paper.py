"""The roll and the contact list on paper: grouped, counted, no number without right and reason."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from fulian.scoping import scope
from members import services
from members.models import Office
from members.queries.paper import roll_paper
from members.roster.paper import paper_workbook
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.members.sheets import PHONE
from tests.members.test_roster import seated
from tests.people import committee, person, seat

ROLL, CONTACTS = "/desk/members/person/roll/", "/desk/members/person/contacts/"


@pytest.fixture
def filled(east):
    """A committee, somebody in the other town, somebody without a seat."""
    with scope(east.county.pk):
        seated(east, "admin")
        committee(east.village)
        other = person(east.other_village, "柳芳菲", phone=PHONE.format(4), employer="=cmd")
        seat(east.other_village, Office.REPRESENTATIVE, who=other)
        person(east.town, "潘玉兰", phone=PHONE.format(5))
    return east


def test_the_roll_is_grouped_and_counted_both_ways(filled):
    with scope(filled.county.pk):
        paper = roll_paper(filled.root, TODAY)
        assert [section.title for section in paper.sections] == [
            filled.town.short_name, filled.other_town.short_name,
        ]  # fmt: skip
        group = next(g for s in paper.sections for g in s.groups if len(g.rows) == 6)
        assert "执委含主席、副主席 6 人，不含 3 人" in group.counted
        assert group.rows[0][1] == "主席"
        assert "截至2026年11月22日    共 8 行" in paper.above[0]
        sheet = load_workbook(BytesIO(paper_workbook(paper))).active
        assert sheet.print_title_rows == "$4:$4"
        assert len(sheet.row_breaks.brk) == 1
        kinds = {one.data_type for row in sheet.iter_rows() for one in row}
        assert "f" not in kinds
    with scope(filled.county.pk, under=filled.other_town):
        assert [s.title for s in roll_paper(filled.root, TODAY).sections] == [
            filled.other_town.short_name
        ]


def test_phones_take_the_right_and_a_reason(filled):
    with scope(filled.county.pk):
        masked = services.print_contacts(org=filled.root, on=TODAY, by=filled.admin)
        phones = [row[3] for s in masked.sections for g in s.groups for row in g.rows]
        assert (len(phones), PHONE.format(4) in phones, "100****0004" in phones) == (7, False, True)
        with pytest.raises(ValidationError, match="请写明事由"):
            services.print_contacts(org=filled.root, on=TODAY, by=filled.admin, whole=True)
        auditor = seated(filled, "auditor")
        with pytest.raises(ValidationError, match="不能查看"):
            services.print_contacts(
                org=filled.root, on=TODAY, by=auditor, whole=True, reason="核对"
            )
        whole = services.print_contacts(
            org=filled.other_town, on=TODAY, by=filled.admin, whole=True, reason="通知开会"
        )
        assert whole.sections[0].groups[0].rows[0][3] == PHONE.format(4)
        lines = Record.rows.filter(act="members.print_contacts").order_by("pk")
        assert [line.reason for line in lines] == ["", "通知开会"]


def test_at_the_desk(filled, west):
    desk = signed_in(filled.admin)
    said = desk.get(ROLL).content.decode()
    assert filled.village.title in said
    assert "柳芳菲" in said
    assert "desk-sheet" in said
    one = desk.get(f"{ROLL}?org={filled.village.pk}").content.decode()
    assert "柳芳菲" not in one
    sent = desk.get(f"{ROLL}xlsx/?org={filled.village.pk}")
    assert load_workbook(BytesIO(sent.content)).active["A1"].value.endswith("花名册")
    page = desk.post(CONTACTS, {"shape": "page", "once": "a"}).content.decode()
    assert PHONE.format(4) not in page
    assert "100****0004" in page
    assert "请写明事由" in desk.post(
        CONTACTS, {"shape": "page", "whole": "on", "once": "b"}).content.decode()  # fmt: skip
    whole = {"shape": "page", "whole": "on", "reason": "通知开会", "once": "c"}
    assert PHONE.format(4) in desk.post(CONTACTS, whole).content.decode()
    book = desk.post(CONTACTS, whole | {"shape": "xlsx", "once": "d"})
    assert book["Content-Type"].endswith("sheet")
    clerk = signed_in(filled.town_clerk)
    assert "柳芳菲" not in clerk.post(CONTACTS, whole | {"once": "e"}).content.decode()
    asked = whole | {"org": filled.other_town.pk, "once": "f"}
    assert "不在您的范围内" in clerk.post(CONTACTS, asked).content.decode()
    assert signed_in(west.admin).get(f"{ROLL}?org={filled.village.pk}").status_code == 200
