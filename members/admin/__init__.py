"""The desk's pages for people, seats, women's groups, terms, head-counts and vacancies."""

from members.admin import (
    apart,
    committee_seats,
    congresses,
    funding,
    groups,
    growth,
    moving,
    navigation,
    people,
    quotas,
    roster,
    seats,
    talents,
    terms,
    transfers,
)

__all__ = [
    "apart",
    "committee_seats",
    "congresses",
    "funding",
    "groups",
    "growth",
    "moving",
    "navigation",
    "people",
    "quotas",
    "roster",
    "seats",
    "talents",
    "terms",
    "transfers",
]
