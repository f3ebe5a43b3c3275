"""Closing a province's quarter: every county's report compiled and frozen by two workers."""

from __future__ import annotations

import resource
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.base import DatabaseWrapper

from bench import ground, province
from bench.crew import crew
from bench.measure import Line, Watch
from duties.services import due
from fulian.scoping import scope
from orgs.models import County
from reports import services
from reports.models import PublishedReport, QuarterlyCoverageReport
from reports.queries import closing
from reports.rules import parse
from reports.rules.quarters import COMPILE, FREEZE

QUARTER = parse(province.QUARTER)
COMPILED = QUARTER.due_at + timedelta(minutes=5)
FROZEN = COMPILED + timedelta(days=20)
WORKERS, SAMPLE, TIMES, MEMORY = 2, 13, 1.2, 300
ONLY_THESE = """
UPDATE duties_duecounty SET next_at = CASE WHEN county_id = ANY(%s) THEN %s::timestamptz END
"""
UNDO = f"""
TRUNCATE reports_quarterleaf, reports_quarterlycoveragereport, reports_publishedreport CASCADE;
DELETE FROM orgs_doorway WHERE kind = 'report';
DELETE FROM duties_due WHERE kind = '{FREEZE}';
DELETE FROM duties_due WHERE kind = '{COMPILE}' AND subject <> {QUARTER.subject};
UPDATE duties_due SET done_at = NULL, tries = 0, failure = '', retry_at = NULL
WHERE kind = '{COMPILE}'
"""  # noqa: S608 -- our own words
POISON = """
UPDATE homes_volunteeractivity SET half_hours = %s WHERE (county_id, id) IN (
    SELECT county_id, min(id) FROM homes_volunteeractivity WHERE county_id = %s GROUP BY 1)
"""
TOO_MUCH, RIGHT = 2147483647, 4


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing took: seconds, done and failed pieces, the most memory a worker held, in MB."""

    seconds: float
    done: int
    failed: int
    memory: float


def lines(digits: str = "43", rounds: int = 3) -> Iterator[Line]:
    """Close a fair sample of the province and all of it in turn, one county's facts broken then."""
    with ground.owner() as plain:
        province.stand(plain, digits)
        counties = _by_size(plain)
        sample = sample_of(counties)
        broken = list(counties)[len(counties) // 3]
        few, every = [], []
        for _ in range(rounds):
            few.append(_closed(plain, sample))
            ground.tell(plain, POISON, [TOO_MUCH, broken])
            every.append(_closed(plain, list(counties)))
            ground.tell(plain, POISON, [RIGHT, broken])
        told, others = _shown(broken), _frozen(plain)
        repaired = _repaired(plain, broken)
        yield _line(few, every, counties, sample, [told, others, repaired])


def sample_of(counties: dict[int, int]) -> list[int]:
    """Return every tenth county by size."""
    step = len(counties) // SAMPLE
    return list(counties)[step // 2 :: step][:SAMPLE]


def close_all(plain: DatabaseWrapper, counties: Sequence[int]) -> None:
    """Compile and freeze the quarter of every county, untimed, where that is not done yet."""
    if _frozen(plain) < len(counties):
        _closed(plain, list(counties))


def publish_all(counties: Sequence[int]) -> None:
    """Publish what was frozen."""
    with crew(WORKERS) as pool:
        pool.map(_publish, counties, chunksize=1)


def _publish(county: int) -> None:
    with scope(county):
        report = QuarterlyCoverageReport.rows.get(quarter=str(QUARTER))
        if not PublishedReport.objects.filter(report_digest=report.digest).exists():
            services.publish_report(report=report, at=FROZEN, by=None)


def _closed(plain: DatabaseWrapper, counties: list[int]) -> Closed:
    """Close the quarter of ``counties`` from nothing by workers that ask what is due."""
    ground.tell(plain, UNDO)
    total = Closed(0, 0, 0, 0)
    with crew(WORKERS) as pool:
        for moment in (COMPILED, FROZEN):
            ground.tell(plain, ONLY_THESE, [counties, moment])
            with Watch() as watch:
                told = pool.map(_work, [moment] * WORKERS, chunksize=1)
            total = Closed(
                total.seconds + watch.seconds, total.done + sum(one for one, _, _ in told),
                total.failed + sum(one for _, one, _ in told), max(most for _, _, most in told),
            )  # fmt: skip
    return total


def _work(moment: datetime) -> tuple[int, int, float]:
    """Do what beat's task does; say how much was done, what failed, how much memory it took."""
    done = due.tick(moment)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return done.done, done.failed, most


def _by_size(plain: DatabaseWrapper) -> dict[int, int]:
    """Return how many organisations each county has, the smallest first."""
    return dict(
        ground.tell(plain, "SELECT county_id, count(*) FROM orgs_org GROUP BY 1 ORDER BY 2, 1")
    )


def _shown(county: int) -> str:
    """Return what the county's desk says of its quarter that failed."""
    with scope(county):
        return next((step.failure for step in closing.steps() if step.tries), "")


def _frozen(plain: DatabaseWrapper) -> int:
    found = "SELECT count(*) FROM reports_quarterlycoveragereport WHERE status <> 'open'"
    return int(ground.tell(plain, found)[0][0])


def _repaired(plain: DatabaseWrapper, county: int) -> int:
    """Tick again once the facts are right; return how many reports are frozen then."""
    for wait in (timedelta(hours=2), timedelta(days=20)):
        ground.tell(plain, ONLY_THESE, [[county], FROZEN + wait])
        due.tick(FROZEN + wait)
    return _frozen(plain)


def _middle(runs: Sequence[Closed]) -> float:
    return statistics.median(one.seconds for one in runs)


def _line(
    closed_few: Sequence[Closed], closed_all: Sequence[Closed], counties: dict[int, int],
    sample: Sequence[int], said: list[str | int],
) -> Line:  # fmt: skip
    told, others, repaired = said
    few, every = _middle(closed_few), _middle(closed_all)
    last = closed_all[-1]
    tenfold = len(counties) / len(sample)
    share = sum(counties.values()) / sum(counties[one] for one in sample)
    memory = max(one.memory for one in (*closed_few, *closed_all))
    known = County.objects.count()
    return Line(
        name="closing.hunan", unit="s",
        goal=f"<= {TIMES:g}x ten times what {len(sample)} take, <= {MEMORY} MB a worker, "
        "one failure leaves the others done",
        answers_equal=others == known - 1 and repaired == known and bool(told),
        within=every <= TIMES * 10 * few and memory <= MEMORY,
        ours=every, peer=few, ratio=every / (10 * few), rounds=len(closed_all),
        more={
            "ours_is": f"{len(counties)} counties compiled and frozen by {WORKERS} processes, each "
            "doing what beat's tick does",
            "peer_is": f"{len(sample)} counties, every tenth by size",
            "ratio_is": "ours / ten times peer",
            "by_counties": every / (few * tenfold),
            "by_organisations": every / (few * share),
            "memory_mb": memory, "done": last.done, "failed": last.failed,
            "frozen_beside_one_that_failed": others, "told_of_the_failure": told,
            "frozen_once_repaired": repaired,
        },
    )  # fmt: skip
