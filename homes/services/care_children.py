"""Children in care: registered with the guardian's consent, corrected, ended, erased (A44)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties import rules as duty_rules
from duties.queries.sensitive import candidates
from duties.services import tell
from fulian.scoping import current
from homes import rules
from homes.models import CareCase, CareChild, CareEnd, CarePairing
from homes.queries import care as reads
from homes.services.care_walls import (
    behind,
    check_leads,
    held,
    keep_child,
    note,
    rewall,
    shred,
    under_glass,
)
from orgs.models import Org, User
from orgs.services import nothing_to_do, verb


@verb("homes.register_child", "登记看护对象")
def register_child(
    *, org: Org, facts: Mapping[str, Any], consent: Mapping[str, Any] | None, by: User,
    at: datetime,
) -> CareCase:  # fmt: skip
    """Register a child of the village, with her guardian's consent and only with it.

    ``consent`` says who gave it, as what, on which day, and whether on paper; ``by`` leads the
    village's team and noted it. Kept is a name or a code name, the year of birth, the kind, and
    the guardian: no number, phone, address or photo (domain A44: least data, strictest access).
    Raises ``ValidationError`` without consent, and for whoever does not lead the team.
    """
    today = timezone.localdate(at)
    check_leads(org.pk, by, at)
    given = rules.care.check_consent(consent, today=today)
    told = rules.care.check_child(facts, today=today)
    case = CareCase(county_id=current().county, org=Org.rows.held(org), since=today)
    case.save()
    child = CareChild(
        pk=case.pk, county_id=current().county, case=case, handlers=[by.pk], named=[],
        entered_at=at,
    )  # fmt: skip
    keep_child(child, told | {"consent": given | {"noted_by": by.pk}}, new=True)
    note(case.pk, by)
    return case


@verb("homes.change_child", "更正看护对象")
def change_child(*, case: CareCase, facts: Mapping[str, Any], by: User, at: datetime) -> CareCase:
    """Correct what is kept of a child; the consent stays as it was given."""
    child, fresh = behind(case.pk, by, at), held(case)
    rules.care.check_open(fresh)
    told = rules.care.check_child(facts, today=timezone.localdate(at))
    keep_child(child, reads.told_of(child) | told)
    note(fresh.pk, by)
    return fresh


@verb("homes.end_care", "结束看护")
def end_care(*, case: CareCase, reason: str, by: User, at: datetime) -> CareCase:
    """End the care of a child: her pairing ends, her data goes after 90 days.

    At once, where she was registered by mistake. The team's leader only.
    """
    behind(case.pk, by, at)
    fresh = held(case)
    check_leads(fresh.org_id, by, at)
    rules.care.check_open(fresh)
    rules.care.check_reason_of_end(reason)
    finish(fresh, reason=reason, on=timezone.localdate(at))
    note(fresh.pk, by)
    return fresh


@verb("homes.withdraw_consent", "撤回监护人同意")
def withdraw_consent(*, case: CareCase, by: User, at: datetime) -> CareCase:
    """Note that the guardian wants no more of it: all that is known of the child goes at once."""
    behind(case.pk, by, at)
    fresh = held(case)
    on = timezone.localdate(at)
    if fresh.until is None:
        finish(fresh, reason=CareEnd.WITHDRAWN, on=on)
    else:
        _erase(fresh, on)
    note(fresh.pk, by)
    return fresh


@verb("homes.erase_child", "清除看护档案")
def erase_child(*, case: CareCase, on: date) -> bool:
    """Destroy what is known of a child whose time is over on the day ``on``; say whether it was.

    That is 90 days after her care ended, or the first of January after the year in which she
    turned 18: only the year is known.
    """
    fresh = held(case)
    if fresh.erased_on is not None or not _is_over(fresh, on):
        nothing_to_do()
        return False
    if fresh.until is None:
        finish(fresh, reason=CareEnd.GROWN, on=on)
    else:
        _erase(fresh, on)
    note(fresh.pk, None)
    return True


@verb("homes.add_care_handler", "增加看护档案经办人")
def add_care_handler(*, case: CareCase, user: int, reason: str, by: User, at: datetime) -> CareCase:
    """Let another account read a child's record: of the same line of organisations, told of it."""
    child, fresh = behind(case.pk, by, at), held(case)
    check_leads(fresh.org_id, by, at)
    duty_rules.ledgers.check_reason(reason)
    duty_rules.sensitive.check_may_add(handlers=child.handlers, user=user)
    today = timezone.localdate(at)
    allowed = [pk for pk, _ in candidates(fresh.org, today)]
    duty_rules.sensitive.check_handlers(chosen=[user], allowed=allowed)
    _name(child, [*child.named, user], today)
    note(fresh.pk, by)
    tell(
        org=Org.rows.get(parent__isnull=True), user_id=user, at=at, link=f"/care/{fresh.pk}/",
        key=f"care-handler-{fresh.pk}-{user}-{child.version}", title="请您一起经办一份看护档案",
        text="内容只有经办人能看，请不要转给别人。",
    )  # fmt: skip
    return fresh


@verb("homes.remove_care_handler", "移出看护档案经办人")
def remove_care_handler(
    *, case: CareCase, user: int, reason: str, by: User, at: datetime
) -> CareCase:
    """Take a named account off a child's record; carer and leader go only with their part."""
    child, fresh = behind(case.pk, by, at), held(case)
    check_leads(fresh.org_id, by, at)
    duty_rules.ledgers.check_reason(reason)
    rules.care.check_named(is_named=user in child.named)
    _name(child, [pk for pk in child.named if pk != user], timezone.localdate(at))
    note(fresh.pk, by)
    return fresh


def finish(case: CareCase, *, reason: str, on: date) -> None:
    """End the care of a child on a day, her pairing with it; erase her data where that is due."""
    case.until, case.ended_for, case.version = on, reason, case.version + 1
    case.save(update_fields=["until", "ended_for", "version"])
    for pairing in CarePairing.rows.filter(case=case, until__isnull=True):
        pairing.until, pairing.version = max(on, pairing.since), pairing.version + 1
        pairing.save(update_fields=["until", "version"])
    if reason in rules.care.SHREDS:
        _erase(case, on)
    else:
        rewall(case.pk, on)


def _erase(case: CareCase, on: date) -> None:
    shred(case.pk)
    case.erased_on, case.version = on, case.version + 1
    case.save(update_fields=["erased_on", "version"])


def _is_over(case: CareCase, on: date) -> bool:
    if case.until is not None:
        return on >= case.until + rules.care.KEPT_FOR
    with under_glass(case.pk):
        child = CareChild.rows.filter(pk=case.pk).first()
        return child is not None and rules.care.is_grown(reads.told_of(child)["birth_year"], on)


def _name(child: CareChild, named: list[int], on: date) -> None:
    child.named = named
    keep_child(child, reads.told_of(child))
    rewall(child.pk, on)
