"""What ends in homes when a seat ends, an organisation closes, is merged or split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.models import Household, Woman
from fulian.consequences import Effect, follows
from homes import services
from homes.models import TeamLeader
from homes.queries import programme_effects as programmes
from members.models import Appointment
from orgs.models import Org
from orgs.services import changed_so_far


def _seat_preview(*, appointment: Appointment, on: date, **_: Any) -> list[Effect]:
    return programmes.seat_affects(appointment, on)


@follows("members.end_appointment", app="homes", room="programmes", preview=_seat_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """Let her lead no team any more."""
    services.stop_leading_all(appointment=appointment, on=on, by=by)


def _again_preview(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date
) -> list[Effect]:
    return programmes.again_affects(staying, on)


@follows("members.close_congress", app="homes", room="programmes", preview=_again_preview)
def carry_on_after_the_congress(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date, by: Any
) -> None:
    """Let those elected again lead the teams they led."""
    now = {
        old.pk: Appointment.rows.get(
            org=old.org_id, person=old.person_id, office=old.office, since=on, until__isnull=True
        )
        for old in staying
    }
    teams = programmes.teams_led_again(changed_so_far(TeamLeader), now)
    services.lead_on(teams=teams, on=on, by=by)


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return programmes.closing_affects(org, on)


@follows("orgs.close_org", app="homes", room="programmes", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """End the programmes of an organisation that is closed."""
    services.end_programmes(org=org, on=on, by=by)


def _merging_preview(*, org: Org, on: date, **_: Any) -> list[Effect]:
    return programmes.passing_affects(org, on)


@follows("orgs.merge_orgs", app="homes", room="programmes", preview=_merging_preview)
def pass_on_in_a_merge(*, org: Org, into: Org, on: date, by: Any, **_: Any) -> None:
    """Let the teams of what ends in a merge be its successor's."""
    services.pass_programmes_on(org=org, into=into, on=on, by=by)


def _splitting_preview(*, org: Org, closes: bool, on: date, **_: Any) -> list[Effect]:
    return programmes.passing_affects(org, on) if closes else []


@follows("orgs.split_org", app="homes", room="programmes", preview=_splitting_preview)
def share_out_in_a_split(*, org: Org, into: Org, closes: bool, on: date, by: Any, **_: Any) -> None:
    """Let the teams of what ends in a split be those of its first successor."""
    if closes:
        services.pass_programmes_on(org=org, into=into, on=on, by=by)


def _contact_preview(*, contact: Household | Woman, on: date) -> list[Effect]:
    return programmes.contact_affects(contact)


@follows("duties.stop_contact", app="homes", room="programmes", preview=_contact_preview)
def leave_with_the_contact(*, contact: Household | Woman, on: date, by: Any) -> None:
    """Take a household that is in contact no more out of the rounds that are not decided."""
    for entry in programmes.entries_of(contact):
        day = max(on, entry.nominated_on)
        services.withdraw_entry(entry=entry, reason="停止联系", on=day, by=by)
