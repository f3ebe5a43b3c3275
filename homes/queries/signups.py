"""Reads of sign-ups: by public code without a session, her own line, and the organiser's list."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fulian import crypto
from fulian.scoping import scope
from homes import identity
from homes.models import Activity, SignUp
from homes.rules import signups as rules
from orgs.models import Doorway, Setting, SettingName
from orgs.models.settings import DEFAULTS

NAME, TAIL = "homes_signup.name", "homes_signup.tail"
DAYS = SettingName.SIGNUP_DAYS


@dataclass(frozen=True, slots=True)
class OnList:
    """A line of the organiser's list; ``waits`` is her number on the waiting list, 0 when in.

    ``ticket`` is None for who was written down at the door; the name may be masked or gone.
    """

    pk: int
    ticket: int | None
    name: str
    tail: str
    waits: int
    has_come: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody on an activity's list, in the order of arrival, who was at the door at the end."""

    lines: list[OnList]

    @property
    def taken(self) -> list[OnList]:
        """Those who are in."""
        return [line for line in self.lines if line.ticket and not line.waits]

    @property
    def waiting(self) -> list[OnList]:
        """Those who wait."""
        return [line for line in self.lines if line.waits]

    @property
    def walk_ins(self) -> list[OnList]:
        """Those who came without signing up."""
        return [line for line in self.lines if not line.ticket]

    @property
    def came(self) -> int:
        """How many came."""
        return sum(line.has_come for line in self.lines)


def code_of(activity: Activity) -> str:
    """Return the public code: derived, so that it is kept nowhere and can be printed again."""
    return identity.public_code(cast(int, activity.county_id), activity.pk)


def receipt_of(signup: SignUp) -> str:
    """Return the number she cancels with: derived from her line, kept nowhere."""
    return identity.receipt(cast(int, signup.county_id), signup.pk, signup.ticket)


def county_of_door(code: str) -> int | None:
    """Return the county a public code leads into; no scope is open."""
    if not identity.is_code(code):
        return None
    doors = Doorway.objects.filter(digest=identity.digest_of(code), kind=Doorway.Kind.ACTIVITY)
    return doors.values_list("county_id", flat=True).first()


def activity_of_code(code: str) -> Activity | None:
    """Return the activity a public address leads to, of whatever county; no scope is open.

    With ``kept``: for how many days after it the county keeps the names.
    """
    county = county_of_door(code)
    if county is None:
        return None
    with scope(county):
        rows: Any = Activity.rows.select_related("org", "home")
        chosen = Setting.rows.filter(name=DAYS).values("value")[:1]
        kept = Coalesce(Subquery(chosen), Value(DEFAULTS[DAYS]))
        rows = rows.annotate(kept=kept).filter(door=identity.digest_of(code))
        return cast("Activity | None", rows.first())


def line_of(activity: int, name: str, tail: str) -> SignUp | None:
    """Return the line of a name and a tail that stands."""
    rows = SignUp.rows.filter(activity=activity, who=identity.key_of(activity, name, tail))
    return rows.filter(cancelled_at__isnull=True, ticket__isnull=False).first()


def line_by_receipt(activity: int, *, name: str, tail: str, receipt: str) -> SignUp | None:
    """Return the line of a name and a tail whose receipt this is; None if any of them is not."""
    found = line_of(activity, name, tail)
    digits = "".join(str(int(sign)) for sign in receipt if sign.isdecimal())
    is_hers = found is not None and hmac.compare_digest(receipt_of(found), digits)
    return found if is_hers else None


def waits_at(activity: Activity, signup: SignUp) -> int:
    """Return her number on the waiting list now; 0 when she is in."""
    rank = live(activity).filter(ticket__lte=signup.ticket).count()
    return rules.waiting_number(rank=rank, capacity=activity.capacity)


def live(activity: Activity) -> QuerySet[SignUp]:
    """Return the numbers that stand, in their order."""
    rows = SignUp.rows.filter(activity=activity, cancelled_at__isnull=True, ticket__isnull=False)
    return rows.order_by("ticket")


def roster_of(activity: Activity, *, with_names: bool) -> Roster:
    """Return everybody on the list; names are masked for whoever may not read them."""
    standing = list(live(activity))
    at_door = SignUp.rows.filter(
        activity=activity, cancelled_at__isnull=True, ticket__isnull=True
    ).order_by("pk")
    lines = [
        _line(row, rules.waiting_number(rank=rank, capacity=activity.capacity), with_names)
        for rank, row in enumerate(standing, start=1)
    ]
    return Roster(lines + [_line(row, 0, with_names) for row in at_door])


def _line(row: SignUp, waits: int, with_names: bool) -> OnList:
    name, tail = opened(row)
    if not with_names:
        name, tail = crypto.mask_name(name), "****" if tail else ""
    return OnList(row.pk, row.ticket, name or "（姓名已删除）", tail, waits, row.has_come)


def opened(row: SignUp) -> tuple[str, str]:
    """Return the name and the tail of a line; nothing once they were deleted."""
    county = cast(int, row.county_id)
    name = crypto.unseal(bytes(row.name), county=county, column=NAME) if row.name else ""
    tail = crypto.unseal(bytes(row.tail), county=county, column=TAIL) if row.tail else ""
    return name, tail


def matching(activity: Activity) -> dict[int, str]:
    """Return the names on the list by key, for a pasted text to be matched with."""
    rows = SignUp.rows.filter(activity=activity, cancelled_at__isnull=True)
    return {row.pk: opened(row)[0] for row in rows.exclude(who="")}
