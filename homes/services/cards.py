"""Issuing officer cards, ending them, and letting their codes go (亮身份, domain A27)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from fulian import crypto
from fulian.scoping import current
from homes.models import CardEnd, OfficerCard
from homes.models.cards import CODE_COLUMN
from homes.queries.renewing import renewable
from homes.rules import cards as rules
from homes.services import holding
from members.models import Appointment
from orgs import rules as places
from orgs.models import Doorway, Org, User
from orgs.queries.doorways import ways_to
from orgs.rules.wording import tidy
from orgs.services import changed, image, made, new_code, nothing_to_do, put_code, record, verb

LIVES = timedelta(days=3653)  # a code on a wall; the card decides whether it is good
CODE_KEPT = timedelta(days=365)


@verb("homes.issue_card", "发亮身份码")
def issue_card(
    *, appointment: Appointment, consented: bool, at: datetime, by: User | None,
    shows: Collection[str] = rules.USUAL, hours: str = "",
) -> OfficerCard:  # fmt: skip
    """Give the holder of a live seat a card that tells of her what she consented to.

    It is not undone but revoked: it may hang on a wall already. Raises ``ValidationError`` without
    her consent, for a seat that ended or shows no card, for somebody of another organisation than
    the issuer's, and for one who has a card.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    seat, on, hours = rows.get(pk=appointment.pk), timezone.localdate(at), tidy(hours)
    places.check_active(seat.org)
    rules.check_issuer(org=seat.org_id, by=by, inside=_is_inside(seat.org, by))
    rules.check_may_carry(seat=seat, on=on)
    rules.check_consent(is_given=consented, shows=shows)
    rules.check_hours(hours)
    code, county = new_code(rules.LENGTH), current().county
    card = OfficerCard(
        county_id=county, org=seat.org, appointment=seat, consented_on=on, since=on,
        shows=[one for one in rules.ORDER if one in shows], hours=hours,
        code=crypto.seal(code, county=county, column=CODE_COLUMN),
    )  # fmt: skip
    card.save()
    put_code(
        code=code, kind=Doorway.Kind.CARD, county=county, number=card.pk, at=at,
        expires_at=at + LIVES,
    )  # fmt: skip
    record(card, by=by, changes=[made(card)], name=_called(seat))
    return card


@verb("homes.issue_cards", "一次发亮身份码")
def issue_cards(
    *, org: Org, seats: Sequence[Appointment], consented: bool, at: datetime, by: User | None,
    shows: Collection[str] = rules.USUAL, hours: str = "",
) -> list[OfficerCard]:  # fmt: skip
    """Give several of one committee a card each in one act, or none of them.

    ``seats`` are those who consented. Raises ``ValidationError`` as ``issue_card`` does, for none,
    and for somebody of another organisation.
    """
    if not seats:
        raise ValidationError("请勾选已经同意公开身份的人。", code="nobody")
    if any(seat.org_id != org.pk for seat in seats):
        raise ValidationError("只能给本组织的任职人员发亮身份码。", code="elsewhere")
    cards = [
        issue_card(
            appointment=seat, consented=consented, at=at, by=by, shows=shows, hours=hours
        )
        for seat in seats
    ]  # fmt: skip
    record(org, by=by, name=f"{org.title} {len(cards)} 张")
    return cards


@verb("homes.revoke_card", "作废亮身份码")
def revoke_card(
    *, card: OfficerCard, why: str, at: datetime, by: User | None, reason: str = ""
) -> OfficerCard:
    """End a card that was lost or misused, or whose holder no longer consents; for good.

    Raises ``ValidationError`` for one that has ended, and at another organisation than the
    issuer's.
    """
    fresh = holding.fresh(card, "org", "appointment")
    rules.check_issuer(org=fresh.org_id, by=by, inside=_is_inside(fresh.org, by))
    rules.check_revoking(card=fresh, why=why)
    return _ended(fresh, why, timezone.localdate(at), by, reason)


@verb("homes.reissue_card", "换发亮身份码")
def reissue_card(*, card: OfficerCard, at: datetime, by: User | None) -> OfficerCard:
    """Give its holder a new code in place of the old one, which opens nothing from now on.

    What she consented to stays. Raises ``ValidationError`` as the two it is made of.
    """
    old = revoke_card(card=card, why=CardEnd.REPLACED, at=at, by=by)
    seat = Appointment.rows.get(pk=old.appointment_id)
    new = issue_card(
        appointment=seat, consented=True, shows=old.shows, hours=old.hours, at=at, by=by
    )
    kept = new.consented_on
    new.consented_on = min(old.consented_on, kept)
    new.save(update_fields=["consented_on"])
    record(new, by=by, name=_called(seat))
    return new


@verb("homes.renew_cards", "续发亮身份码")
def renew_cards(
    *, org: Org, seats: Sequence[Appointment], at: datetime, by: User | None
) -> list[OfficerCard]:  # fmt: skip
    """Give those who sit here again a new card that tells what their last one told.

    ``seats`` are those who said that it may go on: a card dies with its seat, and a new term is a
    new one. Raises ``ValidationError`` as ``issue_card`` does, and for somebody without a last one.
    """
    if not seats:
        raise ValidationError("请勾选本人说可以继续公开的人。", code="nobody")
    last = {one.seat.pk: one.last for one in renewable(org, timezone.localdate(at))}
    if any(seat.pk not in last for seat in seats):
        raise ValidationError("只能给上次有码、又在本组织任职的人续发。", code="no_last")
    cards = [
        issue_card(
            appointment=seat, consented=True, shows=last[seat.pk].shows, at=at, by=by,
            hours=last[seat.pk].hours,
        )
        for seat in seats
    ]  # fmt: skip
    record(org, by=by, name=f"{org.title} {len(cards)} 张")
    return cards


@verb("homes.end_card", "亮身份码随离任停用", undoable=True)
def end_card(*, card: OfficerCard, on: date, by: User | None) -> OfficerCard:
    """End a card with its holder's seat; where that is taken back, the card is good again."""
    return _ended(holding.fresh(card, "org", "appointment"), CardEnd.LEFT, on, by, "")


@verb("homes.purge_cards", "清除停用满一年的亮身份码")
def purge_cards(*, on: date) -> int:
    """Forget the codes of cards that ended a year ago; return how many.

    From then on they are as good as never made.
    """
    spent = OfficerCard.rows.filter(until__lte=on - CODE_KEPT, code__isnull=False)
    numbers = list(spent.values_list("pk", flat=True))
    if not numbers:
        nothing_to_do()
        return 0
    spent.update(code=None)
    kinds = [Doorway.Kind.CARD]
    ways_to(kinds=kinds, county=current().county).filter(number__in=numbers).delete()
    record(Org.rows.get(parent__isnull=True), by=None, name=f"{len(numbers)} 张")
    return len(numbers)


def open_ways(at: datetime) -> int:
    """Let the codes of this county's cards lead here, where they do not; return how many.

    So it is in a county that came from another system by file: the cards on its walls are good.
    """
    doors = ways_to(kinds=[Doorway.Kind.CARD], county=current().county)
    known = set(doors.values_list("number", flat=True))
    cards = [one for one in OfficerCard.rows.filter(code__isnull=False) if one.pk not in known]
    for card in cards:
        put_code(
            code=card.plain_code, kind=Doorway.Kind.CARD, county=current().county, number=card.pk,
            at=at, expires_at=at + LIVES,
        )  # fmt: skip
    return len(cards)


def cards_ending(appointment: Appointment) -> QuerySet[OfficerCard]:
    """Return the cards that end with a seat."""
    return OfficerCard.rows.filter(appointment=appointment, until__isnull=True)


def _ended(card: OfficerCard, why: str, on: date, by: User | None, reason: str) -> OfficerCard:
    before = image(card)
    card.until, card.ended, card.version = max(on, card.since), why, card.version + 1
    card.save(update_fields=["until", "ended", "version"])
    record(
        card, by=by, changes=[changed(card, before)], reason=reason, name=_called(card.appointment)
    )
    return card


def _is_inside(org: Org, by: User | None) -> bool:
    if by is None:
        return True
    seat = Org.rows.filter(pk=by.hat.org).first() if by.hat else None
    return seat is not None and seat.lft <= org.lft <= seat.rght


def _called(seat: Appointment) -> str:
    return f"{seat.org.title} {seat.get_office_display()}"
