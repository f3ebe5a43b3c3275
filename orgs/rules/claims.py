"""Codes on paper: what they look like, how long they live, and whom they may let in."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import ClaimCode, Level, Org, Role
from orgs.rules.access import GRANTABLE, GRANTORS, LEVELS, ON_THE_GROUND, role_may

CLAIM_LIVES = timedelta(days=20)
CLAIM_TRIES = 10_000  # of everybody: more than one address may try in 20 days (16)
CLAIM_LETTERS = "346789ACDEFHJKMNPQRTWXY"  # none looks like another, or like one left out
CLAIM_LENGTH = 8
MOST_CLAIMS = 300  # of one sheet
CLAIMABLE = ON_THE_GROUND | {Role.TOWNSHIP_STAFF}  # nothing of the county's lies on paper
CLAIM_WRONG = "认领码不对，请对照纸上的 8 个字符再输一次。输错五次就会锁定。"
CLAIM_WAIT = "输错五次，已经锁定 15 分钟。过后再试，或向发给您的乡镇（街道）妇联要一张新的。"
CLAIM_LOCKED = "输错的次数太多，已经锁定。请向发给您的乡镇（街道）妇联要一张新的。"
CLAIM_EXPIRED = "这张认领码已经过期，请向发给您的乡镇（街道）妇联要一张新的。"
CLAIM_REVOKED = "这张认领码已经作废，请用新发的那一张。"
CLAIM_USED = "这张认领码已经用过了。如果是您自己用的，请直接用手机号和密码登录。"
CLAIM_ORPHAN = "发这张认领码的人已经不再负责这里，请向乡镇（街道）妇联要一张新的。"


@allow("orgs.view_claimcode", "orgs.make_claims", "orgs.revoke_claim")
def may_make_claims(user: Any, obj: Any) -> bool:
    """Whoever may let somebody in may do it on paper."""
    return role_may(user, GRANTORS)


def new_claim() -> str:
    """Return eight random characters; 36 bits, and five tries at a time."""
    return "".join(secrets.choice(CLAIM_LETTERS) for _ in range(CLAIM_LENGTH))


def claim_typed(text: str) -> str:
    """Return a code as it is kept, however it was typed: small, wide, in groups."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def claim_levels(role: str) -> set[Level]:
    """Return where codes for ``role`` are for; refuse a role that is never given on paper."""
    if role not in CLAIMABLE:
        raise ValidationError("这个角色不能用认领码，请用一次性链接授权。", code="not_claimable")
    return LEVELS.get(Role(role), {Level.VILLAGE, Level.UNIT})


def check_claim_count(count: int) -> None:
    """Refuse a sheet with nothing on it, and one nobody could hand out."""
    if not count:
        raise ValidationError("这里没有需要认领码的组织。", code="no_orgs")
    if count > MOST_CLAIMS:
        raise ValidationError(
            f"一次最多 {MOST_CLAIMS} 个组织，这里有 {count} 个，请按乡镇分别制作。", code="too_many"
        )


def check_claim_lives(claim: ClaimCode, at: datetime) -> None:
    """Refuse a code that is spent, and say why: whoever holds it may know."""
    reasons = [
        (claim.used_at, CLAIM_USED, "used"),
        (claim.revoked_at, CLAIM_REVOKED, "revoked"),
        (claim.tries >= CLAIM_TRIES, CLAIM_LOCKED, "locked"),
        (claim.expires_at <= at, CLAIM_EXPIRED, "expired"),
    ]
    for holds, says, code in reasons:
        if holds:
            raise ValidationError(says, code=code)


def may_give(*, seat: Org, by_role: str, role: str, org: Org) -> bool:
    """Say whether somebody who sits at ``seat`` as ``by_role`` may give ``role`` at ``org``."""
    return seat.lft <= org.lft <= seat.rght and role in GRANTABLE.get(Role(by_role), set())
