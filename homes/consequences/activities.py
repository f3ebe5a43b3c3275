"""What ends, or goes on elsewhere, in homes when an organisation or a seat ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows
from homes import services
from homes.queries.activities import coming_in, coming_of
from members.models import Appointment, WomensGroup
from orgs.models import Org


def _seat_preview(
    *, appointment: Appointment, on: date, after: Sequence[Appointment] = (),
    closed: Sequence[WomensGroup] = (),
) -> list[Effect]:  # fmt: skip
    return [Effect("她负责的活动", coming_in(appointment, on).count(), "要另选负责人")]


@follows("members.end_appointment", app="homes", room="activities", preview=_seat_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """Ask for somebody else to answer for her activities."""
    services.leave_all(appointment=appointment, on=on, by=by)


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    said = "取消，报名页面上会写明"
    return [Effect("还没有开展的活动", coming_of(org, on).count(), said)]


@follows("orgs.close_org", app="homes", room="activities", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """Call its coming activities off."""
    services.call_off_all(org=org, on=on, by=by)


def _passing(org: Org, on: date) -> list[Effect]:
    said = "转给承接的组织，报名照旧，要另选负责人"
    return [Effect("还没有开展的活动", coming_of(org, on).count(), said)]


def _merging_preview(
    *, org: Org, into: Org | None, among: Any, on: date, keep_members: bool
) -> list[Effect]:
    return _passing(org, on)


@follows("orgs.merge_orgs", app="homes", room="activities", preview=_merging_preview)
def pass_on(*, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool) -> None:
    """Pass its coming activities on to its successor."""
    services.pass_all(org=org, into=into, on=on, by=by)


def _splitting_preview(
    *, org: Org, into: Org | None, shares: Any, closes: bool, on: date, keep_members: bool
) -> list[Effect]:
    return _passing(org, on) if closes else []


@follows("orgs.split_org", app="homes", room="activities", preview=_splitting_preview)
def share_out(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """Pass its coming activities on to the main part, where the organisation itself ends."""
    if closes:
        services.pass_all(org=org, into=into, on=on, by=by)
