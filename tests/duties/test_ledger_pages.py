"""Ledgers on the phone and at the desk, and whoever tries what is not hers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import GlassBreak, LedgerEntry, LedgerTransfer, SensitiveEntry
from duties.queries import norms
from fulian.scoping import scope
from members.models import Office
from tests.conftest import signed_in
from tests.duties.kept import household
from tests.duties.ledgering import ANSWERS, SECRET, asked, chair_seat, secret, written
from tests.people import seat

PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile"
DESK = "/desk/duties/ledgerentry/"
HIDDEN = "/desk/duties/sensitiveentry/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.mine = chair_seat(east)
    east.phone = signed_in(east.chair, agent=PHONE)
    return east


def today(**days):
    return (timezone.localdate() + timedelta(**days)).isoformat()


def filled(here, **more):
    return {"seat": here.mine.pk, "done_on": today(), "subject_name": "李婶"} | ANSWERS[
        "liaison"
    ] | more  # fmt: skip


def text(answer):
    return answer.content.decode()


def entries(here):
    with scope(here.county.pk):
        return list(LedgerEntry.rows.order_by("pk"))


def test_written_closed_and_opened_again_on_the_phone(here):
    page = text(here.phone.get("/ledger/new/"))
    assert all(word in page for word in ("基本情况", "困难问题", "工作措施", "工作成效"))
    told = here.phone.post("/ledger/new/?kind=liaison", filled(here))
    assert told.status_code == 302
    (entry,) = entries(here)
    at = f"/ledger/{entry.pk}/"
    assert "李婶" in text(here.phone.get(at))
    assert "1 条办理中" in text(here.phone.get("/"))
    follow = {"on": today(), "mode": "phone", "what": "又问了", "next_on": today(days=7)}
    assert here.phone.post(f"{at}follow/", follow).status_code == 302
    change = filled(here, measures="找托管班")
    assert here.phone.post(f"{at}change/", change).status_code == 302
    assert here.phone.post(f"{at}close/", {"result": "好了", "on": today()}).status_code == 302
    assert "已办结" in text(here.phone.get("/ledger/"))
    assert here.phone.post(f"{at}again/", {"reason": "又有事"}).status_code == 302
    shown = text(here.phone.get(at))
    assert "又问了" in shown
    assert "找托管班" in shown


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"basics": "长" * 5000}, "基本情况最多写 500 个字"),
        ({"done_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "不能晚于今天"),
        ({"done_on": "yesterday"}, "有效的日期"),
        ({"mode": "dream"}, "请选择联系方式"),
        ({"subject_name": ""}, "请填写联系对象"),
        ({"basics": ""}, "请填写基本情况"),
        ({"seat": "999999"}, "请选择是谁做的"),
    ],
)
def test_refusals_are_said_plainly(here, facts, says):
    page = text(here.phone.post("/ledger/new/?kind=liaison", filled(here, **facts)))
    assert says in page
    assert entries(here) == []


def test_a_second_tap_writes_nothing(here):
    facts = filled(here, once="a" * 32)
    for _ in range(2):
        here.phone.post("/ledger/new/?kind=liaison", facts)
    assert len(entries(here)) == 1


def test_unknown_kind_is_not_found(here):
    assert here.phone.get("/ledger/new/?kind=magic").status_code == 404


def test_handed_up_and_answered_by_the_township(here):
    with scope(here.county.pk):
        entry = written(here)
    assert here.phone.post(f"/ledger/{entry.pk}/transfer/", {"reason": "办不了"}).status_code == 302
    clerk = signed_in(here.town_clerk)
    assert "转来" in text(clerk.get("/ledger/"))
    assert clerk.post(f"{DESK}{entry.pk}/accept/").status_code == 302
    assert clerk.post(f"{DESK}{entry.pk}/accept/").status_code == 200  # a second tap: refused
    assert clerk.post(f"/ledger/{entry.pk}/finish/", {"result": "联系好了"}).status_code == 302
    assert "联系好了" in text(here.phone.get(f"/ledger/{entry.pk}/"))
    with scope(here.county.pk):
        assert LedgerTransfer.rows.get().status == "done"


def test_a_stranger_answers_no_transfer(here, west):
    with scope(here.county.pk):
        going = asked(here)
    at = f"{DESK}{going.entry_id}/accept/"
    assert signed_in(west.admin).post(at).status_code == 404
    assert signed_in(here.officer).post(f"/ledger/{going.entry_id}/accept/").status_code == 403
    assert here.phone.post(f"/ledger/{going.entry_id}/accept/").status_code == 200
    assert signed_in(here.admin).post(at).status_code == 200  # the township's, not the county's
    with scope(here.county.pk):
        going.refresh_from_db()
    assert going.status == "asked"


def test_an_officer_reads_her_own_lines_only(here):
    with scope(here.county.pk):
        entry = written(here)
    officer = signed_in(here.officer, agent=PHONE)
    for act in ("", "change/", "follow/", "close/", "transfer/", "protect/"):
        assert officer.get(f"/ledger/{entry.pk}/{act}").status_code == 404, act
    assert "某某" not in text(officer.get("/ledger/?all=1"))


def test_another_county_finds_no_line(here, west):
    with scope(here.county.pk):
        entry = written(here)
    stranger = signed_in(west.admin)
    for act in ("", "print/", "accept/", "return/", "finish/"):
        assert stranger.get(f"{DESK}{entry.pk}/{act}").status_code == 404
    assert "某某" not in text(stranger.get(DESK))


def test_auditors_see_that_not_whom(here):
    with scope(here.county.pk):
        entry = written(here)
    auditor = signed_in(here.auditor)
    for at in (DESK, f"{DESK}{entry.pk}/", f"{DESK}?q=某某"):
        assert "丈夫" not in text(auditor.get(at))
        assert "某某</" not in text(auditor.get(at))
    assert auditor.get(f"/ledger/{entry.pk}/").status_code == 403
    refused = auditor.post(f"{DESK}export/", {"whole": "on", "reason": "想看看内容"})
    assert "不能导出姓名和内容" in text(refused)


def test_a_clerk_types_what_was_on_paper(here):
    clerk = signed_in(here.town_clerk)
    at = f"{DESK}type/?kind=mediation&org={here.village.pk}"
    facts = {"seat": here.mine.pk, "done_on": today(), "subject_name": "两户", "paper": "5",
             **ANSWERS["mediation"]}  # fmt: skip
    assert clerk.post(at, facts).status_code == 302
    (entry,) = entries(here)
    assert (entry.typed_by_id, entry.paper) == (here.town_clerk.pk, "5")
    assert "代录" in text(clerk.get(f"{DESK}{entry.pk}/"))
    far = f"{DESK}type/?kind=mediation&org={here.other_village.pk}"
    assert clerk.post(far, facts).status_code == 200
    assert len(entries(here)) == 1


def test_gaps_are_a_list_for_chair_and_desk(here):
    with scope(here.county.pk):
        seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    for client, at in ((here.phone, "/ledger/gaps/"), (signed_in(here.admin), f"{DESK}gaps/")):
        page = text(client.get(at))
        assert "柳芳菲" in page
        assert "不排名次" in page


def test_the_tick_hides_a_line_from_every_page(here, west):
    answer = here.phone.post(
        "/ledger/new/?kind=liaison",
        filled(here, difficulty=SECRET, is_sensitive="on", handlers=[here.town_clerk.pk]),
    )
    with scope(here.county.pk, by=here.chair):
        line = SensitiveEntry.rows.get()
    assert answer["Location"] == f"/secret/{line.pk}/"
    assert SECRET in text(here.phone.get(f"/secret/{line.pk}/"))
    assert entries(here) == []
    clerk = signed_in(here.town_clerk)
    assert SECRET in text(clerk.get(f"{HIDDEN}{line.pk}/"))
    places = ("", "follow/", "close/", "add/", "remove/")
    for who in (here.admin, here.clerk, here.auditor, west.admin):
        client = signed_in(who)
        for act in places:
            assert client.get(f"{HIDDEN}{line.pk}/{act}").status_code == 404
            assert client.get(f"/secret/{line.pk}/{act}").status_code == 404
            assert client.post(f"/secret/{line.pk}/{act}").status_code in (404, 405)
        for at in ("/desk/", "/secret/", HIDDEN, DESK, f"{DESK}print/", "/search/?q=李", "/"):
            page = text(client.get(at))
            assert "李婶" not in page, at
            assert f"第 {line.pk} 号" not in page, at
        assert client.get(f"{DESK}{line.pk}/").status_code == 404


def test_glass_is_broken_at_the_desk(here):
    with scope(here.county.pk):
        line = secret(here)
    admin = signed_in(here.admin)
    page = text(admin.post(f"{HIDDEN}add/", {"number": line.pk + 99, "reason": "当事人求助"}))
    assert "没有找到" in page
    told = {"number": line.pk, "reason": "当事人求助"}
    assert signed_in(here.clerk).post(f"{HIDDEN}add/", told).status_code == 403
    assert admin.post(f"{HIDDEN}add/", told)["Location"] == f"{HIDDEN}{line.pk}/"
    assert SECRET in text(admin.get(f"{HIDDEN}{line.pk}/"))
    services.tick(timezone.now())
    assert "有人紧急查看" in text(here.phone.get("/inbox/"))
    services.tick(timezone.now() + timedelta(hours=25))
    assert admin.get(f"{HIDDEN}{line.pk}/").status_code == 404
    with scope(here.county.pk):
        assert GlassBreak.rows.get().closed_at


@pytest.mark.parametrize(("path", "most"), [("/ledger/?all=1", 12), ("/ledger/", 12), (DESK, 14)])
def test_lists_ask_as_often_for_one_line_as_for_three(here, path, most):
    client = here.phone if path.startswith("/ledger") else signed_in(here.admin)
    counts = []
    for _ in range(2):
        with scope(here.county.pk):
            for name in "甲乙"[: 1 + len(counts)]:
                written(here, subject_name=name)
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            client.get(path)
        counts.append(len(told))
    assert counts[0] == counts[1] <= most


def test_one_line_is_shown_in_few_queries(here):
    with scope(here.county.pk):
        entry = written(here)
    here.phone.get(f"/ledger/{entry.pk}/")
    for path in (f"/ledger/{entry.pk}/", "/ledger/new/", "/secret/"):
        with CaptureQueriesContext(connection) as told:
            here.phone.get(path)
        asked_for = [one["sql"] for one in told if "SAVEPOINT" not in one["sql"]]
        assert len(asked_for) <= 12, (path, asked_for)


def test_home_tells_her_what_is_missing(here):
    with scope(here.county.pk):
        she = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
        she.grant = here.officer_grant
        she.save(update_fields=["grant"])
    officer = signed_in(here.officer, agent=PHONE)
    assert "还差联系 10 位妇女，或者 3 户家庭" in text(officer.get("/"))


def test_who_did_something_sensitive_is_the_auditors_to_see(here):
    with scope(here.county.pk):
        line = secret(here)
    records = "/desk/orgs/record/"
    assert f"第 {line.pk} 号" in text(signed_in(here.auditor).get(records))
    for who in (here.clerk, here.town_clerk):
        assert f"第 {line.pk} 号" not in text(signed_in(who).get(records))


def test_a_registered_household_is_picked_and_counts_as_one(here):
    with scope(here.county.pk):
        home = household(here)
    page = text(here.phone.get("/ledger/new/"))
    assert f'value="household-{home.pk}"' in page
    told = here.phone.post(
        "/ledger/new/?kind=liaison", filled(here, known=f"household-{home.pk}", subject_name="")
    )
    assert told.status_code == 302
    (entry,) = entries(here)
    assert (entry.household_id, entry.subject_name) == (home.pk, "")
    assert home.name in text(here.phone.get(f"/ledger/{entry.pk}/"))
    with scope(here.county.pk):
        tomorrow = timezone.localdate() + timedelta(days=1)
        (one,) = norms.reached_in(timezone.localdate(), tomorrow, [here.village.pk]).values()
    assert (one.households, one.women) == ({home.pk}, set())
    forged = filled(here, known=f"household-{home.pk + 1000}", subject_name="")
    assert "不在登记里" in text(here.phone.post("/ledger/new/?kind=liaison", forged))


def test_behind_the_wall_who_is_registered_is_a_name_only(here):
    with scope(here.county.pk):
        home = household(here)
    sent = filled(here, known=f"household-{home.pk}", subject_name="", is_sensitive="on")
    answer = here.phone.post("/ledger/new/?kind=liaison", sent)
    assert answer["Location"].startswith("/secret/")
    assert home.name in text(here.phone.get(answer["Location"]))
    assert not entries(here)
