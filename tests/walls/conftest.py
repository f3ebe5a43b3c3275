"""Committed data for the wall tests: real transactions, real connections, nothing rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from tests.walls.field import clear, lay_out


@pytest.fixture(scope="module")
def field(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Two counties with a row in every scoped table, committed; emptied after the module."""
    with django_db_blocker.unblock():
        connection.close()
        try:
            yield lay_out()
        finally:
            clear()
