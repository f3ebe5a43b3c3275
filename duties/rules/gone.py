"""What somebody took away in the same moment in which another acts on it."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def still_there(row: Row | None) -> Row:
    """Return a row that can be taken back; refuse where it is gone since the page was shown."""
    if row is None:
        raise ValidationError("这一条刚刚已经撤回或取消，不用再办。请返回上一页。", code="gone")
    return row
