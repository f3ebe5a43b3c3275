"""Who looks after which child: paired, handed over, ended; the right to see goes along (Q22)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from duties.services import tell
from fulian.scoping import current
from homes import rules
from homes.models import CareCase, CarePairing, PairingKind
from homes.queries import care as reads
from homes.services.care_walls import behind, check_leads, held, note, note_ended, rewall
from members.models import Appointment
from orgs.models import User
from orgs.services import verb


@verb("homes.pair_child", "看护结对")
def pair_child(*, case: CareCase, appointment: Appointment, by: User, at: datetime) -> CarePairing:
    """Let one of the village's committee look after a child from today (1+1, 1+N).

    Raises ``ValidationError`` where somebody does already: she is handed over.
    """
    fresh, today = _led(case, by, at), timezone.localdate(at)
    rules.care.check_unpaired(reads.live_pairing(fresh.pk, today) is not None)
    return _begin(fresh, appointment, today, by, at)


@verb("homes.hand_over_child", "移交看护")
def hand_over_child(
    *, case: CareCase, appointment: Appointment, by: User, at: datetime
) -> CarePairing:
    """Let another look after a child from today; whoever did sees her no more from this moment."""
    fresh, today = _led(case, by, at), timezone.localdate(at)
    now = rules.care.check_paired(reads.live_pairing(fresh.pk, today))
    rules.care.check_another(now.appointment_id == appointment.pk)
    _end(now, today)
    return _begin(fresh, appointment, today, by, at)


@verb("homes.end_pairing", "结束看护结对")
def end_pairing(*, pairing: CarePairing, by: User, at: datetime) -> CarePairing:
    """Let nobody look after a child for now; she stays registered, and waits for another."""
    row = CarePairing.rows.select_for_update(of=("self",)).select_related("case").get(pk=pairing.pk)
    fresh, today = _led(row.case, by, at), timezone.localdate(at)
    rules.care.check_paired(None if row.until is not None else row)
    _end(row, today)
    rewall(fresh.pk, today)
    note(fresh.pk, by)
    return row


def end_with_seat(pairing: CarePairing, on: date, today: date, by: User | None) -> None:
    """End a pairing because its carer's seat ends; the right to see a child goes with it.

    Recorded as a number and its days, so that an undo of the seat's end brings the pairing back.
    """
    note_ended(pairing, on, by)
    rewall(pairing.case_id, today)


def settle_kind(appointment: int, on: date) -> None:
    """Say of each pairing of a seat whether it is one of several (1+N) or the only one (1+1)."""
    rows = reads.open_pairings_of(appointment, on)
    kind = PairingKind.ONE_TO_ONE if rows.count() == 1 else PairingKind.ONE_TO_MANY
    rows.exclude(kind=kind).update(kind=kind)


def begin(case: CareCase, seat: Appointment, on: date) -> CarePairing:
    """Let a seat look after a child from a day, and see her."""
    rules.care.check_seat(seat, org=case.org_id, on=on)
    row = CarePairing(
        county_id=current().county, org_id=case.org_id, case=case, appointment=seat,
        kind=PairingKind.ONE_TO_ONE, since=on,
    )  # fmt: skip
    row.save()
    settle_kind(seat.pk, on)
    rewall(case.pk, on)
    return row


def _led(case: CareCase, by: User, at: datetime) -> CareCase:
    behind(case.pk, by, at)
    fresh = held(case)
    check_leads(fresh.org_id, by, at)
    rules.care.check_open(fresh)
    return fresh


def _begin(
    case: CareCase, appointment: Appointment, today: date, by: User, at: datetime
) -> CarePairing:
    held_seats = Appointment.rows.select_for_update(of=("self",)).select_related("grant", "org")
    seat = held_seats.get(pk=appointment.pk)
    row = begin(case, seat, today)
    note(case.pk, by)
    user = reads.account_of(seat, today)
    if user and user != by.pk:
        tell(
            org=seat.org, user_id=user, at=at, key=f"careteam-pair:{row.pk}", link="/care/",
            title="请您结对看护一个孩子",
            text="每个月上门看一次、见到孩子一次。孩子的情况请不要转给别人。",
        )  # fmt: skip
    return row


def _end(row: CarePairing, on: date) -> None:
    row.until, row.version = on, row.version + 1
    row.save(update_fields=["until", "version"])
    settle_kind(row.appointment_id, on)
