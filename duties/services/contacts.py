"""Telling executive members that contacts are still missing, once in each period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from duties import rules
from duties.models import Message
from duties.queries import norms
from duties.services.due import tell_all
from fulian.scoping import current
from orgs.models import Org
from orgs.services import nothing_to_do, record, verb

LAST_DAYS = timedelta(days=11)  # the 21st, on which it is looked at, is always one of them


@verb("duties.remind_contacts", "提醒联系妇女群众")
def remind_contacts(*, on: date, at: datetime) -> int:
    """Write one message to each member below the norm on the day ``on``; return how many are new.

    One for a person and period, however often it is called; none before a period nears its end
    (domain A.8).
    """
    wanted = norms.norm()
    first, after = rules.norms.period_of(on, wanted.months)
    if on < after - LAST_DAYS:
        nothing_to_do()
        return 0
    told = [
        Message(
            county_id=current().county, org=gap.seat.org, user_id=grant.user_id, made_at=at,
            key=f"contact-{first}-{gap.seat.org_id}-{grant.user_id}", title="这一期的联系还没做完",
            text=f"还差 {gap.women} 位姐妹，或者 {gap.households} 户家庭。联系了就记一条台账。",
            link="/ledger/",
        )
        for gap in norms.gaps_in(Org.rows.values("pk"), on, wanted)
        if (grant := gap.seat.grant) and (grant.until is None or grant.until > on)
    ]  # fmt: skip
    known = set(
        Message.rows.filter(key__in=[one.key for one in told]).values_list("key", flat=True)
    )
    fresh = {one.key: one for one in told if one.key not in known}
    if not fresh:
        nothing_to_do()
        return 0
    tell_all(list(fresh.values()))
    root = Org.rows.get(parent__isnull=True)
    record(root, by=None, name=f"{first:%Y年%-m月}起这一期，{len(fresh)} 人")
    return len(fresh)
