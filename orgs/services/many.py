"""Letting many people in at once, for a roster: the checks of one grant, a statement for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fulian import crypto, scoping
from fulian.database import bulk
from orgs import rules
from orgs.models import AccessGrant, Org, User
from orgs.models.access import PHONE_COLUMN
from orgs.services.access import phone_key
from orgs.services.recording import made_many, nothing_to_do, record, verb


@dataclass(frozen=True, slots=True)
class Entry:
    """One seat to be let in: where, as what, whose (a normalised number), from when."""

    org: int
    role: str
    phone: str
    holder: str
    since: date


@verb("orgs.grant_many", "批量授权", undoable=True)
def grant_many(
    *, entries: Sequence[Entry], by: User | None, at: datetime, reason: str = ""
) -> list[int]:
    """Let everybody of ``entries`` in and return the grants' keys, in their order.

    Who holds the same without an end already keeps it. Raises ``ValidationError`` as
    ``grant_access`` does: once for each organisation and role.
    """
    orgs = _checked(entries, by)
    users = _accounts({entry.phone for entry in entries})
    held = {
        (grant.user_id, grant.org_id, grant.role): grant
        for grant in AccessGrant.rows.filter(
            until__isnull=True, org_id__in=orgs, user_id__in=list(users.values())
        )
    }
    keys = [(users[entry.phone], entry.org, entry.role) for entry in entries]
    fresh: dict[tuple[int, int, str], AccessGrant] = {}
    for key, entry in zip(keys, entries, strict=True):
        if key not in held and key not in fresh:
            fresh[key] = _grant(key, entry, by, at, reason)
    if not fresh:
        nothing_to_do()
        return [held[key].pk for key in keys]
    ids = bulk.insert_all(list(fresh.values()))
    hat = getattr(by, "hat", None)
    record(
        by=by, changes=[made_many(AccessGrant, ids)], reason=reason, name=f"{len(ids)} 项授权",
        org=hat.org if hat else None,
    )  # fmt: skip
    return [(held | fresh)[key].pk for key in keys]


def _checked(entries: Iterable[Entry], by: User | None) -> dict[int, Org]:
    asked = {(entry.org, entry.role) for entry in entries}
    orgs: dict[int, Org] = Org.rows.in_bulk({org for org, _ in asked})
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    for pk, role in asked:
        rules.check_active(orgs[pk])
        rules.check_role_fits(role=role, org=orgs[pk])
        rules.check_may_grant(by=by, role=role, org=orgs[pk], seat=seat)
    return orgs


def _accounts(phones: set[str]) -> dict[str, int]:
    """Return everybody's account in the open county by her number, making those that lack."""
    here = scoping.current().county
    keys = {phone: phone_key(phone) for phone in phones}
    wanted = User.objects.filter(county_id=here, phone_key__in=keys.values())
    known = dict(wanted.values_list("phone_key", "pk"))
    if missing := [User(county_id=here, phone_key=k) for k in keys.values() if k not in known]:
        User.objects.bulk_create(missing, ignore_conflicts=True)  # a twin may have been quicker
        known = dict(wanted.all().values_list("phone_key", "pk"))
    return {phone: known[key] for phone, key in keys.items()}


def _grant(
    key: tuple[int, int, str], entry: Entry, by: User | None, at: datetime, reason: str
) -> AccessGrant:
    county = scoping.current().county
    return AccessGrant(
        county_id=county, user_id=key[0], org_id=entry.org, role=entry.role, holder=entry.holder,
        phone=crypto.seal(entry.phone, county=county, column=PHONE_COLUMN), since=entry.since,
        accepted_at=at if by is None else None, reason=reason,
    )  # fmt: skip
