"""What becomes of cards and letters when a seat or an organisation ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows
from homes.services import end_card, pass_letters
from homes.services.cards import cards_ending
from homes.services.passing import letters_passing
from members.models import Appointment
from orgs.models import Org


def _cards_affected(appointment: Appointment) -> list[Effect]:
    says = "当天停用，扫码的人看到新的任职人员"
    return [Effect("亮身份码", cards_ending(appointment).count(), says)]


def _cards_after(appointment: Appointment, on: date, by: Any) -> None:
    for card in cards_ending(appointment):
        end_card(card=card, on=on, by=by)


def _letters_affected(org: Org, to: str) -> list[Effect]:
    return [Effect("等着答复的来信", letters_passing(org).count(), f"转给{to}答复")]


def _preview(
    *, appointment: Appointment, on: date, after: Sequence[Appointment] = (),
    closed: Sequence[Any] = (),
) -> list[Effect]:  # fmt: skip
    return _cards_affected(appointment)


@follows("members.end_appointment", app="homes", room="letters", preview=_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """End her card: from that day it names her no more."""
    _cards_after(appointment, on, by)


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return _letters_affected(org, "上级")


@follows("orgs.close_org", app="homes", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """Let the level above answer what was written to an organisation that is closed."""
    pass_letters(org=org, to=None, by=by)


def _merging_preview(
    *, org: Org, into: Org | None, among: Any, on: date, keep_members: bool
) -> list[Effect]:
    return _letters_affected(org, "合并后的组织")


@follows("orgs.merge_orgs", app="homes", preview=_merging_preview)
def pass_on_in_a_merge(
    *, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool
) -> None:
    """Let the organisation it was merged into answer."""
    pass_letters(org=org, to=into, by=by)


def _splitting_preview(
    *, org: Org, into: Org | None, shares: Any, closes: bool, on: date, keep_members: bool
) -> list[Effect]:
    return _letters_affected(org, "拆分后的组织") if closes else []


@follows("orgs.split_org", app="homes", preview=_splitting_preview)
def pass_on_in_a_split(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """Let the organisation that takes the rest answer, where the old one closes."""
    if closes:
        pass_letters(org=org, to=into, by=by)
