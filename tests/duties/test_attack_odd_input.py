"""Attacks by what nobody types: the last day of the calendar, a NUL, signs no document holds."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO

import pytest

from duties import services
from duties.models import AgendaItem, Leave
from duties.queries import minutes
from fulian.scoping import scope
from tests.conftest import TODAY, signed_in
from tests.duties import deliberating as d
from tests.duties.ledgering import chair_seat
from tests.duties.roster import START, planned, presidium

LAST = "9999-12-31"
ODD = ("9999-12", "0001-01", "\x00", "²", "-1", "9" * 30, "长" * 3000)


@pytest.mark.parametrize("path", [
    "/log/mine/", "/log/print/", "/log/paper/", "/contacts/", "/ledger/", "/needs/", "/meetings/",
    "/four-ones/", "/chain/mend/", "/ledger/new/", "/posts/assign/", "/duty-reports/draft/",
])  # fmt: skip
def test_an_odd_address_is_answered_on_the_phone(east, path):
    with scope(east.county.pk):
        services.set_up_posts(on=TODAY, by=None)
        chair_seat(east)
    phone = signed_in(east.chair)
    names = ("page", "month", "q", "what", "kind", "one", "post", "year", "seat", "audience")
    for value in ODD:
        answer = phone.get(path, dict.fromkeys(names, value))
        assert answer.status_code < 500, (path, value[:9])


@pytest.mark.parametrize("path", [
    "dutylogentry/", "ledgerentry/", "ledgerentry/gaps/", "ledgerentry/type/", "deliberation/",
    "deliberation/obliged/", "dutyreport/owing/", "rotationplan/", "liaisonlink/", "due/",
])  # fmt: skip
def test_an_odd_address_is_answered_at_the_desk(east, path):
    desk = signed_in(east.admin)
    names = ("q", "page", "p", "year", "below", "kind", "org", "month", "state", "what")
    for value in ODD:
        answer = desk.get(f"/desk/duties/{path}", dict.fromkeys(names, value))
        assert answer.status_code < 500, (path, value[:9])


def test_a_register_is_searched_for_a_nul_at_the_desk(east):
    register = f"/desk/duties/household/org/{east.village.pk}/"
    assert signed_in(east.admin).get(register, {"q": "\x00"}).status_code < 500


def test_the_last_day_of_the_calendar_is_refused(east):
    with scope(east.county.pk):
        seats = presidium(east.village)
        hers = chair_seat(east)
        plan = planned(east.village, seats[1:])
        turn = plan.turns.order_by("days")[0]
    phone, desk = signed_in(east.chair), signed_in(east.admin)
    days = {"seat": hers.pk, "first": TODAY.isoformat(), "last": LAST}
    assert phone.post("/leave/", days).status_code == 200
    assert phone.post(f"/turns/{turn.pk}/away/", days | {"seat": seats[2].pk}).status_code == 200
    look = {"look": "1", "period": "month", "starts_on": LAST}
    look |= {f"in_{seat.pk}": "on" for seat in seats[1:]}
    look |= {f"place_{seat.pk}": n for n, seat in enumerate(seats[1:], start=1)}
    address = f"/desk/duties/rotationplan/org/{east.village.pk}/"
    assert desk.post(address, look).status_code == 200
    assert desk.post(address, look | {"starts_on": START.isoformat()}).status_code == 200
    with scope(east.county.pk):
        assert not Leave.rows.exists()


def test_signs_no_document_holds_break_no_minutes(east):
    with scope(east.county.pk):
        waits = d.item(east, title="看望\x0b老人 {{ 7*7 }}<b>")
        done = d.held(east, [waits])
        item = AgendaItem.rows.get(pk=waits.pk)
        d.decided(east, item=item, text="带队\x1f看望{% raw %}")
        paper = zipfile.ZipFile(BytesIO(minutes.minutes_document(done)))
    text = unescape(re.sub(r"<[^>]+>", "", paper.read("word/document.xml").decode()))
    assert "看望老人 {{ 7*7 }}<b>" in text
    assert "带队看望{% raw %}" in text
