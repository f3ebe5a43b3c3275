"""What ``docs/adding-a-ledger.md`` promises: its example, run as it stands, works on every face."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from duties.ledgers import KINDS, LedgerForm
from duties.models import LedgerEntry, SensitiveEntry
from fulian.scoping import scope
from tests.conftest import signed_in
from tests.duties.ledgering import chair_seat
from tests.orgs.test_api import register, token_of

PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile"


@pytest.fixture
def jobs(monkeypatch):
    """The example of the document, entered for the time of the test."""
    text = (settings.BASE_DIR / "docs" / "adding-a-ledger.md").read_text()
    code = re.search(r"```python\n(.*?)```", text, re.S)[1]
    told = {}
    exec(code, told)  # noqa: S102 -- the document's own words
    kind = told["Jobs"]
    assert issubclass(kind, LedgerForm)
    monkeypatch.setitem(KINDS, kind.code, kind)
    return kind


@pytest.fixture
def closed(east, jobs):
    """Write a line of the example on the phone, close it, and return it."""
    with scope(east.county.pk):
        mine = chair_seat(east)
    chair, today = signed_in(east.chair, agent=PHONE), timezone.localdate().isoformat()
    assert "就业" in chair.get("/ledger/new/").content.decode()
    sent = {"seat": mine.pk, "done_on": today, "subject_name": "李婶",
            "category": "home", "wish": "想在家做手工", "amount": "1200"}  # fmt: skip
    answer = chair.post("/ledger/new/?kind=jobs", sent)
    assert answer.status_code == 302, answer.content.decode()
    page = chair.get(answer["Location"]).content.decode()
    assert "居家灵活" in page
    assert "想在家做手工" in page
    with scope(east.county.pk):
        entry = LedgerEntry.rows.get()
    assert (entry.kind, entry.category, entry.amount) == ("jobs", "home", 1200)
    assert entry.status == "open"
    close = chair.post(f"/ledger/{entry.pk}/close/", {"result": "在串珠厂接活", "on": today})
    assert close.status_code == 302
    return entry


def test_the_example_is_listed_and_printed_at_the_desk(east, closed):
    admin, auditor = signed_in(east.admin), signed_in(east.auditor)
    listed = admin.get("/desk/duties/ledgerentry/?kind=jobs").content.decode()
    assert "就业帮扶台账" in listed
    assert "李婶" in listed
    assert "李婶" not in auditor.get("/desk/duties/ledgerentry/?kind=jobs").content.decode()
    assert "在串珠厂接活" in admin.get("/desk/duties/ledgerentry/print/").content.decode()
    paper = admin.get(f"/desk/duties/ledgerentry/{closed.pk}/print/").content.decode()
    assert "在串珠厂接活" in paper


def test_the_example_is_exported_and_served_to_systems(east, closed):
    admin = signed_in(east.admin)
    book = load_workbook(BytesIO(admin.post("/desk/duties/ledgerentry/export/").content))
    bare = [[cell.value for cell in row] for row in book["就业帮扶台账"].rows]
    assert "居家灵活" in bare[1]
    assert "在串珠厂接活" not in str(bare)
    assert "李婶" not in str(bare)
    whole = admin.post(
        "/desk/duties/ledgerentry/export/", {"whole": "on", "reason": "年度核对台账"}
    )
    book = load_workbook(BytesIO(whole.content))
    assert "在串珠厂接活" in str([[cell.value for cell in row] for row in book.active.rows])

    register(east, reads=("members:read", "members:names"))
    for asked, words in (("members:read", None), ("members:read members:names", "李婶")):
        token = token_of(scope=asked).json()["access_token"]
        machine = Client(headers={"Authorization": f"Bearer {token}"})
        (row,) = machine.get("/api/v1/ledger-entries/?category=home").json()["results"]
        assert (row["kind"], row["amount"], row["subject"]) == ("jobs", 1200, words)
        assert (row["words"] is None) == (words is None)


def test_the_tick_puts_the_example_behind_the_wall(east, jobs):
    with scope(east.county.pk):
        mine = chair_seat(east)
    chair = signed_in(east.chair, agent=PHONE)
    sent = {"seat": mine.pk, "done_on": timezone.localdate().isoformat(), "subject_name": "某某",
            "category": "home", "wish": "想搬出来", "is_sensitive": "on"}  # fmt: skip
    answer = chair.post("/ledger/new/?kind=jobs", sent)
    assert answer["Location"].startswith("/secret/")
    assert "想搬出来" in chair.get(answer["Location"]).content.decode()
    with scope(east.county.pk, by=east.chair):
        assert SensitiveEntry.rows.get().kind == "jobs"
        assert not LedgerEntry.rows.exists()
