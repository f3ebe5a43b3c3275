"""What the rules allow for contracted areas, 包村到组、包片到户 (domain A29)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import Household
from duties.rules.posts import ARRANGERS, is_live
from fulian.permissions import allow
from members.models import Appointment, WomensGroup
from members.models.appointments import COMMITTEE
from orgs.models import Cluster, Level, Org, OrgStatus
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

Target = Cluster | Org | WomensGroup | Household
WHAT: dict[str, tuple[type[Any], ...]] = {
    Level.COUNTY: (Cluster,),
    Level.TOWNSHIP: (Org,),
    Level.VILLAGE: (WomensGroup, Household),
}
SAYS = {
    Level.COUNTY: "县妇联的执委包片区。",
    Level.TOWNSHIP: "乡镇（街道）妇联的执委包本乡镇的村（社区）。",
    Level.VILLAGE: "村（社区）妇联的执委包本村的妇女小组和家庭。",
}


@allow("duties.view_area")
def may_view_areas(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("duties.assign_area", "duties.end_area")
def may_assign_areas(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own committee."""
    return role_may(user, ARRANGERS)


def check_may_answer(*, seat: Appointment, on: date) -> None:
    """Refuse whoever is not on a committee, or not in office that day."""
    if seat.office not in COMMITTEE:
        raise ValidationError("由主席、副主席或执委来包干。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她这一天不在任，请检查日期。", code="not_seated")


def check_target(*, seat: Appointment, target: Target, on: date) -> None:
    """Refuse what her level does not answer for, what lies elsewhere, and what is not there."""
    level = seat.org.level
    says = SAYS.get(Level(level), "这一级没有包干。")
    if not isinstance(target, WHAT.get(level, ())):
        raise ValidationError(says, code="level")
    here = {
        Level.COUNTY: (target.county_id, seat.county_id),
        Level.TOWNSHIP: (getattr(target, "parent_id", None), seat.org_id),
        Level.VILLAGE: (getattr(target, "org_id", None), seat.org_id),
    }
    theirs, hers = here[Level(level)]
    if theirs != hers:
        raise ValidationError(f"不能包别处的。{says}", code="across")
    if isinstance(target, Org) and target.status != OrgStatus.ACTIVE:
        raise ValidationError("这个村（社区）已经撤销。", code="closed")
    if not is_live(*days_of(target), on):
        raise ValidationError("包干的对象这一天还没有，或者已经撤销、停止联系。", code="not_there")


def days_of(target: Target) -> tuple[date, date | None]:
    """Return from which day until which a target is there."""
    if isinstance(target, Org):
        return target.founded_on, target.closed_on
    if isinstance(target, WomensGroup):
        return target.founded_on, target.closed_on
    return target.since, target.until


def check_one_target(count: int) -> None:
    """Refuse no target, and several in one line."""
    if count != 1:
        raise ValidationError("请选择包干的对象。", code="one_target")
