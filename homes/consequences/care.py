"""What ends in homes when a seat or an organisation ends; each slice has its own functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from fulian.consequences import Effect, follows
from homes.services import care_following as care
from homes.services import care_rights
from members.models import Appointment
from orgs.models import Org, User


def _seat_preview(*, appointment: Appointment, on: date, **_: Any) -> list[Effect]:
    return care.seat_affects(appointment, on)


@follows("members.end_appointment", app="homes", room="care", preview=_seat_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """End what hangs on a seat that ends."""
    care.end_with_seat(appointment, on, by)


def _congress_preview(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date
) -> list[Effect]:
    return care.congress_affects(staying, on)


@follows("members.close_congress", app="homes", room="care", preview=_congress_preview)
def carry_on_after_the_congress(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date, by: Any
) -> None:
    """Give those elected again what this congress ended."""
    care.carry_care_on(staying=staying, on=on, by=by)


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return care.org_affects(org, on)


@follows("orgs.close_org", app="homes", room="care", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """End what an organisation had that is closed."""
    care.end_with_org(org, on, by)


def _merging_preview(
    *, org: Org, into: Org | None, among: Any, on: date, keep_members: bool
) -> list[Effect]:
    return care.org_affects(org, on, goes=True)


@follows("orgs.merge_orgs", app="homes", room="care", preview=_merging_preview)
def pass_on_in_a_merge(
    *, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool
) -> None:
    """Pass to its successor what an organisation had that ends in a merge."""
    care.pass_on(org, into, on, by)


def _splitting_preview(
    *, org: Org, into: Org | None, shares: Any, closes: bool, on: date, keep_members: bool
) -> list[Effect]:
    return care.org_affects(org, on, goes=True) if closes else []


@follows("orgs.split_org", app="homes", room="care", preview=_splitting_preview)
def pass_on_in_a_split(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """Pass to the part that succeeds it what an organisation had that ends in a split."""
    if closes:
        care.pass_on(org, into, on, by)


def _nothing_foretold(**_: Any) -> list[Effect]:
    """Whoever may not come in any more sees no child: nothing else of care is touched."""
    return []


@follows("orgs.end_access", app="homes", room="care", preview=_nothing_foretold)
def close_with_the_access(*, user: User, on: date, by: Any) -> None:
    """Close the walls of the children she sees, in the same transaction."""
    care_rights.follow_accounts([user.pk], timezone.localdate())


def _undo_preview(*, changes: Sequence[Mapping[str, Any]], **_: Any) -> list[Effect]:
    return [Effect("看护对象", len(care.touched_by(changes)), "看护人和队长又能看到")]


@follows("orgs.undo", app="homes", room="care", preview=_undo_preview)
def see_again_after_an_undo(*, changes: Sequence[Mapping[str, Any]], on: date, by: Any) -> None:
    """Let the walls round children follow what was put back: seats, access, teams, pairings."""
    care.see_again(changes, on)
    if users := care_rights.accounts_in(changes):
        care_rights.follow_accounts(users, timezone.localdate())
