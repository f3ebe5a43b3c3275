"""A thousand handovers due at the same moment, done by one worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from bench import committees, ground
from bench.measure import Line, Watch
from duties import services
from duties.models import Due, Handover, Message, Notice
from fulian.scoping import scope
from orgs.models import County

COUNTY = "110101"
ORGS = 1000
ROSTER = 4  # takes turns in each; the second is not the last of its round
GOAL = 5.0
START = date(2026, 1, 1)
PLANNED_AT = datetime(2025, 12, 20, tzinfo=UTC)
DUE_AT = datetime(2026, 1, 31, 16, 0, 0, tzinfo=UTC)  # the second turn's first morning


def lines(count: int = ORGS, goal: float = GOAL) -> Iterator[Line]:
    """Hand over each organisation's second turn: both sides sit there and are told."""
    with ground.owner() as plain:
        ground.empty(plain)
        county = _planted(count)
        services.tick(PLANNED_AT.replace(year=2026, month=1, day=2))
        with scope(county.pk):
            before = Handover.rows.count()
        with Watch() as work:
            while _one(county.pk):
                pass
        with scope(county.pk):
            done = Handover.rows.count() - before
            waiting = Message.rows.filter(sent_at__isnull=True).count()
        with Watch() as sending:
            services.tick_county(county.pk, DUE_AT)
        with scope(county.pk):
            left = Due.rows.filter(done_at__isnull=True, due_at__lte=DUE_AT).count()
            arrived = Notice.rows.count() == Message.rows.count()
        ground.empty(plain)
    yield Line(
        name="handover.at_once",
        unit="s",
        goal=f"<= {goal:g} s for {count} handovers in one worker",
        answers_equal=done == count and left == 0 and arrived,
        within=work.seconds <= goal,
        ours=work.seconds,
        rounds=1,
        more={
            "handovers": done,
            "ours_is": "at most 200 in one transaction, a record and messages for each",
            "roster": ROSTER,
            "messages": waiting,
            "sending_s": round(sending.seconds, 3),
        },
    )


def _one(county: int) -> bool:
    with scope(county):
        return services.do_next(DUE_AT)


def _planted(count: int) -> County:
    """Open a county whose ``count`` villages have a chair and a roster that takes turns."""
    county, seats = committees.opened(COUNTY, count, members=ROSTER, at=PLANNED_AT, since=START)
    for unit, members in seats:
        with scope(county.pk):
            services.plan_rotation(
                org=unit, members=members, period="month", starts_on=START, by=None, at=PLANNED_AT
            )
    return county
