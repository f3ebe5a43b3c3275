"""Killing a process in the middle of what it does: SIGKILL at a statement, or on the way to commit.

The process is a fork that has its own connection; what it did is then looked for in every table.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from fulian.database.owner import as_owner
from fulian.scoping import scope

Act = Callable[[Any], object]


def statements_of(cast: Any, act: Act) -> int:
    """Return how many statements ``act`` takes; what it did is taken back.

    The second time: what is asked of the catalogue once a process is known then.
    """
    return [_counted(cast, act) for _ in range(2)][1]


def _counted(cast: Any, act: Act) -> int:
    seen = [0]

    def count(execute: Any, *args: Any) -> Any:
        seen[0] += 1
        return execute(*args)

    with scope(cast.county.pk), connection.execute_wrapper(count):
        act(cast)
        transaction.set_rollback(True)
    return seen[0]


def killed(cast: Any, act: Act, at: int | None) -> None:
    """Do ``act`` in a process that dies before its statement ``at``; None: before it commits."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            _die(cast, act, at)
        finally:
            os._exit(1)  # it lived: the caller fails
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the process was not killed"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _die(cast: Any, act: Act, at: int | None) -> None:
    left = [at]

    def count(execute: Any, *args: Any) -> Any:
        if left[0] is not None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    with scope(cast.county.pk):
        with connection.execute_wrapper(count):
            act(cast)
        if at is None:
            os.kill(os.getpid(), signal.SIGKILL)


def everything() -> dict[str, tuple[int, str]]:
    """Return count and digest of every table, behind all walls."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|')) FROM {table} t")
            found[table] = cursor.fetchone()
    return found
