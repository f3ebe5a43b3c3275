"""The desk's pages for organisations, access, the record and the platform."""

from orgs.admin import (
    access,
    applications,
    beside,
    claims,
    counties,
    filters,
    navigation,
    orgs,
    records,
    settings,
    visits,
)

__all__ = [
    "access",
    "applications",
    "beside",
    "claims",
    "counties",
    "filters",
    "navigation",
    "orgs",
    "records",
    "settings",
    "visits",
]
