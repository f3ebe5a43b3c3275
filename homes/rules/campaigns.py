"""What the rules allow for year themes and campaigns (domain A40)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, check_own_place
from fulian.permissions import allow
from orgs.models import Level, Org, Role
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

ABOVE = {Level.COUNTY, Level.TOWNSHIP}


@allow("homes.view_campaign")
def may_view_campaigns(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: a village sees those above it."""
    return role_may(user, PEOPLE)


@allow("homes.set_campaign", "homes.change_campaign", "homes.end_campaign")
def may_set_campaigns(user: Any, obj: Any) -> bool:
    """Let the county's and a township's office set them, and a township's chair."""
    return role_may(user, ARRANGERS)


def check_may_lead(*, org: Org, by: Any) -> None:
    """Refuse a village, another organisation than one's own, and a township for the county."""
    if org.level not in ABOVE:
        raise ValidationError("主题、行动和评选由县、乡镇妇联来定。", code="level")
    check_own_place(org=org.pk, by=by)
    hat = getattr(by, "hat", None)
    if hat is not None and hat.role == Role.TOWNSHIP_STAFF and hat.org != org.pk:
        raise ValidationError("只能办理本乡镇（街道）的。", code="elsewhere")


def leads(*, org: Org, by: Any) -> bool:
    """Say whether ``by`` may set what belongs to ``org``."""
    try:
        check_may_lead(org=org, by=by)
    except ValidationError:
        return False
    return role_may(by, ARRANGERS)
