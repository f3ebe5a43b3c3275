"""Units, group members and social organisations beside the tree: admitted, corrected, ended."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from fulian.scoping import ScopedModel
from orgs import rules
from orgs.models import (
    GroupMember,
    MemberUnit,
    Org,
    User,
    WomensSocialOrganisation,
)
from orgs.rules.wording import tidy
from orgs.services.dated import begun, corrected, ended
from orgs.services.recording import verb

Row = TypeVar("Row", bound=ScopedModel)
Social = WomensSocialOrganisation


@verb("orgs.admit_unit", "登记成员单位", undoable=True)
def admit_unit(
    *, org: Org, name: str, sector: str, on: date, by: User | None, contact: str = ""
) -> MemberUnit:
    """Let a unit join a township's regional federation from the day ``on`` (domain A03).

    Raises ``ValidationError`` for a closed organisation, one that is no township or community, and
    a unit that is a member already.
    """
    here = _active(org)
    rules.check_regional(here)
    unit = MemberUnit(org=here, name=tidy(name), sector=sector, contact=tidy(contact), since=on)
    return begun(unit, by=by)


@verb("orgs.change_unit", "修改成员单位", undoable=True)
def change_unit(
    *, unit: MemberUnit, name: str, sector: str, contact: str, by: User | None
) -> MemberUnit:
    """Correct what a member unit is called, where it comes from, and whom to ask there."""
    fresh = _locked(unit)
    rules.check_open(fresh.until)
    facts = {"name": tidy(name), "sector": sector, "contact": tidy(contact)}
    return corrected(fresh, facts, by=by)


@verb("orgs.end_unit", "成员单位退出", undoable=True)
def end_unit(*, unit: MemberUnit, on: date, by: User | None, reason: str = "") -> MemberUnit:
    """Let a member unit leave on the day ``on``."""
    return ended(_locked(unit), on=on, by=by, reason=reason)


@verb("orgs.admit_group_member", "接纳团体会员", undoable=True)
def admit_group_member(
    *, org: Org, name: str, on: date, by: User | None, contact: str = "", women: int | None = None
) -> GroupMember:
    """Admit an organisation as a group member of the county's federation (domain A10).

    Raises ``ValidationError`` below the county, and for one that is a member already.
    """
    here = _active(org)
    rules.check_admits(here)
    member = GroupMember(org=here, name=tidy(name), contact=tidy(contact), women=women, since=on)
    return begun(member, by=by)


@verb("orgs.change_group_member", "修改团体会员", undoable=True)
def change_group_member(
    *, member: GroupMember, name: str, contact: str, women: int | None, by: User | None
) -> GroupMember:
    """Correct what a group member is called, whom to ask there, and how many women it has."""
    fresh = _locked(member)
    rules.check_open(fresh.until)
    facts = {"name": tidy(name), "contact": tidy(contact), "women": women}
    return corrected(fresh, facts, by=by)


@verb("orgs.end_group_member", "团体会员退出", undoable=True)
def end_group_member(
    *, member: GroupMember, on: date, by: User | None, reason: str = ""
) -> GroupMember:
    """Let a group member leave on the day ``on``."""
    return ended(_locked(member), on=on, by=by, reason=reason)


@verb("orgs.note_social", "登记女性社会组织", undoable=True)
def note_social(
    *, org: Org, name: str, support: str, on: date, by: User | None, field: str = "",
    leader: str = "", is_registered: bool = False, is_allied: bool = False,
) -> Social:  # fmt: skip
    """Keep a women's social organisation that ``org`` supports from the day ``on`` (domain A11)."""
    here = _active(org)
    rules.check_supports(here)
    social = Social(
        org=here, name=tidy(name), field=tidy(field), support=support, leader=tidy(leader),
        is_registered=is_registered, is_allied=is_allied, since=on,
    )  # fmt: skip
    return begun(social, by=by)


@verb("orgs.change_social", "修改女性社会组织", undoable=True)
def change_social(
    *, social: Social, name: str, support: str, field: str, leader: str, is_registered: bool,
    is_allied: bool, by: User | None,
) -> Social:  # fmt: skip
    """Correct what is known of a women's social organisation."""
    fresh = _locked(social)
    rules.check_open(fresh.until)
    facts = {
        "name": tidy(name), "support": support, "field": tidy(field), "leader": tidy(leader),
        "is_registered": is_registered, "is_allied": is_allied,
    }  # fmt: skip
    return corrected(fresh, facts, by=by)


@verb("orgs.end_social", "女性社会组织结束扶持", undoable=True)
def end_social(*, social: Social, on: date, by: User | None, reason: str = "") -> Social:
    """End the support of a women's social organisation on the day ``on``."""
    return ended(_locked(social), on=on, by=by, reason=reason)


def _active(org: Org) -> Org:
    fresh: Org = Org.rows.get(pk=org.pk)
    rules.check_active(fresh)
    return fresh


def _locked(row: Row) -> Row:
    found: Row = type(row).rows.select_for_update(of=("self",)).get(pk=row.pk)
    return found
