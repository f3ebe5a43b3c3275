"""Who holds a county's tree alone. Nested sets break silently under two writers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection

from fulian import scoping

TREE_LOCK = 1  # the first key of the advisory lock; the second is the county
_held: ContextVar[int | None] = ContextVar("tree_held", default=None)


class TreeNotLocked(RuntimeError):
    """An organisation was written without holding its county's tree."""


@contextmanager
def whole_tree() -> Iterator[int]:
    """Hold the open county's tree alone until the transaction ends, and see all of it.

    To be entered before anything of the tree is read: a parent read earlier is stale. The subtree
    of the caller's scope is widened inside; who may do what was asked before. Yields the county.
    """
    here = scoping.current()
    with scoping.scope(here.county) if here.under else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TREE_LOCK, here.county])
        token = _held.set(here.county)
        try:
            yield here.county
        finally:
            _held.reset(token)


def check_locked() -> None:
    """Raise ``TreeNotLocked`` unless the open county's tree is held."""
    if _held.get() != scoping.current().county:
        raise TreeNotLocked("organisations are written by orgs.services only")
