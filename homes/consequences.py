"""What ends in homes when a seat ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows
from homes.services import end_card
from homes.services.cards import cards_ending
from members.models import Appointment


def _preview(
    *, appointment: Appointment, on: date, after: Sequence[Appointment] = (),
    closed: Sequence[Any] = (),
) -> list[Effect]:  # fmt: skip
    says = "当天停用，扫码的人看到新的任职人员"
    return [Effect("亮身份码", cards_ending(appointment).count(), says)]


@follows("members.end_appointment", app="homes", preview=_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """End her card: from that day it names her no more."""
    for card in cards_ending(appointment):
        end_card(card=card, on=on, by=by)
