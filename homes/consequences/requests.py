"""What follows in homes when an organisation ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from fulian.consequences import Effect, follows
from homes import services
from orgs.models import Org


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return services.requests_ending(org, on)


@follows("orgs.close_org", app="homes", room="requests", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """End what it is asked and what it asks."""
    services.end_requests(org=org, on=on, by=by)


def _merging_preview(
    *, org: Org, into: Org | None, among: Any, on: date, keep_members: bool
) -> list[Effect]:
    return services.requests_ending(org, on)


@follows("orgs.merge_orgs", app="homes", room="requests", preview=_merging_preview)
def end_with_the_merge(
    *, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool
) -> None:
    """End what the one that is taken in is asked and asks; its successor answers for itself."""
    services.end_requests(org=org, on=on, by=by)


def _splitting_preview(
    *, org: Org, into: Org | None, shares: Any, closes: bool, on: date, keep_members: bool
) -> list[Effect]:
    return services.requests_ending(org, on) if closes else []


@follows("orgs.split_org", app="homes", room="requests", preview=_splitting_preview)
def end_with_the_split(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """End the same where the split closes it."""
    if closes:
        services.end_requests(org=org, on=on, by=by)
