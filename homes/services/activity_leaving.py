"""What becomes of coming activities when what they stand on ends."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from duties.queries.turns import chairs_of
from duties.rules.turns import is_in_office
from duties.services.due import tell_all
from duties.services.sheets import message_to
from homes.models import Activity, CoOrganiser, WomensHome
from homes.queries.activities import coming_at, coming_in, coming_of
from homes.services.activities import call_off_activity, saved
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import image, record, verb


def call_off_all(*, org: Org, on: date, by: User | None) -> None:
    """Call off what an organisation that is closed still had before it."""
    for one in coming_of(org, on):
        call_off_activity(activity=one, because=f"{org.title}已经撤销", by=by, at=timezone.now())


@verb("homes.pass_activity", "活动转给承接的组织", undoable=True)
def pass_activity(*, activity: Activity, into: Org, on: date, by: User | None) -> Activity:
    """Let the organisation that carries on hold a coming activity; who signed up stays on its list.

    Somebody of the new organisation has to answer for it: its chair is told.
    """
    fresh = Activity.rows.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    before = image(fresh)
    fresh.org, fresh.responsible, fresh.turn = into, None, None
    record(fresh, by=by, changes=[saved(fresh, before, "org_id", "responsible_id", "turn_id")])
    CoOrganiser.rows.filter(activity=fresh, org=into).delete()
    _ask_for_another(fresh, timezone.now())
    return fresh


@verb("homes.leave_activity", "活动负责人离任", undoable=True)
def leave_activity(*, activity: Activity, on: date, by: User | None) -> Activity:
    """Let nobody answer for a coming activity whose responsible left; the chair is told."""
    fresh = Activity.rows.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    before = image(fresh)
    fresh.responsible = None
    record(fresh, by=by, changes=[saved(fresh, before, "responsible_id")])
    _ask_for_another(fresh, timezone.now())
    return fresh


@verb("homes.move_activity_out", "活动所在的妇女之家撤销", undoable=True)
def move_activity_out(*, activity: Activity, on: date, by: User | None) -> Activity:
    """Let a coming activity be at no home any more; its place in words stays, or becomes hers."""
    fresh = Activity.rows.select_for_update(of=("self",), no_key=True).select_related("home")
    one = fresh.get(pk=activity.pk)
    before = image(one)
    one.place = one.place or str(one.home or "")[:60]
    one.home = None
    record(one, by=by, changes=[saved(one, before, "home_id", "place")])
    return one


def pass_all(*, org: Org, into: Org, on: date, by: User | None) -> None:
    """Pass on what an organisation that ends in another still had before it."""
    for one in coming_of(org, on):
        pass_activity(activity=one, into=into, on=on, by=by)


def leave_all(*, appointment: Appointment, on: date, by: User | None) -> None:
    """Let nobody answer for what somebody who leaves still had before her."""
    for one in coming_in(appointment, on):
        leave_activity(activity=one, on=on, by=by)


def move_all_out(*, home: WomensHome, on: date, by: User | None) -> None:
    """Move out of a home that closes what was still to take place in it."""
    for one in coming_at(home, on):
        move_activity_out(activity=one, on=on, by=by)


def _ask_for_another(activity: Activity, at: datetime) -> None:
    """Tell the chair that somebody else must answer for an activity."""
    on, org = timezone.localdate(at), activity.org
    seats = [seat for seat in chairs_of([org.pk]).get(org.pk, []) if is_in_office(seat, on)]
    key, link = f"activity:{activity.pk}:nobody:{activity.version}", f"/activities/{activity.pk}/"
    text = f"{activity.title}没有人负责了，请另选一位负责人。"
    tell_all([
        message
        for seat in seats[:1]
        for message in message_to(org, seat, key, "活动要另选负责人", text, link, at)
    ])  # fmt: skip
