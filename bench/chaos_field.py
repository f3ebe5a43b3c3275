"""What ``bench.chaos`` asks of the database: plant turns that fall due, count what became of them.

Run by it once Django is set up, in a process of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from bench import committees
from duties import services
from duties.models import ChairTurn, Due, DueCounty, Handover, Message, Notice
from fulian.scoping import scope
from orgs.models import County, Record

CODE = "110101"
LEAD = 5  # seconds before the first turn


def plant(villages: int, turns: int, gap: float) -> int:
    """Plan a rotation of so many turns in each village, the turns due ``gap`` seconds apart.

    A turn lasts months: what is due when is moved here, and only here.
    """
    now = timezone.now()
    start = timezone.localdate(now)
    county, seats = committees.opened(CODE, villages, members=turns, at=now, since=start)
    for org, members in seats:
        with scope(county.pk):
            services.plan_rotation(
                org=org, members=members, period="month", starts_on=start, by=None, at=now
            )
    with scope(county.pk):
        begin = timezone.now() + timedelta(seconds=LEAD)
        order: Counter[int] = Counter()
        for turn in ChairTurn.rows.order_by("days"):
            due_at = begin + timedelta(seconds=order[turn.org_id] * gap)
            Due.rows.filter(subject=turn.pk).update(due_at=due_at)
            order[turn.org_id] += 1
        DueCounty.objects.update(next_at=begin)
    return sum(order.values())


def left() -> int:
    """Return how many pieces of work and messages are still to be done."""
    with scope(County.objects.get(code=CODE).pk):
        due = Due.rows.filter(done_at__isnull=True, due_at__lte=timezone.now() + timedelta(days=1))
        return due.count() + Message.rows.filter(sent_at__isnull=True).count()


def count(villages: int, turns: int) -> dict[str, Any]:
    """Count handovers against what was planned, and again by the record and by the inboxes."""
    with scope(County.objects.get(code=CODE).pk):
        planned = villages * turns
        handed = list(Handover.rows.order_by("pk").values_list("org", "due_on", "turn"))
        lines = Record.rows.filter(act="duties.hand_over").values_list("target_id", flat=True)
        told = planned * 3 - villages  # nobody gives a first turn
        active = ChairTurn.rows.filter(status="active").count()
        done = ChairTurn.rows.filter(status="done").count()
        lag = Due.rows.filter(done_at__isnull=False).aggregate(at=Max(F("done_at") - F("due_at")))
        return {
            "handovers": len(handed),
            "lost": planned - len({turn for _, _, turn in handed}),
            "doubled": len(lines) - len(set(lines)) + max(0, len(handed) - planned),
            "out_of_order": _out_of_order(handed) + abs(active - villages)
            + abs(done - (planned - villages)),
            "messages_missing": told - Message.rows.count(),
            "notices_missing": told - Notice.rows.count(),
            "failures": Due.rows.filter(tries__gt=0).count(),
            "worst_lag_s": round(lag["at"].total_seconds(), 1) if lag["at"] else None,
        }  # fmt: skip


def _out_of_order(handed: list[tuple[int, Any, int]]) -> int:
    last: dict[int, Any] = {}
    wrong = 0
    for org, day, _ in handed:
        wrong += org in last and day <= last[org]
        last[org] = day
    return wrong


def main(words: list[str]) -> None:
    """Do one step and print its answer as JSON."""
    step, *numbers = words
    if step == "plant":
        answer: Any = plant(int(numbers[0]), int(numbers[1]), float(numbers[2]))
    elif step == "left":
        answer = left()
    else:
        answer = count(int(numbers[0]), int(numbers[1]))
    print(json.dumps(answer))
