"""What ``bench.chaos`` asks of the database: plant turns that fall due, count what became of them.

And ``meddle``: members change places and stand in for one another while it goes on.

Run by it once Django is set up, in a process of its own.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from datetime import timedelta
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F, Max, Q
from django.utils import timezone

from bench import committees
from duties import services
from duties.models import ChairTurn, Due, DueCounty, Handover, Message, Notice, TurnCover, TurnSwap
from fulian.scoping import scope
from orgs.models import County, Record, User

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


def meddle(seed: int) -> NoReturn:
    """Let two members of some village change places or one stand in for another, for ever."""
    chance = random.Random(seed)
    while True:
        try:
            _meddle_once(chance)
        except ValidationError:
            continue  # a turn began between the look and the act: refused, as it should be
        except (DatabaseError, InterfaceError):
            connection.close()  # the database was killed
        time.sleep(chance.uniform(0, 0.2))


def _meddle_once(chance: random.Random) -> None:
    county = County.objects.get(code=CODE).pk
    with scope(county):
        orgs = ChairTurn.rows.filter(status="planned").order_by().values_list("org", flat=True)
        if not (known := sorted(set(orgs))):
            return
        rows = ChairTurn.rows.filter(org=chance.choice(known), status="planned")
        ahead = list(rows.select_related("appointment__grant__user").order_by("days"))
        if len(ahead) < 2:
            return
        mine, theirs = chance.sample(ahead, 2)
    one, other = _account(mine), _account(theirs)
    with scope(county, by=one):
        swap = services.ask_swap(mine=mine, theirs=theirs, by=one, at=timezone.now())
    with scope(county, by=other):
        agrees = chance.random() < 0.8
        services.answer_swap(swap=swap, accepted=agrees, by=other, at=timezone.now())
    if chance.random() < 0.3:
        with scope(county, by=one):
            services.cover_turn(
                turn=theirs,
                appointment=theirs.appointment,
                days=theirs.days,
                by=one,
                at=timezone.now(),
            )


def _account(turn: ChairTurn) -> User:
    grant = turn.appointment.grant
    if grant is None:
        raise LookupError("everybody in the bench has an account")
    return grant.user


def count(villages: int, turns: int) -> dict[str, Any]:
    """Count handovers against what was planned, and again by the record and by the inboxes.

    Everybody is on the roster for one turn: after all the changing of places she has held one.
    """
    with scope(County.objects.get(code=CODE).pk):
        planned = villages * turns
        handed = list(Handover.rows.order_by("pk").values_list("org", "due_on", "turn"))
        lines = Record.rows.filter(act="duties.hand_over").values_list("target_id", flat=True)
        told = planned * 3 - villages + _told_of_changes()  # nobody gives a first turn
        begun = ChairTurn.rows.filter(status__in=("active", "done"))
        swaps = dict(Counter(TurnSwap.rows.values_list("status", flat=True)))
        active = ChairTurn.rows.filter(status="active").count()
        done = ChairTurn.rows.filter(status="done").count()
        lag = Due.rows.filter(done_at__isnull=False).aggregate(at=Max(F("done_at") - F("due_at")))
        return {
            "handovers": len(handed),
            "lost": planned - len({turn for _, _, turn in handed}),
            "doubled": len(lines) - len(set(lines)) + max(0, len(handed) - planned),
            "out_of_order": _out_of_order(handed) + abs(active - villages)
            + abs(done - (planned - villages)),
            "unserved": planned - begun.values("appointment").distinct().count(),
            "swaps": swaps,
            "covers": TurnCover.rows.count(),
            "messages_missing": told - Message.rows.count(),
            "notices_missing": told - Notice.rows.count(),
            "failures": Due.rows.filter(tries__gt=0).count(),
            "worst_lag_s": round(lag["at"].total_seconds(), 1) if lag["at"] else None,
        }  # fmt: skip


def _told_of_changes() -> int:
    """Return how many messages the swaps and covers there are have sent, gone ones included."""
    settled = Q(status="accepted") | Q(status="declined")
    swaps = TurnSwap.rows.count() + TurnSwap.rows.filter(settled).count()
    swaps += TurnSwap.rows.filter(status="accepted").count()  # the chair
    return swaps + 2 * Record.rows.filter(act="duties.cover_turn").count()


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
    if step == "meddle":
        meddle(int(numbers[0]))
    if step == "plant":
        answer: Any = plant(int(numbers[0]), int(numbers[1]), float(numbers[2]))
    elif step == "left":
        answer = left()
    else:
        answer = count(int(numbers[0]), int(numbers[1]))
    print(json.dumps(answer))
