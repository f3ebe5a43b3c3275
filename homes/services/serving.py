"""What volunteer teams did (domain A42, A43): noted, struck with a reason, taken up again.

Nothing of it is undone: calling systems have read it, so each change is a place in their feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from duties.rules.posts import check_own_place
from fulian import scoping
from fulian.database import bulk
from homes import rules
from homes.models import (
    ServiceShare,
    TargetGroup,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from homes.queries.teams import in_on, serves_in
from homes.services import holding
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import tidy
from orgs.services import changed, image, made, made_many, record, verb
from orgs.services.dated import clean

FEED = 0x0F6EED  # the first half of the lock's name; the county is the second


@verb("homes.note_service", "记志愿服务")
def note_service(
    *, team: VolunteerTeam, done_on: date, kind: str, served: Mapping[int, int],
    by: User | None, at: datetime, target: str = TargetGroup.EVERYBODY, what: str = "",
    beneficiaries: int = 0, others: int = 0, others_time: int = 0,
) -> VolunteerActivity:  # fmt: skip
    """Keep that volunteers of a team served on a day, each some half hours: ``served`` by her key.

    ``others`` are those without a name, ``others_time`` half hours each. Raises
    ``ValidationError`` for a day to come or long past, a team that did not stand, somebody who was
    not in it, no time or more than a day's, and an executive member who is not of the team.
    """
    fresh = _team(team)
    check_own_place(org=fresh.org_id, by=by)
    today = timezone.localdate(at)
    rules.teams.check_day(on=done_on, today=today)
    rules.teams.check_stands(team=fresh, on=done_on)
    rules.teams.check_hers(by=by, is_hers=serves_in(fresh, by, today))
    rules.teams.check_time(each=list(served.values()), others=others, others_time=others_time)
    rules.teams.check_helped(beneficiaries)
    rules.words.check_words(what, what="做了什么", most=200, required=False)
    there = set(in_on(fresh, done_on).values_list("pk", flat=True))
    rules.teams.check_in_team(strangers=len(set(served) - there))
    row = VolunteerActivity(
        county_id=scoping.current().county, org=fresh.org, team=fresh, done_on=done_on, kind=kind,
        target=target, what=tidy(what), beneficiaries=beneficiaries, others=others,
        half_hours=sum(served.values()) + others * others_time, feed=_next(),
    )  # fmt: skip
    clean(row)
    row.save()
    shares = [
        ServiceShare(activity=row, volunteer_id=pk, half_hours=time)
        for pk, time in sorted(served.items())
    ]
    for one in shares:
        one.save()
    record(row, by=by, changes=[made(row), *map(made, shares)], name=f"{fresh.name} {row}")
    return row


@verb("homes.strike_service", "作废志愿服务")
def strike_service(
    *, activity: VolunteerActivity, reason: str, by: User | None, at: datetime
) -> VolunteerActivity:
    """Let a piece of service count no more; it stays, with the reason.

    Raises ``ValidationError`` without one, and for what is struck already.
    """
    fresh = holding.fresh(activity, "team", "org")
    today = timezone.localdate(at)
    rules.teams.check_hers(by=by, is_hers=serves_in(fresh.team, by, today))
    check_own_place(org=fresh.org_id, by=by)
    rules.teams.check_not_struck(is_struck=fresh.struck_on is not None)
    rules.words.check_words(tidy(reason), what="作废的原因", most=100)
    return _restated(fresh, {"struck_on": today, "strike_reason": tidy(reason)}, by)


@verb("homes.unstrike_service", "恢复志愿服务")
def unstrike_service(
    *, activity: VolunteerActivity, by: User | None, at: datetime
) -> VolunteerActivity:
    """Let a piece of service that was struck count again."""
    fresh = holding.fresh(activity, "team", "org")
    rules.teams.check_hers(by=by, is_hers=serves_in(fresh.team, by, timezone.localdate(at)))
    check_own_place(org=fresh.org_id, by=by)
    rules.teams.check_struck(is_struck=fresh.struck_on is not None)
    return _restated(fresh, {"struck_on": None, "strike_reason": ""}, by)


@verb("homes.serve_many", "批量登记志愿队和服务")
def serve_many(
    *, org: Org, by: User | None, teams: Sequence[VolunteerTeam] = (),
    leaders: Sequence[TeamLeader] = (), members: Sequence[WomenVolunteer] = (),
    activities: Sequence[VolunteerActivity] = (), shares: Sequence[ServiceShare] = (),
) -> int:  # fmt: skip
    """Write unsaved teams, and what belongs to them, in one act; return how many rows.

    For a county's books that were kept elsewhere. What the constraints refuse is refused.
    """
    first = _next()
    for place, one in enumerate(activities):
        one.feed = first + place
    tables: list[Sequence[Any]] = [teams, leaders, members, activities, shares]
    changes = [made_many(type(rows[0]), bulk.insert_all(_linked(rows))) for rows in tables if rows]
    count = sum(map(len, tables))
    record(org, by=by, changes=changes, name=f"{org.title} {count} 条")
    return count


def _linked(rows: Sequence[Any]) -> Sequence[Any]:
    """Give ``rows`` the keys of the rows they point to, which were written just before."""
    for row in rows:
        for name in ("team", "activity", "volunteer"):
            if (other := row._state.fields_cache.get(name)) is not None:
                setattr(row, f"{name}_id", other.pk)
    return rows


def _next() -> int:
    """Return the next place in the county's feed; until the transaction ends nobody else gets one.

    So places are seen in their order: who has read one has read all before it.
    """
    county = scoping.current().county
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FEED, county])
    last = VolunteerActivity.rows.aggregate(last=Max("feed"))["last"]
    return (last or 0) + 1


def _restated(
    row: VolunteerActivity, facts: Mapping[str, object], by: User | None
) -> VolunteerActivity:
    before = image(row)
    for name, value in facts.items():
        setattr(row, name, value)
    row.feed, row.version = _next(), row.version + 1
    row.save(update_fields=[*facts, "feed", "version"])
    reason = str(facts.get("strike_reason") or "")
    name = f"{row.team.name} {row}"
    record(row, by=by, changes=[changed(row, before)], reason=reason, name=name)
    return row


def _team(team: VolunteerTeam) -> VolunteerTeam:
    found = VolunteerTeam.rows.select_related("org").get(pk=team.pk)
    places.check_active(found.org)
    return found
