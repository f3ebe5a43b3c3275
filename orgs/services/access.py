"""Letting people in and out: grants, one-time links, and the calling systems of a county."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from oauth2_provider.generators import generate_client_id, generate_client_secret

from fulian import crypto, scoping
from orgs import rules
from orgs.models import (
    AccessGrant,
    Application,
    County,
    CountyAccount,
    Doorway,
    HelpRequest,
    Org,
    Role,
    User,
)
from orgs.models.access import PHONE_COLUMN
from orgs.queries.hats import hats_of, live
from orgs.services.recording import changed, image, made, nothing_to_do, record, verb

LINK_LIVES = timedelta(hours=24)


def phone_key(phone: str) -> str:
    """Return the keyed hash by which an account is found; the phone itself is not kept there."""
    return crypto.blind_index(crypto.normal_phone(phone), county=0, column="orgs_user.phone")


@verb("orgs.grant_access", "授权", undoable=True)
def grant_access(
    *,
    org: Org,
    role: str,
    phone: str,
    holder: str,
    on: date,
    by: User | None,
    until: date | None = None,
    reason: str = "",
) -> AccessGrant:
    """Let the person with ``phone`` act for ``org`` as ``role`` from the day ``on``.

    Her account is made when there is none; give her a link with ``issue_link``. One may grant
    only what one holds, only downward (design: A9). Raises ``ValidationError`` otherwise, for a
    phone that is none, and where she already holds the same.
    """
    number = crypto.normal_phone(phone)
    if not crypto.is_phone(number):
        raise ValidationError("请输入 11 位手机号码。", code="bad_phone")
    user, _ = User.objects.get_or_create(phone_key=phone_key(number))
    return _open_grant(
        user=user, org=org, role=role, holder=holder, number=number, on=on, by=by, until=until,
        reason=reason,
    )  # fmt: skip


@verb("orgs.end_access", "结束授权", undoable=True)
def end_access(*, grant: AccessGrant, on: date, by: User | None, reason: str = "") -> AccessGrant:
    """Let ``grant`` end on the day ``on``; she is out at her next request.

    Raises ``ValidationError`` for the county's last administrator and for one that has ended.
    """
    fresh = AccessGrant.rows.select_for_update().select_related("org").get(pk=grant.pk)
    if fresh.until is not None and fresh.until <= on:
        raise ValidationError("这项授权已经结束。", code="ended")
    admins = AccessGrant.rows.filter(live(on), role=Role.COUNTY_ADMIN)
    others = admins.exclude(user=fresh.user_id).count()
    rules.check_not_last_admin(role=fresh.role, others=others)
    before = image(fresh)
    fresh.until, fresh.version = max(on, fresh.since), fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=_called(fresh))
    return fresh


@verb("orgs.issue_link", "生成一次性链接")
def issue_link(*, grant: AccessGrant, at: datetime, by: User | None) -> str:
    """Return a code that lets the holder of ``grant`` in once, within 24 hours.

    Where she has seats the giver has no power over (elsewhere, or above), the code asks for the
    password she has instead of letting one be chosen: nobody takes over an account by granting it
    a seat. Earlier codes of the same giver's county stop working; an open request for help is
    answered by it.
    """
    waiting = HelpRequest.rows.filter(grant=grant, answered_at__isnull=True)
    waiting.update(answered_at=at)
    record(grant, by=by, name=_called(grant))
    seats = _resettable(grant.user, by, at)
    return open_doorway(user=grant.user, county=scoping.current().county, at=at, seats=seats)


@verb("orgs.reveal_phone", "查看手机号")
def reveal_phone(*, grant: AccessGrant, reason: str, by: User) -> str:
    """Return the whole number of a grant's holder; who looked and why is recorded."""
    if not reason.strip():
        raise ValidationError("请写明查看手机号的事由。", code="no_reason")
    record(grant, by=by, reason=reason, name=_called(grant))
    return grant.plain_phone


@verb("orgs.register_application", "登记对接系统")
def register_application(
    *, name: str, on: date, by: User | None, client_id: str = "", secret: str = ""
) -> tuple[Application, str]:
    """Connect another system to the open county; return it with its secret, shown this once."""
    county = scoping.current().county
    secret = secret or generate_client_secret()
    user = User.objects.create()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    application = Application(
        name=name,
        county_id=county,
        user=user,
        client_id=client_id or generate_client_id(),
        client_secret=secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    application.full_clean(exclude=["client_secret"])
    application.save()
    _open_grant(
        user=user, org=Org.rows.get(parent__isnull=True), role=Role.MACHINE, holder=name,
        number="", on=on, by=by, until=None, reason="对接系统",
    )  # fmt: skip
    record(application, by=by, name=name)
    return application, secret


@verb("orgs.end_application", "停用对接系统")
def end_application(*, application: Application, on: date, by: User, reason: str = "") -> None:
    """Cut a calling system off at once: its tokens find no seat, and it gets no new ones."""
    for grant in AccessGrant.rows.filter(live(on), user=application.user_id):
        end_access(grant=grant, on=on, by=by, reason=reason)
    User.objects.filter(pk=application.user_id).update(is_active=False)
    record(application, by=by, reason=reason, name=application.name)


@verb("orgs.ask_for_help", "登录求助")
def ask_for_help(*, phone: str, at: datetime) -> None:
    """Put a forgotten password before the administrators of wherever the phone has a seat.

    Says nothing of whether the phone is known.
    """
    nothing_to_do()
    user = User.objects.filter(phone_key=phone_key(phone), is_active=True).first()
    for county in user.counties.values_list("county", flat=True) if user else ():
        with scoping.scope(county, by=user):
            for grant in AccessGrant.rows.filter(live(at.date()), user=user):
                _, new = HelpRequest.rows.get_or_create(
                    grant=grant, answered_at=None, defaults={"asked_at": at}
                )
                if new:
                    record(grant, by=user, name=_called(grant))


def open_doorway(
    *, user: User, county: int | None, at: datetime, seats: list[str] | None = None
) -> str:
    """Return a fresh one-time code for ``user``; earlier ones from the same county stop working.

    ``seats`` are the hats over which the code may choose a new password; None: all of them.
    """
    old = Doorway.objects.filter(user=user, used_at__isnull=True)
    old = old.filter(county=county) if county else old.filter(county__isnull=True)
    old.update(used_at=at)
    code = secrets.token_urlsafe(24)
    Doorway.objects.create(
        digest=digest_of(code),
        kind=Doorway.Kind.CLAIM,
        county_id=county,
        user=user,
        seats=seats,
        made_at=at,
        expires_at=at + LINK_LIVES,
    )
    return code


def digest_of(code: str) -> str:
    """Return the hash under which a public code is kept; the code has 192 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()


def may_choose_password(door: Doorway, on: date) -> bool:
    """Say whether a one-time code may set a password: its giver has power over every seat held."""
    user = cast(User, door.user)
    if door.seats is None:
        return True
    return not user.is_operator and {hat.key for hat in hats_of(user, on)} <= set(door.seats)


def _resettable(user: User, by: Any, at: datetime) -> list[str] | None:
    """Return the hats of ``user`` that ``by`` has power over; None when over all there are."""
    if by is None or (by.is_operator and not user.is_operator):
        return None
    if by.hat is None:
        return []
    here, seat = scoping.current().county, Org.rows.get(pk=by.hat.org)
    grants = AccessGrant.rows.filter(live(at.date()), user=user).select_related("org")
    return [
        f"{here}-{grant.pk}"
        for grant in grants
        if seat.lft <= grant.org.lft <= seat.rght
        and rules.may_reset(by_role=by.hat.role, role=grant.role)
    ]


def _open_grant(
    *, user: User, org: Org, role: str, holder: str, number: str, on: date, by: Any,
    until: date | None, reason: str,
) -> AccessGrant:  # fmt: skip
    county = scoping.current().county
    fresh = Org.rows.get(pk=org.pk)
    rules.check_active(fresh)
    rules.check_role_fits(role=role, org=fresh)
    rules.check_days(since=on, until=until)
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    rules.check_may_grant(by=by, role=role, org=fresh, seat=seat)
    sealed = crypto.seal(number, county=county, column=PHONE_COLUMN) if number else None
    grant = AccessGrant(
        county_id=county, user=user, org=fresh, role=role, holder=holder, phone=sealed,
        since=on, until=until, reason=reason,
    )  # fmt: skip
    grant.full_clean()
    grant.save()
    CountyAccount.objects.get_or_create(user=user, county=County.objects.get(pk=county))
    record(grant, by=by, changes=[made(grant)], reason=reason, name=_called(grant))
    return grant


def _called(grant: AccessGrant) -> str:
    return f"{grant.org.title} {grant.get_role_display()}"
