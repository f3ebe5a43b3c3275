"""Seating people and ending seats; access opens and ends with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from fulian import scoping
from fulian.consequences import Effect, apply_all, preview_of
from members import rules
from members.models import Appointment, CongressTerm, Origin, Person, WomensGroup
from members.queries.people import is_here
from members.services.bodies import leave_standing, standing_of
from members.services.people import register_person
from orgs import rules as places
from orgs import services as ground
from orgs.models import AccessGrant, Org, SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, nothing_to_do, record, verb

LINKS = ("county", "person", "org", "term", "group", "grant", "replaces")


@verb("members.appoint", "任职", undoable=True)
def appoint(
    *,
    person: Person,
    org: Org,
    office: str,
    on: date,
    by: User | None,
    employment: str = "",
    origin: str = "elected",
    term: CongressTerm | None = None,
    group: WomensGroup | None = None,
    at: datetime | None = None,
    fill: str = "",
    replaces: Appointment | None = None,
    leads: str = "",
    leads_women: int | None = None,
    letter_on: date | None = None,
    expected_until: date | None = None,
) -> Appointment:
    """Seat ``person`` at ``org`` from the day ``on``; ``at`` is when it was entered, else now.

    With a phone she gets access in the same transaction; the face offers its one-time link.
    Raises ``ValidationError`` for a second chair, the same committee twice, an office that does not
    fit, a closed organisation, an appointed part-time vice-chair who leads too small a team, an
    expected last day that is not later.
    ``fill`` is for the acts between two congresses (``members.services.committees``).
    """
    fresh = _place_for(org, office, employment, group, by)
    seat = Appointment(
        county_id=scoping.current().county, person=person, org=fresh, office=office,
        employment=employment, origin=origin, term=term, group=group, since=on,
        fill=fill, replaces=replaces, leads=leads, leads_women=leads_women,
        letter_on=letter_on, expected_until=expected_until,
    )  # fmt: skip
    if at is not None:
        seat.entered_at = at
    _check_facts(seat)
    seat.grant = _opened(person, fresh, office, on, by)
    seat.save()
    record(seat, by=by, changes=[made(seat)], name=called(seat))
    return seat


@verb("members.appoint_newcomer", "登记新人并任职", undoable=True)
def appoint_newcomer(
    *,
    org: Org,
    office: str,
    on: date,
    by: User | None,
    name: str,
    phone: str = "",
    id_number: str = "",
    employment: str = "",
    origin: str = "elected",
    term: CongressTerm | None = None,
    group: WomensGroup | None = None,
    leads: str = "",
    leads_women: int | None = None,
    letter_on: date | None = None,
    expected_until: date | None = None,
    **facts: Any,
) -> Appointment:
    """Register somebody at ``org`` and seat her there: both, or neither; undone together."""
    person = register_person(org=org, name=name, by=by, phone=phone, id_number=id_number, **facts)
    seat = appoint(
        person=person, org=org, office=office, on=on, by=by, employment=employment, origin=origin,
        term=term, group=group, leads=leads, leads_women=leads_women, letter_on=letter_on,
        expected_until=expected_until,
    )  # fmt: skip
    record(seat, by=by, name=called(seat))
    return seat


@verb("members.open_access", "开通登录", undoable=True)
def open_access(*, appointment: Appointment, on: date, by: User | None) -> Appointment:
    """Open the access of a seat whose holder had no phone, or has another one now.

    The access under the old number ends. Raises ``ValidationError`` for a seat that has ended,
    an office without access, a holder without a phone, and where there is nothing to open.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("person", "org")
    seat = rows.get(pk=appointment.pk)
    places.check_active(seat.org)
    rules.check_may_open(seat)
    rules.check_may_seat(by=by, office=seat.office)
    held = AccessGrant.rows.filter(pk=seat.grant_id or 0, until__isnull=True).first()
    if held is not None and held.plain_phone == seat.person.plain_phone:
        raise ValidationError("她已经可以登录，只要生成一次性链接。", code="open_already")
    if held is not None:
        _close(seat, on, by, "更换手机号")
    before = image(seat)
    seat.grant = _opened(seat.person, seat.org, seat.office, max(on, seat.since), by)
    seat.version += 1
    seat.save()
    record(seat, by=by, changes=[changed(seat, before)], name=called(seat))
    return seat


@verb("members.end_appointment", "离任", undoable=True)
def end_appointment(
    *,
    appointment: Appointment,
    on: date,
    departure: str,
    by: User | None,
    reason: str = "",
    decided_by: str = "",
    keep_access: bool = False,
) -> Appointment:
    """End a seat on the day ``on``: her access, links, posts and turns end in this transaction.

    ``decided_by`` is who decided it, without which nobody is found unfit (domain A37).

    With ``keep_access`` the way in stays for the seat that follows in the same act (``end_unused``
    closes what nobody took over).
    Raises ``ValidationError`` when it has ended, for a day before it began, and for an unknown
    reason of leaving (domain A37).
    """
    seat = Appointment.rows.select_for_update().get(pk=appointment.pk)
    if seat.until is not None:
        raise ValidationError("这项任职已经结束。", code="ended")
    rules.check_may_seat(by=by, office=seat.office)
    rules.check_seat_days(since=seat.since, until=on)
    rules.check_departure(departure, decided_by)
    before = image(seat)
    seat.until, seat.departure, seat.reason = on, departure, reason[:200]
    seat.decided_by = decided_by.strip()[:80]
    seat.version += 1
    seat.save()
    record(seat, by=by, changes=[changed(seat, before)], reason=reason, name=called(seat))
    if not keep_access:
        _close(seat, on, by, reason)
    leave_standing(seat, on=on, departure=departure, by=by, reason=reason)
    apply_all("members.end_appointment", appointment=seat, on=on, by=by)
    return seat


@verb("members.expect_leaving", "登记预计离任", undoable=True)
def expect_leaving(
    *, appointment: Appointment, until: date | None, by: User | None, reason: str = ""
) -> Appointment:
    """Keep by which day she is expected to leave (聘期, 退休); None: no longer. It ends nothing.

    Raises ``ValidationError`` for a seat that has ended and a day before it began.
    """
    seat = (
        Appointment.rows.select_for_update(of=("self",))
        .select_related("org")
        .get(pk=appointment.pk)
    )
    rules.check_held(seat)
    rules.check_may_seat(by=by, office=seat.office)
    rules.check_expected(since=seat.since, until=until)
    if seat.expected_until == until:
        nothing_to_do()
        return seat
    before = image(seat)
    seat.expected_until, seat.version = until, seat.version + 1
    seat.save()
    record(seat, by=by, changes=[changed(seat, before)], reason=reason, name=called(seat))
    return seat


def ending_affects(
    *, appointment: Appointment, on: date, after: Sequence[Appointment] = (),
    closed: Sequence[WomensGroup] = (),
) -> list[Effect]:  # fmt: skip
    """Return what ending the seat on the day ``on`` would end with it.

    ``after`` are the seats that end before it in the same act, ``closed`` the groups that close:
    what ends with them is told there.
    """
    has = AccessGrant.rows.filter(pk=appointment.grant_id or 0, until__isnull=True).exists()
    own = [Effect("账号授权", 1, "同时结束")] if has else []
    own += [Effect("妇联常委", n, "同时结束")] if (n := standing_of(appointment).count()) else []
    facts = {"appointment": appointment, "on": on, "after": after, "closed": closed}
    return own + preview_of("members.end_appointment", **facts)


def end_unused(seats: Iterable[Appointment], *, on: date, by: Any) -> None:
    """End the access of ended ``seats`` that no other seat took over."""
    for seat in seats:
        _close(seat, on, by, seat.reason)


def called(seat: Appointment) -> str:
    """Return what a seat is called without naming who sits in it."""
    return f"{seat.org.title} {seat.get_office_display()}"


def _place_for(
    org: Org, office: str, employment: str, group: WomensGroup | None, by: User | None
) -> Org:
    """Return the organisation as it is now, when somebody may be seated there so."""
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    rules.check_office_fits(office=office, org=fresh, employment=employment)
    rules.check_may_seat(by=by, office=office)
    if group is not None and group.org_id != fresh.pk:
        raise ValidationError("这个妇女小组不属于这个村（社区）。", code="group_elsewhere")
    return fresh


def _check_facts(seat: Appointment) -> None:
    """Refuse what cannot be said of a seat that begins, and who has left for elsewhere."""
    rules.check_may_take_in(is_here=is_here(seat.person))
    rules.check_leads(
        office=seat.office, origin=seat.origin, employment=seat.employment, leads=seat.leads,
        women=seat.leads_women, least=_team(seat.origin),
    )  # fmt: skip
    rules.check_expected(
        since=seat.since, until=seat.expected_until, letter_on=seat.letter_on, origin=seat.origin
    )
    seat.clean_fields(exclude=[*LINKS, "entered_at"])


def _team(origin: str) -> int:
    """Return how many women an appointed vice-chair leads at least."""
    return setting(SettingName.VICE_CHAIR_WOMEN) if origin == Origin.APPOINTED else 0


def _opened(person: Person, org: Org, office: str, on: date, by: Any) -> AccessGrant | None:
    """Return the access the seat opens: none without a phone, or for an office without one."""
    role = rules.ROLES[office]
    if role is None or not person.phone:
        return None
    held = AccessGrant.rows.filter(
        org=org, role=role, until__isnull=True, user__phone_key=ground.phone_key(person.plain_phone)
    ).first()
    if held is not None:
        return held
    return ground.grant_access(
        org=org, role=role, phone=person.plain_phone, holder=person.name, on=on, by=by,
        reason="任职",
    )  # fmt: skip


def _close(seat: Appointment, on: date, by: Any, reason: str) -> None:
    grant = AccessGrant.rows.filter(pk=seat.grant_id or 0, until__isnull=True).first()
    others = Appointment.rows.filter(grant=grant, until__isnull=True).exclude(pk=seat.pk)
    if grant is not None and not others.exists():
        ground.end_access(grant=grant, on=max(on, grant.since), by=by, reason=reason or "离任")
