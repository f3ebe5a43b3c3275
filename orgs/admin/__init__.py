"""The desk's pages for organisations, access, the record and the platform."""

from orgs.admin import (
    access,
    applications,
    counties,
    navigation,
    orgs,
    records,
    settings,
    visits,
)

__all__ = [
    "access",
    "applications",
    "counties",
    "navigation",
    "orgs",
    "records",
    "settings",
    "visits",
]
