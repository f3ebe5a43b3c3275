"""Women's groups: founded, renamed and counted, closed."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian import scoping
from fulian.consequences import apply_all, preview_of
from members import rules
from members.models import Appointment, GroupKind, WomensGroup
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, record, verb

BARE = ["county", "org"]


@verb("members.found_group", "建立妇女小组", undoable=True)
def found_group(
    *,
    org: Org,
    name: str,
    on: date,
    by: User | None,
    kind: str = GroupKind.VILLAGER_GROUP,
    households: int | None = None,
    women: int | None = None,
) -> WomensGroup:
    """Found a women's group of a village or community (domain A06).

    Raises ``ValidationError`` outside a village, in a closed one, before the village was founded,
    and for a name the village has already.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    rules.check_group_place(org=fresh, on=on)
    group = WomensGroup(
        county_id=scoping.current().county, org=fresh, name=name.strip(), kind=kind,
        households=households, women=women, founded_on=on,
    )  # fmt: skip
    group.clean_fields(exclude=BARE)
    group.save()
    record(group, by=by, changes=[made(group)], name=f"{fresh.title} {group.name}")
    return group


@verb("members.change_group", "修改妇女小组", undoable=True)
def change_group(
    *,
    group: WomensGroup,
    by: User | None,
    name: str,
    kind: str,
    households: int | None,
    women: int | None,
) -> WomensGroup:
    """Correct what a group is called, where it stands and how many live there."""
    fresh = WomensGroup.rows.select_for_update(of=("self",)).select_related("org").get(pk=group.pk)
    rules.check_group_open(fresh)
    before = image(fresh)
    fresh.name, fresh.kind = name.strip(), kind
    fresh.households, fresh.women = households, women
    fresh.version += 1
    fresh.clean_fields(exclude=BARE)
    fresh.save()
    record(fresh, by=by, changes=[changed(fresh, before)], name=f"{fresh.org.title} {fresh.name}")
    return fresh


@verb("members.close_group", "撤销妇女小组", undoable=True)
def close_group(
    *, group: WomensGroup, on: date, by: User | None, reason: str = "", releases: bool = False
) -> WomensGroup:
    """Close a group from the day ``on``.

    Raises ``ValidationError`` while anything lives on it, saying how many: its leader, and what
    the apps above name in their preview; with ``releases`` the latter ends with it.
    """
    fresh = WomensGroup.rows.select_for_update(of=("self",)).select_related("org").get(pk=group.pk)
    rules.check_group_open(fresh)
    if on < fresh.founded_on:
        raise ValidationError("撤销日期不能早于建立日期。", code="ends_before")
    hanging = _leaders_of(fresh, on) if releases else hanging_on(group=fresh, on=on)
    rules.check_nothing_hangs(fresh, hanging)
    before = image(fresh)
    fresh.closed_on, fresh.version = on, fresh.version + 1
    fresh.save()
    name = f"{fresh.org.title} {fresh.name}"
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=name)
    apply_all("members.close_group", group=fresh, on=on, by=by)
    return fresh


def hanging_on(*, group: WomensGroup, on: date) -> list[tuple[str, int]]:
    """Return what still lives on the group on the day ``on``, each with how many."""
    above = preview_of("members.close_group", group=group, on=on)
    return _leaders_of(group, on) + [(effect.what, effect.count) for effect in above]


def _leaders_of(group: WomensGroup, on: date) -> list[tuple[str, int]]:
    open_ended = Q(until__isnull=True) | Q(until__gt=on)
    leaders = Appointment.rows.filter(open_ended, group=group).count()
    return [("在任的组长", leaders)] if leaders else []
