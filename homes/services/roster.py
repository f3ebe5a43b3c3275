"""The organiser's list: who came, who came without signing up, and whom she takes off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from homes.models import Activity, SignUp
from homes.rules import activities as rules
from homes.rules import signups as names_of
from homes.services.activities import held
from homes.services.signups import leave, sealed_line
from orgs.models import User
from orgs.services import nothing_to_do, record, verb


@verb("homes.mark_came", "登记到场")
def mark_came(
    *, activity: Activity, came: Collection[int], by: User | None, at: datetime,
    upto: int | None = None,
) -> Activity:  # fmt: skip
    """Keep who of the list came, by key; whoever is not among ``came`` did not. Names nobody.

    ``upto`` is the last key she saw: who was written down since is left as it is.
    """
    fresh = held(activity, by)
    rules.check_begun(activity=fresh, at=at)
    rows = SignUp.rows.filter(activity=fresh, cancelled_at__isnull=True)
    rows = rows if upto is None else rows.filter(pk__lte=upto)
    new = rows.filter(pk__in=came, has_come=False).update(has_come=True)
    gone = rows.exclude(pk__in=came).filter(has_come=True).update(has_come=False)
    if not new and not gone:
        nothing_to_do()
        return fresh
    total = SignUp.rows.filter(activity=fresh, cancelled_at__isnull=True, has_come=True).count()
    record(fresh, by=by, name=f"{fresh.title} 到场 {total} 人")
    return fresh


@verb("homes.add_walk_ins", "登记现场来的人")
def add_walk_ins(
    *, activity: Activity, names: Sequence[str], by: User | None, at: datetime,
    matched: Collection[int] = (),
) -> int:  # fmt: skip
    """Write down who came without signing up, and tick ``matched`` of the list; return how many.

    They take no place of the list. A name that is written down already is not written twice.
    """
    fresh = held(activity, by)
    rules.check_begun(activity=fresh, at=at)
    plain = list(dict.fromkeys(names_of.name_of(name) for name in names))
    names_of.check_names([*plain, *map(str, matched)])
    rows = [sealed_line(fresh, name, "", at) for name in plain]
    for row in rows:
        row.has_come = True
    known = set(
        SignUp.rows.filter(activity=fresh, who__in=[row.who for row in rows]).values_list(
            "who", flat=True
        )
    )
    SignUp.rows.bulk_create([row for row in rows if row.who not in known])
    ticked = SignUp.rows.filter(activity=fresh, cancelled_at__isnull=True, has_come=False)
    count = len(rows) - len(known) + ticked.filter(pk__in=matched).update(has_come=True)
    if not count:
        nothing_to_do()
        return 0
    record(fresh, by=by, name=f"{fresh.title} 现场 {count} 人")
    return count


@verb("homes.strike_signup", "划掉一个报名")
def strike_signup(*, activity: Activity, signup: int, by: User | None, at: datetime) -> Activity:
    """Take somebody off the list who told her that she does not come; who waited first is in."""
    fresh = held(activity, by)
    rules.check_coming(fresh)
    rows = SignUp.rows.filter(activity=fresh, cancelled_at__isnull=True)
    row = rows.filter(pk=signup).first()
    names_of.check_still_there(row is not None)
    if row is not None:
        number = row.ticket or "现场"
        leave(fresh, row, at)
        record(fresh, by=by, name=f"{fresh.title} 报名 {number} 号")
    return fresh
