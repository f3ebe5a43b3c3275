"""Signing in, passwords, devices, visits."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from orgs import services
from orgs.models import CountySession, FailedLogin, Record, SignIn, Submission
from orgs.queries import hats
from orgs.services.access import open_doorway
from tests.conftest import NOW, TODAY

PASSWORD = "long-enough-1"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def chair(east):
    east.chair.set_password(PASSWORD)
    east.chair.save()
    return east


def sign_in(phone, password=PASSWORD, address=HERE, at=NOW):
    (user,) = services.sign_in(phone=phone, password=password, address=address, at=at)
    return user


def lines(cast, act):
    with scope(cast.county.pk):
        return list(Record.objects.filter(act=act).values_list("outcome", flat=True))


def test_sign_in(chair):
    assert sign_in(chair.chair_phone) == chair.chair
    assert lines(chair, "orgs.sign_in") == ["done"]


@pytest.mark.parametrize("phone", ["known", "10009999999", ""])
def test_wrong_password_says_the_same_for_everyone(chair, phone):
    with pytest.raises(ValidationError, match="手机号或密码不对"):
        sign_in(chair.chair_phone if phone == "known" else phone, "wrong")
    assert FailedLogin.objects.count() == 1
    assert lines(chair, "orgs.sign_in") == (["refused"] if phone == "known" else [])


def test_fifth_wrong_try_locks_account_and_address(chair):
    for _ in range(5):
        with pytest.raises(ValidationError):
            sign_in(chair.chair_phone, "wrong")
    with pytest.raises(ValidationError, match="15 分钟"):
        sign_in(chair.chair_phone)
    assert sign_in(chair.chair_phone, address=THERE) == chair.chair  # a neighbour locks nobody out
    assert sign_in(chair.chair_phone, at=NOW + timedelta(minutes=16)) == chair.chair


def test_fiftieth_wrong_try_locks_the_address(chair):
    for n in range(50):
        with pytest.raises(ValidationError, match="不对"):
            sign_in(f"1000800{n:04d}", "wrong")
    with pytest.raises(ValidationError, match="15 分钟"):
        sign_in(chair.chair_phone)


def test_switched_off_account(chair):
    chair.chair.is_active = False
    chair.chair.save()
    with pytest.raises(ValidationError, match="不对"):
        sign_in(chair.chair_phone)


def test_claim_once(chair):
    code = open_doorway(user=chair.chair, county=None, at=NOW)
    device = services.begin_session(user=chair.chair, face="phone", device="安卓", at=NOW)
    claim = {"code": code, "address": HERE}
    with pytest.raises(ValidationError):
        services.claim(password="123", at=NOW, **claim)
    assert services.claim(password="another-1", at=NOW, **claim) == chair.chair
    device.refresh_from_db()
    assert device.ended_at == NOW
    # the same form sent twice within a minute is one tap; a stranger's, or later, is refused
    assert services.claim(password="another-1", at=NOW, **claim) == chair.chair
    for password, at in (("other-one-1", NOW), ("another-1", NOW + timedelta(minutes=2))):
        with pytest.raises(ValidationError, match="用过或者过期"):
            services.claim(password=password, at=at, **claim)


def test_claim_expired_or_unknown(chair):
    code = open_doorway(user=chair.chair, county=None, at=NOW - timedelta(hours=24))
    for dead in (code, "nonsense"):
        with pytest.raises(ValidationError, match="用过或者过期"):
            services.claim(code=dead, password=PASSWORD, address=HERE, at=NOW)
    assert FailedLogin.objects.count() == 2


def test_weak_password_is_no_guess(chair):
    code = open_doorway(user=chair.chair, county=None, at=NOW)
    for _ in range(7):
        with pytest.raises(ValidationError, match="密码"):
            services.claim(code=code, password="123", address=HERE, at=NOW)
    assert services.claim(code=code, password="another-1", address=HERE, at=NOW) == chair.chair


def test_change_password_ends_devices(chair):
    device = services.begin_session(user=chair.chair, face="desk", device="电脑", at=NOW)
    with pytest.raises(ValidationError, match="原来的密码"):
        services.change_password(user=chair.chair, old="x", new="fresh-one-1", at=NOW)
    services.change_password(user=chair.chair, old=PASSWORD, new="fresh-one-1", at=NOW)
    device.refresh_from_db()
    assert device.ended_at == NOW


def test_sessions_last_as_said(chair):
    phone = services.begin_session(user=chair.chair, face="phone", device="安卓", at=NOW)
    desk = services.begin_session(user=chair.chair, face="desk", device="x" * 99, at=NOW)
    assert phone.expires_at - NOW == timedelta(days=90)
    assert desk.expires_at - NOW == timedelta(hours=12)
    services.end_session(session=phone, at=NOW, by=chair.chair)
    assert SignIn.objects.filter(ended_at=None).get() == desk


def test_visit_is_recorded_and_ends(east, operator):
    for reason, county in (("", east.county), ("太短", east.county)):
        with pytest.raises(ValidationError, match="事由"):
            services.enter_county(county=county, reason=reason, at=NOW, by=operator)
    visit = services.enter_county(county=east.county, reason="协助找回账号", at=NOW, by=operator)
    with scope(east.county.pk, by=operator):
        hat, seat = hats.visit_hat(operator, east.county, visit.pk, NOW)
        assert (hat.role, seat) == ("operator", east.root)
        late = NOW + timedelta(hours=2)
        assert hats.visit_hat(operator, east.county, visit.pk, late) is None
        assert hats.visit_hat(east.admin, east.county, visit.pk, NOW) is None
        services.leave_county(visit=visit, at=NOW, by=operator)
        assert hats.visit_hat(operator, east.county, visit.pk, NOW) is None
        assert CountySession.objects.get().reason == "协助找回账号"
        assert Record.objects.filter(act="orgs.enter_county", user_id=operator.pk).exists()


def test_visit_to_a_closed_county(east, operator):
    east.county.opened_at = None
    with pytest.raises(ValidationError, match="还没有开通"):
        services.enter_county(county=east.county, reason="协助找回账号", at=NOW, by=operator)


def test_a_phone_has_an_account_in_every_county(east, west):
    with scope(west.county.pk):
        theirs = services.grant_access(
            org=west.village, role="officer", phone=east.chair_phone, holder="甲", on=TODAY, by=None
        ).user
    assert theirs != east.chair
    assert [h.org for h in hats.hats_of(east.chair, TODAY)] == [east.village.pk]
    for user in (theirs, east.chair):
        user.set_password(PASSWORD)
        user.save()
    found = services.sign_in(phone=east.chair_phone, password=PASSWORD, address=HERE, at=NOW)
    assert found == [theirs, east.chair]  # by the code of the county


def test_sweep(east):
    Submission.objects.create(user=east.chair, key="k", at=NOW - timedelta(days=91))
    FailedLogin.objects.create(account_key="a", address_key="b", at=NOW - timedelta(days=2))
    FailedLogin.objects.create(account_key="a", address_key="b", at=NOW)
    month_ago = NOW - timedelta(days=31)
    old = services.begin_session(user=east.chair, face="phone", device="旧", at=month_ago)
    services.end_session(session=old, at=month_ago, by=east.chair)
    services.begin_session(user=east.chair, face="phone", device="新", at=month_ago)
    open_doorway(user=east.chair, county=None, at=NOW - timedelta(days=32))
    open_doorway(user=east.admin, county=None, at=NOW)
    assert services.sweep(at=NOW) == 4
    assert SignIn.objects.get().device == "新"


def test_a_wrong_password_of_an_operator_is_refused_alike(operator):
    """She has no county to record it in; what is counted against her address stays."""
    with pytest.raises(ValidationError, match="手机号或密码"):
        sign_in("10003000001", "wrong")
    assert FailedLogin.objects.count() == 1
