"""Asking villages from the phone: a township's few questions, the gate, and what came back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from homes.models import DataRequest, RequestAnswer, RequestField, RequestStatus
from tests.conftest import signed_in
from tests.homes.requesting import answered, drafted, sent
from tests.homes.test_request_pages import now  # noqa: F401 -- a fixture

SENT = "/requests/asked/"
NASTY = "<script>alert(1)</script>\u202e😀"


def form(**more):
    day = timezone.localdate() + timedelta(days=14)
    return {
        "title": "冬季摸底", "why": "安排慰问物资", "minutes": "5", "due_on": day.isoformat(),
        "to": "village", "name1": "留守老人户数", "kind1": "number", "name2": "有没有棋牌室",
        "kind2": "yes_no",
    } | more  # fmt: skip


def rows(cast, model, **only):
    with scope(cast.county.pk):
        return list(model.rows.filter(**only).order_by("pk"))


def passed(phone, one, **more):
    """Send the draft through the gate as the page shows it."""
    page = phone.get(f"{SENT}{one.pk}/gate/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    return phone.post(f"{SENT}{one.pk}/gate/", {"seen": seen} | more)


def test_township_asks_from_the_phone_and_reads_the_answers(east):
    phone = signed_in(east.town_clerk)
    assert "还没有发过" in phone.get(SENT).content.decode()
    assert phone.post(f"{SENT}add/", form()).status_code == 302
    (one,) = rows(east, DataRequest)
    assert one.org_id == east.town.pk
    assert "过减负闸，发出" in phone.get(f"{SENT}{one.pk}/").content.decode()
    assert rows(east, RequestAnswer) == []
    assert phone.post(f"{SENT}{one.pk}/edit/", form(title="改过的")).status_code == 302
    assert len(rows(east, RequestField, request=one)) == 2
    assert passed(phone, one).status_code == 302
    (one,) = rows(east, DataRequest)
    assert (one.title, one.status) == ("改过的", RequestStatus.OPEN)
    assert passed_twice(phone, one)
    with scope(east.county.pk):
        mine = RequestAnswer.rows.get(org=east.village)
    chair = signed_in(east.chair)
    first, second = rows(east, RequestField, request=one)
    told = {f"f{first.pk}": "37", f"f{second.pk}": "是"}
    assert chair.post(f"/requests/{mine.pk}/", told).status_code == 302
    page = phone.get(f"{SENT}{one.pk}/").content.decode()
    assert "37；是" in page
    assert phone.post(f"{SENT}{one.pk}/remind/").status_code == 302


def passed_twice(phone, one):
    """Say whether a second sending leads back and sends nothing."""
    again = phone.post(f"{SENT}{one.pk}/gate/", {"seen": "0"})
    return again.status_code == 302 and again["Location"].endswith(f"{SENT}{one.pk}/")


def test_too_little_time_goes_to_the_county_with_its_reason(east):
    phone, today = signed_in(east.town_clerk), timezone.localdate().isoformat()
    phone.post(f"{SENT}add/", form(due_on=today))
    (one,) = rows(east, DataRequest)
    refused = passed(phone, one)
    assert refused.status_code == 200
    assert "写明理由" in refused.content.decode()
    assert passed(phone, one, excuse="明天就要").status_code == 302
    assert rows(east, DataRequest)[0].status == RequestStatus.WAITING
    assert rows(east, RequestAnswer) == []


@pytest.mark.parametrize(
    "more",
    [
        {"name1": "", "name2": ""}, {"name1": "身份证号"}, {"name1": "手机号码"}, {"minutes": "0"},
        {"due_on": "2020-01-01"}, {"title": "长" * 51}, {"why": ""}, {"kind1": "choice"},
        {"title": "a\0b"}, {"within": ["99999999"]}, {"to": "township"},
    ],
)  # fmt: skip
def test_what_may_not_be_asked_is_refused_on_the_phone_too(east, more):
    phone = signed_in(east.town_clerk)
    assert phone.post(f"{SENT}add/", form(**more)).status_code == 200
    assert rows(east, DataRequest) == []


def test_hostile_words_are_words_and_others_requests_are_not_there(east, west, now):  # noqa: F811 -- a fixture
    phone, far = signed_in(east.town_clerk), signed_in(west.town_clerk)
    phone.post(f"{SENT}add/", form(title=NASTY, name1=NASTY[:20]))
    (one,) = rows(east, DataRequest)
    for page in (SENT, f"{SENT}{one.pk}/", f"{SENT}{one.pk}/gate/", f"{SENT}{one.pk}/edit/"):
        assert "<script>alert" not in phone.get(page).content.decode(), page
    with scope(east.county.pk):
        county = sent(east, **now)
        long = drafted(east, org=east.town, places=[east.village])
    for pk in (one.pk, county.pk, 99999999):
        for page in ("", "edit/", "gate/"):
            assert far.get(f"{SENT}{pk}/{page}").status_code == 404
    assert phone.get(f"{SENT}{county.pk}/").status_code == 404, "the county asks, not the township"
    assert signed_in(east.chair).get(SENT).status_code == 403
    assert phone.get(f"{SENT}{long.pk}/edit/").status_code == 302, "options: at the desk"
    assert "请在电脑上改" in phone.get(f"{SENT}{long.pk}/").content.decode()


def test_phone_pages_ask_the_same_for_one_and_for_three(east, now):  # noqa: F811 -- a fixture
    phone, counts = signed_in(east.town_clerk), []
    for _ in range(2):
        for _ in range(1 + len(counts)):
            with scope(east.county.pk):
                last = sent(east, org=east.town, places=[east.village], **now)
                answered(east, last)
        phone.get(SENT)
        found = []
        for page in (SENT, f"{SENT}{last.pk}/", f"{SENT}add/"):
            with CaptureQueriesContext(connection) as seen:
                assert phone.get(page).status_code == 200
            found.append(len([q for q in seen if "SAVEPOINT" not in q["sql"]]))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
