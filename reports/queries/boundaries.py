"""From which day on time alone may change a figure: a turn begins, a seat ends, a month begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db.models import (
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Min,
    QuerySet,
)

from duties.models import Handover
from duties.rules.turns import months_after
from fulian.scoping import ScopedModel
from reports.queries.counting.statement import FAMILIES, HERE

TABLES = re.compile(r"\b(?:FROM|JOIN) ((?:orgs|members|duties|homes)_\w+)")
EDGES = ("LOWER", "UPPER")
DAY = timedelta(days=1)


def next_day(after: date) -> date:
    """Return the first day past ``after`` on which time alone may change what is counted.

    Every column of days of every table the statement reads is asked, so that a new kind of fact
    cannot be forgotten; for the whole county, since a seat in one place may count in another.
    What is half open is over on the last of its days, one before the day that is named. A month
    brings what is due each month; a handover is due some days past the day it names.
    """
    asked = [*_days_past(after), _limits_past(after)]
    named = min((day for (day,) in asked[0].union(*asked[1:], all=True) if day), default=None)
    month = months_after(after.replace(day=1), 1)
    return min(max(after + DAY, named - DAY), month) if named else month


def _limits_past(after: date) -> QuerySet[Any, Any]:
    limit = ExpressionWrapper(F("due_on") + F("limit_days"), output_field=DateField())
    rows: Any = Handover.rows.annotate(named=limit).filter(named__gt=after)
    return rows.order_by().values("county").annotate(first=Min("named")).values_list("first")


def _days_past(after: date) -> Iterator[QuerySet[Any, Any]]:
    for model, column, edge in _columns():
        what: Any = F(column)
        if edge:
            what = Func(F(column), function=edge, output_field=DateField())
        rows: Any = model.rows.annotate(named=what).filter(named__gt=after)
        yield rows.order_by().values("county").annotate(first=Min("named")).values_list("first")


@cache
def _columns() -> list[tuple[type[ScopedModel], str, str]]:
    """Return each column of days of the tables that are counted from; a range twice."""
    tables = {
        name for part in ("ground", *FAMILIES)
        for name in TABLES.findall((Path(HERE) / f"{part}.sql").read_text())
    }  # fmt: skip
    found: list[tuple[type[ScopedModel], str, str]] = []
    for model in apps.get_models():
        if model._meta.db_table not in tables or not issubclass(model, ScopedModel):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, DateRangeField):
                found += [(model, field.name, edge) for edge in EDGES]
            elif isinstance(field, DateField) and not isinstance(field, DateTimeField):
                found.append((model, field.name, ""))
    return found
