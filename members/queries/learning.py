"""What training cards wait for somebody, and whether her seat is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery

from fulian.decks import Deck, decks_for
from members.models import Appointment, CardsRead
from members.rules.learning import PACK
from orgs.models import Org, User
from orgs.queries.hats import live

NEW = timedelta(days=60)  # so long a seat is new


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next deck she has not read, how many there are, and the key of a seat that is new."""

    deck: Deck | None
    count: int
    seat: int | None


def read_by(user: User) -> set[str]:
    """Return the codes of the decks that ``user`` has read or skipped."""
    return set(CardsRead.rows.filter(user=user).values_list("deck", flat=True))


def waiting_for(user: Any, org: Org, on: date) -> Waiting:
    """Return what waits for ``user`` at ``org``, where she acts; one query."""
    seats = Appointment.rows.filter(live(on), org=org, grant__user=user, since__gt=on - NEW)
    found: Any = Org.rows.filter(pk=org.pk).values(
        read=ArraySubquery(CardsRead.rows.filter(user=user).values("deck")),
        seats=ArraySubquery(seats.order_by("-since", "-pk").values("pk")),
    )
    row = found.get()
    new = [pk for pk in row["seats"] if pack_code(pk) not in row["read"]]
    waiting = [deck for deck in decks_for(user) if deck.code not in row["read"]]
    return Waiting(next(iter(waiting), None), len(waiting), next(iter(new), None))


def pack_code(seat: int) -> str:
    """Return what stands among the cards for the page of a new seat."""
    return f"{PACK}:{seat}"
