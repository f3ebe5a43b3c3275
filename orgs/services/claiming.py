"""Letting people in by a code on paper: printed by the township, typed once in the village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone

from fulian import crypto, scoping
from fulian.consequences import apply_all
from fulian.database import bulk
from orgs import rules
from orgs.models import AccessGrant, ClaimCode, County, FailedLogin, Org, OrgStatus, User
from orgs.models.access import PHONE_COLUMN
from orgs.queries.hats import live, taken
from orgs.queries.lineage import org_of_code
from orgs.queries.tree import county_of_code
from orgs.rules import claims as laws
from orgs.services.access import grant_called, phone_key
from orgs.services.recording import (
    after_refusal,
    changed,
    image,
    made,
    made_many,
    nothing_to_do,
    record,
    record_refusal,
    verb,
)
from orgs.services.tries import address_key, count_try, forget_tries

TWICE = timedelta(minutes=1)  # within which a form sent again is the same tap
HERS = "这个手机号在本县已有账号：两格密码都填您原来的密码。忘记了请找管理员要一次性链接。"
NO_PASSWORD = "这个手机号已经授权，但还没有设过密码：请用管理员发给您的一次性链接登录。"  # noqa: S105 -- a sentence
HELD = "您已经有这个身份，不用再认领，请直接用手机号和密码登录。"
Pair = tuple[str, str]  # what was tried, and from where


@dataclass(frozen=True, slots=True)
class Printed:
    """One code for one organisation, in the clear: shown this once."""

    org: Org
    code: str
    expires_at: datetime


@verb("orgs.make_claims", "制作认领码")
def make_claims(
    *, under: Org, role: str, by: Any, at: datetime, orgs: Sequence[Org] | None = None,
    only_empty: bool = False,
) -> list[Printed]:  # fmt: skip
    """Make a code for ``role`` at every active organisation at or below ``under``, or at ``orgs``.

    ``only_empty`` leaves out those where somebody holds the role already. The codes are returned
    in the clear this once; earlier ones for the same role there are revoked. Raises
    ``ValidationError`` for what the maker may not give, and for more than one sheet holds.
    """
    chosen = _chosen(under, role, orgs)
    if only_empty:
        today = timezone.localdate(at)
        held = AccessGrant.rows.filter(taken(today), role=role, org__in=chosen).values("org_id")
        chosen = chosen.exclude(pk__in=held)
    places = list(chosen)
    laws.check_claim_count(len(places))
    seat = Org.rows.filter(pk=by.hat.org).first() if by.hat else None
    for place in places:
        rules.check_may_grant(by=by, role=role, org=place, seat=seat)
    _open_ones(places, role).update(revoked_at=at, version=F("version") + 1)
    FailedLogin.objects.filter(account_key__in=[_place_key(p.code) for p in places]).delete()
    codes = [laws.new_claim() for _ in places]
    ends = at + laws.CLAIM_LIVES
    rows = [
        ClaimCode(
            county_id=scoping.current().county, org=place, role=role, user=by,
            code_key=_code_key(place.pk, code), made_at=at, expires_at=ends,
        )
        for place, code in zip(places, codes, strict=True)
    ]  # fmt: skip
    ids = bulk.insert_all(rows)
    name = f"{under.title} {len(ids)} 张"
    record(under, by=by, changes=[made_many(ClaimCode, ids)], name=name)
    return [Printed(place, code, ends) for place, code in zip(places, codes, strict=True)]


@verb("orgs.revoke_claim", "作废认领码")
def revoke_claim(*, claim: ClaimCode, by: User, at: datetime, reason: str = "") -> ClaimCode:
    """Let an unused code open nothing any more."""
    fresh = ClaimCode.rows.select_for_update(of=("self",)).select_related("org").get(pk=claim.pk)
    if fresh.used_at or fresh.revoked_at:
        raise ValidationError("这张认领码已经用过或作废了。", code="spent")
    before = image(fresh)
    fresh.revoked_at, fresh.version = at, fresh.version + 1
    fresh.save(update_fields=["revoked_at", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=str(fresh))
    return fresh


def take_up_claim(
    *, org_code: str, code: str, name: str, phone: str, password: str, address: str, at: datetime
) -> User:
    """Let whoever holds an organisation's code in, once, as what it was printed for.

    A phone without an account in the county gets one with ``password``; one with an account must
    give the password it has. Five wrong codes for an organisation, whether there is one or not,
    keep their address out of it; so many that somebody is searching lock its codes. Raises
    ``ValidationError`` and says plainly what is wrong with a code that was right once.
    """
    typed, number = laws.claim_typed(code), crypto.normal_phone(phone)
    if not crypto.is_phone(number):
        raise ValidationError("请输入 11 位手机号码。", code="bad_phone")
    door = (_place_key(org_code), address_key(address, door="code"))
    count_try(account_key=door[0], address_key=door[1], at=at, said=laws.CLAIM_WAIT)
    login = (phone_key(number), address_key(address))
    count_try(account_key=login[0], address_key=login[1], at=at)
    return _take_up_claim(
        county=county_of_code(org_code), org_code=org_code, typed=typed, name=name.strip(),
        number=number, password=password, door=door, login=login, at=at,
    )  # fmt: skip


@verb("orgs.take_up_claim", "使用认领码")
def _take_up_claim(
    *, county: County | None, org_code: str, typed: str, name: str, number: str, password: str,
    door: Pair, login: Pair, at: datetime,
) -> User:  # fmt: skip
    if county is None:
        raise ValidationError(laws.CLAIM_WRONG, code="wrong_code")
    on = timezone.localdate(at)
    with scoping.scope(county.pk):
        claim = _found(county, org_code, typed)
        if user := _just_now(claim, number, password, at):
            _forget(door, login)
            nothing_to_do()  # the same form, sent twice
            return user
        laws.check_claim_lives(claim, at)
        after_refusal(partial(_forget, door))  # the code is right: no guess
        _check_still_given(claim, on)
        user = _account(number, password, login)
        grant = _taken_up(claim, user, name, number, on, at)
        apply_all("orgs.take_up_claim", grant=grant, on=on, by=user)
        _forget(door, login)
        return user


def _chosen(under: Org, role: str, orgs: Sequence[Org] | None) -> QuerySet[Org]:
    """Return the organisations a sheet is for, in tree order."""
    top = Org.rows.get(pk=under.pk)
    levels = laws.claim_levels(role)
    below = Org.rows.filter(
        lft__gte=top.lft, rght__lte=top.rght, status=OrgStatus.ACTIVE, level__in=levels
    )
    if orgs is not None:
        below = below.filter(pk__in=[one.pk for one in orgs])
    return below.order_by("lft")


def _open_ones(orgs: Sequence[Org], role: str) -> QuerySet[ClaimCode]:
    unspent = ClaimCode.rows.filter(used_at__isnull=True, revoked_at__isnull=True)
    return unspent.filter(org__in=orgs, role=role)


def _found(county: County, org_code: str, typed: str) -> ClaimCode:
    """Return the organisation's code that was typed, held against a twin; count a wrong one."""
    org = org_of_code(org_code)  # a sheet printed under an old code still works
    key = _code_key(org.pk if org else 0, typed)
    codes = ClaimCode.rows.select_for_update(of=("self",)).filter(org=org.pk if org else 0)
    claim = codes.filter(code_key=key).select_related("org", "user", "grant").first()
    if claim is not None:
        rules.check_active(claim.org)
        return claim
    unspent = ClaimCode.rows.filter(used_at__isnull=True, revoked_at__isnull=True)
    hers = unspent.filter(org=org.pk if org else 0, tries__gte=laws.CLAIM_TRIES)
    says, code = laws.CLAIM_WRONG, "wrong_code"
    if hers.exists():
        says, code = laws.CLAIM_LOCKED, "locked"
    if org is not None:
        after_refusal(partial(_count_wrong, county.pk, org.pk))
    raise ValidationError(says, code=code)


def _count_wrong(county: int, org: int) -> None:
    """Count a wrong code against every open one of the organisation, and keep that it was tried."""
    with scoping.scope(county):
        unspent = ClaimCode.rows.filter(used_at__isnull=True, revoked_at__isnull=True, org=org)
        unspent.filter(tries__lt=laws.CLAIM_TRIES).update(tries=F("tries") + 1)
        record_refusal("orgs.take_up_claim", by=None, reason="认领码不对", org=org)


def _check_still_given(claim: ClaimCode, on: date) -> None:
    """Refuse a code whose maker could not give today what it gives."""
    maker = claim.user
    if maker.is_operator and maker.is_active:
        return
    seats = AccessGrant.rows.filter(taken(on), user=maker, user__is_active=True)
    if not any(
        laws.may_give(seat=seat.org, by_role=seat.role, role=claim.role, org=claim.org)
        for seat in seats.select_related("org")
    ):
        raise ValidationError(laws.CLAIM_ORPHAN, code="orphan")


def _account(number: str, password: str, login: Pair) -> User:
    """Return the account of a phone in the open county: a new one, or hers, her password given.

    One that was granted a seat but never had a password may choose it here only while no seat
    of it is taken up: else whoever holds a village's code could step into any seat.
    """
    here = scoping.current().county
    accounts = User.objects.select_for_update()
    user, _ = accounts.get_or_create(county_id=here, phone_key=phone_key(number))
    if not user.is_active:
        raise ValidationError(NO_PASSWORD, code="inactive")
    if user.password and user.has_usable_password():
        if not check_password(password, user.password):
            raise ValidationError(HERS, code="wrong_password")
        return user
    if AccessGrant.rows.filter(user=user, accepted_at__isnull=False).exists():
        raise ValidationError(NO_PASSWORD, code="no_password")
    after_refusal(partial(_forget, login))  # a weak one is no guess
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _taken_up(
    claim: ClaimCode, user: User, name: str, number: str, on: date, at: datetime
) -> AccessGrant:
    """Return the seat, taken up: the one that waited for her, or a new one; the code is spent."""
    rules.check_role_fits(role=claim.role, org=claim.org)
    seats = AccessGrant.rows.filter(live(on), user=user, org=claim.org, role=claim.role)
    grant = seats.select_for_update(of=("self",)).first()
    if grant is not None and grant.accepted_at:
        raise ValidationError(HELD, code="held")
    changes = []
    if grant is None:
        sealed = crypto.seal(number, county=scoping.current().county, column=PHONE_COLUMN)
        grant = AccessGrant(
            county_id=scoping.current().county, user=user, org=claim.org, role=claim.role,
            holder=name, phone=sealed, since=on, accepted_at=at, reason="认领码",
        )  # fmt: skip
        grant.clean_fields(exclude=["county", "user", "org"])
        grant.save()
        changes.append(made(grant))
    else:
        grant.accepted_at = at
        grant.save(update_fields=["accepted_at"])
    before = image(claim)
    claim.used_at, claim.grant, claim.version = at, grant, claim.version + 1
    claim.save(update_fields=["used_at", "grant", "version"])
    changes.append(changed(claim, before))
    record(claim, by=user, changes=changes, name=grant_called(grant))
    return grant


def _just_now(claim: ClaimCode, number: str, password: str, at: datetime) -> User | None:
    """Return who used the code this minute, when this is she again."""
    if claim.used_at is None or claim.used_at <= at - TWICE or claim.grant is None:
        return None
    user = claim.grant.user
    same = user.is_active and user.phone_key == phone_key(number)
    return user if same and check_password(password, user.password) else None


def _forget(*pairs: Pair) -> None:
    for one, where in pairs:
        forget_tries(one, where)


def _place_key(org_code: str) -> str:
    return crypto.blind_index(org_code, county=0, column="orgs_claimcode.org")


def _code_key(org: int, code: str) -> str:
    """Return the keyed hash of a code, bound to its organisation."""
    county = scoping.current().county
    return crypto.blind_index(f"{org}|{code}", county=county, column="orgs_claimcode.code_key")
