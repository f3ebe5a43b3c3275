"""What comes round by itself in homes (domain A.8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse

from duties.queries import keepers
from duties.rules import seasons as days
from duties.services.calendar import messages
from duties.services.due import tell_all
from duties.services.seasons import Season, come_round
from homes.models import Item, TakeDown
from homes.queries.disclosure import obliged, states_of
from homes.rules.disclosure import quarter_of, quarter_said, starts_of_quarters

REASONS_KEPT = timedelta(days=2 * 365)


def remind_disclosure(*, on: date, at: datetime) -> int:
    """Tell chairs what of their disclosure is stale (A.8); return how many organisations it was.

    That is a plan older than the quarter, and a printed sheet older than the last change.
    """
    states = states_of(list(obliged()), on)
    late = {s.org.pk: s for s in states if s.lacks[Item.ACTIVITY_PLAN] or s.is_sheet_old}
    chairs = keepers.chairs_accounts(late, on)
    quarter = quarter_said(quarter_of(on))
    where, said = reverse("homes:disclosure"), []
    for pk, accounts in chairs.items():
        state, told = late[pk], []
        if state.lacks[Item.ACTIVITY_PLAN]:
            told.append(f"{quarter}的活动安排还没有公开，请写几句。")
        if state.is_sheet_old:
            told.append("墙上的公开栏张贴以后有变动，请重新打印。")
        key = f"disclosure:{pk}:{on}"
        said += messages(state.org, accounts, key, "更新工作公开", "".join(told), where, at)
    tell_all(said)
    return len(late)


def purge_reasons(*, on: date, at: datetime) -> int:
    """Empty the reasons of what has been public again for two years; return how many."""
    old = TakeDown.rows.filter(back_at__lt=at - REASONS_KEPT).exclude(reason="")
    return int(old.update(reason=""))


for one in (
    Season(
        "homes.remind_disclosure", "工作公开过期提醒", "每季度第 10 天", starts_of_quarters,
        remind_disclosure,
    ),
    Season(
        "homes.purge_reasons", "清除两年前的撤下原因", "每月 1 日", days.monthly(1), purge_reasons
    ),
):  # fmt: skip
    come_round(one)
