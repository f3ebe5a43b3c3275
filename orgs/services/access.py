"""Letting people in and out: grants, one-time links, and the calling systems of a county."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from oauth2_provider.generators import generate_client_id, generate_client_secret

from fulian import crypto, scoping
from fulian.consequences import apply_all
from orgs import rules
from orgs.models import (
    AccessGrant,
    Application,
    Doorway,
    HelpRequest,
    Org,
    Role,
    User,
)
from orgs.models.access import PHONE_COLUMN
from orgs.queries.hats import live, own, taken
from orgs.services.recording import changed, image, made, nothing_to_do, record, verb

LINK_LIVES = timedelta(hours=24)
UNDO_DAYS = timedelta(days=7)


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

    Her account is made when there is none. She takes the seat up by opening a link of
    ``issue_link``; what the platform's own commands grant is taken up at once. One may grant
    only what one holds, only downward (design: A9). Raises ``ValidationError`` otherwise, for a
    phone that is none, and where she already holds the same.
    """
    number = crypto.normal_phone(phone)
    if not crypto.is_phone(number):
        raise ValidationError("请输入 11 位手机号码。", code="bad_phone")
    here = scoping.current().county
    user, _ = User.objects.get_or_create(county_id=here, phone_key=phone_key(number))
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
    others = lasting_admins(on).exclude(user=fresh.user_id).count()
    rules.check_not_last_admin(role=fresh.role, others=others)
    before = image(fresh)
    fresh.until, fresh.version = max(on, fresh.since), fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=grant_called(fresh))
    apply_all("orgs.end_access", user=fresh.user, on=on, by=by)
    return fresh


@verb("orgs.issue_link", "生成一次性链接")
def issue_link(*, grant: AccessGrant, at: datetime, by: User | None) -> str:
    """Return a code that lets the holder of ``grant`` in once, within 24 hours.

    By it she takes up the seats the giver has power over. Where she has others too, it asks for
    the password she has instead of letting one be chosen: nobody takes over an account by
    granting it a seat. Earlier codes stop working; so does this one when the giver loses her own
    seat. An open request for help is answered by it.
    """
    waiting = HelpRequest.rows.filter(grant=grant, answered_at__isnull=True)
    waiting.update(answered_at=at)
    record(grant, by=by, name=grant_called(grant))
    return open_doorway(user=grant.user, county=scoping.current().county, at=at, giver=_giver(by))


@verb("orgs.reveal_phone", "查看手机号")
def reveal_phone(*, grant: AccessGrant, reason: str, by: User) -> str:
    """Return the whole number of a grant's holder; who looked and why is recorded."""
    if not reason.strip():
        raise ValidationError("请写明查看手机号的事由。", code="no_reason")
    record(grant, by=by, reason=reason, name=grant_called(grant))
    return grant.plain_phone


@verb("orgs.register_application", "登记对接系统")
def register_application(
    *, name: str, on: date, by: User | None, client_id: str = "", secret: str = "",
    reads: Sequence[str] = ("orgs:read",),
) -> tuple[Application, str]:  # fmt: skip
    """Connect another system to the open county; return it with its secret, shown this once.

    ``reads`` are the scopes its tokens may hold: names of people only where the county says so.
    """
    county = scoping.current().county
    secret = secret or generate_client_secret()
    user = User(county_id=county)
    user.set_unusable_password()
    user.save()
    application = Application(
        name=name,
        county_id=county,
        user=user,
        client_id=client_id or generate_client_id(),
        client_secret=secret,
        reads=" ".join(reads),
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
    known = User.objects.filter(phone_key=phone_key(phone), is_active=True, county__isnull=False)
    for user in known:
        with scoping.scope(cast(int, user.county_id)):
            for grant in AccessGrant.rows.filter(live(timezone.localdate(at)), user=user):
                _, new = HelpRequest.rows.get_or_create(
                    grant=grant, answered_at=None, defaults={"asked_at": at}
                )
                if new:
                    record(grant, by=None, name=grant_called(grant))  # whoever typed her number


def lasting_admins(on: date) -> QuerySet[AccessGrant]:
    """Return the seats of administrators who are in and have no last day."""
    return AccessGrant.rows.filter(taken(on), role=Role.COUNTY_ADMIN, until__isnull=True)


def open_doorway(*, user: User, county: int | None, at: datetime, giver: int | None = None) -> str:
    """Return a fresh one-time code for ``user``; earlier ones stop working.

    ``giver`` is the grant of who gives it, None for the platform, whose power is whole.
    """
    Doorway.objects.filter(user=user, used_at__isnull=True).update(used_at=at)
    code = secrets.token_urlsafe(24)
    Doorway.objects.create(
        digest=digest_of(code),
        kind=Doorway.Kind.CLAIM,
        county_id=county,
        user=user,
        giver_id=giver,
        made_at=at,
        expires_at=at + LINK_LIVES,
    )
    return code


def digest_of(code: str) -> str:
    """Return the hash under which a public code is kept; the code has 192 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()


def may_choose_password(door: Doorway, on: date) -> bool:
    """Say whether a one-time code may set a password: its giver has power over every seat.

    Seats that ended within the days of undo count as well: they may come back.
    """
    if door.giver_id is None:
        return True
    with scoping.scope(cast(int, door.county_id)):
        recent = Q(until__isnull=True) | Q(until__gt=on - UNDO_DAYS)
        held = AccessGrant.rows.filter(own(), recent, user=door.user_id)
        return held.count() == len(_in_power(door, held))


def take_up(door: Doorway, at: datetime) -> list[AccessGrant]:
    """Take up the seats of the code's holder that its giver has power over; return them."""
    waiting = AccessGrant.rows.filter(user=door.user_id, accepted_at__isnull=True)
    fresh = _in_power(door, waiting)
    for grant in fresh:
        grant.accepted_at = at
        grant.save(update_fields=["accepted_at"])
    return fresh


def _in_power(door: Doorway, grants: QuerySet[AccessGrant]) -> list[AccessGrant]:
    """Return those of ``grants`` over which the giver of a code has power today."""
    found = list(grants.select_related("org"))
    if door.giver_id is None:
        return found
    giver = AccessGrant.rows.select_related("org").get(pk=door.giver_id)
    seat, role = giver.org, giver.role
    return [
        grant
        for grant in found
        if seat.lft <= grant.org.lft <= seat.rght and rules.may_reset(by_role=role, role=grant.role)
    ]


def _giver(by: Any) -> int | None:
    """Return the grant in which ``by`` gives a code; None for commands and visiting operators."""
    if by is None or by.is_operator:
        return None
    return cast(int, by.hat.grant)


def _open_grant(
    *, user: User, org: Org, role: str, holder: str, number: str, on: date, by: Any,
    until: date | None, reason: str,
) -> AccessGrant:  # fmt: skip
    county = scoping.current().county
    fresh = Org.rows.held(org)
    rules.check_active(fresh)
    rules.check_role_fits(role=role, org=fresh)
    rules.check_days(since=on, until=until)
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    rules.check_may_grant(by=by, role=role, org=fresh, seat=seat)
    sealed = crypto.seal(number, county=county, column=PHONE_COLUMN) if number else None
    grant = AccessGrant(
        county_id=county, user=user, org=fresh, role=role, holder=holder, phone=sealed,
        since=on, until=until, reason=reason,
        accepted_at=timezone.now() if by is None or role == Role.MACHINE else None,
    )  # fmt: skip
    grant.clean_fields(exclude=["county", "user", "org"])
    grant.save()
    record(grant, by=by, changes=[made(grant)], reason=reason, name=grant_called(grant))
    return grant


def grant_called(grant: AccessGrant) -> str:
    """Return what a seat is called without naming who sits in it."""
    return f"{grant.org.title} {grant.get_role_display()}"
