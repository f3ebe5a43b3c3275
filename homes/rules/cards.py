"""What the rules allow for officer cards, 亮身份 (domain A27; S3:220)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import is_live, is_own_place
from fulian.permissions import allow
from homes.models import CardEnd, CardShows, OfficerCard
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE

LENGTH = 16  # 72 bits
ORDER = tuple(CardShows.values)
USUAL = (CardShows.NAME, CardShows.ROLE, CardShows.POST)
ISSUERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
REVOKED = (CardEnd.LOST, CardEnd.MISUSED, CardEnd.WITHDRAWN, CardEnd.REPLACED)
LOOKS_LIKE_A_NUMBER = re.compile(r"(\d[\s\-—－]?){7,}")


@allow("homes.view_card")
def may_view_cards(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: who has a card is for everybody to see."""
    return role_may(user, PEOPLE)


@allow("homes.issue_card", "homes.renew_cards", "homes.revoke_card", "homes.print_card")
def may_issue_cards(user: Any, obj: Any) -> bool:
    """Let the chair for her own committee, and the desks above for those below them."""
    return role_may(user, ISSUERS)


def check_may_carry(*, seat: Appointment, on: date) -> None:
    """Refuse an office that does not show who it is by a card, and a seat that is not held.

    基层妇联主席、副主席、执委 (S3:220).
    """
    if seat.office not in COMMITTEE:
        raise ValidationError("亮身份码只发给主席、副主席和执委。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她已经不在任，不能发亮身份码。", code="not_seated")


def check_issuer(*, org: int, by: Any, inside: bool) -> None:
    """Refuse a chair at another organisation than her own, and whatever lies out of reach."""
    if not inside or not is_own_place(org=org, by=by):
        raise ValidationError("只能给本组织的任职人员发亮身份码。", code="elsewhere")


def check_consent(*, is_given: bool, shows: Collection[str]) -> None:
    """Refuse a card without her consent, and one that tells nothing."""
    if not is_given:
        raise ValidationError("要先征得本人同意，才能公开她的身份。", code="no_consent")
    if not set(shows) & {CardShows.NAME, CardShows.ROLE}:
        raise ValidationError("姓名和职务至少公开一项，群众才认得出来。", code="shows_nothing")
    if set(shows) - set(CardShows.values):
        raise ValidationError("没有这一项公开内容。", code="unknown_field")


def check_hours(hours: str) -> None:
    """Refuse more than a line, and anything that looks like a telephone or an ID number."""
    if len(hours) > 40:
        raise ValidationError("服务时间最多写 40 个字。", code="too_long")
    if "\0" in hours:
        raise ValidationError("服务时间里有不能用的字符。", code="nul")
    if LOOKS_LIKE_A_NUMBER.search(hours):
        raise ValidationError(
            "服务时间里不要写电话或证件号码：群众点“给妇联留言”就能找到她。", code="number"
        )


def check_revoking(*, card: OfficerCard, why: str) -> None:
    """Refuse to end a card twice, and for no known reason."""
    if card.until is not None:
        raise ValidationError("这张亮身份码已经停用。", code="ended")
    if why not in REVOKED:
        raise ValidationError("请选择停用原因。", code="no_reason")
