"""The desk's pages for people, seats, women's groups, terms, head-counts and vacancies."""

from members.admin import groups, navigation, people, quotas, roster, seats, terms

__all__ = ["groups", "navigation", "people", "quotas", "roster", "seats", "terms"]
