"""The test database is built by one process and copied by the others."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from django.db import connection

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
WHOLE = f"whole_{RUN[:24]}"


@contextmanager
def once() -> Iterator[None]:
    """Whoever comes first builds inside this block; who comes later finds a copy to begin with."""
    if not RUN:
        yield
        return
    with (Path(tempfile.gettempdir()) / f"fulian-{RUN}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        is_first = not _ask("SELECT 1 FROM pg_database WHERE datname = %s", WHOLE)
        cast(Any, connection.settings_dict["TEST"])["TEMPLATE"] = None if is_first else WHOLE
        yield
        if is_first:
            connection.close()
            _ask(f'CREATE DATABASE "{WHOLE}" TEMPLATE "{connection.settings_dict["NAME"]}"')


def forget() -> None:
    """Drop the copy; who begins after this builds anew."""
    if RUN:
        _ask(f'DROP DATABASE IF EXISTS "{WHOLE}"')


def _ask(sql: str, *args: Any) -> Any:
    nowhere: Any = connection
    with nowhere._nodb_cursor() as cursor:
        cursor.execute(sql, args or None)
        return cursor.fetchone() if cursor.description else None
