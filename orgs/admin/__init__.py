"""The desk's pages for organisations, access, the record and the platform."""

from orgs.admin import access, applications, counties, orgs, records, visits

__all__ = ["access", "applications", "counties", "orgs", "records", "visits"]
