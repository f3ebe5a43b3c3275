"""Planning an activity, opening its sign-up, changing it and calling it off (A47, A48)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from duties.models import ChairTurn, DutyPost
from duties.queries.meetings import turn_at
from duties.rules.wechat import moment
from fulian import scoping
from fulian.dated import live_on
from homes.identity import digest_of
from homes.models import Activity, ActivityPost, Campaign, CoOrganiser, WomensHome
from homes.queries.signups import code_of
from homes.rules import activities as rules
from homes.rules.words import check_public
from members.models import Appointment
from orgs import rules as places
from orgs.models import Doorway, Org, User
from orgs.rules.wording import straight, tidy
from orgs.services import changed, image, made, nothing_to_do, record, removed, verb
from orgs.services.recording import Change

Status = Activity.Status
DOOR_LIVES = timedelta(days=5 * 366)
LINKS = ("org", "home", "campaign", "turn", "responsible", "county")
PLAIN = ("title", "what", "theme", "starts_at", "ends_at", "place", "home_id", "campaign_id",
         "turn_id", "responsible_id")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What an activity is to be: what, when, where, who answers for it, and what it belongs to.

    Without ``turn`` it falls into the rotating turn of its organisation that holds its first day.
    """

    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    what: str = ""
    place: str = ""
    theme: str = "other"
    home: WomensHome | None = None
    campaign: Campaign | None = None
    turn: ChairTurn | None = None
    responsible: Appointment | None = None
    posts: Sequence[DutyPost] = ()
    partners: Sequence[Org] = ()
    units: Sequence[str] = ()


@verb("homes.plan_activity", "安排活动", undoable=True)
def plan_activity(*, org: Org, plan: Plan, by: User | None, at: datetime) -> Activity:
    """Plan an activity of ``org``; sign-up is not open yet.

    Raises ``ValidationError`` for an organisation out of reach or closed, a time over a year away,
    and a home, theme, turn or person that is not of that day.
    """
    place = Org.rows.held(org)
    places.check_active(place)
    rules.check_place(org=place, inside=_inside(place, by), by=by)
    one = Activity(county_id=scoping.current().county, org=place)
    _settle(one, plan, at)
    one.save()
    one.door = digest_of(code_of(one))
    one.save(update_fields=["door"])
    make_doors([one], at)
    record(one, by=by, changes=[made(one), *_beside(one, plan)])
    return one


@verb("homes.change_activity", "修改活动", undoable=True)
def change_activity(*, activity: Activity, plan: Plan, by: User | None, at: datetime) -> Activity:
    """Let an activity that is still to come be as ``plan`` says.

    Another time or place after sign-up was opened is shown on its public page with what it was.
    """
    fresh = held(activity, by)
    rules.check_coming(fresh)
    before, was = image(fresh), (fresh.starts_at, fresh.place)
    _settle(fresh, plan, at)
    if fresh.closes_at and fresh.closes_at > fresh.starts_at:
        fresh.closes_at = fresh.starts_at
    if fresh.status == Status.OPEN and was != (fresh.starts_at, fresh.place):
        fresh.moved_from = f"{moment(timezone.localtime(was[0]))}，{was[1] or '地点未定'}"
    changes = [saved(fresh, before, *PLAIN, "closes_at", "moved_from")]
    record(fresh, by=by, changes=changes + _beside(fresh, plan))
    return fresh


@verb("homes.open_activity", "开放报名", undoable=True)
def open_activity(
    *, activity: Activity, by: User | None, at: datetime, capacity: int | None = None,
    closes_at: datetime | None = None,
) -> Activity:  # fmt: skip
    """Open the sign-up of an activity: its public code leads to its page from now on."""
    fresh = held(activity, by)
    rules.check_may_open(activity=fresh, at=at)
    rules.check_signup(activity=fresh, capacity=capacity, closes_at=closes_at)
    before = image(fresh)
    fresh.status, fresh.opened_at = Status.OPEN, at
    fresh.capacity, fresh.closes_at = capacity, closes_at
    change = saved(fresh, before, "status", "opened_at", "capacity", "closes_at")
    record(fresh, by=by, changes=[change])
    return fresh


@verb("homes.change_signup", "调整报名")
def change_signup(
    *, activity: Activity, by: User | None, at: datetime, capacity: int | None = None,
    closes_at: datetime | None = None,
) -> Activity:  # fmt: skip
    """Change how many places there are and until when; more places let in who waited first.

    It is not undone, so that no place is taken from somebody who was told she has it; she who
    changed it changes it again. Raises ``ValidationError`` for fewer places than people in.
    """
    fresh = held(activity, by)
    rules.check_coming(fresh)
    rules.check_signup(activity=fresh, capacity=capacity, closes_at=closes_at)
    if (fresh.capacity, fresh.closes_at) == (capacity, closes_at):
        nothing_to_do()
        return fresh
    before = image(fresh)
    fresh.capacity, fresh.closes_at = capacity, closes_at
    record(fresh, by=by, changes=[saved(fresh, before, "capacity", "closes_at")])
    return fresh


@verb("homes.call_off_activity", "取消活动", undoable=True)
def call_off_activity(
    *, activity: Activity, because: str, by: User | None, at: datetime
) -> Activity:
    """Call an activity off that is still to come; its public page says so, and why."""
    fresh = held(activity, by)
    rules.check_coming(fresh)
    because = straight(because)
    rules.check_reason(because)
    check_public(because=because)
    before = image(fresh)
    fresh.status, fresh.called_off_because = Status.CALLED_OFF, because
    change = saved(fresh, before, "status", "called_off_because")
    record(fresh, by=by, changes=[change], reason=because)
    return fresh


def held(activity: Activity, by: User | None) -> Activity:
    """Hold an activity until the transaction ends; refuse whoever does not run it."""
    rows = Activity.rows.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("org", "responsible__grant").get(pk=activity.pk)
    rules.check_manages(activity=fresh, by=by)
    return fresh


def saved(activity: Activity, before: Any, *columns: str) -> Change:
    """Save some columns of an activity; return the change."""
    activity.version += 1
    activity.clean_fields(exclude=[*LINKS, "door"])
    names = [name.removesuffix("_id") for name in columns]
    activity.save(update_fields=[*names, "version"])
    return changed(activity, before)


def make_doors(activities: Iterable[Activity], at: datetime) -> None:
    """Let public codes lead into this county, where they do not yet; they say nothing else."""
    doors = [
        Doorway(
            digest=one.door, kind=Doorway.Kind.ACTIVITY, county_id=one.county_id, made_at=at,
            expires_at=one.starts_at + DOOR_LIVES,
        )
        for one in activities
    ]  # fmt: skip
    Doorway.objects.bulk_create(doors, ignore_conflicts=True)


def _settle(one: Activity, plan: Plan, at: datetime) -> None:
    """Put what ``plan`` says into ``one``, once all of it may be."""
    on = timezone.localdate(plan.starts_at)
    rules.check_title(tidy(plan.title))
    check_public(title=plan.title, what=plan.what, place=plan.place, units="、".join(plan.units))
    rules.check_when(starts_at=plan.starts_at, ends_at=plan.ends_at, now=at)
    rules.check_responsible(seat=plan.responsible, org=one.org_id, on=timezone.localdate(at))
    homes = WomensHome.rows.filter(live_on(on), pk=plan.home.pk if plan.home else 0)
    rules.check_home(there=plan.home is None or homes.exists())
    themes = Campaign.rows.filter(live_on(on), pk=plan.campaign.pk if plan.campaign else 0)
    rules.check_of_the_day(there=plan.campaign is None or themes.exists(), what="主题和行动")
    turn = plan.turn or turn_at(one.org, on)
    rules.check_of_the_day(there=turn is None or turn.org_id == one.org_id, what="轮值期")
    one.title, one.what, one.place = tidy(plan.title), straight(plan.what), tidy(plan.place)
    one.starts_at, one.ends_at, one.theme = plan.starts_at, plan.ends_at, plan.theme
    one.home, one.campaign, one.turn = plan.home, plan.campaign, turn
    one.responsible = plan.responsible
    one.clean_fields(exclude=[*LINKS, "door"])


def _beside(one: Activity, plan: Plan) -> list[Change]:
    """Write anew which posts it fulfils and who runs it along, as far as that changed."""
    wanted_posts = {post.pk: post for post in plan.posts}
    orgs = {org.pk: org for org in plan.partners if org.pk != one.org_id}
    units = list(dict.fromkeys(tidy(unit) for unit in plan.units if tidy(unit)))
    rules.check_partners(len(orgs) + len(units))
    county = one.county_id
    changes = _drop(ActivityPost.rows.filter(activity=one).exclude(post__in=wanted_posts))
    known = set(one.posts.values_list("post_id", flat=True))
    rows: list[Any] = [
        ActivityPost(county_id=county, activity=one, post=post)
        for pk, post in wanted_posts.items() if pk not in known
    ]  # fmt: skip
    gone = CoOrganiser.rows.filter(activity=one).exclude(org__in=orgs).exclude(unit__in=units)
    changes += _drop(gone)
    there = set(one.co_organisers.values_list("org_id", "unit"))
    rows += [
        CoOrganiser(county_id=county, activity=one, org=org, unit=unit)
        for org, unit in [*((o, "") for o in orgs.values()), *((None, u) for u in units)]
        if (org.pk if org else None, unit) not in there
    ]
    for row in rows:
        row.clean_fields(exclude=["county", "activity", "org", "post"])
        row.save()
    return changes + [made(row) for row in rows]


def _drop(rows: Any) -> list[Change]:
    gone = list(rows)
    changes = [removed(row) for row in gone]
    for row in gone:
        row.delete()
    return changes


def _inside(place: Org, by: User | None) -> bool:
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    return seat is not None and seat.lft <= place.lft <= seat.rght
