"""Signing in and out, passwords, devices, and a platform operator's visits to a county."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from typing import cast

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from fulian import crypto, scoping
from orgs.models import (
    AccessGrant,
    County,
    CountySession,
    Doorway,
    FailedLogin,
    Org,
    SignIn,
    Submission,
    User,
)
from orgs.queries.hats import taken
from orgs.services.access import digest_of, may_choose_password, open_doorway, phone_key, take_up
from orgs.services.recording import (
    after_refusal,
    nothing_to_do,
    record,
    record_refusal,
    verb,
)
from orgs.services.tries import address_key, count_try, forget_tries

PHONE_STAYS = timedelta(days=90)
DESK_IDLE = timedelta(minutes=30)
DESK_STAYS = timedelta(hours=12)
VISIT = timedelta(hours=2)
TWICE = timedelta(minutes=1)  # within which a form sent again is the same tap
WRONG = "手机号或密码不对，请再试一次。"
WRONG_HERS = "密码不对。请输入您原来的密码；如果忘记了，请让所有身份的上级管理员或平台运维员处理。"
DEAD_LINK = "这个链接已经用过或者过期了，请向管理员要一个新的。"


def sign_in(*, phone: str, password: str, address: str, at: datetime) -> list[User]:
    """Return the accounts of ``phone`` that have this password: one, or one a county.

    After five wrong tries for one phone from one address, or fifty from one address, it refuses
    for 15 minutes; never for a phone alone, or a spiteful neighbour could lock her out. A try is
    written down before it is judged, so that many at once are counted too; the tries stand in the
    database, so a restart forgets none.
    """
    keys = {"account_key": phone_key(phone), "address_key": address_key(address)}
    count_try(**keys, at=at)
    return _sign_in(password=password, **keys, at=at)


@verb("orgs.sign_in", "登录")
def _sign_in(*, password: str, account_key: str, address_key: str, at: datetime) -> list[User]:
    known = User.objects.filter(phone_key=account_key, is_active=True)
    users = list(known.order_by("county__code"))  # an operator, who has no county, comes last
    right = [user for user in users if check_password(password, user.password)]
    if not users:
        check_password(password, _absent())
    if not right:
        after_refusal(partial(_record_wrong, users))
        raise ValidationError(WRONG, code="wrong_password")
    forget_tries(account_key, address_key)
    for user in right:
        _record_at_home(user)
    return right


def claim(*, code: str, password: str, address: str, at: datetime) -> User:
    """Let the holder of a one-time code in, once.

    She chooses her password, and her old devices are out; where ``doorway_asks`` says ``enter``
    it must be the password she has. Raises ``ValidationError`` for a code that is used, expired or
    none, and for a weak or wrong password (the code then still lives).
    """
    keys = {"account_key": digest_of(code)[:40], "address_key": address_key(address, door="claim")}
    count_try(**keys, at=at)
    return _claim(code=code, password=password, **keys, at=at)


@verb("orgs.claim", "用一次性链接登录")
def _claim(*, code: str, password: str, account_key: str, address_key: str, at: datetime) -> User:
    door = doorway(code=code, at=at, hold=True)
    if door is None and (user := _claimed_just_now(code, password, at)):
        nothing_to_do()  # the same form, sent twice
        return user
    if door is None:
        raise ValidationError(DEAD_LINK, code="dead_link")
    user = cast(User, door.user)
    if may_choose_password(door, timezone.localdate(at)):
        after_refusal(partial(forget_tries, account_key, address_key))  # a weak one is no guess
        validate_password(password, user)
        _set_password(user, password, at)
    elif not check_password(password, user.password):
        raise ValidationError(WRONG_HERS, code="wrong_password")
    door.used_at = at
    door.save(update_fields=["used_at"])
    forget_tries(account_key, address_key)
    if door.county_id:
        with scoping.scope(door.county_id):
            take_up(door, at)
    _record_at_home(user)
    return user


def doorway(*, code: str, at: datetime, hold: bool = False) -> Doorway | None:
    """Return the live one-time link of ``code``; with ``hold``, lock it against a twin.

    It is dead once used, after its day, and when its giver has lost the seat she gave it in.
    """
    doors = Doorway.objects.select_for_update(of=("self",)) if hold else Doorway.objects
    unused = doors.filter(kind=Doorway.Kind.CLAIM, used_at__isnull=True, expires_at__gt=at)
    found = unused.filter(digest=digest_of(code), user__is_active=True)
    door = found.select_related("user").first()
    if door is None or door.giver_id is None:
        return door
    with scoping.scope(cast(int, door.county_id)):
        giver = AccessGrant.rows.filter(taken(timezone.localdate(at)), pk=door.giver_id)
        return door if giver.exists() else None


def change_password(*, user: User, old: str, new: str, at: datetime) -> None:
    """Give ``user`` another password; all her devices are signed out.

    Wrong tries of the old one are counted as at the door: a found phone is no free guess.
    """
    key = crypto.blind_index(str(user.pk), county=0, column="orgs_failedlogin.user")
    count_try(account_key=key, address_key=key, at=at)
    _change_password(user=user, old=old, new=new, at=at)
    forget_tries(key, key)


@verb("orgs.change_password", "修改密码")
def _change_password(*, user: User, old: str, new: str, at: datetime) -> None:
    if not check_password(old, user.password):
        raise ValidationError("原来的密码不对。", code="wrong_password")
    validate_password(new, user)
    _set_password(user, new, at)
    record(by=user)


@verb("orgs.begin_session", "登录设备")
def begin_session(*, user: User, face: str, device: str, at: datetime) -> SignIn:
    """Note a device she signed in on: 90 days on a phone, at most 12 hours on a desk."""
    nothing_to_do()  # signing in was recorded; this is its device
    stays = PHONE_STAYS if face == SignIn.Face.PHONE else DESK_STAYS
    return SignIn.objects.create(
        user=user, face=face, device=device[:40], began_at=at, expires_at=at + stays
    )


@verb("orgs.end_session", "退出登录")
def end_session(*, session: SignIn, at: datetime, by: User) -> None:
    """Sign one device out; it is out at its next request."""
    SignIn.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=at)
    record(by=by)


@verb("orgs.end_other_sessions", "退出其他设备")
def end_other_sessions(*, keep: SignIn, at: datetime, by: User) -> None:
    """Sign every device of ``by`` out but ``keep``; they are out at their next request."""
    others = SignIn.objects.filter(user=by, ended_at__isnull=True).exclude(pk=keep.pk)
    others.update(ended_at=at)
    record(by=by)


@verb("orgs.make_operator", "设立平台运维员")
def make_operator(*, phone: str, at: datetime) -> tuple[User, str]:
    """Make the account of ``phone`` a platform operator; return it with a one-time code."""
    number = crypto.normal_phone(phone)
    if not crypto.is_phone(number):
        raise ValidationError("请输入 11 位手机号码。", code="bad_phone")
    user, _ = User.objects.get_or_create(county=None, phone_key=phone_key(number))
    user.is_operator = user.is_active = True
    user.save(update_fields=["is_operator", "is_active"])
    record(user, by=None)
    return user, open_doorway(user=user, county=None, at=at)


@verb("orgs.enter_county", "运维进入本县")
def enter_county(*, county: County, reason: str, at: datetime, by: User) -> CountySession:
    """Let a platform operator act in a county for two hours; the county sees who and why."""
    if len(reason.strip()) < 4:
        raise ValidationError("请写明进入的事由，至少四个字。", code="no_reason")
    if county.opened_at is None:
        raise ValidationError(f"{county.name}还没有开通。", code="not_open")
    with scoping.scope(county.pk, by=by):
        visit = CountySession.rows.create(
            org_id=Org.rows.get(parent__isnull=True).pk,
            user=by,
            reason=reason.strip(),
            began_at=at,
            ends_at=at + VISIT,
        )
        record(visit, by=by, reason=reason.strip(), name="平台运维员")
        return visit


@verb("orgs.leave_county", "运维离开本县")
def leave_county(*, visit: CountySession, at: datetime, by: User) -> None:
    """End a platform operator's visit before its two hours are over."""
    CountySession.rows.filter(pk=visit.pk, left_at__isnull=True).update(left_at=at)
    record(visit, by=by, name="平台运维员")


@verb("orgs.sweep", "清理过期记录")
def sweep(*, at: datetime) -> int:
    """Delete what has served: failed logins, form keys, old devices and links; return how many."""
    nothing_to_do()
    month_ago = at - timedelta(days=30)
    failed, _ = FailedLogin.objects.filter(at__lt=at - timedelta(days=1)).delete()
    served, _ = Submission.objects.filter(at__lt=at - timedelta(days=90)).delete()
    gone, _ = SignIn.objects.filter(
        Q(ended_at__lt=month_ago) | Q(expires_at__lt=month_ago)
    ).delete()
    dead, _ = Doorway.objects.filter(expires_at__lt=month_ago).delete()
    tokens, _ = get_access_token_model().objects.filter(expires__lt=at).delete()
    return int(failed + served + gone + dead + tokens)


def _claimed_just_now(code: str, password: str, at: datetime) -> User | None:
    """Return whose code this was, when she used it this minute and knows the password she chose."""
    recent = Doorway.objects.filter(digest=digest_of(code), used_at__gt=at - TWICE)
    door = recent.select_related("user").first()
    user = door.user if door else None
    return user if user and user.is_active and check_password(password, user.password) else None


def _set_password(user: User, password: str, at: datetime) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    SignIn.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)


@cache
def _absent() -> str:
    """Return a password nobody has, so that an unknown phone takes as long to refuse."""
    return make_password("nobody has this password")


def _record_wrong(users: list[User]) -> None:
    for user in users:
        if user.county_id:
            with scoping.scope(user.county_id):
                record_refusal("orgs.sign_in", by=user, reason="密码不对")


def _record_at_home(user: User) -> None:
    if user.county_id is None:
        record(user, by=user)
        return
    with scoping.scope(user.county_id):
        record(by=user)
