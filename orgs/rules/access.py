"""Who may do what by role, and who may let whom in. Unknown means no."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import Level, Org, Role

ADMINS = {Role.COUNTY_ADMIN, Role.OPERATOR}
KEEPERS = ADMINS | {Role.COUNTY_STAFF}
AUDITORS = ADMINS | {Role.COUNTY_AUDITOR}
DESK = KEEPERS | {Role.COUNTY_AUDITOR, Role.TOWNSHIP_STAFF}
PEOPLE = DESK | {Role.CHAIR, Role.OFFICER, Role.REPRESENTATIVE, Role.OVERSEER}
READERS = PEOPLE | {Role.MACHINE}
GRANTORS = ADMINS | {Role.TOWNSHIP_STAFF, Role.CHAIR}

ON_THE_GROUND = {Role.CHAIR, Role.OFFICER, Role.REPRESENTATIVE}
# What the record tells of these is the auditor's and the administrators', or its owner's alone.
OF_ACCOUNTS = {
    "orgs.accessgrant", "orgs.application", "orgs.claimcode", "orgs.countysession",
    "orgs.helprequest", "orgs.savedfilter",
    "homes.letter",  # who wrote to whom is nobody else's
    "duties.sensitiveentry",  # that there is one, and who wrote it, is nobody else's either
    "homes.carechild",
}  # fmt: skip
COUNTY_ROLES = {Role.COUNTY_ADMIN, Role.COUNTY_STAFF, Role.COUNTY_AUDITOR, Role.OVERSEER}
# What one may give: only what one holds oneself, only downward.
GRANTABLE: dict[Role, set[Role]] = {
    Role.OPERATOR: COUNTY_ROLES | ON_THE_GROUND | {Role.TOWNSHIP_STAFF, Role.MACHINE},
    Role.COUNTY_ADMIN: COUNTY_ROLES | ON_THE_GROUND | {Role.TOWNSHIP_STAFF, Role.MACHINE},
    # By seating somebody; the link that lets her in is an administrator's or the township's.
    Role.COUNTY_STAFF: ON_THE_GROUND,
    Role.TOWNSHIP_STAFF: ON_THE_GROUND | {Role.TOWNSHIP_STAFF},
    Role.CHAIR: {Role.OFFICER, Role.REPRESENTATIVE},
}
LEVELS: dict[Role, set[Level]] = {
    role: {Level.COUNTY} for role in COUNTY_ROLES | {Role.MACHINE}
} | {Role.TOWNSHIP_STAFF: {Level.TOWNSHIP}}
OPERATOR_ONLY = (
    "orgs.view_county", "orgs.open_county", "orgs.undo_opening", "orgs.enter_county",
    "orgs.recode_county",
)  # fmt: skip


def role_may(user: Any, roles: set[Role]) -> bool:
    """Say whether the seat she acts in now, or what is lent to her there, is one of ``roles``."""
    hat = getattr(user, "hat", None)
    return hat is not None and (hat.role in roles or not roles.isdisjoint(hat.also))


@allow("orgs.view_self")
def may_view_self(user: Any, obj: Any) -> bool:
    """Everyone who signed in: her own password, devices and seats."""
    return bool(user.is_authenticated)


@allow("orgs.use_desk")
def may_use_desk(user: Any, obj: Any) -> bool:
    """County and township staff, and platform operators."""
    return bool(getattr(user, "is_operator", False)) or role_may(user, DESK)


@allow("orgs.use_phone")
def may_use_phone(user: Any, obj: Any) -> bool:
    """Everyone with a seat, except calling systems."""
    return role_may(user, PEOPLE)


@allow(*OPERATOR_ONLY)
def may_operate(user: Any, obj: Any) -> bool:
    """Platform operators only, whatever seat they hold besides."""
    return bool(getattr(user, "is_operator", False))


@allow("orgs.view_accessgrant", "orgs.grant_access", "orgs.end_access", "orgs.issue_link",
       "orgs.reveal_phone", "orgs.view_helprequest")  # fmt: skip
def may_grant(user: Any, obj: Any) -> bool:
    """Administrators, township staff and chairs, for what lies below them."""
    return role_may(user, GRANTORS)


@allow("orgs.view_application", "orgs.register_application", "orgs.end_application",
       "orgs.export_county")  # fmt: skip
def may_connect(user: Any, obj: Any) -> bool:
    """County administrators connect other systems, and may take the whole county along."""
    return role_may(user, ADMINS)


@allow("orgs.view_record", "orgs.view_countysession")
def may_audit(user: Any, obj: Any) -> bool:
    """Auditors and administrators search the record and see who entered from outside."""
    return role_may(user, AUDITORS)


@allow("orgs.choose_setting")
def may_choose_setting(user: Any, obj: Any) -> bool:
    """County administrators and staff set what the county may choose."""
    return role_may(user, KEEPERS)


@allow("orgs.view_acts")
def may_view_acts(user: Any, obj: Any) -> bool:
    """Whoever works at a desk reads what was done to the kinds of things she may see there.

    Never who signed in, nor what was done to accounts: that is the auditor's (``view_record``).
    """
    return role_may(user, DESK)


@allow("orgs.undo")
def may_undo(user: Any, obj: Any) -> bool:
    """Let the county's desk take back what was done in the county, a township's its own."""
    return role_may(user, KEEPERS | {Role.TOWNSHIP_STAFF})


def undoes_only_own(by: Any) -> bool:
    """Say whether ``by`` takes back nothing but what she did herself within her reach."""
    return by is not None and not (by.is_operator or role_may(by, KEEPERS))


def is_allowed_to_undo(*, by: Any, act: str, is_own: bool) -> bool:
    """Say whether ``by`` may take ``act`` back: as she may do it; openings are the platform's.

    ``is_own`` says that she did all of it, and that all of it lies within her reach.
    """
    needed = "orgs.undo_opening" if act == "orgs.open_county" else act
    if by is None or not undoes_only_own(by):
        return by is None or bool(by.has_perm(needed))
    return is_own and bool(by.has_perm("orgs.undo") and by.has_perm(needed))


def check_may_undo(*, by: Any, act: str, is_own: bool) -> None:
    """Refuse to take back what one may not do, or others did, or reaches further."""
    if is_allowed_to_undo(by=by, act=act, is_own=is_own):
        return
    if not is_own and is_allowed_to_undo(by=by, act=act, is_own=True):
        raise ValidationError(
            "只能撤销自己办理、并且全部在您范围内的操作。请联系县妇联撤销。", code="not_own"
        )
    raise ValidationError("您不能撤销这项操作：您没有做这件事的权限。", code="not_allowed")


def check_role_fits(*, role: str, org: Org) -> None:
    """Refuse a county role below the county, or township staff anywhere but at a township."""
    fits = LEVELS.get(Role(role))
    if fits and Level(org.level) not in fits:
        raise ValidationError(
            f"“{Role(role).label}”不能设在{Level(org.level).label}组织。", code="role_level"
        )


def check_days(*, since: date, until: date | None) -> None:
    """Refuse a grant that ends before it begins."""
    if until is not None and until < since:
        raise ValidationError("结束日期不能早于开始日期。", code="ends_before")


def check_may_grant(*, by: Any, role: str, org: Org, seat: Org | None) -> None:
    """Refuse to hand out what one does not hold, or anything outside one's own subtree.

    ``seat`` is the organisation the grantor acts in, None for the platform's own commands. Who
    opens a county from outside names its first administrator.
    """
    if by is None:
        return
    hat = by.hat
    outside = hat is None or hat.county != org.county_id
    if by.is_operator and outside and role == Role.COUNTY_ADMIN:
        return
    if hat is None or Role(role) not in GRANTABLE.get(Role(hat.role), set()):
        raise ValidationError(f"您不能授予“{Role(role).label}”。", code="not_grantable")
    if seat is None or not seat.lft <= org.lft <= seat.rght:
        raise ValidationError("只能给本组织和下级组织的人授权。", code="not_downward")


def may_reset(*, by_role: str, role: str) -> bool:
    """Say whether an administrator may let a holder of ``role`` choose a new password.

    As far as she may grant it, but not the auditor's: who is watched does not open her door.
    """
    auditor = role == Role.COUNTY_AUDITOR and by_role != Role.OPERATOR
    return role in GRANTABLE.get(Role(by_role), set()) and not auditor


def check_not_last_admin(*, role: str, others: int) -> None:
    """Refuse to leave a county without any administrator."""
    if role == Role.COUNTY_ADMIN and not others:
        raise ValidationError("这是本县最后一位县管理员，请先授权另一位。", code="last_admin")
