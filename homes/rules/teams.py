"""What the rules allow for volunteer teams and service (domain A42, A43)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, DESKS, is_live
from fulian.permissions import allow
from homes.models import TeamKind, VolunteerTeam
from homes.models.teams import LONGEST_DAY
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND, PEOPLE

LOOK_BACK = timedelta(days=366)
MOST_OTHERS, MOST_HELPED, MOST_AT_ONCE = 500, 100_000, 50


@allow("homes.view_team")
def may_view_teams(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach: numbers only."""
    return role_may(user, PEOPLE)


@allow("homes.view_volunteer")
def may_view_volunteers(user: Any, obj: Any) -> bool:
    """Let those who work with them read names in reach: as with women in contact."""
    return role_may(user, ON_THE_GROUND | KEEPERS | {Role.TOWNSHIP_STAFF})


@allow("homes.form_team", "homes.change_team", "homes.end_team", "homes.name_leader",
       "homes.enrol_volunteers", "homes.leave_team")  # fmt: skip
def may_keep_teams(user: Any, obj: Any) -> bool:
    """Let the desks, and chairs for their own organisation."""
    return role_may(user, ARRANGERS)


@allow("homes.form_many_teams")
def may_form_many(user: Any, obj: Any) -> bool:
    """Let the desks for many, and chairs for their own organisation."""
    return role_may(user, ARRANGERS)


@allow("homes.note_service", "homes.strike_service", "homes.unstrike_service")
def may_note_service(user: Any, obj: Any) -> bool:
    """Those who keep teams, and executive members for a team they lead or serve in."""
    return role_may(user, ARRANGERS | {Role.OFFICER})


@allow("homes.export_service")
def may_export_service(user: Any, obj: Any) -> bool:
    """Let the county's and the townships' offices hand service time to another platform."""
    return role_may(user, DESKS)


def check_leads(*, team_org: int, seat: Appointment, on: date) -> None:
    """Refuse a leader who is not on the organisation's committee that day (A42: 执委带队)."""
    if seat.org_id != team_org:
        raise ValidationError("队长要是本组织的执委。", code="elsewhere")
    if seat.office not in COMMITTEE:
        raise ValidationError("由主席、副主席或执委来带队。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她这一天不在任，请检查日期。", code="not_seated")


def check_stands(*, team: VolunteerTeam, on: date) -> None:
    """Refuse a team that was not formed by then, or has ended."""
    if on < team.since:
        raise ValidationError("这支志愿队那时还没有成立，请检查日期。", code="before_team")
    if team.until is not None and on >= team.until:
        raise ValidationError("这支志愿队已经结束。", code="ended")


def check_kinds(kinds: Collection[str]) -> None:
    """Refuse no kind of team, and one that is none."""
    if not kinds or any(kind not in TeamKind.values for kind in kinds):
        raise ValidationError("请至少选一类志愿队。", code="kinds")


def check_new_leader(*, now: int, seat: int) -> None:
    """Refuse to name who leads it already."""
    if now == seat:
        raise ValidationError("她已经是这支志愿队的队长。", code="leads_already")


def check_some_new() -> None:
    """Refuse a list on which everybody is in the team already."""
    raise ValidationError("这些人已经在队里了。", code="known")


def check_day(*, on: date, today: date) -> None:
    """Refuse a day that has not come, and one more than a year ago."""
    if on > today:
        raise ValidationError("不能晚于今天。", code="future")
    if on < today - LOOK_BACK:
        raise ValidationError("只能补记一年以内的。", code="too_old")


def check_hers(*, by: Any, is_hers: bool) -> None:
    """Refuse an executive member who neither leads the team nor serves in it."""
    hat = getattr(by, "hat", None)
    if hat is not None and not role_may(by, ARRANGERS) and not is_hers:
        raise ValidationError("您不在这支志愿队里，请队长来记。", code="not_hers")


def check_time(*, each: Sequence[int], others: int, others_time: int) -> None:
    """Refuse no time, more than a day's, and no volunteer at all; in half hours."""
    if not each and not others:
        raise ValidationError("请勾选参加的志愿者。", code="nobody")
    if others < 0 or others > MOST_OTHERS:
        raise ValidationError(f"另外参加的人数是 0 到 {MOST_OTHERS}。", code="others")
    spent = [*each, *([others_time] if others else [])]
    if any(not 1 <= time <= LONGEST_DAY for time in spent):
        raise ValidationError("服务时长是半小时到 24 小时。", code="time")


def check_not_struck(*, is_struck: bool) -> None:
    """Refuse to strike what is struck."""
    if is_struck:
        raise ValidationError("这条服务已经作废。", code="struck")


def check_struck(*, is_struck: bool) -> None:
    """Refuse to take up again what counts."""
    if not is_struck:
        raise ValidationError("这条服务没有作废，不用恢复。", code="counts")


def check_helped(count: int) -> None:
    """Refuse fewer than none, and more than a county has."""
    if not 0 <= count <= MOST_HELPED:
        raise ValidationError(f"受益人次是 0 到 {MOST_HELPED}。", code="helped")


def check_in_team(*, strangers: int) -> None:
    """Refuse somebody who was not in the team on the day."""
    if strangers:
        raise ValidationError("有人这一天不在这支志愿队里，请重新勾选。", code="not_in_team")


def check_at_once(count: int) -> None:
    """Refuse nobody, and more than a list of names should bring at once."""
    if not count:
        raise ValidationError("请至少填一个名字，或者勾选一个人。", code="nobody")
    if count > MOST_AT_ONCE:
        raise ValidationError(f"一次最多登记 {MOST_AT_ONCE} 人。", code="too_many")


def years_before(on: date, years: int) -> date:
    """Return the same day ``years`` earlier; of 29 February the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
