"""What a coverage report counts, for which quarters, and who may see, compile and confirm it."""

from reports.catalogue import (
    BY_ID,
    INDICATORS,
    ROUNDING,
    Heading,
    Indicator,
    Kind,
    counting_told,
    percent,
    share,
)
from reports.rules.access import (
    COMPILERS,
    CONFIRMERS,
    check_is_open,
    check_is_township,
    check_may_confirm,
    check_place_counted,
)
from reports.rules.oversight import check_realm, check_region
from reports.rules.quarters import Quarter, check_over, check_standing, parse, quarter_of

__all__ = [
    "BY_ID",
    "COMPILERS",
    "CONFIRMERS",
    "INDICATORS",
    "ROUNDING",
    "Heading",
    "Indicator",
    "Kind",
    "Quarter",
    "check_is_open",
    "check_is_township",
    "check_may_confirm",
    "check_over",
    "check_place_counted",
    "check_realm",
    "check_region",
    "check_standing",
    "counting_told",
    "parse",
    "percent",
    "quarter_of",
    "share",
]
