"""Whose card ended with a term and who sits here again: to whom it is given anew in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from fulian.dated import live_on
from homes.models import CardEnd, OfficerCard
from homes.queries.cards import PLACE, is_good, live_cards
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org


@dataclass(frozen=True, slots=True)
class Renewal:
    """A seat without a card, and the card its holder had in the seat before."""

    seat: Appointment
    last: OfficerCard

    @property
    def tells(self) -> str:
        """What the last one told."""
        names = dict(OfficerCard._meta.get_field("shows").base_field.choices)
        return "、".join(str(names[one]) for one in self.last.shows)


def renewable(org: Org, on: date) -> list[Renewal]:
    """Return who of a committee had a card in her last seat here and has none in this one.

    Only where that card ended with the seat: one she lost or took back is not given anew unasked.
    """
    good = OfficerCard.rows.filter(is_good(on), appointment=OuterRef("pk"))
    seats = Appointment.rows.filter(live_on(on), ~Exists(good), org=org, office__in=COMMITTEE)
    held = {one.person_id: one for one in seats.select_related("person", "org")}
    rows = OfficerCard.rows.filter(org=org, appointment__person__in=held).select_related(
        "appointment"
    )
    last = {card.appointment.person_id: card for card in rows.order_by("since", "pk")}
    found = [
        Renewal(seat, last[who])
        for who, seat in held.items()
        if who in last and last[who].ended == CardEnd.LEFT
    ]
    return sorted(found, key=lambda one: (PLACE[one.seat.office], one.seat.person.pinyin))


def start_of(seat: Appointment, on: date) -> tuple[OfficerCard | None, bool]:
    """Return the card of a seat, and whether one can be given anew to its holder."""
    card = live_cards(on).filter(appointment=seat).first()
    again = card is None and any(one.seat.pk == seat.pk for one in renewable(seat.org, on))
    return card, again
