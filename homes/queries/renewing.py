"""Whose card ended with a term and who sits here again: to whom it is given anew in one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from homes.models import CardEnd, CardShows, OfficerCard
from homes.queries.cards import board_of
from members.models import Appointment
from orgs.models import Org


@dataclass(frozen=True, slots=True)
class Renewal:
    """A seat without a card, and the card its holder had in the seat before."""

    seat: Appointment
    last: OfficerCard

    @property
    def tells(self) -> str:
        """What the last one told."""
        return "、".join(str(CardShows(one).label) for one in self.last.shows)


def renewable(org: Org, on: date) -> list[Renewal]:
    """Return who of a committee had a card in her last seat here and has none in this one.

    Only where that card ended with the seat: one she lost or took back is not given anew unasked.
    """
    return again_among(org, [one.seat for one in board_of(org, on) if one.card is None])


def again_among(org: Org, seats: Sequence[Appointment]) -> list[Renewal]:
    """Return those of ``seats``, the ones without a card, that ``renewable`` would name."""
    held = {one.person_id: one for one in seats}
    rows = OfficerCard.rows.filter(org=org, appointment__person__in=held).select_related(
        "appointment"
    )
    last = {card.appointment.person_id: card for card in rows.order_by("since", "pk")}
    return [
        Renewal(seat, last[who])
        for who, seat in held.items()
        if who in last and last[who].ended == CardEnd.LEFT
    ]


def start_of(seat: Appointment, on: date) -> tuple[OfficerCard | None, bool]:
    """Return the card of a seat, and whether one can be given anew to its holder."""
    hers = OfficerCard.rows.filter(org=seat.org_id, appointment__person=seat.person_id)
    cards = list(hers.select_related("org", "appointment__person").order_by("since", "pk"))
    now = [
        card
        for card in cards
        if card.appointment_id == seat.pk and (card.until is None or card.until > on)
    ]
    again = not now and bool(cards) and cards[-1].ended == CardEnd.LEFT
    return (now[0] if now else None), again
