"""What a roster may find out of people beyond its uploader's reach: little, and on the record."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from fulian.rest import share_left
from members.roster import Problem
from members.rules import is_known_at
from orgs.models import Org
from orgs.services import record_refusal
from orgs.services.recording import after_refusal

MOST_TOLD = 20  # rows of a file that may say at which township somebody is
FILES_A_MINUTE = 3


def tell_of_others(problems: Iterable[Problem], org: Org, by: Any) -> None:
    """Record how many rows name somebody registered elsewhere.

    Raises ``ValidationError``, not saying which, when there are too many or too many such files.
    """
    count = len({problem.row for problem in problems if is_known_at(problem.says)})
    if not count:
        return
    said = f"名单里 {count} 人已在本县别处登记"
    note = partial(record_refusal, "members.register_person", by=by, org=org.pk, reason=said)
    if count > MOST_TOLD or not share_left(f"others:{by.pk}", FILES_A_MINUTE):
        after_refusal(note)
        raise ValidationError(
            "名单里有太多人已在本县其他地方登记，请由县妇联导入。", code="too_many_elsewhere"
        )
    note()
