"""Care on the phone: forms a carer finishes in a minute, without JavaScript, sent twice as one."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from homes.models import CareCase, CareChild, CarePairing, CareTeam, CareVisit, SixChecks
from homes.queries import care as reads
from homes.rules.care import LOOKS, URGENT
from tests.conftest import signed_in
from tests.homes import care

CHECKED = re.compile(r"\schecked(?=[ >])")
PHONE = "Mozilla/5.0 (Linux; Android 13)"
CHILD = {
    "name": care.NAME, "birth_year": "2016", "kind": "left_behind_child", "sex": "",
    "guardian": care.GUARDIAN, "relation": "grandparent", "group": "三组",
}  # fmt: skip


@pytest.fixture
def site(east):
    with scope(east.county.pk):
        east.pairing = care.paired(east)
        CarePairing.rows.update(since="2026-11-01")
    east.path = f"/care/{east.pairing.case_id}/"
    return east


def consent():
    return {"given": "on", "consent_on": f"{timezone.localdate()}", "paper": "yes"}


def visit(**more):
    return {"done_on": f"{timezone.localdate()}", "met": "yes", "all_fine": "on"} | more


def one_by_one(**more):
    told = {f"{what}{n}": "fine" for what in ("look", "ask") for n in range(6)}
    return visit(all_fine="") | told | more


def rows(cast, model):
    with scope(cast.county.pk):
        return list(model.rows.order_by("pk"))


def test_a_browser_may_send_the_forms_about_a_child(site):
    """``no-referrer`` makes a browser send ``Origin: null``, and every form would be refused."""
    answer = signed_in(site.chair, agent=PHONE).get(f"{site.path}visit/")
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"


def test_wording_of_the_six_looks_and_asks():
    """B3.5, word for word (湘西日报/团结报 2021-05-28)."""
    assert "；".join(f"{n} {look} / {ask}" for n, (look, ask) in enumerate(LOOKS, 1)) == (
        "1 看居住环境 / 问安全隐患；2 看是否正常上学 / 问厌学、逃学、辍学；"
        "3 看是否校外租房 / 问是否与监护人分铺分房；"
        "4 看是否面临校园欺凌、性侵等不法侵害 / 问是否知晓求助途径；"
        "5 看身体健康状况 / 问身体发育、生理期是否正常；"
        "6 看假期生活 / 问防溺水、防交通事故、防触电等安全知识"
    )
    assert "性侵" in LOOKS[URGENT][0]


def test_leader_founds_registers_pairs_and_hands_over(east):
    with scope(east.county.pk):
        chair, carer, other = care.leader_seat(east), care.carer_seat(east), care.other_seat(east)
    client = signed_in(east.chair, agent=PHONE)
    assert "成立看护队" in client.get("/care/").content.decode()
    day = f"{timezone.localdate()}"
    answer = client.post("/care/team/found/", {
        "seat": chair.pk, "members": [carer.pk, other.pk], "volunteers": "热心王姐\n", "on": day,
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert len(rows(east, CareTeam)) == 1
    refused = client.post("/care/new/", CHILD | consent() | {"given": ""})
    assert "监护人没有同意" in refused.content.decode()
    answer = client.post("/care/new/", CHILD | consent())
    (case,) = rows(east, CareCase)
    assert answer["Location"] == f"/care/{case.pk}/pair/"
    for seat in (carer, other):
        assert client.post(f"/care/{case.pk}/pair/", {"seat": seat.pk}).status_code == 302
    first, second = rows(east, CarePairing)
    assert (first.until, second.until) == (timezone.localdate(), None)
    assert signed_in(east.officer, agent=PHONE).get(f"/care/{case.pk}/").status_code == 404
    page = client.get(f"/care/{case.pk}/").content.decode()
    assert "史慧敏" in page
    assert client.post(f"/care/{case.pk}/end/", {"reason": "moved"}).status_code == 302
    assert "看护已结束" in client.get(f"/care/{case.pk}/").content.decode()


def test_visit_in_one_tap_that_is_not_preset(site):
    client = signed_in(site.officer, agent=PHONE)
    page = client.get(f"{site.path}visit/").content.decode()
    assert page.count('type="radio"') == 2 + 2 * 6 * 3
    assert not CHECKED.findall(page)
    nothing = client.post(f"{site.path}visit/", visit(all_fine=""))
    assert "这一项还没有选" in nothing.content.decode()
    wordless = client.post(f"{site.path}visit/", visit(ask0="concern"))
    assert "请填写问题" in wordless.content.decode()
    answer = client.post(f"{site.path}visit/", visit())
    (made,) = rows(site, CareVisit)
    assert answer["Location"] == f"/care/visits/{made.pk}/"
    assert (made.met_child, made.is_complete) == (True, True)
    assert "个孩子没有看望" not in client.get("/").content.decode()
    assert "结对看护 1 个孩子" in client.get("/women/").content.decode()


def test_one_tap_answers_what_was_left_out(site):
    client = signed_in(site.officer, agent=PHONE)
    answer = client.post(f"{site.path}visit/", visit(ask4="not_asked"))
    page = client.get(answer["Location"]).content.decode()
    assert (page.count("都好"), page.count("没问到")) == (11, 1)
    (made,) = rows(site, CareVisit)
    assert not made.is_complete
    page = client.get(f"/care/visits/{made.pk}/change/").content.decode()
    assert len(CHECKED.findall(page)) == 1 + 12


def test_visit_sent_twice_is_one(site):
    client = signed_in(site.officer, agent=PHONE)
    for key in ("a" * 32, "a" * 32, "b" * 32):
        answer = client.post(f"{site.path}visit/", one_by_one(once=key))
        assert answer.status_code == 302
    assert len(rows(site, CareVisit)) == 1
    other = client.post(f"{site.path}visit/", one_by_one(met="no", once="c" * 32))
    assert "这一天的走访已经记过" in other.content.decode()


def test_hostile_words_are_shown_as_words(site):
    client = signed_in(site.officer, agent=PHONE)
    bad = "<script>alert(1)</script>\u202e😀"
    answer = client.post(f"{site.path}visit/", one_by_one(look0="concern", problem=bad, action=bad))
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    long = client.post(f"{site.path}visit/", one_by_one(look0="concern", problem="字" * 10_000))
    assert long.status_code == 200
    nul = client.post(f"{site.path}visit/", one_by_one(look0="concern", problem="a\0", action="b"))
    assert nul.status_code == 200


def test_abuse_says_what_to_do_at_once(site):
    client = signed_in(site.officer, agent=PHONE)
    answer = client.post(
        f"{site.path}visit/", one_by_one(look3="concern", problem=care.PROBLEM, action="已打 110")
    )
    page = client.get(answer["Location"]).content.decode()
    for said in ("必须马上报告", "tel:110", "tel:12338", "tel:12345", "保密台账"):
        assert said in page
    assert "要报告" in client.get(site.path).content.decode()


def test_visit_is_changed_and_added_to(site):
    with scope(site.county.pk):
        made = care.visited(site, site.pairing)
        CareVisit.rows.update(entered_at=timezone.now())
    client = signed_in(site.officer, agent=PHONE)
    page = client.get(f"/care/visits/{made.pk}/change/").content.decode()
    assert len(CHECKED.findall(page)) == 13
    facts = one_by_one(look1="not_looked")
    assert client.post(f"/care/visits/{made.pk}/change/", facts).status_code == 302
    assert not rows(site, CareVisit)[0].is_complete
    facts = {"text": "又去看了学校"}
    assert client.post(f"/care/visits/{made.pk}/amend/", facts).status_code == 302
    assert "又去看了学校" in client.get(f"/care/visits/{made.pk}/").content.decode()


def test_consent_withdrawn_on_the_phone(site):
    client = signed_in(site.officer, agent=PHONE)
    assert "不能恢复" in client.get(f"{site.path}withdraw/").content.decode()
    assert client.post(f"{site.path}withdraw/").status_code == 302
    assert client.get(site.path).status_code == 404
    with scope(site.county.pk, glass=(CareChild, site.pairing.case_id)):
        assert not CareChild.rows.exists()
        assert not SixChecks.rows.exists()


def test_handler_is_added_and_taken_off(site):
    client = signed_in(site.chair, agent=PHONE)
    facts = {"user": site.town_clerk.pk, "reason": "乡镇一起帮"}
    assert client.post(f"{site.path}handler/", facts).status_code == 302
    clerk = signed_in(site.town_clerk, agent=PHONE)
    assert care.NAME in clerk.get(site.path).content.decode()
    refused = clerk.post(f"{site.path}visit/", visit())
    assert "走访由看护人本人记" in refused.content.decode()
    assert client.post(f"{site.path}handler/out/", facts).status_code == 302
    assert clerk.get(site.path).status_code == 404


def test_glass_at_the_desk(site):
    client = signed_in(site.admin)
    number = site.pairing.case_id
    facts = {"number": number, "reason": "孩子有危险，联系不上看护人"}
    answer = client.post("/desk/homes/careteam/glass/", facts)
    assert answer["Location"] == site.path
    page = client.get(site.path).content.decode()
    assert care.NAME in page
    assert "您是紧急查看" in page
    assert "记走访" not in page
    none = client.post("/desk/homes/careteam/glass/", facts | {"number": 999_999})
    assert "没有找到" in none.content.decode()


def test_pages_ask_as_much_for_three_children_as_for_one(site):
    with scope(site.county.pk):
        made = care.visited(site, site.pairing)
    client = signed_in(site.officer, agent=PHONE)
    paths = {"/care/": 10, site.path: 12, f"{site.path}visit/": 4, f"/care/visits/{made.pk}/": 4}
    client.get("/care/")
    for more in (0, 2):
        with scope(site.county.pk):
            for n in range(more):
                care.paired(site, name=f"豆{n}")
        for path, wanted in paths.items():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found = [q["sql"] for q in asked if q["sql"].startswith("SELECT")]
            assert len(found) == wanted, (path, len(found))


def test_consent_sheet_is_a_page_without_anybody(site):
    page = signed_in(site.chair, agent=PHONE).get("/care/consent/").content.decode()
    assert "监护人同意书" in page
    assert "sheet" in page
    assert care.NAME not in page


def test_first_page_says_what_is_left(site):
    home = signed_in(site.officer, agent=PHONE).get("/").content.decode()
    assert "本月还差 1 个孩子没有看望" in home
    assert care.NAME not in home


def test_nobody_is_a_member_twice(site):
    client = signed_in(site.chair, agent=PHONE)
    with scope(site.county.pk):
        carer = reads.seats_to_pair(site.village.pk, timezone.localdate())
    facts = {"seat": next(s.pk for s in carer if s.person.name == "柳芳菲"), "volunteer": ""}
    assert "已经在看护队" in client.post("/care/team/join/", facts).content.decode()
    both = client.post("/care/team/join/", facts | {"volunteer": "王姐"})
    assert "只能一样" in both.content.decode()


def test_a_browser_may_say_where_a_care_form_comes_from(site):
    """``no-referrer`` makes browsers send ``Origin: null``: no form about a child would go in."""
    client = signed_in(site.officer, agent=PHONE)
    for where in (site.path, f"{site.path}visit/"):
        page = client.get(where)
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cache-Control"] == "private, no-store"
