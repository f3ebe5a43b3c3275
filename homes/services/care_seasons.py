"""What comes round by itself for care: the month's visits, the end of what is kept, the walls."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from duties.models import Message
from duties.rules import seasons as days
from duties.services.due import tell_all
from duties.services.seasons import Season, come_round
from fulian.scoping import current
from homes import rules
from homes.models import CareCase, CarePairing, CareTeam, CareTeamMember
from homes.queries import care as reads
from homes.services.care_children import erase_child
from homes.services.care_walls import rewall
from orgs.queries.hats import live

VOLUNTEERS_KEPT = timedelta(days=3 * 365)
FORGOTTEN = "（已清除）"


def remind_care_visits(*, on: date, at: datetime) -> int:
    """Tell every carer how many of her children were not met this month (A.8); return how many.

    One message a carer and month, without any child's name.
    """
    rows = CarePairing.rows.filter(live(on)).select_related("appointment__grant", "org")
    due = [one for one in rows if rules.care_figures.is_due(one.since, one.until, on)]
    met = reads.met_in(on, [one.pk for one in due])
    waiting: Counter[int] = Counter()
    places: dict[int, Any] = {}
    for one in due:
        user = reads.account_of(one.appointment, on)
        if user and one.pk not in met:
            waiting[user] += 1
            places[user] = one.org
    tell_all([
        Message(
            county_id=current().county, org=places[user], user_id=user, made_at=at,
            key=f"carevisit:{on:%Y-%m}:{user}", title="本月看护走访还没做完",
            text=f"还有 {count} 个孩子本月没有看望。看过了就记一次走访。", link="/care/",
        )
        for user, count in waiting.items()
    ])  # fmt: skip
    return len(waiting)


def keep_care(*, on: date, at: datetime) -> int:
    """Erase what may be kept no longer, and let walls follow seats that ended; count the erased.

    Who turned 18 is looked for on the first of a month: only the year of birth is known.
    """
    over = Q(until__lte=on - rules.care.KEPT_FOR)
    if on.day == 1:
        over |= Q(until__isnull=True)
    cases = CareCase.rows.filter(over, erased_on__isnull=True).order_by("pk")
    erased = sum(erase_child(case=case, on=on) for case in cases)
    for number in _ended_on(on):
        rewall(number, on)
    _forget_volunteers(on)
    return erased


def _forget_volunteers(on: date) -> None:
    """Let the names of volunteers go three years after they left; that somebody was there stays."""
    gone = CareTeamMember.rows.filter(appointment__isnull=True, until__lte=on - VOLUNTEERS_KEPT)
    gone.exclude(volunteer=FORGOTTEN).update(volunteer=FORGOTTEN)


def _ended_on(on: date) -> list[int]:
    """Return the numbers whose carer or leader lost her seat, or the access to it, by the day."""
    since = on - rules.care.EDIT_FOR  # a week, for a calendar that stood still
    ended = Q()
    for way in ("until", "appointment__until", "appointment__grant__until"):
        ended |= Q(**{f"{way}__gt": since, f"{way}__lte": on})
    numbers = set(CarePairing.rows.filter(ended).values_list("case_id", flat=True))
    ended = Q()
    for way in ("until", "leader__until", "leader__grant__until"):
        ended |= Q(**{f"{way}__gt": since, f"{way}__lte": on})
    places = CareTeam.rows.filter(ended).values_list("org_id", flat=True)
    led = CareCase.rows.filter(org__in=list(places), erased_on__isnull=True)
    return sorted(numbers | set(led.values_list("pk", flat=True)))


for one in (
    Season("homes.remind_care_visits", "看护走访提醒", "每月 20 日", days.monthly(20),
           remind_care_visits),
    Season("homes.keep_care", "清除到期的看护档案", "每天", days.daily, keep_care),
):  # fmt: skip
    come_round(one)
