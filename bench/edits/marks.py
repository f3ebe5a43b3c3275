"""Edits drawn by lot over many days, renewed now and then; in the end every row is recounted."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from bench import ground
from bench.county import Filler
from bench.edits import ground_acts, home_acts, work_acts  # noqa: F401 -- they register their edits
from bench.edits.desk import ACTS, Desk
from bench.ground import AT, ON
from bench.measure import Line, Watch
from bench.rollup_duck import tables_read
from fulian.database.stirring import WRITE
from fulian.scoping import scope
from orgs import services as orgs
from orgs.models import County, Org, Record
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, Touched
from reports.queries.counting import Leaf, counted
from reports.queries.places import places_on
from reports.rules.quarters import ZONE, Quarter, quarter_of
from reports.services.live import renew_live

BEGINS = date(2026, 8, 20)
EACH = (2, 4)  # households a representative
A_DAY, RENEWALS, UNDONE = 150, 40, 0.03  # edits a day; edits between renewals; share taken back
GOAL = "10,000 edits; no write unmarked; leaf rows equal a recount, row for row"
Rows = dict[int, tuple[Any, list[int]]]


class Marks:
    """Does the edits and keeps what they came to."""

    def __init__(self, county: County, seed: int) -> None:
        """Begin with nothing done."""
        self.county, self.desk = county, Desk(seed, BEGINS)
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.unmarked: Counter[str] = Counter()
        self.touched: set[int | None] = set()
        self.renewals = self.checks = self.differed = 0
        self.read = tables_read()
        self.written: set[str] = set()

    def edit(self) -> None:
        """Do one edit in a transaction of its own; see that it marked what it wrote."""
        names = list(ACTS)
        (name,) = self.desk.luck.choices(names, [ACTS[one][1] for one in names])
        with scope(self.county.pk), connection.execute_wrapper(self._notice):
            name = "undo" if self.desk.luck.random() < UNDONE else name
            before = self._last()
            self.written.clear()
            try:
                self._undo() if name == "undo" else ACTS[name][0](self.desk)
            except ValidationError as error:
                self.refused[f"{name}: {error.messages[0][:40]}"] += 1
                return
            self.did[name] += 1
            marks = set(Touched.rows.filter(pk__gt=before).values_list("org_id", flat=True))
        self.touched |= marks
        if self.written & self.read and not marks:
            self.unmarked[f"{name}: {sorted(self.written & self.read)}"] += 1

    def renew(self) -> None:
        """Renew the rows as whoever comes by does."""
        with scope(self.county.pk):
            self.renewals += renew_live(self.desk.at)

    def midnight(self) -> None:
        """Let a day pass; a little after midnight somebody comes by."""
        self.desk.day += timedelta(days=1)
        with scope(self.county.pk):
            early = datetime.combine(self.desk.day, time(0, 1), ZONE)
            self.renewals += renew_live(early)

    def differing(self) -> int:
        """Renew, then count how many rows of both quarters are not what a recount says."""
        self.renew()
        self.checks += 1
        today = quarter_of(self.desk.day)
        with scope(self.county.pk):
            found = _differ(today, self.desk.day)
            if QuarterLeaf.rows.filter(quarter=str(today.before)).exists():
                found |= _differ(today.before, today.before.last)
        self.differed += len(found)
        for org, columns in list(found.items())[:5]:
            print(f"{self.desk.day}: {org} {columns}", file=sys.stderr)
        return len(found)

    def _undo(self) -> None:
        """Take back one of the latest acts."""
        batches = Record.rows.order_by("-pk").values_list("batch", flat=True)[:20]
        batch = self.desk.luck.choice([one for one in batches if one])
        orgs.undo(batch=batch, at=self.desk.at, on=self.desk.day, by=None)

    def _last(self) -> int:
        last = Touched.rows.order_by("-pk").values_list("pk", flat=True).first()
        return last or 0

    def _notice(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.written |= {table.lower() for table in WRITE.findall(str(sql))}
        return execute(sql, params, many, context)


def lines(code: str = "430424", edits: int = 10_000, seed: int = 1) -> Iterator[Line]:
    """Fill a county and edit it."""
    with ground.owner() as plain:
        ground.empty(plain)
        county = orgs.open_county(code=code, on=ON, at=AT, by=None).county
        with scope(county.pk):
            Filler(seed, each=EACH).fill()
            everyone = Org.rows.count()
        ground.tell(plain, "VACUUM ANALYZE")
        marks = Marks(county, seed)
        with Watch() as watch:
            _edit(marks, edits)
            differ = marks.differing()
        ground.empty(plain)
    yield _line(marks, differ, everyone, watch.seconds)


def _edit(marks: Marks, edits: int) -> None:
    marks.renew()
    tries = 0
    while marks.did.total() < edits and tries < 4 * edits:
        tries += 1
        marks.edit()
        if tries % A_DAY == 0:
            marks.midnight()
        elif marks.desk.luck.random() < 1 / RENEWALS:
            marks.renew()
        if tries % (edits // 10) == 0:
            marks.differing()


def _line(marks: Marks, differ: int, everyone: int, seconds: float) -> Line:
    done = marks.did.total()
    return Line(
        name="edits.leaf_rows",
        unit="rows that differ from a recount",
        goal=GOAL,
        answers_equal=marks.differed == 0,
        within=done >= 10_000 and not marks.unmarked and marks.differed == 0,
        ours=float(differ),
        rounds=1,
        more={
            "edits": done, "kinds": len(marks.did), "refused": marks.refused.total(),
            "undone": marks.did["undo"], "orgs_touched": len(marks.touched - {None}),
            "orgs": everyone, "renewals": marks.renewals, "recounts": marks.checks,
            "differed_ever": marks.differed, "unmarked": dict(marks.unmarked),
            "from": str(BEGINS), "until": str(marks.desk.day), "seconds": round(seconds, 1),
        },
    )  # fmt: skip


def _rows(quarter: Quarter) -> Rows:
    found = QuarterLeaf.rows.filter(quarter=str(quarter)).values_list("org", "missing", *COLUMNS)
    return {org: (missing, list(values)) for org, missing, *values in found}


def _differ(quarter: Quarter, on: date) -> dict[str, list[str]]:
    """Return which organisations' rows are not what a recount says, and in which columns."""
    told, kept = counted(quarter, on), _rows(quarter)
    there = {org: told.get(org, Leaf()) for org in places_on(on)}
    fresh: Rows = {org: (leaf.missing, leaf.values) for org, leaf in there.items()}
    nothing: tuple[Any, list[int]] = ({}, [])
    return {
        f"{quarter} {org}": _columns(kept.get(org, nothing), fresh.get(org, nothing))
        for org in kept.keys() | fresh.keys() if kept.get(org) != fresh.get(org)
    }  # fmt: skip


def _columns(kept: tuple[Any, list[int]], fresh: tuple[Any, list[int]]) -> list[str]:
    if len(kept[1]) != len(fresh[1]):
        return ["there"]
    pairs = zip(COLUMNS, kept[1], fresh[1], strict=True)
    return [f"{name}: {a} != {b}" for name, a, b in pairs if a != b] or ["missing"]
