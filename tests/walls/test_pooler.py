"""The walls through a transaction pooler, where every connection serves everybody in turn."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from fulian.database import plans
from fulian.scoping import ScopeMissing, scope
from orgs import services
from orgs.models import County, Org
from orgs.queries.divisions import _read
from tests.conftest import NOW, TODAY
from tests.walls.attacks import signed
from tests.walls.field import raw
from tests.walls.pooler import PORT, PROGRAM, SERVERS, client, pooler

TRANSACTIONS = 20_000
THREADS = 16
LOOK = "SELECT DISTINCT county_id FROM orgs_org"

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="pgbouncer is not installed")


def kept(sql: str) -> list[tuple[Any, ...]]:
    """Run ``sql`` by the plan that whichever connection it meets keeps of it."""
    with connection.cursor() as cursor:
        plans.run(cursor, sql, {})
        return list(cursor.fetchall())


class Boom(Exception):
    """A request that fails half-way."""


@pytest.fixture(scope="module")
def pool(field: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """A dozen counties, and every Django connection of this process led through the pooler."""
    counties = []
    for n in range(12):
        county = County.objects.create(code=f"{500100 + n}", name=f"县{n}", opened_at=NOW)
        with scope(county.pk):
            services.plant_tree(_read([(f"{county.code}000000", county.name)]), on=TODAY)
        counties.append(county.pk)
    direct = dict(connection.settings_dict)
    with pooler() as folder:
        connection.close()
        connection.settings_dict.update(HOST=folder, PORT=PORT)
        try:
            yield SimpleNamespace(folder=folder, counties=counties)
        finally:
            connection.close()
            connection.settings_dict.update(HOST=direct["HOST"], PORT=direct["PORT"])


def poison(bare: psycopg.Connection, county: int) -> None:
    """Leave a believable context behind, for the whole session."""
    said, sig = signed(county)
    bare.execute(
        "SELECT set_config('app.ctx', %s, false), set_config('app.sig', %s, false), "
        "set_config('app.at', transaction_timestamp()::text, false)",
        [said, sig],
    )


class Walker(threading.Thread):
    """One client that opens scopes at random and fails at random; it counts what it must not."""

    def __init__(self, seed: int, counties: list[int], enough: threading.Event):
        super().__init__()
        self.random = random.Random(seed)
        self.counties, self.enough = counties, enough
        self.seen: Counter[str] = Counter()
        self.pids: set[int] = set()
        self.trouble: list[str] = []

    def run(self) -> None:
        sys.settrace(None)  # coverage learns all there is in the first hundred of thousands
        while not self.enough.is_set():
            try:
                self.step(self.random.random())
            except Boom:
                self.seen["failures"] += 1
            except DatabaseError as error:
                if "division by zero" not in str(error):
                    self.trouble.append(str(error))
                    break
                self.seen["errors"] += 1
            if self.random.random() < 0.01:
                connection.close()
        connection.close()

    def step(self, k: float) -> None:
        county = self.random.choice(self.counties)
        if k > 0.95:
            self.without()
        with scope(county):
            self.seen["transactions"] += 1
            self.look(county)
            if k < 0.2:
                other = self.random.choice(self.counties)
                with scope(other):
                    self.look(other)
                self.seen["nested"] += 1
                self.look(county)
            elif k < 0.3:
                raise Boom
            elif k < 0.4:
                try:
                    with transaction.atomic():
                        raw("SELECT 1/0")
                except DatabaseError:
                    self.look(county)
            elif k < 0.45:
                raw("SELECT 1/0")

    def look(self, county: int) -> None:
        look = kept if self.random.random() < 0.3 else raw
        self.seen[look.__name__] += 1
        self.seen["leaks"] += look(LOOK) != [(county,)]
        if self.random.random() < 0.1:
            self.pids |= {raw("SELECT pg_backend_pid()")[0][0]}
            self.seen["leaks"] += {o.county_id for o in Org.rows.all()} != {county}

    def without(self) -> None:
        self.seen["unscoped"] += 1
        for ask in (lambda: raw(LOOK), lambda: kept(LOOK), Org.rows.count):
            try:
                with transaction.atomic() if self.random.random() < 0.5 else nullcontext():
                    self.seen["answered without a scope"] += bool(ask() or True)
            except ScopeMissing:
                continue
            except DatabaseError as refusal:
                if "no county" not in str(refusal):
                    raise


def test_twenty_thousand_transactions(pool):
    """Nothing leaks, though a careless client poisons the pool all the while."""
    enough = threading.Event()
    walkers = [Walker(seed, pool.counties, enough) for seed in range(THREADS)]
    for walker in walkers:
        walker.start()
    poisoned = 0
    with client(pool.folder) as bare:
        while sum(w.seen["transactions"] for w in walkers) < TRANSACTIONS and any(
            w.is_alive() for w in walkers
        ):
            poison(bare, pool.counties[poisoned % len(pool.counties)])
            poisoned += 1
            time.sleep(0.02)
    enough.set()
    for walker in walkers:
        walker.join()
    seen = sum((w.seen for w in walkers), Counter())
    assert not [t for w in walkers for t in w.trouble]
    assert seen["leaks"] == seen["answered without a scope"] == 0
    assert seen["transactions"] >= TRANSACTIONS
    assert (
        min(
            seen["kept"],
            seen["nested"],
            seen["failures"],
            seen["errors"],
            seen["unscoped"],
            poisoned,
        )
        > 100
    )
    shared = [w.pids for w in walkers]
    assert len(set.union(*shared)) <= 2 * SERVERS
    assert all(len(pids) > 1 for pids in shared)


def test_poisoned_pool(pool):
    """Every server connection carries a believable session context: no scope is still an error."""
    connection.close()
    holders = [client(pool.folder) for _ in range(SERVERS)]
    for county, holder in zip(pool.counties, holders, strict=False):
        holder.execute("BEGIN")
        poison(holder, county)
    pids = {holder.execute("SELECT pg_backend_pid()").fetchone()[0] for holder in holders}
    for holder in holders:
        holder.execute("COMMIT")
        holder.close()
    assert len(pids) == SERVERS
    with client(pool.folder) as bare:
        for _ in range(200):
            with pytest.raises(psycopg.Error, match="no county"):
                bare.execute(LOOK)
    for _ in range(50):
        with pytest.raises(DatabaseError, match="no county"):
            raw(LOOK)
        with pytest.raises(DatabaseError, match="no county"), transaction.atomic():
            raw(LOOK)
        with scope(pool.counties[-1]):
            assert raw(LOOK) == [(pool.counties[-1],)]


def test_the_pool_is_shared(pool):
    """The proof can fail: what one client leaves in its session, the next one finds."""
    with client(pool.folder) as one, client(pool.folder) as two:
        one.execute("SELECT set_config('spy.left', 'here', false)")
        found = {
            two.execute("SELECT current_setting('spy.left', true)").fetchone() for _ in range(9)
        }
        assert ("here",) in found
