"""What comes on paper and goes on paper: hours by person, a nomination, a certificate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import CourtyardEntry, ServiceShare, VolunteerActivity
from tests.conftest import TODAY, signed_in
from tests.homes import programmes as made

DESK = "/desk/homes/courtyardentry"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_hours_are_noted_by_person_where_they_differ(here):
    """A43: whoever stayed longer has more hours; the others have what everybody has."""
    made.volunteer(here, "李桂英")
    team = made.team(here)
    who = list(team.members.order_by("pk").values_list("pk", flat=True))
    phone, where = signed_in(here.chair), f"/volunteers/{team.pk}/serve/"
    page = text_of(phone.get(where))
    assert page.count(f'name="time_{who[0]}"') == 1
    assert "有人时间不一样" in page
    sent = {"day": f"{timezone.localdate()}", "kind": "cleaning", "who": who, "time": "3"}
    for wrong in ("0", "0.3", "24.5", "-1", "1e3", "很久", "\0", "1" * 10_000):
        answer = text_of(phone.post(where, sent | {f"time_{who[0]}": wrong}))
        assert "半小时一档" in answer, wrong[:9]
    answer = text_of(phone.post(where, sent | {"who": who[:1], f"time_{who[1]}": "2"}))
    assert "她没有勾在" in answer
    assert not VolunteerActivity.rows.exists()
    assert phone.post(where, sent | {f"time_{who[0]}": "4.5"}).status_code == 302
    done = VolunteerActivity.rows.get()
    shares = ServiceShare.rows.filter(activity=done).order_by("volunteer")
    assert list(shares.values_list("half_hours", flat=True)) == [9, 3]
    assert done.half_hours == 12


def test_the_desk_brings_in_a_household_named_on_paper(here, west):
    made.courtyard(here)
    home = made.household(here.village, "田边周家")
    desk = signed_in(here.town_clerk)
    page = text_of(desk.get(f"{DESK}/add/", {"q": here.village.short_name}))
    where = f"{DESK}/org/{here.village.pk}/nominate/"
    assert where in page
    assert "没有找到" in text_of(desk.get(f"{DESK}/add/", {"q": "<script>没有的村"}))
    assert "田边周家" in text_of(desk.get(where))
    sent = {
        "round": made.courtyard(here).pk, "household": home.pk, "nominated_by": "三组<b>陈嫂",
        "voices": "5", "on": f"{timezone.localdate()}",
    }  # fmt: skip
    assert "1 到 2000" in text_of(desk.post(where, sent | {"voices": "0"}))
    assert "不能晚于今天" in text_of(
        desk.post(where, sent | {"on": f"{timezone.localdate() + timedelta(days=1)}"})
    )
    answer = desk.post(where, sent)
    entry = CourtyardEntry.rows.get()
    assert answer["Location"] == f"{DESK}/{entry.pk}/"
    assert (entry.household_id, entry.nominated_by) == (home.pk, "三组<b>陈嫂")
    assert "&lt;b&gt;陈嫂" in text_of(desk.get(answer["Location"]))
    assert "没有还没参评的联系家庭" in text_of(desk.get(where))
    assert signed_in(west.admin).get(where).status_code == 404
    assert signed_in(here.auditor).get(where).status_code == 403


def test_a_certificate_is_printed_for_a_final_award_only(here):
    entry, phone = made.shown(here), signed_in(here.chair)
    address = f"/yards/{entry.pk}/certificate/"
    assert phone.get(address).status_code == 404, "still being shown"
    CourtyardEntry.rows.filter(pk=entry.pk).update(
        shown_on=TODAY - timedelta(days=900), shown_until=TODAY - timedelta(days=895)
    )
    page = text_of(phone.get(address))
    for said in ("荣誉证书", "李家小院", "县级最美庭院", "妇女联合会", entry.courtyard.name):
        assert said in page
    assert "打印荣誉证书" in text_of(phone.get(f"/yards/{entry.pk}/"))
    assert "打印荣誉证书" in text_of(signed_in(here.admin).get(f"{DESK}/{entry.pk}/"))
    services.revoke_award(entry=entry, reason="搬走", on=TODAY, by=None)
    assert phone.get(address).status_code == 404


def test_stopping_a_contact_says_what_it_ends(here):
    home = made.recommended(here, "田边周家").household
    phone = signed_in(here.chair)
    page = text_of(phone.get(f"/contacts/household/{home.pk}/stop/"))
    assert "最美庭院参评 1 项，不再参评" in page
