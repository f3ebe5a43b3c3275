"""What the federation's rules allow for people, seats and head-counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Counting, Employment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS, PEOPLE

SEATERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
LISTERS = DESK | {Role.CHAIR, Role.OFFICER, Role.OVERSEER}
ROLES: dict[str, Role | None] = {
    Office.CHAIR: Role.CHAIR,
    Office.VICE_CHAIR: Role.OFFICER,
    Office.EXECUTIVE_MEMBER: Role.OFFICER,
    Office.REPRESENTATIVE: Role.REPRESENTATIVE,
    Office.GROUP_LEADER: None,  # she is reached through her representative
}


@dataclass(frozen=True, slots=True)
class Quota:
    """How many seats of each office, and how the committee is counted."""

    chair: int
    vice_min: int
    executive_min: int
    counting: str

    @property
    def ordinary(self) -> int:
        """How many seats the executive members without another office fill."""
        among = self.chair + self.vice_min if self.counting == Counting.INCLUSIVE else 0
        return max(self.executive_min - among, 0)

    @property
    def shape(self) -> str:
        """What people say: 1+2+15."""
        return f"{self.chair}+{self.vice_min}+{self.executive_min}"


# domain.md A15: 「1名主席+2名兼职副主席+15名执委」 in villages, 「1+3+25」 in townships
DEFAULT_QUOTAS = {
    Level.VILLAGE: Quota(1, 2, 15, Counting.INCLUSIVE),
    Level.TOWNSHIP: Quota(1, 3, 25, Counting.INCLUSIVE),
}


@allow("members.view_person", "members.view_appointment")
def may_view_people(user: Any, obj: Any) -> bool:
    """Whoever works at a desk, and the committees, for what lies in their reach."""
    return role_may(user, LISTERS)


@allow("members.register_person", "members.update_person", "members.appoint",
       "members.end_appointment", "members.found_group", "members.change_group",
       "members.close_group", "members.begin_term", "members.import_roster")  # fmt: skip
def may_seat(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own committee."""
    return role_may(user, SEATERS)


@allow("members.reveal_person")
def may_reveal(user: Any, obj: Any) -> bool:
    """Whoever seats people may see a whole number, with a reason, on the record."""
    return role_may(user, SEATERS)


@allow("members.set_quota")
def may_set_quota(user: Any, obj: Any) -> bool:
    """The county decides the head-counts."""
    return role_may(user, KEEPERS)


@allow("members.view_group", "members.view_congressterm", "members.view_quotarule")
def may_view_structure(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: groups and terms name nobody."""
    return role_may(user, PEOPLE)


@allow("members.read_names")
def may_read_names(user: Any, obj: Any) -> bool:
    """A calling system with ``members:names``; phones never."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:names" in hat.may


@allow("members.read_appointments")
def may_read_appointments(user: Any, obj: Any) -> bool:
    """A calling system with ``members:read``."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def check_may_seat(*, by: Any, office: str, org: Org) -> None:
    """Refuse a chair who seats anybody but the rest of a committee; nobody seats herself above."""
    if by is None or by.hat is None:
        return
    if by.hat.role == Role.CHAIR and org.pk == by.hat.org and office == Office.CHAIR:
        raise ValidationError("本组织的主席由上级办理任职。", code="own_chair")


def check_office_fits(*, office: str, org: Org, employment: str) -> None:
    """Refuse groups outside a village, and full or part time for anyone but a vice-chair (A18)."""
    village = org.level == Level.VILLAGE
    if office == Office.GROUP_LEADER and not village:
        raise ValidationError("妇女小组长只设在村（社区）。", code="office_level")
    if employment and employment not in Employment.values:
        raise ValidationError("没有这种任职方式。", code="bad_employment")
    if employment and office != Office.VICE_CHAIR:
        raise ValidationError("只有副主席要填专职、兼职或挂职。", code="employment")


def check_seat_days(*, since: date, until: date | None) -> None:
    """Refuse a seat that ends before it begins."""
    if until is not None and until < since:
        raise ValidationError("离任日期不能早于任职日期。", code="ends_before")


def check_term_days(*, starts_on: date, ends_on: date) -> None:
    """Refuse a term that ends before it begins."""
    if ends_on <= starts_on:
        raise ValidationError("届满日期要晚于开始日期。", code="ends_before")


def is_on_committee(office: str) -> bool:
    """Say whether the office sits on the executive committee."""
    return office in COMMITTEE


