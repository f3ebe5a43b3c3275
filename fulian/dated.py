"""What holds from one day until another, half open: conditions and constraints for such rows.

And the shape of a row that points to exactly one of several things.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


def days_of(since: str = "since", until: str = "until") -> Func:
    """Return the half-open range of days between two columns, as an expression."""
    return Func(F(since), F(until), function="DATERANGE", output_field=DateRangeField())


def once_at_a_time(
    name: str,
    *same: str,
    says: str,
    only: Q | None = None,
    since: str = "since",
    until: str = "until",
) -> ExclusionConstraint:
    """Refuse two rows of one county that agree in ``same`` and share a day; ``says`` tells why."""
    facts: list[Any] = [(column, RangeOperators.EQUAL) for column in ("county", *same)]
    facts.append((days_of(since, until), RangeOperators.OVERLAPS))
    return ExclusionConstraint(
        name=name, expressions=facts, condition=only, violation_error_message=says
    )


def ends_after_it_begins(
    name: str, *, says: str, since: str = "since", until: str = "until"
) -> models.CheckConstraint:
    """Refuse a row that ends before it begins; ``says`` tells why."""
    return models.CheckConstraint(
        condition=Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": F(since)}),
        name=name,
        violation_error_message=says,
    )


def live_on(on: Any, since: str = "since", until: str = "until") -> Q:
    """Condition: a row holds on the day ``on``."""
    open_ended = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": on})
    return Q(**{f"{since}__lte": on}) & open_ended


def none_of(*columns: str) -> Q:
    """Condition: all of ``columns`` are empty."""
    return Q(**{f"{column}__isnull": True for column in columns})


def one_of(*columns: str) -> Q:
    """Condition: exactly one of ``columns`` is filled."""
    found = Q()
    for one in columns:
        found |= Q(**{f"{column}__isnull": column != one for column in columns})
    return found
