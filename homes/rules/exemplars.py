"""What the rules allow for exemplars (domain A47) and notes on good practice (A50)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, DESKS
from fulian.permissions import allow
from homes.models import Exemplar, GoodPractice, PracticeStatus
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND, PEOPLE

Now = PracticeStatus
STEPS: dict[str, set[str]] = {
    Now.PROPOSED: {Now.PASSED_ON, Now.ACCEPTED, Now.RETURNED},
    Now.PASSED_ON: {Now.ACCEPTED, Now.RETURNED},
    Now.RETURNED: {Now.PROPOSED},
    Now.ACCEPTED: {Now.RETIRED},
    Now.RETIRED: {Now.ACCEPTED},
}


SAYS: dict[str, str] = {
    Now.PASSED_ON: "推荐给县妇联", Now.ACCEPTED: "入库，全县可看", Now.RETURNED: "退回补充",
    Now.RETIRED: "下架",
}  # fmt: skip


@allow("homes.view_exemplar")
def may_view_exemplars(user: Any, obj: Any) -> bool:
    """Let those who work with families, and the desks above them, read them in reach."""
    return role_may(user, ON_THE_GROUND | KEEPERS | {Role.TOWNSHIP_STAFF})


@allow("homes.name_exemplar", "homes.change_exemplar", "homes.consent_exemplar",
       "homes.refuse_exemplar", "homes.revoke_exemplar")  # fmt: skip
def may_name_exemplars(user: Any, obj: Any) -> bool:
    """Let the desks, and chairs for their own organisation."""
    return role_may(user, ARRANGERS)


@allow("homes.view_practice")
def may_view_practices(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: the library is the whole county's."""
    return role_may(user, PEOPLE)


@allow("homes.propose_practice", "homes.rewrite_practice")
def may_propose(user: Any, obj: Any) -> bool:
    """Let the desks, chairs and executive members, for their own organisation."""
    return role_may(user, ARRANGERS | {Role.OFFICER})


@allow("homes.judge_practice")
def may_judge(user: Any, obj: Any) -> bool:
    """Let a township pass on or return; the county takes in."""
    return role_may(user, DESKS)


def check_may_be_public(exemplar: Exemplar) -> None:
    """Refuse to make a minor public, whoever consents; and what was revoked."""
    if exemplar.is_minor:
        raise ValidationError("未成年人的典型不公开，监护人同意也不公开。", code="minor")
    if exemplar.revoked_on is not None:
        raise ValidationError("这个典型已经撤销。", code="revoked")


def check_own_minor(*, exemplar: Exemplar, by: Any) -> None:
    """Refuse to rewrite a minor's from above, where her name is not even shown."""
    hat = getattr(by, "hat", None)
    if exemplar.is_minor and hat is not None and hat.org != exemplar.org_id:
        raise ValidationError("未成年人的典型由本村（社区）来改。", code="minor")


def check_named_on(*, on: date, today: date) -> None:
    """Refuse a day that has not come."""
    if on > today:
        raise ValidationError("评选日期不能晚于今天。", code="future")


def check_judges(*, practice: GoodPractice, to: str, by: Any) -> None:
    """Refuse a step that does not follow, and the township what is the county's to decide."""
    if to not in STEPS[practice.status]:
        now = PracticeStatus(practice.status).label
        raise ValidationError(f"这条好做法现在是“{now}”，不能这样办。", code="step")
    hat = getattr(by, "hat", None)
    is_township = hat is not None and hat.role == Role.TOWNSHIP_STAFF
    if is_township and (to not in {Now.PASSED_ON, Now.RETURNED} or practice.status != Now.PROPOSED):
        raise ValidationError("乡镇可以推荐或者退回，入库由县妇联来定。", code="county_only")


def check_may_rewrite(practice: GoodPractice) -> None:
    """Refuse to rewrite what was passed on or taken in."""
    if practice.status not in {Now.PROPOSED, Now.RETURNED}:
        raise ValidationError("已经推荐或入库，不能再改。", code="judged")


def check_was_public(exemplar: Exemplar) -> None:
    """Refuse to take back a consent that is not there."""
    if exemplar.consented_on is None or exemplar.refused_on is not None:
        raise ValidationError("没有登记过同意，不用撤回。", code="no_consent")


def check_not_revoked(exemplar: Exemplar) -> None:
    """Refuse to take a title back twice."""
    if exemplar.revoked_on is not None:
        raise ValidationError("这个典型已经撤销。", code="revoked")


def may_become(*, practice: GoodPractice, to: str, by: Any) -> bool:
    """Say whether ``by`` may decide so about a note."""
    try:
        check_judges(practice=practice, to=to, by=by)
    except ValidationError:
        return False
    return True
