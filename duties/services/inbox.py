"""What arrived in somebody's inbox, and that she read it."""

from __future__ import annotations

from datetime import datetime

from duties.models import Notice
from orgs.models import User
from orgs.services import nothing_to_do, verb


@verb("duties.read_notices", "标记已读")
def read_notices(*, by: User, at: datetime, notice: int | None = None) -> int:
    """Mark one notice of hers, or all, as read; return how many were not.

    Leaves no line in the record: who reads what, and when, is nobody else's business.
    """
    nothing_to_do()
    unread = Notice.rows.filter(user=by, read_at__isnull=True)
    return (unread.filter(pk=notice) if notice else unread).update(read_at=at)
