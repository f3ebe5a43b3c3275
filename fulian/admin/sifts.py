"""What a list of the desk may be narrowed by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter


class Sift(DropdownFilter):  # type: ignore[misc]  # unfold is untyped
    """A choice of one of a few; ``lookups`` says them, ``queryset`` keeps what was chosen."""


def chosen_by(column: str, named: str, choices: Callable[[], Any]) -> type[Any]:
    """Return a filter that keeps the rows with one value of ``column``."""

    class Chosen(Sift):
        title = named
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
            return choices()

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            known = self.value() in {key for key, _ in choices()}
            return queryset.filter(**{column: self.value()}) if known else queryset

    Chosen.__doc__ = f"By {column}."
    return Chosen
