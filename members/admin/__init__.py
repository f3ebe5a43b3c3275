"""The desk's pages for people, seats, women's groups, terms, head-counts and vacancies."""

from members.admin import (
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
    village_seats,
)

__all__ = [
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
    "village_seats",
]
