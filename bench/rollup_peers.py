"""The same figures by others: DuckDB over the same rows, a good ORM version, a loop of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from duties.models import ChairTurn, DutyPost, Handover, LiaisonLink, PostAssignment
from fulian import scoping
from members.models import Appointment, WomensGroup
from orgs.models import Level, Org, OrgHistory
from reports.queries import rollup
from reports.rules import Quarter
from reports.rules.quarters import ZONE

Own = dict[tuple[int, str], tuple[int, int, int]]
READ = {
    "orgs_org": "id,county_id,parent_id,level,is_counted,founded_on,kind,status,since",
    "orgs_orghistory": "org_id,county_id,parent_id,kind,status,"
    "lower(days) AS lower,upper(days) AS upper",
    "members_appointment": "id,county_id,org_id,office,since,until",
    "members_womensgroup": "id,county_id,org_id,founded_on,closed_on",
    "duties_liaisonlink": "county_id,level,above_id,below_id,group_id,since,until,is_primary",
    "duties_dutypost": "id,county_id,since,until",
    "duties_posthistory": "post_id,county_id,since,until",
    "duties_postassignment": "county_id,org_id,appointment_id,post_id,since,until",
    "duties_chairturn": "county_id,org_id,status,lower(days) AS lower,upper(days) AS upper",
    "duties_handover": "id,county_id,org_id,before_id,occasion,due_on,"
    "limit_days::int AS limit_days,"
    "(taken_at AT TIME ZONE 'Asia/Shanghai')::date AS taken_at,"
    "(given_at AT TIME ZONE 'Asia/Shanghai')::date AS given_at",
}
TYPES = {20: "BIGINT", 21: "INTEGER", 23: "INTEGER", 16: "BOOLEAN", 1082: "DATE"}
OTHERWISE = [  # how DuckDB says the same
    ("h.days @> %(day)s", "h.lower <= %(day)s AND h.upper > %(day)s"),
    ("t.days @> %(day)s", "t.lower <= %(day)s AND t.upper > %(day)s"),
    ("generate_series(1, seats)", "unnest(generate_series(1, seats))"),
    ("jsonb_agg", "list"),
    ("jsonb_build_object", "json_object"),
    ("(h.taken_at AT TIME ZONE %(zone)s)::date", "h.taken_at"),
    ("(h.given_at AT TIME ZONE %(zone)s)::date", "h.given_at"),
    ("coalesce(l.missing, '[]')", "l.missing"),
]


class Duck:
    """The county's rows in DuckDB's memory, and the statement in its dialect."""

    def __init__(self, quarter: Quarter, threads: int) -> None:
        """Copy every table the statement reads."""
        import duckdb  # noqa: PLC0415 -- it talks of itself at exit: only where it is needed

        self._db = duckdb.connect(config={"threads": threads})
        for table, columns in READ.items():
            self._copy(table, columns)
        sql, params = rollup.statement(quarter)
        for ours, theirs in OTHERWISE:
            if ours not in sql:
                raise LookupError(ours)
            sql = sql.replace(ours, theirs)
        self._params = {name: value for name, value in params.items() if f"%({name})s" in sql}
        for name in self._params:
            sql = sql.replace(f"%({name})s", f"${name}")
        self._sql = sql

    def rows(self) -> list[tuple[Any, ...]]:
        """Run the statement."""
        return self._db.execute(self._sql, self._params).fetchall()

    def _copy(self, table: str, columns: str) -> None:
        county = scoping.current().county
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table} WHERE county_id = %s", [county])  # noqa: S608 -- names above
            names = [column.name for column in cursor.description]
            types = [TYPES.get(column.type_code, "VARCHAR") for column in cursor.description]
            rows = cursor.fetchall()
        lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
        parts = ", ".join(
            f"unnest(${n}::{kind}[]) AS {name}"
            for n, (name, kind) in enumerate(zip(names, types, strict=True), 1)
        )
        self._db.execute(f"CREATE TABLE {table} AS SELECT {parts}", lists)


def comparable(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Return rows so that two engines' can be compared: whole numbers, lists of dicts, sorted."""
    return sorted((*row[:2], *map(int, row[2:8]), _plain(row[8])) for row in rows)


def _plain(missing: Any) -> str:
    found = json.loads(missing) if isinstance(missing, str) else missing or []
    each = [json.loads(one) if isinstance(one, str) else one for one in found]
    return json.dumps(each, sort_keys=True)


class Read:
    """A good ORM version: each table once, then dictionaries."""

    def __init__(self, quarter: Quarter) -> None:
        """Read what is live on the quarter's last day in one query a table."""
        self.quarter, day = quarter, quarter.last
        holding = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
        self.orgs = self._standing(day)
        self.seats: dict[int, tuple[int, str]] = {}
        self.ended: dict[tuple[int, str], list[date]] = defaultdict(list)
        begun = Appointment.rows.filter(since__lte=day)
        for pk, org, office, until in begun.values_list("pk", "org_id", "office", "until"):
            if until is None or until > day:
                self.seats[pk] = (org, office)
            else:
                self.ended[org, office].append(until)
        links = LiaisonLink.rows.filter(holding, is_primary=True).values_list(
            "level", "below", "group", "above"
        )
        self.above: dict[tuple[int, int | None, int | None], int] = {
            (n, low, grp): up for n, low, grp, up in links if up in self.seats
        }
        self.posts = list(DutyPost.rows.filter(holding).values_list("pk", flat=True))
        held = PostAssignment.rows.filter(holding, post__in=self.posts)
        pairs = held.values_list("org_id", "post_id", "appointment_id")
        self.held = [one for one in pairs if one[2] in self.seats]
        self.groups = WomensGroup.rows.filter(founded_on__lte=day).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        )
        turns = ChairTurn.rows.filter(status__in=["active", "done"], days__contains=day)
        self.turning = set(turns.values_list("org_id", flat=True))
        self.quotas = {then.level: then for then in rollup.quotas_on(day)}

    def _standing(self, day: date) -> dict[int, Any]:
        rows = Org.rows.filter(since__lte=day, founded_on__lte=day)
        names = ("pk", "parent_id", "level", "is_counted", "founded_on", "kind", "status")
        found = {row[0]: row[1:] for row in rows.values_list(*names)}
        past = OrgHistory.rows.filter(days__contains=day).select_related("org")
        for was in past:
            org = was.org
            found[org.pk] = (
                was.parent_id, org.level, org.is_counted, org.founded_on, was.kind, was.status,
            )  # fmt: skip
        return found

    def figures(self) -> Own:
        """Return numerator, denominator and days of each organisation and all below it."""
        own: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        count = _counter(own)
        bodies = {
            org: facts for org, facts in self.orgs.items()
            if facts[2] and facts[5] == "active" and facts[1] in (Level.VILLAGE, Level.TOWNSHIP)
        }  # fmt: skip
        numbers: dict[tuple[int, str], int] = defaultdict(int)
        for org, office in self.seats.values():
            numbers[org, office] += 1
        filled = {(org, post) for org, post, _ in self.held}
        for org, facts in bodies.items():
            self._team(own, count, org, facts, numbers)
            for post in self.posts:
                count(org, "I-POST-2", (org, post) in filled)
            if facts[1] == Level.VILLAGE:
                count(org, "I-ORG-1", facts[4] == "federation")
            else:
                count(org, "I-ROT-1", org in self.turning)
        self._people(count, bodies)
        self._chains(count, bodies)
        self._handovers(count)
        return self._up(own)

    def _team(self, own: Any, count: Any, org: int, facts: Any, numbers: Any) -> None:
        then = self.quotas[facts[1]]
        quota, inclusive = then.quota, then.quota.is_inclusive
        chair, vice, rest = (
            numbers[org, office] for office in ("chair", "vice_chair", "executive_member")
        )
        size = rest + (chair + vice if inclusive else 0)
        whole = chair >= quota.chair and vice >= quota.vice_min and size >= quota.executive_min
        count(org, "I-TEAM-1", whole)
        count(org, "I-TEAM-6", chair > 0)
        spare = max(vice - quota.vice_min, 0) if inclusive else 0
        due = (("chair", quota.chair, chair), ("vice_chair", quota.vice_min, vice),
               ("executive_member", quota.ordinary, rest + spare))  # fmt: skip
        cell = own[org, "I-TEAM-9"]
        for office, seats, there in due:
            opened = sorted([*[max(facts[3], then.since)] * seats, *self.ended[org, office]])
            vacant = opened[len(opened) - max(seats - there, 0) :]
            cell[0] += len(vacant)
            cell[1] += seats
            cell[2] += sum((self.quarter.last - day).days for day in vacant)

    def _people(self, count: Any, bodies: Any) -> None:
        levels = {"vice_chair": 1, "executive_member": 2, "representative": 3}
        busy = {appointment for _, _, appointment in self.held}
        for pk, (org, office) in self.seats.items():
            if org not in bodies:
                continue
            if office == "executive_member":
                count(org, "I-POST-1", pk in busy)
            if office in levels and bodies[org][1] == Level.VILLAGE:
                n = levels[office]
                count(org, f"I-LIA-{n}", (n, pk, None) in self.above)

    def _chains(self, count: Any, bodies: Any) -> None:
        for pk, org in self.groups.values_list("pk", "org_id"):
            if org not in bodies or bodies[org][1] != Level.VILLAGE:
                continue
            up = self.above.get((4, None, pk))
            up = up if up and self.seats[up][1] == "representative" else None
            count(org, "I-LIA-4", up is not None)
            for n in (3, 2, 1):
                up = self.above.get((n, up, None)) if up else None
            count(org, "I-LIA-5", up is not None and self.seats[up][1] == "chair")

    def _handovers(self, count: Any) -> None:
        for over in Handover.rows.all():
            limit = over.due_on + timedelta(days=over.limit_days)
            if not self.quarter.first <= limit <= self.quarter.last or over.org_id not in self.orgs:
                continue
            sides = [over.taken_at, *([over.given_at] if over.before_id else [])]
            count(
                over.org_id, "I-ROT-4", all(s and s.astimezone(ZONE).date() <= limit for s in sides)
            )

    def _up(self, own: dict[tuple[int, str], list[int]]) -> Own:
        sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for (org, indicator), numbers in own.items():
            here: int | None = org
            while here in self.orgs:
                cell = sums[here, indicator]
                for place in range(3):
                    cell[place] += numbers[place]
                here = self.orgs[here][0]
        return {key: (n, d, days) for key, (n, d, days) in sums.items() if d}


def _counter(own: Any) -> Callable[[int, str, bool], None]:
    def count(org: int, indicator: str, met: bool) -> None:
        cell = own[org, indicator]
        cell[0] += met
        cell[1] += 1

    return count
