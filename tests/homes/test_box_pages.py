"""Letters and cards on the phone and at the desk: few queries, asked twice, foreign is missing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties.models import NeedCategory, NeedRequest
from fulian.scoping import scope
from homes import services
from homes.models import Letter, OfficerCard
from members.models import Office
from orgs import services as ground
from tests.conftest import signed_in
from tests.people import seat

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


def words(answer):
    return answer.content.decode()


def written(cast, n, **more):
    facts = {"org": cast.village, "kind": "message", "text": f"第{n}封信", "form_key": f"{n}"}
    return services.write_letter(at=timezone.now(), **facts | more).letter


def counted(client, path):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen), answer


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.her = seat(east.village, Office.CHAIR, "白春燕")
        east.letter = written(east, 0, contact="10000000077")
    east.phone = signed_in(east.chair, agent=PHONE)
    return east


def test_phone_pages_ask_few_questions(here):
    here.phone.get("/")
    first = {p: counted(here.phone, p)[0] for p in ("/box/", "/cards/", "/")}
    with scope(here.county.pk):
        for n in (1, 2):
            written(here, n)
            seat(here.village, Office.EXECUTIVE_MEMBER, f"沈秋{n}")
    then = {p: counted(here.phone, p)[0] for p in ("/box/", "/cards/", "/")}
    assert first["/box/"] == then["/box/"] <= 12
    assert then["/cards/"] <= 12
    assert first["/"] == then["/"]
    count, _ = counted(here.phone, f"/box/{here.letter.pk}/")
    assert count <= 12


def test_desk_lists_ask_the_same_at_one_and_three(here):
    desk = signed_in(here.clerk)
    desk.get("/desk/homes/letter/")
    paths = ("/desk/homes/letter/", "/desk/homes/officercard/", "/desk/homes/letter/?state=late")
    with scope(here.county.pk):
        services.issue_card(appointment=here.her, consented=True, at=timezone.now(), by=None)
    first = [counted(desk, path)[0] for path in paths]
    with scope(here.county.pk):
        for n in (1, 2):
            written(here, n)
            one = seat(here.village, Office.EXECUTIVE_MEMBER, f"沈秋{n}")
            services.issue_card(appointment=one, consented=True, at=timezone.now(), by=None)
    assert [counted(desk, path)[0] for path in paths] == first


def test_chair_answers_on_the_phone(here):
    path = f"/box/{here.letter.pk}/"
    page = words(here.phone.get(path))
    assert "第0封信" in page
    assert "100****0077" in page
    assert "10000000077" not in page
    assert here.phone.post(path, {"text": ""}).status_code == 200
    assert here.phone.post(path, {"text": "来妇女之家坐坐"}).status_code == 302
    assert "来妇女之家坐坐" in words(here.phone.get(path))


def test_contact_is_shown_once_with_a_reason(here):
    path = f"/box/{here.letter.pk}/"
    assert "请写明" in words(here.phone.post(f"{path}contact/", {"reason": "看"}))
    assert "10000000077" in words(here.phone.post(f"{path}contact/", {"reason": "约她见面"}))
    assert "10000000077" not in words(here.phone.get(path))


def test_another_villages_letter_is_missing(here):
    with scope(here.county.pk):
        far = written(here, 9, org=here.other_village).pk
        above = written(here, 8, kind="complaint", is_about_us=True).pk
    for number in (far, above, 99999999):
        for end in ("", "assign/", "close/", "contact/", "need/"):
            assert here.phone.get(f"/box/{number}/{end}").status_code == 404
            assert here.phone.post(f"/box/{number}/{end}", {"text": "x"}).status_code == 404
    assert signed_in(here.officer, agent=PHONE).get(f"/box/{here.letter.pk}/").status_code == 404


def test_handing_up_and_making_a_need(here):
    with scope(here.county.pk):
        second = written(here, 5).pk
    assert here.phone.post(f"/box/{here.letter.pk}/assign/", {"up": "1"}).status_code == 302
    assert here.phone.get(f"/box/{here.letter.pk}/").status_code == 404
    answer = here.phone.post(f"/box/{second}/need/", {"category": "environment"})
    assert answer.status_code == 302
    with scope(here.county.pk):
        assert Letter.rows.get(pk=second).need_id
        assert Letter.rows.get(pk=here.letter.pk).to_org_id == here.town.pk


def test_issuing_showing_and_ending_a_card_on_the_phone(here):
    form = {"seats": [str(here.her.pk)], "shows": ["name", "role"], "hours": ""}
    assert "同意" in words(here.phone.post("/cards/issue/", form))
    done = here.phone.post("/cards/issue/", form | {"consented": "on"})
    assert done.status_code == 302
    with scope(here.county.pk):
        card = OfficerCard.rows.get()
        code = card.plain_code
    page = words(here.phone.get(f"/cards/{card.pk}/"))
    assert "<svg" in page
    assert "<svg" in words(here.phone.get("/cards/print/"))
    assert here.phone.post(f"/cards/{card.pk}/revoke/", {"again": "1"}).status_code == 302
    assert here.phone.get(f"/c/{code}/").status_code == 410
    with scope(here.county.pk):
        new = OfficerCard.rows.get(until__isnull=True)
    assert here.phone.post(f"/cards/{new.pk}/revoke/", {"why": "lost"}).status_code == 302
    assert here.phone.get(f"/c/{code}/").status_code == 410
    assert here.phone.get(f"/cards/{new.pk}/").status_code == 404


def test_seat_of_another_place_cannot_be_smuggled_into_the_form(here):
    with scope(here.county.pk):
        far = seat(here.other_village, Office.CHAIR, "姜雨桐")
    form = {"seats": [str(far.pk)], "shows": ["name"], "consented": "on"}
    assert here.phone.post("/cards/issue/", form).status_code == 200
    with scope(here.county.pk):
        assert not OfficerCard.rows.exists()


def test_operators_page_tells_and_answers_only_theirs(here, operator):
    with scope(here.county.pk):
        mine = written(here, 7, text="页面打不开", audience="operator").pk
    desk = signed_in(operator)
    page = words(desk.get("/desk/homes/letter/operator/"))
    assert "页面打不开" in page
    assert "第0封信" not in page
    assert desk.get(f"/desk/homes/letter/operator/{here.letter.pk}/").status_code == 404
    path = f"/desk/homes/letter/operator/{mine}/"
    assert desk.post(path, {"text": "已经修好"}).status_code == 302
    admin = signed_in(here.admin)
    assert admin.get(f"/desk/homes/letter/{mine}/").status_code == 404
    assert "页面打不开" not in words(admin.get("/desk/homes/letter/"))


def test_operator_meets_what_is_late_on_his_first_page_and_the_county_does_not(here, operator):
    with scope(here.county.pk):
        sent = written(here, 8, text="页面打不开", audience="operator")
        ahead = written(here, 9, text="字太小", audience="operator")
        with scope(here.county.pk, glass=(Letter, sent.pk)):
            Letter.rows.filter(pk=sent.pk).update(due_on="2026-01-05")
    desk = signed_in(operator)
    first = words(desk.get("/desk/"))
    assert "1 封，最早的应在 2026年1月5日前答复" in first
    assert f"/letter/operator/{sent.pk}/" in first
    page = words(desk.get("/desk/homes/letter/operator/"))
    assert page.index("应在 1月5日前答复，已经过期") < page.index(f"/operator/{ahead.pk}/")
    assert "写给平台的来信" not in words(signed_in(here.admin).get("/desk/"))
    for path, text in ((sent.pk, "修好了"), (ahead.pk, "改大了")):
        desk.post(f"/desk/homes/letter/operator/{path}/", {"text": text})
    assert "没有等着答复的来信" in words(desk.get("/desk/"))


def test_guarded_letter_at_the_desk_is_the_named_ones_alone(here):
    with scope(here.county.pk):
        secret = written(here, 6, text="他打我", is_sensitive=True).pk
    admin, clerk = signed_in(here.admin), signed_in(here.clerk)
    assert "他打我" in words(admin.get(f"/desk/homes/letter/{secret}/"))
    assert clerk.get(f"/desk/homes/letter/{secret}/").status_code == 404
    for desk in (admin, clerk):
        assert f"/{secret}/" not in words(desk.get("/desk/homes/letter/"))
        assert f"/{secret}/" not in words(desk.get("/desk/homes/letter/?q=他打我"))
    assert f"/{secret}/" in words(admin.get("/desk/homes/letter/guarded/"))
    assert f"/{secret}/" not in words(clerk.get("/desk/homes/letter/guarded/"))


def test_closed_place_leads_on_where_a_card_hung(here):
    with scope(here.county.pk):
        card = services.issue_card(appointment=here.her, consented=True, at=timezone.now(), by=None)
        ground.close_org(org=here.village, on=timezone.localdate(), by=None)
    page = here.phone.get(f"/c/{card.plain_code}/")
    assert page.status_code == 410
    assert here.town.title in words(page)
    assert "白春燕" not in words(page)


def test_nobody_else_reads_in_the_record_that_somebody_wrote(here):
    """Who wrote to whom is the administrator's and the auditor's to look up, not a desk's."""
    clerk, admin = signed_in(here.clerk), signed_in(here.admin)
    for path in ("/desk/", "/desk/orgs/record/"):
        assert "群众来信" in words(admin.get("/desk/orgs/record/"))
        assert str(here.letter) not in words(clerk.get(path))


def test_desk_hands_a_letter_up_and_makes_a_need_of_it(here, west):
    clerk, stranger = signed_in(here.clerk), signed_in(west.admin)
    with scope(here.county.pk):
        villages = written(here, 7, text="想学剪纸").pk
        towns = written(here, 8, org=here.town, text="想办一期培训").pk
    for pk in (villages, towns):
        for act in ("up", "need"):
            assert stranger.get(f"/desk/homes/letter/{pk}/{act}/").status_code == 404
    page = words(clerk.get(f"/desk/homes/letter/{towns}/"))
    assert "转给上级" in page
    assert "转为妇女诉求" in page
    assert here.root.title in words(clerk.get(f"/desk/homes/letter/{towns}/up/"))
    assert "没有人任职" in words(clerk.get(f"/desk/homes/letter/{towns}/need/"))
    assert (
        clerk.post(f"/desk/homes/letter/{towns}/need/", {"category": "skills"}).status_code == 200
    )
    with scope(here.county.pk):
        seat(here.town, Office.CHAIR, "史慧敏")
    bad = clerk.post(f"/desk/homes/letter/{towns}/need/", {"category": "x"})
    assert "请选择哪方面的" in words(bad)
    category = NeedCategory.values[0]
    for _ in range(2):
        done = clerk.post(f"/desk/homes/letter/{towns}/need/", {"category": category})
    assert done.status_code == 200
    assert "已经转过了" in words(done)
    with scope(here.county.pk):
        assert NeedRequest.rows.get(org=here.town).text == "想办一期培训"
    assert "看转成的诉求" in words(clerk.get(f"/desk/homes/letter/{towns}/"))
    assert clerk.post(f"/desk/homes/letter/{towns}/up/").status_code == 302
    with scope(here.county.pk):
        assert Letter.rows.get(pk=towns).to_org == here.root


def test_letter_of_the_county_goes_no_higher_and_guarded_ones_nowhere(here):
    admin = signed_in(here.admin)
    with scope(here.county.pk):
        top = written(here, 9, org=here.root).pk
        secret = written(here, 10, text="他打我", is_sensitive=True).pk
    assert "转给上级" not in words(admin.get(f"/desk/homes/letter/{top}/"))
    refused = admin.post(f"/desk/homes/letter/{top}/up/")
    assert refused.status_code == 200
    assert "desk-refusal" in words(refused)
    for act in ("up", "need"):
        answer = admin.post(f"/desk/homes/letter/{secret}/{act}/", {"category": "other"})
        assert answer.status_code == 200
    with scope(here.county.pk):
        assert Letter.rows.filter(pk=top, to_org=here.root).exists()
        assert not NeedRequest.rows.exists()
