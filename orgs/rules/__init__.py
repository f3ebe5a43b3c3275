"""What the federation's rules allow, for organisations and access."""

from orgs.rules.access import (
    DESK,
    GRANTABLE,
    LEVELS,
    OPERATOR_ONLY,
    check_days,
    check_may_grant,
    check_not_last_admin,
    check_role_fits,
    may_reset,
    role_may,
)
from orgs.rules.places import (
    is_counted,
    is_county_code,
    level_of,
    place_of,
    short_name,
    short_names,
)
from orgs.rules.tree import (
    check_active,
    check_closed,
    check_code,
    check_effective,
    check_may_close,
    check_may_move,
    check_name_free,
)

__all__ = [
    "DESK",
    "GRANTABLE",
    "LEVELS",
    "OPERATOR_ONLY",
    "check_active",
    "check_closed",
    "check_code",
    "check_days",
    "check_effective",
    "check_may_close",
    "check_may_grant",
    "check_may_move",
    "check_name_free",
    "check_not_last_admin",
    "check_role_fits",
    "is_counted",
    "is_county_code",
    "level_of",
    "may_reset",
    "place_of",
    "role_may",
    "short_name",
    "short_names",
]
