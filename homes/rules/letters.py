"""What the rules allow for letters: 留言、建议、投诉 (国办函〔2026〕12号 asks for such a box)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from duties.rules.posts import is_own_place
from fulian.permissions import allow
from homes.models import Audience, Letter, LetterKind
from orgs.models import Org, OrgStatus, Role
from orgs.rules import role_may

LONGEST, SHORTEST, CONTACT = 500, 2, 40
CONTACT_KEPT, WORDS_KEPT = timedelta(days=30), timedelta(days=3 * 365)
CONTACT_AT_MOST = timedelta(days=180)  # and never longer, answered or not
HOUR, DAY = 3600, 24 * 3600
FROM_ADDRESS, FROM_ADDRESS_HERE, FROM_ADDRESS_DAY = 30, 6, 20
TO_ORG, TO_ORG_DAY = 20, 50
LOOKED_UP = 20  # receipt codes and cards that are none, from an address in a minute
BUSY = "您这里刚才提交得太多了，请过一小时再来。急事请当面说，或者打 12338。"
FULL_HOUR = "这里刚收到很多来信，请过一小时再来。急事请当面说，或者打 12338。"
FULL_DAY = "这里今天收到的来信已经很多，请明天再来。急事请当面说，或者打 12338。"
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])

READERS = {Role.COUNTY_ADMIN, Role.COUNTY_STAFF, Role.TOWNSHIP_STAFF, Role.CHAIR}
GIVEN = {Role.OFFICER, Role.COUNTY_AUDITOR}  # they read what is given to them by name
Status = Letter.Status


@allow("homes.view_letter", "homes.answer_letter", "homes.reveal_contact")
def may_handle_letters(user: Any, obj: Any) -> bool:
    """Chairs and the desks for their reach; officers and the auditor what is given to them.

    A platform operator's visit does not open letters: they are women's words to their county.
    """
    return role_may(user, READERS | GIVEN)


@allow("homes.close_letter", "homes.assign_letter", "homes.hand_letter_up", "homes.letter_to_need")
def may_lead_letters(user: Any, obj: Any) -> bool:
    """Chairs and the desks."""
    return role_may(user, READERS)


@allow("homes.view_operator_letter", "homes.answer_operator_letter")
def may_read_operators(user: Any, obj: Any) -> bool:
    """Platform operators only: what is written to them about the software."""
    return bool(getattr(user, "is_operator", False))


def clean_words(text: str) -> str:
    """Return what somebody wrote without signs that are not seen and turn lines around."""
    kept = "".join(
        one for one in text.replace("\r\n", "\n").translate(BIDI)
        if one == "\n" or unicodedata.category(one) != "Cc"
    )  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def check_words(text: str, *, what: str = "内容", most: int = LONGEST) -> None:
    """Refuse no words, and more than somebody reads."""
    if len(text) < SHORTEST:
        raise ValidationError(f"请写{what}。", code="empty")
    if len(text) > most:
        raise ValidationError(f"{what}最多写 {most} 个字，现在有 {len(text)} 个。", code="too_long")


def check_contact(contact: str) -> None:
    """Refuse more than a line."""
    if len(contact) > CONTACT:
        raise ValidationError(f"联系方式最多写 {CONTACT} 个字。", code="too_long")


def check_takes_letters(org: Org) -> None:
    """Refuse to write to an organisation that is no more."""
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个组织已经撤销，请写给接替它的组织。", code="closed")


def check_kind(*, kind: str, audience: str, is_about_us: bool) -> None:
    """Refuse what is none, and a complaint of the organisation that goes to somebody else."""
    if kind not in LetterKind.values or audience not in Audience.values:
        raise ValidationError("请选择要说的是哪一种。", code="kind")
    if is_about_us and (kind != LetterKind.COMPLAINT or audience != Audience.ORG):
        raise ValidationError("只有投诉可以转给上一级妇联。", code="kind")


def check_has_somebody(found: Any) -> None:
    """Refuse to guard a letter nobody could read."""
    if not found:
        raise ValidationError(
            "这里现在没有可以接收的人，请打 12338，或者向上一级妇联反映。", code="nobody"
        )


def check_own(*, letter: Letter, by: Any) -> None:
    """Refuse a chair at another organisation than her own (decision 20)."""
    if not is_own_place(org=letter.to_org_id, by=by):
        raise ValidationError("只能办理写给本组织的信。", code="elsewhere")


def check_answerable(letter: Letter) -> None:
    """Refuse to answer twice, unless she said that the answer did not satisfy her."""
    if letter.status == Status.CLOSED:
        raise ValidationError("这封信已经办结。", code="closed")
    if letter.status == Status.ANSWERED and letter.is_satisfied is not False:
        raise ValidationError("这封信已经答复过了。", code="answered")


def check_open(letter: Letter) -> None:
    """Refuse to do with an answered letter what is done with one that waits."""
    if letter.status != Status.NEW:
        raise ValidationError("这封信已经答复或办结。", code="not_open")


def check_not_guarded(letter: Letter) -> None:
    """Refuse to pass on what only named accounts may read."""
    if letter.is_guarded:
        raise ValidationError("这封信只有指定的人能看，不能转给别人。", code="guarded")


def check_reason(reason: str) -> None:
    """Refuse to look without saying why."""
    if len(reason.strip()) < 4:
        raise ValidationError("请写明查看的事由，至少四个字。", code="no_reason")
    if len(reason) > 200:
        raise ValidationError("事由最多写 200 个字。", code="too_long")


def check_rateable(letter: Letter) -> None:
    """Refuse to say whether an answer satisfied before there is one, and to say it twice."""
    if letter.status == Status.NEW:
        raise ValidationError("还没有答复，请过几天再来看。", code="not_answered")
    if letter.is_satisfied is not None:
        raise ValidationError("您已经评价过了，谢谢。", code="rated")


def check_above(above: Org | None) -> Org:
    """Return the level above; refuse to hand up where nobody is there."""
    if above is None:
        raise ValidationError("上面没有可以转的组织。", code="top")
    return above


def due_on(received: date, days: int) -> date:
    """Return the last day on which an answer is in time."""
    return received + timedelta(days=days)


def is_late(letter: Letter, today: date) -> bool:
    """Say whether the answer is overdue."""
    return letter.status == Status.NEW and letter.due_on < today


def is_contact_spent(at: datetime) -> Q:
    """Condition: what the writer left to be reached by has served, or lain for half a year."""
    return Q(answered_at__lte=at - CONTACT_KEPT) | Q(received_at__lte=at - CONTACT_AT_MOST)


def masked(contact: str) -> str:
    """Return what is shown of a contact before it is revealed: 138****1234, or one sign."""
    digits = "".join(one for one in contact if one.isdecimal())
    if len(digits) >= 7:
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"
    return f"{contact[:1]}***" if contact else ""
