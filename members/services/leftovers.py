"""What else is kept at an organisation that goes: seats in other bodies, talents, a congress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from fulian.consequences import Effect
from members.models import CommitteeBody, CommitteeSeat, Talent, WomensCongress
from members.services.bodies import end_committee_seat, open_committee_seat
from members.services.congresses import State, cancel_congress
from members.services.talents import add_talent, end_talent
from orgs.models import Org, User

STANDING = CommitteeBody.STANDING


def leave_the_rest(*, org: Org, on: date, by: User | None, reason: str) -> None:
    """End what else is kept at ``org`` on the day ``on``; what had not begun never does."""
    for seat in _committee_seats(org):
        end_committee_seat(seat=seat, on=max(on, seat.since), by=by, reason=reason)
    for talent in _talents(org):
        end_talent(talent=talent, on=max(on, talent.since), by=by, reason=reason)
    for congress in _congresses(org):
        cancel_congress(congress=congress, by=by, reason=reason)


def pass_the_rest(*, org: Org, into: Org, on: date, by: User | None, reason: str) -> None:
    """Let the committee seats and talents of ``org`` be those of ``into``, once each.

    Not those as 常委: the new committee chooses its own.
    """
    seats, talents = _seats_passing(org, into), _talents_passing(org, into)
    leave_the_rest(org=org, on=on, by=by, reason=reason)
    for seat in seats:
        open_committee_seat(org=into, person=seat.person, body=seat.body, on=on, by=by)
    for talent in talents:
        add_talent(person=talent.person, org=into, on=on, by=by, strength=talent.strength)


def leaving_rest_affects(*, org: Org) -> list[Effect]:
    """Return what ``leave_the_rest`` would end."""
    seats = _committee_seats(org)
    return [
        Effect("村（社区）两委任职", seats.exclude(body=STANDING).count(), "当天结束"),
        Effect("妇联常委", seats.filter(body=STANDING).count(), "当天结束"),
        Effect("骨干人才", _talents(org).count(), "移出本组织的人才库"),
        Effect("正在筹备的换届", _congresses(org).count(), "取消，已登记的步骤保留"),
    ]


def passing_rest_affects(*, org: Org, into: Org | None) -> list[Effect]:
    """Return what ``pass_the_rest`` would end, and what of it goes on at ``into``."""
    seats, talents = len(_seats_passing(org, into)), len(_talents_passing(org, into))
    kept = _committee_seats(org).exclude(body=STANDING).count()
    then, twice = "转到承接组织", "当天结束，承接组织已有"
    return [
        Effect("村（社区）两委任职", seats, then),
        Effect("村（社区）两委任职", kept - seats, twice),
        Effect("妇联常委", _committee_seats(org).filter(body=STANDING).count(),
               "当天结束，由新的班子另选"),
        Effect("骨干人才", talents, then),
        Effect("骨干人才", _talents(org).count() - talents, twice),
        Effect("正在筹备的换届", _congresses(org).count(), "取消，已登记的步骤保留"),
    ]  # fmt: skip


def _seats_passing(org: Org, into: Org | None) -> Sequence[CommitteeSeat]:
    known = set(_committee_seats(into).values_list("person", "body")) if into else set()
    own = _committee_seats(org).exclude(body=STANDING)
    return [seat for seat in own if (seat.person_id, seat.body) not in known]


def _talents_passing(org: Org, into: Org | None) -> Sequence[Talent]:
    known = set(_talents(into).values_list("person", flat=True)) if into else set()
    return [talent for talent in _talents(org) if talent.person_id not in known]


def _committee_seats(org: Org) -> QuerySet[CommitteeSeat]:
    rows = CommitteeSeat.rows.filter(org=org, until__isnull=True)
    return rows.select_related("person").order_by("pk")


def _talents(org: Org) -> QuerySet[Talent]:
    rows = Talent.rows.filter(org=org, until__isnull=True)
    return rows.select_related("person").order_by("pk")


def _congresses(org: Org) -> QuerySet[WomensCongress]:
    return WomensCongress.rows.filter(org=org, state=State.PREPARING).order_by("pk")
