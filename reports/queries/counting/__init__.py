"""How a county is counted: one statement of many parts, the same for sums and for lists.

``ground.sql`` reads what stood on the day; each family's file adds what it needs and says what
counts. ``-- counts`` has one row for each thing that counts: organisation, indicator, numerator,
denominator and key; households are counted by village first (decision 33). So has ``-- gaps`` for
indicators whose numerator is what is wanting, and ``-- large`` for what is too large for an
integer: money. ``-- flags`` has one row for each thing that is asked several questions (see
``flags``). Sums add these rows up; lists show them.
"""

from reports.queries.counting.counted import Leaf, counted, leaves_of
from reports.queries.counting.statement import FAMILIES, listing, quotas_on, set_based, sums

__all__ = [
    "FAMILIES",
    "Leaf",
    "counted",
    "leaves_of",
    "listing",
    "quotas_on",
    "set_based",
    "sums",
]
