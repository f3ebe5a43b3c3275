"""What else is kept at an organisation that goes: village committee seats, talents, a congress."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from fulian.consequences import Effect
from members.models import Talent, VillageCommitteeSeat, WomensCongress
from members.services.committees import end_village_seat, open_village_seat
from members.services.congresses import State, cancel_congress
from members.services.talents import add_talent, end_talent
from orgs.models import Org, User


def leave_the_rest(*, org: Org, on: date, by: User | None, reason: str) -> None:
    """End what else is kept at ``org`` on the day ``on``; what had not begun never does."""
    for seat in _village_seats(org):
        end_village_seat(seat=seat, on=max(on, seat.since), by=by, reason=reason)
    for talent in _talents(org):
        end_talent(talent=talent, on=max(on, talent.since), by=by, reason=reason)
    for congress in _congresses(org):
        cancel_congress(congress=congress, by=by, reason=reason)


def pass_the_rest(*, org: Org, into: Org, on: date, by: User | None, reason: str) -> None:
    """Let the village committee seats and talents of ``org`` be those of ``into``, once each."""
    seats, talents = list(_village_seats(org)), list(_talents(org))
    leave_the_rest(org=org, on=on, by=by, reason=reason)
    seated = {(seat.person_id, seat.body) for seat in _village_seats(into)}
    for seat in seats:
        if (seat.person_id, seat.body) not in seated:
            open_village_seat(org=into, person=seat.person, body=seat.body, on=on, by=by)
    known = {talent.person_id for talent in _talents(into)}
    for talent in talents:
        if talent.person_id not in known:
            add_talent(person=talent.person, org=into, on=on, by=by, strength=talent.strength)


def rest_affects(*, org: Org, passes: bool = False) -> list[Effect]:
    """Return what ``leave_the_rest`` would end; with ``passes``, what ``pass_the_rest`` would."""
    then = "转到承接组织" if passes else "当天结束"
    return [
        Effect("村（社区）两委任职", _village_seats(org).count(), then),
        Effect("骨干人才", _talents(org).count(), then if passes else "移出本组织的人才库"),
        Effect("正在筹备的换届", _congresses(org).count(), "取消，已登记的步骤保留"),
    ]


def _village_seats(org: Org) -> QuerySet[VillageCommitteeSeat]:
    rows = VillageCommitteeSeat.rows.filter(org=org, until__isnull=True)
    return rows.select_related("person").order_by("pk")


def _talents(org: Org) -> QuerySet[Talent]:
    rows = Talent.rows.filter(org=org, until__isnull=True)
    return rows.select_related("person").order_by("pk")


def _congresses(org: Org) -> QuerySet[WomensCongress]:
    return WomensCongress.rows.filter(org=org, state=State.PREPARING).order_by("pk")
