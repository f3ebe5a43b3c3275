"""The story from its first day to the last: everything in one transaction, or nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from duties import services as duties
from duties.models import ChairTurn, DutyPost, Handover
from fulian.scoping import scope
from members import services as members
from members.models import Appointment, Office
from orgs.models import County, Level, Org, OrgStatus, User
from orgs.services import phone_key
from orgs.services.demo import give_demo_password
from reports.management.demo import (
    asking,
    bodies,
    elections,
    homing,
    letters,
    liaison,
    papers,
    places,
    programmes,
    requests,
    rotating,
)
from reports.management.demo.caring import care_for_children
from reports.management.demo.committees import SIZES, Casting, Crew
from reports.management.demo.deliberating import deliberate
from reports.management.demo.gatherings import gather
from reports.management.demo.ledgers import keep_ledgers
from reports.management.demo.opening import open_to_everybody
from reports.management.demo.reporting import (
    confirm_long,
    confirm_most,
    publish_beside,
    report_past,
    tell_of_reports,
)
from reports.management.demo.story import GIVEN, SURNAMES, Demo, noon
from reports.management.demo.work import work_of
from reports.rules import quarter_of

ROTATING = 5  # townships whose chair rotates; the others have not begun
PRESIDIUM = 4


def set_up(demo: Demo) -> list[str]:
    """Make whatever of the demonstration is missing, all or nothing; return what was done."""
    with transaction.atomic():
        county, neighbour, is_new = places.open_both(demo)
        users = places.let_in(demo, county, neighbour)
        places.connect(demo, county)
        if is_new:
            places.change_a_name(demo, county)
            with scope(county.pk):
                _people(demo)
            _days(demo, county)
            with scope(county.pk):
                programmes.tell_of_programmes(demo)
            with scope(county.pk):
                asking.tell_of_sending(demo)
                requests.ask_villages(demo)
                open_to_everybody(demo)
                letters.open_up(demo)
            deliberate(demo, county)
            gather(demo, county)
            with scope(county.pk):
                tell_of_reports(demo)
            publish_beside(demo, neighbour)
        if count := give_demo_password(users=users):
            demo.said.append(f"{count} 个演示账号")
    return demo.said


def _people(demo: Demo) -> None:
    """Fill every committee, plan the rotations, and let the work be done."""
    rows = Org.rows.filter(level__in=SIZES, status=OrgStatus.ACTIVE, is_counted=True)
    orgs = list(rows.order_by("code"))
    plans = _presidiums(demo, _rotating(demo, orgs))
    known: dict[tuple[int, str], list[Appointment]] = defaultdict(list)
    for seat in Appointment.rows.select_related("person", "org").order_by("pk"):
        known[seat.org_id, seat.office].append(seat)
    casting = Casting(demo, known)
    crews = [casting.crew(org) for org in orgs]
    root = Org.rows.get(parent__isnull=True)
    seats = [seat for crew in crews for seat in crew.seats if seat._state.adding]
    wrote = members.seat_many(
        org=root, people=casting.people, seats=seats, by=None,
        terms=[crew.term for crew in crews if crew.term],
        groups=[group for crew in crews for group in crew.groups],
        committee_seats=elections.committee_seats(demo, crews),
    )  # fmt: skip
    posts = list(DutyPost.rows.order_by("place"))
    work = work_of(demo, crews, posts)
    wrote += duties.work_many(
        org=root, assignments=work.assignments, links=work.links, entries=work.entries, by=None
    )
    wrote += liaison.keep_contacts(demo, crews) + liaison.share_areas(demo, crews)
    asking.let_chairs_work(demo)
    _rotate(demo, crews, plans)
    bodies.tell_of_bodies(demo)
    keep_ledgers(demo)
    papers.tell_of_papers(demo)
    homing.tell_of_homes(demo)
    care_for_children(demo)
    elections.ask_transfer(demo, User.objects.get(phone_key=phone_key(places.ADMIN)))
    demo.said.append(f"{len(casting.people)} 人，{wrote} 条任职、联系和履岗记录")


def _rotating(demo: Demo, orgs: list[Org]) -> list[Org]:
    """Return the townships whose chair rotates, the shown one among them."""
    shown = places.shown_places(demo.code)[0]
    towns = [org for org in orgs if org.level == Level.TOWNSHIP]
    towns.sort(key=lambda org: shown is None or org.pk != shown.pk)
    return towns[:ROTATING]


def _presidiums(demo: Demo, towns: list[Org]) -> list[Org]:
    """Seat the rotating members of ``towns``, with a phone each: they confirm what they take."""
    number = 30_000_000
    for town in towns:
        lot = demo.lot_of(f"{town.code}:presidium")
        standing = Appointment.rows.filter(org=town, office=Office.VICE_CHAIR).count()
        vice = SIZES[Level.TOWNSHIP][0] - standing
        for n in range(PRESIDIUM - standing):
            number += 1
            office = Office.VICE_CHAIR if n < vice else Office.EXECUTIVE_MEMBER
            she = members.register_person(
                org=town, name=lot.choice(SURNAMES) + lot.choice(GIVEN), phone=f"100{number:08d}",
                by=None,
            )  # fmt: skip
            members.appoint(
                person=she, org=town, office=office, on=demo.since, by=None, at=noon(demo.since),
                employment="part_time" if office == Office.VICE_CHAIR else "",
            )  # fmt: skip
    return towns


def _rotate(demo: Demo, crews: list[Crew], towns: list[Org]) -> None:
    """Plan a month each; the account called the rotating chair has the present month."""
    months = (demo.on.year - demo.since.year) * 12 + demo.on.month - demo.since.month
    shown = places.shown_places(demo.code)[0]
    for crew in (crew for crew in crews if crew.org in towns):
        members_ = [s for s in (*crew.vice, *crew.executives) if s.grant_id][:PRESIDIUM]
        if shown is not None and crew.org.pk == shown.pk:
            first, turn = members_.pop(0), months % PRESIDIUM
            members_.insert(turn, first)
        duties.plan_rotation(
            org=crew.org, members=members_, period="month", starts_on=demo.since,
            by=None, at=noon(demo.since - timedelta(days=3)),
        )  # fmt: skip


def _days(demo: Demo, county: County) -> None:
    """Let the clock run: handovers, confirmations, and the reports of the past quarters."""
    report_past(demo, county, demo.since)
    for day in _moments(demo.since, demo.on):
        if day == quarter_of(demo.on).first:
            with scope(county.pk):
                confirm_long(demo)
        now = min(timezone.make_aware(datetime.combine(day, time(2, 10))), demo.at)
        duties.tick_county(county.pk, now)
        with scope(county.pk):
            _sign_handovers(demo, noon(day))
            confirm_most(demo, noon(day))
            if day == _late_last_month(demo.on):
                rotating.leave_open(demo)
    with scope(county.pk):
        rotating.fill(demo)


def _moments(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.day in (1, 12) or day == last]


def _late_last_month(on: date) -> date:
    return (on.replace(day=1) - timedelta(days=1)).replace(day=12)


def _sign_handovers(demo: Demo, at: datetime) -> None:
    """Let most handovers be confirmed by both sides in time."""
    waiting = Handover.rows.filter(given_at__isnull=True, taken_at__isnull=True)
    for handover in waiting.select_related("turn__appointment__grant__user", "before"):
        lot = demo.lot_of(f"handover:{handover.due_on}:{handover.org_id}")
        if lot.random() < 0.85 and at < demo.at - timedelta(days=3):
            for turn in (handover.before, handover.turn):
                _sign(handover, turn, at + timedelta(days=lot.randrange(1, 4)))


def _sign(handover: Handover, turn: ChairTurn | None, at: datetime) -> None:
    if turn is not None and turn.appointment.grant is not None:
        duties.confirm_handover(handover=handover, by=turn.appointment.grant.user, at=at)
