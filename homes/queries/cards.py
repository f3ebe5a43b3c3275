"""Reads of officer cards: what a code leads to, and who of a committee has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duties.models import PostAssignment
from duties.queries.catalogue import names_on
from fulian import crypto
from fulian.scoping import scope
from homes.models import CardShows, OfficerCard
from homes.rules.cards import LENGTH
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Doorway, Org, OrgStatus, User
from orgs.queries.doorways import behind, code_typed
from orgs.queries.hats import live
from orgs.queries.lineage import heirs_of
from orgs.queries.tree import ancestors_of

PLACE: dict[str, int] = {office: place for place, office in enumerate(COMMITTEE)}


@dataclass(frozen=True, slots=True)
class Carried:
    """What a card tells of its holder: only what she lets it tell."""

    name: str
    role: str
    posts: list[str]
    hours: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What a code leads to: an organisation, and its holder while the card is good.

    ``successor`` is who sits there now, by her own card; ``heir`` does the work of a closed one.
    """

    org: Org
    holder: Carried | None
    has_left: bool
    successor: Carried | None
    heir: Org | None


def behind_code(text: str, at: datetime) -> Behind | None:
    """Return what a card's code leads to at a moment; None for a code that is none.

    Asked live: whoever left a minute ago is not named any more. No scope is open, and whether a
    code was never made or lies in another county makes no difference.
    """
    code = code_typed(text, LENGTH)
    door = behind(code=code, kinds=[Doorway.Kind.CARD], at=at) if code else None
    if door is None or door.county_id is None or door.number is None:
        return None
    with scope(door.county_id):
        rows = OfficerCard.rows.select_related("org", "appointment__person")
        card = rows.filter(pk=door.number).first()
        return _told(card, timezone.localdate(at)) if card else None


def _told(card: OfficerCard, on: date) -> Behind:
    org, seat = card.org, card.appointment
    seated = seat.since <= on and (seat.until is None or seat.until > on)
    works = org.status == OrgStatus.ACTIVE
    if (card.until is None or card.until > on) and seated and works:
        return Behind(org, carried(card, on), has_left=False, successor=None, heir=None)
    left = works and not seated
    return Behind(
        org, None, has_left=left, successor=_successor(card, on) if left else None,
        heir=None if works else _heir(org),
    )  # fmt: skip


def carried(card: OfficerCard, on: date) -> Carried:
    """Return what ``card`` tells on a day: what is not among her consent is not there."""
    return _shown(card, _posts([card.appointment_id], on))


def _successor(card: OfficerCard, on: date) -> Carried | None:
    """Return who sits in the seat now, when she let a card of her own name her: she herself, too.

    Whoever was elected again has another seat and another card; the old one leads to that.
    """
    seat = card.appointment
    follows = Q(appointment__replaces=seat) | Q(appointment__person=seat.person_id)
    if seat.office == Office.CHAIR:
        follows |= Q(appointment__office=Office.CHAIR)
    found = live_cards(on).filter(follows, org=card.org_id, shows__contains=[CardShows.NAME])
    one = found.order_by("appointment__since", "pk").last()
    return carried(one, on) if one else None


def _heir(org: Org) -> Org | None:
    above = [one for one in ancestors_of(org) if one.status == OrgStatus.ACTIVE]
    return next(iter(heirs_of(org) or above[-1:]), None)


def live_cards(on: date) -> QuerySet[OfficerCard]:
    """Return the cards of the county that are good on a day: not ended, their holders in office."""
    seated = Q(appointment__since__lte=on) & (
        Q(appointment__until__isnull=True) | Q(appointment__until__gt=on)
    )
    rows = OfficerCard.rows.filter(seated, is_good(on))
    return rows.select_related("org", "appointment__person")


def is_good(on: date) -> Q:
    """Condition: a card has not ended by a day, whatever became of its holder's seat."""
    return Q(until__isnull=True) | Q(until__gt=on)


@dataclass(frozen=True, slots=True)
class Held:
    """A seat of a committee with its card, when it has one, and what the card tells."""

    seat: Appointment
    card: OfficerCard | None
    told: Carried | None


def board_of(org: Org, on: date) -> list[Held]:
    """Return the committee of ``org`` on a day, the chair first, each with her card."""
    seats = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    found = sorted(
        seats.select_related("person", "org", "grant").order_by("person__pinyin", "pk"),
        key=lambda seat: PLACE[seat.office],
    )
    cards = {card.appointment_id: card for card in live_cards(on).filter(org=org)}
    posts = _posts([seat.pk for seat in found], on)
    found_cards = [(seat, cards.get(seat.pk)) for seat in found]
    return [Held(seat, card, _shown(card, posts) if card else None) for seat, card in found_cards]


def cards_of(org: Org, on: date) -> list[Held]:
    """Return the good cards of an organisation with what they tell: for a wall sheet, for print."""
    return [one for one in board_of(org, on) if one.card is not None]


def mine_among(board: Sequence[Held], user: User) -> OfficerCard | None:
    """Return her own card among those of a committee."""
    held = [one.card for one in board if one.seat.grant and one.seat.grant.user_id == user.pk]
    return next((card for card in held if card), None)


def _shown(card: OfficerCard, posts: dict[int, list[str]]) -> Carried:
    shown, name = set(card.shows), card.appointment.person.name
    return Carried(
        name if CardShows.NAME in shown else crypto.mask_name(name),
        str(card.appointment.get_office_display()) if CardShows.ROLE in shown else "",
        posts[card.appointment_id] if CardShows.POST in shown else [],
        card.hours if CardShows.HOURS in shown else "",
    )


def _posts(seats: Collection[int], on: date) -> dict[int, list[str]]:
    """Return what posts the holders of ``seats`` work in on a day, by their names of that day."""
    held = PostAssignment.rows.filter(live(on), appointment__in=seats).order_by("pk")
    pairs = list(held.values_list("appointment_id", "post_id"))
    names = names_on({post for _, post in pairs}, on) if pairs else {}
    found: dict[int, list[str]] = defaultdict(list)
    for seat, post in pairs:
        found[seat].append(names[post])
    return found


def counted_rows(org: Any, on: date) -> dict[int, tuple[int, int]]:
    """Return by organisation how many sit on its committee on a day, and how many have a card."""
    good = OfficerCard.rows.filter(is_good(on), appointment=OuterRef("pk"))
    seats = Appointment.rows.filter(live(on), org__in=org, office__in=COMMITTEE)
    rows = seats.annotate(has=Exists(good)).values("org_id").order_by("org_id")
    counted = rows.annotate(seats=Count("pk"), cards=Count("pk", filter=Q(has=True)))
    return {row["org_id"]: (row["seats"], row["cards"]) for row in counted}
