"""新任须知: one page for a new seat, with what is hers and nobody's number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import DutyPost
from fulian.scoping import scope
from homes import services as homes
from members import services as members
from members.models import Office
from tests.conftest import signed_in
from tests.people import person, seat

PHONE = "10099990777"


@pytest.fixture
def newcomer(east):
    """A new executive member of the village with a post, a link from above and a group below."""
    today = timezone.localdate()
    with scope(east.county.pk, by=east.admin):
        services.set_up_posts(on=today, by=None)
        chair = seat(east.village, Office.CHAIR, "沈秋月")
        vice = seat(east.village, Office.VICE_CHAIR, "陶晓岚")
        who = person(east.village, "白春燕", phone=PHONE)
        she = members.appoint(
            person=who, org=east.village, office=Office.EXECUTIVE_MEMBER, on=today, by=None
        )
        other = seat(east.village, Office.EXECUTIVE_MEMBER, "姜雨桐")
        post = DutyPost.rows.order_by("place")[0]
        services.assign_post(appointment=she, post=post, on=today, by=None)
        services.link(above=vice, below=she, on=today, by=None)
        grant = she.grant
        assert grant is not None
        grant.user.refresh_from_db()
    return chair, she, other, post


def test_pack_shows_posts_people_and_dates(east, newcomer):
    chair, she, _, post = newcomer
    page = signed_in(she.grant.user).get("/")
    assert "欢迎您任职" in page.content.decode()
    text = signed_in(she.grant.user).get(f"/start/{she.pk}/").content.decode()
    for told in (post.name, "陶晓岚", chair.person.name, "本季度最后一天", "记一条", "看过了"):
        assert told in text, told
    assert PHONE not in text
    assert PHONE[-4:] not in text


def test_pack_is_put_away_once(east, newcomer):
    _, she, _, _ = newcomer
    browser = signed_in(she.grant.user)
    assert browser.post(f"/start/{she.pk}/read/")["Location"] == "/"
    assert "欢迎您任职" not in browser.get("/").content.decode()
    assert browser.get("/start/")["Location"] == f"/start/{she.pk}/"


def test_pack_of_a_seat_held_long_is_not_offered(east, newcomer):
    _, she, _, _ = newcomer
    with scope(east.county.pk):
        type(she).rows.filter(pk=she.pk).update(since=timezone.localdate() - timedelta(days=61))
    assert "欢迎您任职" not in signed_in(she.grant.user).get("/").content.decode()


def test_pack_of_a_colleague_is_the_arrangers(east, newcomer):
    _, she, other, _ = newcomer
    assert signed_in(she.grant.user).get(f"/start/{other.pk}/").status_code == 404
    assert signed_in(she.grant.user).post(f"/start/{other.pk}/read/").status_code == 404
    chair = signed_in(east.chair)
    assert "姜雨桐" in chair.get("/start/").content.decode()
    page = chair.get(f"/start/{other.pk}/").content.decode()
    assert "看过了" not in page
    assert "还没有安排岗位" in page


def test_pack_of_another_county_or_village_is_not_there(east, west, newcomer):
    _, she, _, _ = newcomer
    with scope(west.county.pk):
        foreign = seat(west.village, Office.CHAIR, "柳芳菲")
    with scope(east.county.pk):
        beside = seat(east.other_village, Office.CHAIR, "史慧敏")
    chair = signed_in(east.chair)
    assert chair.get(f"/start/{foreign.pk}/").status_code == 404
    assert chair.get(f"/start/{beside.pk}/").status_code == 404
    assert signed_in(west.admin).get(f"/start/{she.pk}/").status_code == 404


def test_pack_of_who_left_is_not_there(east, newcomer):
    _, she, _, _ = newcomer
    today = timezone.localdate()
    with scope(east.county.pk, by=east.admin):
        members.end_appointment(appointment=she, on=today, departure="moved", by=None)
    assert signed_in(east.chair).get(f"/start/{she.pk}/").status_code == 404


def test_pack_asks_little(east, newcomer):
    _, she, _, _ = newcomer
    browser = signed_in(she.grant.user)
    browser.get("/")
    for path in ("/", f"/start/{she.pk}/", "/learn/", "/learn/committee/"):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        asked = [q["sql"] for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))]
        assert len(asked) <= 12, (path, asked)


def test_hostile_names_are_words_on_the_page(east, newcomer):
    with scope(east.county.pk, by=east.admin):
        evil = seat(east.village, Office.EXECUTIVE_MEMBER, "<script>坏</script>")
    page = signed_in(east.chair).get(f"/start/{evil.pk}/").content.decode()
    assert "<script>坏" not in page
    assert "&lt;script&gt;" in page


def test_pack_tells_where_the_home_is(east, newcomer):
    _, she, _, _ = newcomer
    with scope(east.county.pk, by=east.admin):
        homes.found_homes(org=east.village, on=timezone.localdate(), by=None)
    page = signed_in(she.grant.user).get(f"/start/{she.pk}/").content.decode()
    assert "妇女之家和群" in page
    assert "网上妇女之家" in page
