"""Telling a chair what her chains lack: once, when somebody leaves, and every night at most weekly.

Functions, not verbs: a message is no act upon the county's facts. A scheduler calls
``watch_chains`` in every county's scope.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from duties.models import Message
from duties.queries.gaps import ALONE, Found, GapKind, counted, found_in
from duties.queries.nets import nets_of
from duties.rules.turns import morning
from duties.services.due import tell_all
from duties.services.sheets import message_to
from members.models import Appointment, Office
from orgs.models import Org, SettingName
from orgs.queries.hats import live
from orgs.queries.settings import setting

TOLD = {*ALONE, GapKind.GONE, GapKind.ONESELF, GapKind.CYCLE}
QUIET = timedelta(days=7)
WHERE = "/chain/gaps/"


def watch_chains(*, on: date, at: datetime) -> int:
    """Tell every chair of the open county what her chains lack on the day ``on``; return how many.

    Once for the same gaps, and never twice within a week (A.8: one nudge for each matter).
    """
    most = setting(SettingName.CONTACT_MOST)
    founds = {pk: found_in(net, most) for pk, net in nets_of(None, on, named=False).items()}
    worth = {pk: found for pk, found in founds.items() if TOLD & found.keys()}
    late = Message.rows.filter(key__startswith="chains:", made_at__gt=at - QUIET)
    told = set(late.values_list("org_id", flat=True))
    messages: list[Message] = []
    for seat in _chairs(on, org__in=[pk for pk in worth if pk not in told]):
        found = worth[seat.org_id]
        key = f"chains:{seat.org_id}:{_digest(found)}"
        text = f"{_said(found)}。点开可以按建议一次补上。"
        messages += message_to(seat.org, seat, key, "有的联系没有接上", text, WHERE, at)
    known = set(
        Message.rows.filter(key__in=[m.key for m in messages]).values_list("key", flat=True)
    )
    fresh = [message for message in messages if message.key not in known]
    tell_all(fresh)
    return len(fresh)


def tell_of_breaks(*, org: Org, on: date, left: Appointment, count: int) -> None:
    """Tell the chair, the same day, that somebody's leaving broke ``count`` links; once a day.

    Not when she is who leaves, and nothing when no link broke (domain A.8: chain repair).
    """
    if not count:
        return
    for seat in _chairs(on, org=org):
        if seat.pk != left.pk:
            text = "有人离任，她的联系断开了。点开可以按建议重新安排。"
            key = f"chain-break:{org.pk}:{on.isoformat()}"
            tell_all(message_to(org, seat, key, "联系要重新安排", text, WHERE, morning(on)))


def _chairs(on: date, **where: Any) -> list[Appointment]:
    rows = Appointment.rows.filter(live(on), office=Office.CHAIR, **where)
    return list(rows.select_related("org", "grant").order_by("org_id", "pk"))


def _digest(found: Found) -> str:
    facts = sorted((kind.value, keys) for kind, keys in found.items() if kind in TOLD)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


def _said(found: Found) -> str:
    count = sum(n for kind, n in counted({0: found}).items() if kind in TOLD)
    return f"您这里有 {count} 处联系没有接上"
