"""The owner's connection: to migrate, back up, restore, and to build a test database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def as_owner(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Use the owner's account on ``using`` until the block ends; the site's account after it."""
    connection = connections[using]
    site = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(settings.DATABASE_OWNER)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(site)


def count_anew() -> None:
    """Let the planner know what a large load left; until then it guesses, and badly.

    Nothing happens inside a transaction, whose rows nobody else could count.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        return
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
