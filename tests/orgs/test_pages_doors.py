"""Coming in: the password, the lock, the one-time link, the forgotten password, and going out."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from orgs.models import Doorway, FailedLogin, HelpRequest, Record, SignIn, User
from orgs.services.access import open_doorway
from tests.conftest import PASSWORD, plant, signed_in

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/120 Edg/120"
WRONG = "手机号或密码不对，请再试一次。"
LOCKED = "密码错误次数太多，请 15 分钟后再试"
DEAD = "这个链接已经用过或者过期了"


def fresh(agent=PHONE, **more):
    return Client(headers={"User-Agent": agent}, **more)


def try_login(phone, password, *, client=None, address="10.0.0.1", **more):
    client = client or fresh()
    given = {"phone": phone, "password": password, **more}
    return client.post("/login/", given, REMOTE_ADDR=address)


def words(answer):
    return answer.content.decode()


def a_link(user):
    return open_doorway(user=user, county=None, at=timezone.now())


@pytest.fixture
def known(east):
    """The chair, who has a password."""
    signed_in(east.chair)
    return east


def test_login_lands_by_device_and_role(known):
    signed_in(known.clerk)
    for phone, agent, there in (
        (known.chair_phone, PHONE, "/"),
        (known.chair_phone, DESK, "/"),
        (known.clerk_phone, PHONE, "/"),
        (known.clerk_phone, DESK, "/desk/"),
    ):
        answer = try_login(phone, PASSWORD, client=fresh(agent))
        assert (answer.status_code, answer["Location"]) == (302, there)


def test_login_understands_full_width_and_spaced_phones(known):
    spaced = f"+86 {known.chair_phone[:3]} {known.chair_phone[3:7]}-{known.chair_phone[7:]}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in known.chair_phone)
    assert try_login(spaced, PASSWORD).status_code == try_login(wide, PASSWORD).status_code == 302


def test_login_says_the_same_for_wrong_password_and_unknown_phone(known):
    wrong, unknown = try_login(known.chair_phone, "nonsense"), try_login("10099999999", "nonsense")
    assert wrong.status_code == unknown.status_code == 200
    assert WRONG in words(wrong)
    assert WRONG in words(unknown)


def test_login_locks_account_and_address_after_five(known, west):
    for _ in range(5):
        assert WRONG in words(try_login(known.chair_phone, "nonsense"))
    cache.clear()  # a restart: what the process and the cache knew is gone
    answer = try_login(known.chair_phone, PASSWORD)
    assert answer.status_code == 200
    assert LOCKED in words(answer)
    signed_in(west.chair)
    assert try_login(west.chair_phone, PASSWORD).status_code == 302  # the neighbour may
    elsewhere = try_login(known.chair_phone, PASSWORD, address="10.0.0.2")
    assert elsewhere.status_code == 302  # and so may she, from home


def test_login_opens_again_after_fifteen_minutes(known):
    for _ in range(5):
        try_login(known.chair_phone, "nonsense")
    FailedLogin.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert try_login(known.chair_phone, PASSWORD).status_code == 302


def test_login_locks_an_address_after_fifty(known):
    try_login("10088800000", "nonsense")
    row = FailedLogin.objects.get()
    FailedLogin.objects.bulk_create(
        FailedLogin(account_key=str(n), address_key=row.address_key, at=row.at) for n in range(48)
    )
    assert WRONG in words(try_login(known.chair_phone, "nonsense"))  # the fiftieth
    cache.clear()
    assert LOCKED in words(try_login(known.chair_phone, PASSWORD))
    assert try_login(known.chair_phone, PASSWORD, address="10.0.0.2").status_code == 302
    code = a_link(known.officer)  # links are counted apart: they lock no passwords, nor these them
    claimed = fresh().post(
        f"/claim/{code}/", {"password": PASSWORD, "again": PASSWORD}, REMOTE_ADDR="10.0.0.1"
    )
    assert claimed.status_code == 302


@pytest.mark.parametrize(
    ("asked", "there"),
    [("/me/devices/", "/me/devices/"), ("https://evil.example/", "/"), ("//evil.example", "/"),
     ("/\\evil.example", "/"), ("javascript:alert(1)", "/"), ("evil.example", "/"),
     ("https://testserver/me/", "/"), ("", "/")],
)  # fmt: skip
def test_next_stays_on_the_site(known, asked, there):
    assert try_login(known.chair_phone, PASSWORD, next=asked)["Location"] == there
    shown = words(fresh().get("/login/", {"next": asked}))
    assert (f'value="{asked}"' in shown) == (there != "/")
    assert "evil" not in shown


def test_login_rotates_the_session(known):
    victim = fresh()
    session = victim.session  # what an attacker planted
    session["planted"] = "yes"
    session.save()
    victim.cookies["fulian"] = planted = session.session_key
    assert try_login(known.chair_phone, PASSWORD, client=victim).status_code == 302
    assert victim.cookies["fulian"].value != planted
    thief = fresh()
    thief.cookies["fulian"] = planted
    assert thief.get("/me/")["Location"] == "/login/?next=%2Fme%2F"


def test_login_of_another_person_leaves_nothing_of_the_first(known):
    browser = signed_in(known.officer)
    first = SignIn.objects.get(user=known.officer)
    assert try_login(known.chair_phone, PASSWORD, client=browser).status_code == 302
    first.refresh_from_db()
    assert first.ended_at is not None
    assert "主席" in words(browser.get("/"))
    assert int(browser.session["_auth_user_id"]) == (known.chair.pk)


def test_login_when_signed_in_goes_on(known):
    assert signed_in(known.chair).get("/login/")["Location"] == "/"


def test_session_lasts_as_long_as_the_device_may(known):
    for agent, face, days in ((PHONE, "phone", 90), (DESK, "desk", 0.5)):
        browser = signed_in(known.chair, agent=agent)
        row = SignIn.objects.get(user=known.chair, ended_at=None)
        assert row.face == face
        assert row.expires_at - row.began_at == timedelta(days=days)
        assert browser.session.get_expiry_age() == days * 86400


def test_claim_shows_nobody_and_signs_in(east):
    code = a_link(east.chair)
    shown = words(fresh().get(f"/claim/{code}/"))
    assert east.chair_grant.holder not in shown
    assert east.chair_phone not in shown
    browser = fresh()
    answer = browser.post(f"/claim/{code}/", {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/"
    assert browser.get("/").status_code == 200
    with scope(east.county.pk):
        assert Record.objects.get(act="orgs.claim").user_id == east.chair.pk


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [("short", "short", "8"), ("12345678901", "12345678901", "数字"),
     ("a-good-password", "another-password", "两次输入的密码不一样"), ("", "", "请填写新密码")],
)  # fmt: skip
def test_claim_keeps_the_link_when_the_password_will_not_do(east, password, again, says):
    code = a_link(east.chair)
    answer = fresh().post(f"/claim/{code}/", {"password": password, "again": again})
    assert answer.status_code == 200
    assert says in words(answer)
    assert fresh().get(f"/claim/{code}/").status_code == 200


def test_claim_of_a_used_expired_or_unknown_link(east):
    used, choice = a_link(east.chair), {"password": PASSWORD, "again": PASSWORD}
    assert fresh().post(f"/claim/{used}/", choice).status_code == 302
    expired = a_link(east.officer)
    Doorway.objects.filter(user=east.officer).update(expires_at=timezone.now())
    before = User.objects.get(pk=east.officer.pk).password
    other = {"password": "thieves-like-it", "again": "thieves-like-it"}
    for code in (used, expired, "never-was", "x" * 2000):
        assert fresh().get(f"/claim/{code}/").status_code == 404
        answer = fresh().post(f"/claim/{code}/", other)
        assert answer.status_code == 404
        assert DEAD in words(answer)
    assert User.objects.get(pk=east.officer.pk).password == before
    assert FailedLogin.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_claim_tapped_twice_signs_both_in():
    east = plant("430424", "东县", "0100")
    code, start, seen = a_link(east.chair), Barrier(2), []
    page = fresh(enforce_csrf_checks=True)
    page.get(f"/claim/{code}/")
    token = page.cookies["csrftoken"].value
    choice = {"password": PASSWORD, "again": PASSWORD, "csrfmiddlewaretoken": token}

    def tap():
        twin = fresh(enforce_csrf_checks=True)
        twin.cookies["csrftoken"] = token
        start.wait()
        try:
            answer = twin.post(f"/claim/{code}/", choice)
            seen.append((answer.status_code, twin.get("/me/").status_code))
        finally:
            connection.close()

    taps = [Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    assert seen == [(302, 200), (302, 200)]
    with scope(east.county.pk):
        assert Record.objects.filter(act="orgs.claim").count() == 1


def test_forgot_says_the_same_and_asks_once(known):
    answers = []
    for phone in (known.chair_phone, known.chair_phone, "10099999999"):
        browser = fresh()
        sent = browser.post("/forgot/", {"phone": phone})
        answers.append((sent.status_code, sent["Location"], browser.get(sent["Location"]).content))
    assert answers[0] == answers[1] == answers[2]
    assert "管理员会给您发新的链接" in answers[0][2].decode()
    with scope(known.county.pk):
        assert HelpRequest.objects.get().grant_id == known.chair_grant.pk
    assert "请输入 11 位手机号码" in words(fresh().post("/forgot/", {"phone": "123"}))


def test_logout_asks_and_ends_the_device(known):
    browser = signed_in(known.chair)
    assert "要退出登录吗" in words(browser.get("/logout/"))
    assert browser.get("/").status_code == 200
    assert browser.post("/logout/")["Location"] == "/login/"
    assert browser.get("/")["Location"] == "/login/"
    assert not SignIn.objects.filter(user=known.chair, ended_at=None).exists()
    assert fresh().get("/logout/")["Location"] == fresh().post("/logout/")["Location"] == "/login/"


def test_refusals_are_recorded_and_survive(known):
    try_login(known.chair_phone, "nonsense")
    with scope(known.county.pk):
        line = Record.objects.get(act="orgs.sign_in", outcome="refused")
    assert line.user_id == known.chair.pk
    assert known.chair_phone not in str(line.__dict__)


def test_form_without_its_key_is_refused_in_chinese(known):
    strict = fresh(enforce_csrf_checks=True)
    answer = try_login(known.chair_phone, PASSWORD, client=strict)
    assert answer.status_code == 403
    assert "已经过期，内容没有提交" in words(answer)


def test_address_that_no_password_can_hold(known):
    answer = try_login("1\x00", "x\x00y")
    assert answer.status_code == 200
