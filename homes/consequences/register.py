"""What ends or passes on in homes when a seat, an organisation or a cluster does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.rules import seasons as days
from duties.services.seasons import Season, come_round
from fulian.consequences import Effect, follows
from homes import services
from homes.queries import home_leaving as reads
from homes.services.checklists import DEFAULTS
from members.models import Appointment
from orgs.models import Cluster, Org


def _seat_preview(*, appointment: Appointment, **rest: Any) -> list[Effect]:
    return reads.seat_affects(appointment=appointment)


@follows("members.end_appointment", app="homes", room="register", preview=_seat_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """Let whoever leaves answer for no home and own no group."""
    if any(rows.exists() for _, rows in reads.answered_by([appointment.pk])):
        services.give_up_seat(appointment=appointment, on=on, by=by)


def _congress_preview(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date
) -> list[Effect]:
    return reads.again_affects(staying=staying)


@follows("members.close_congress", app="homes", room="register", preview=_congress_preview)
def carry_on_after_the_congress(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date, by: Any
) -> None:
    """Give those elected again the homes and groups their old seats answered for."""
    now = reads.new_seats(staying, on)
    if now:
        org = Org.rows.get(pk=staying[0].org_id)
        services.take_up_again(now=now, org=org, by=by)


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return reads.org_affects(org=org)


@follows("orgs.close_org", app="homes", room="register", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """Close the homes and dissolve the groups of an organisation that is closed."""
    services.end_with_org(org=org, on=on, by=by)


def _merging_preview(*, org: Org, into: Org | None, **rest: Any) -> list[Effect]:
    return reads.passing_org_affects(org=org, into=into)


@follows("orgs.merge_orgs", app="homes", room="register", preview=_merging_preview)
def pass_on_in_a_merge(
    *, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool
) -> None:
    """Let homes and groups of what ends in a merge be its successor's."""
    services.pass_homes_on(org=org, into=into, on=on, by=by)


def _splitting_preview(*, org: Org, into: Org | None, closes: bool, **rest: Any) -> list[Effect]:
    return reads.passing_org_affects(org=org, into=into) if closes else []


@follows("orgs.split_org", app="homes", room="register", preview=_splitting_preview)
def pass_on_in_a_split(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """Let homes and groups go to the successor when what is split ends; else they stay."""
    if closes:
        services.pass_homes_on(org=org, into=into, on=on, by=by)


def _cluster_preview(*, cluster: Cluster, on: date) -> list[Effect]:
    return reads.cluster_affects(cluster=cluster)


@follows("orgs.dissolve_cluster", app="homes", room="register", preview=_cluster_preview)
def end_with_the_cluster(*, cluster: Cluster, on: date, by: Any) -> None:
    """Let a cluster that is dissolved have no model home."""
    if any(effect.count for effect in reads.cluster_affects(cluster=cluster)):
        services.leave_cluster(cluster=cluster, on=on, by=by)


def _county_preview(*, org: Org, on: date, by: Any) -> list[Effect]:
    count = sum(map(len, DEFAULTS.values()))
    return [Effect("妇女之家对照要求", count, "一同设立，县里可以改")]


@follows("orgs.open_county", app="homes", room="register", preview=_county_preview)
def give_checklist(*, org: Org, on: date, by: Any) -> None:
    """Give a county that is opened the usual checklist for its homes."""
    services.set_up_checklist(on=on, by=by)


def _forget(*, on: date, at: Any) -> int:
    return services.forget_keepers(on=on)


come_round(
    Season("homes.forget_keepers", "清除已撤销妇女之家里的姓名", "每天", days.daily, _forget)
)
