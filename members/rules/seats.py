"""Who may see and seat people, and which seats can be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from members.models import Appointment, Departure, Employment, Office, Origin, WomensGroup
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


@allow("members.view_person", "members.view_appointment")
def may_view_people(user: Any, obj: Any) -> bool:
    """Whoever works at a desk, and the committees, for what lies in their reach."""
    return role_may(user, LISTERS)


@allow("members.register_person", "members.update_person", "members.appoint",
       "members.appoint_newcomer", "members.open_access", "members.show_name",
       "members.end_appointment", "members.expect_leaving", "members.found_group",
       "members.change_group",
       "members.close_group", "members.begin_term", "members.begin_terms", "members.change_term",
       "members.import_roster", "members.write_roster")  # fmt: skip
def may_seat(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own committee."""
    return role_may(user, SEATERS)


@allow("members.reveal_person")
def may_reveal(user: Any, obj: Any) -> bool:
    """Whoever seats people may see a whole number, with a reason, on the record."""
    return role_may(user, SEATERS)


@allow("members.set_quota")
def may_set_quota(user: Any, obj: Any) -> bool:
    """Let the county decide the head-counts."""
    return role_may(user, KEEPERS)


@allow(
    "members.view_group",
    "members.view_committee",
    "members.view_congressterm",
    "members.view_quotarule",
)
def may_view_structure(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: groups and terms name nobody."""
    return role_may(user, PEOPLE)


@allow("members.read_names")
def may_read_names(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:names`` read names; phones never."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:names" in hat.may


@allow("members.read_appointments")
def may_read_appointments(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:read`` in."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def check_may_seat(*, by: Any, office: str) -> None:
    """Refuse a chair who seats or unseats a chair: that is done from above, by the desks."""
    if by is None or by.hat is None:
        return
    if by.hat.role == Role.CHAIR and office == Office.CHAIR:
        raise ValidationError("主席的任职和离任由上级妇联办理。", code="own_chair")


def check_may_correct(*, is_here: bool, is_elsewhere: bool, numbers: bool) -> None:
    """Refuse to correct who has left for elsewhere, and the numbers of who also sits elsewhere.

    Who once sat here stays in reach to be read; what is written of her shows, and lets her in,
    where she sits now.
    """
    if not is_here:
        raise ValidationError("她已经不在您的范围内，请由她现在所在的妇联修改。", code="gone")
    if numbers and is_elsewhere:
        raise ValidationError(
            "她还在您范围以外任职，手机号和身份证号请由上级妇联修改。",
            code="seated_elsewhere",
        )


def check_may_reveal(*, is_here: bool) -> None:
    """Refuse the numbers of who has left for elsewhere: only what was known of her stays."""
    if not is_here:
        raise ValidationError("她已经不在您的范围内，请由她现在所在的妇联查看。", code="gone")


def check_may_take_in(*, is_here: bool) -> None:
    """Refuse to seat who has left for elsewhere: she is asked for first."""
    if not is_here:
        raise ValidationError(
            "她已经不在您的范围内，请先在“人员转移”里申请接收，再办理任职。", code="gone"
        )


def check_nobody_chairs(*, role: str, is_taken: bool) -> None:
    """Refuse a chair's code to somebody else while a chair sits there."""
    if role == Role.CHAIR and is_taken:
        raise ValidationError(
            "您填的姓名和手机号与登记的主席不符。请联系乡镇（街道）妇联核对：换了主席的，先办理离任和任职；"
            "换了手机号的，先修改手机号。",
            code="not_the_chair",
        )


def check_office_fits(*, office: str, org: Org, employment: str) -> None:
    """Refuse groups outside a village, and full or part time for anyone but a vice-chair (A18)."""
    village = org.level == Level.VILLAGE
    if office == Office.GROUP_LEADER and not village:
        raise ValidationError("妇女小组长只设在村（社区）。", code="office_level")
    if employment and employment not in Employment.values:
        raise ValidationError("没有这种任职方式。", code="bad_employment")
    if employment and office != Office.VICE_CHAIR:
        raise ValidationError("只有副主席要填专职、兼职或挂职。", code="employment")


def check_held(seat: Appointment) -> None:
    """Refuse to work on a seat that has ended."""
    if seat.until is not None:
        raise ValidationError("这项任职已经结束。", code="ended")


def check_may_open(seat: Appointment) -> None:
    """Refuse to open the access of an ended seat, of one that brings none, or without a phone."""
    check_held(seat)
    if ROLES[seat.office] is None:
        raise ValidationError("妇女小组长不用登录，由联系她的妇女代表代为办理。", code="no_access")
    if not seat.person.phone:
        raise ValidationError("她还没有登记手机号，请先补上。", code="no_phone")


def check_seat_days(*, since: date, until: date | None) -> None:
    """Refuse a seat that ends before it begins."""
    if until is not None and until < since:
        raise ValidationError("离任日期不能早于任职日期。", code="ends_before")


def check_expected(
    *,
    since: date,
    until: date | None,
    letter_on: date | None = None,
    origin: str = Origin.APPOINTED,
) -> None:
    """Refuse to expect her to leave before she came, and a letter without an appointment (A18)."""
    if until is not None and until <= since:
        raise ValidationError("预计离任日期要晚于任职日期。", code="expected_early")
    if letter_on is not None and origin != Origin.APPOINTED:
        raise ValidationError("只有聘任的才有聘书日期。", code="no_letter")


def check_departure(departure: str, decided_by: str) -> None:
    """Refuse an unknown reason of leaving, and to find her unfit without saying who did (A37)."""
    if departure not in Departure.values:
        raise ValidationError("请选择离任原因。", code="bad_departure")
    if departure in (Departure.UNFIT, Departure.NOT_PERFORMING) and not decided_by.strip():
        raise ValidationError("因不胜任、不认真履职调整的，要填决定单位。", code="who_decided")


def check_term_days(*, starts_on: date, ends_on: date) -> None:
    """Refuse a term that ends before it begins."""
    if ends_on <= starts_on:
        raise ValidationError("届满日期要晚于开始日期。", code="ends_before")


def check_group_place(*, org: Org, on: date) -> None:
    """Refuse a women's group outside a village, and one older than its village."""
    if org.level != Level.VILLAGE:
        raise ValidationError("妇女小组只设在村（社区）。", code="group_level")
    if on < org.founded_on:
        raise ValidationError(
            f"{org.title}建立于{org.founded_on:%Y年%-m月%-d日}，小组不能更早。", code="too_early"
        )


def check_group_open(group: WomensGroup) -> None:
    """Refuse to work on a group that has been closed."""
    if group.closed_on is not None:
        raise ValidationError("这个妇女小组已经撤销。", code="closed")


def check_nothing_hangs(group: WomensGroup, hanging: list[tuple[str, int]]) -> None:
    """Refuse to close a group on which something lives, saying what and how many."""
    if hanging:
        said = "、".join(f"{count} 个{what}" for what, count in hanging)
        raise ValidationError(f"“{group.name}”还有 {said}，请先办理结束。", code="hanging")


def is_on_committee(office: str) -> bool:
    """Say whether the office sits on the executive committee."""
    return office in COMMITTEE
