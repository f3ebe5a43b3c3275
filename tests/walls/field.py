"""The field the attacks are played on: two counties, with a row of each in every scoped table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from duties.models import Appraisal, AppraisalAnswer, AppraisalWord
from fulian.database import walls
from fulian.database.owner import as_owner
from fulian.scoping import ScopedModel, scope, scoped_models
from orgs import services
from orgs.models import (
    AccessGrant,
    CountySession,
    FormerCode,
    HelpRequest,
    Org,
    OrgHistory,
    OrgSuccession,
    Record,
    Setting,
    Stay,
)
from orgs.services.stays import stayed
from tests.conftest import NOW, TODAY, plant
from tests.duties import makers as duties
from tests.homes import makers as homes
from tests.members import makers as members
from tests.orgs import besides, handing
from tests.reports import makers as reports

KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
}  # what migrations wrote stays


def _past(cast: Any) -> OrgHistory:
    services.rename_org(org=cast.village, name="新名村", on=TODAY, by=cast.admin)
    return OrgHistory.rows.get()


def _visit(cast: Any) -> CountySession:
    operator = services.make_operator(phone="10003000001", at=NOW)[0]
    return services.enter_county(county=cast.county, reason="查看问题", at=NOW, by=operator)


def _help(cast: Any) -> HelpRequest:
    services.ask_for_help(phone=cast.officer_phone, at=NOW)
    return HelpRequest.rows.get()


def _setting(cast: Any) -> Setting:
    mine = "handover_days" if cast.county.code == "430424" else "confirm_days"
    return services.choose_setting(name=mine, value=7, by=cast.admin)


def _beside(cast: Any) -> Org:
    found: Org = Org.rows.filter(parent=cast.other_town).exclude(pk=cast.other_village.pk).get()
    return found


def _successor(cast: Any) -> OrgSuccession:
    row = OrgSuccession(before=_beside(cast), after=cast.village, kind="merge", since=TODAY)
    row.save()
    return row


def _former(cast: Any) -> FormerCode:
    row = FormerCode(org=cast.village, code=f"{cast.county.code}100777", until=TODAY)
    row.save()
    return row


# One line per scoped model: how a county comes by a row that an attacker would like to have.
def _stay(cast: Any) -> Stay:
    stayed([cast.village], cast.village, TODAY)
    return Stay.rows.get()


MAKERS: dict[type[ScopedModel], Callable[[Any], Any]] = {
    Org: lambda cast: cast.village,
    OrgHistory: _past,
    AccessGrant: lambda cast: cast.chair_grant,
    CountySession: _visit,
    HelpRequest: _help,
    Setting: _setting,
    OrgSuccession: _successor,
    FormerCode: _former,
    Stay: _stay,
    Record: lambda cast: Record.rows.order_by("pk").first(),
}

for _app in (members, duties, homes, reports):
    MAKERS |= _app.ROWS
MAKERS |= besides.ROWS | handing.ROWS


Opened = tuple[type[ScopedModel], int] | None
# What an emergency opens is open while such a table is attacked: the county's wall stands alone.
GLASS: dict[type[ScopedModel], Callable[[Any], Opened]] = {
    AppraisalAnswer: lambda row: (Appraisal, row.appraisal_id),
    AppraisalWord: lambda row: (Appraisal, row.appraisal_id),
}


def raw(sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """Run ``sql`` on the site's connection, as a careless or hostile statement would be."""
    with connection.cursor() as cursor:
        cursor.execute(sql, args or None)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def dies(
    match: str = "", *, kind: type[Exception] | tuple[type[Exception], ...] = DatabaseError
) -> Any:
    """Expect the block to be refused."""
    return pytest.raises(kind, match=match or None)


@dataclass
class Target:
    """One scoped table under attack: what the attacker has, and what he is after."""

    model: type[Any]
    own: int
    foreign: int
    east: Any
    west: Any
    secret: str  # the foreign row as JSON
    glass: dict[int, Opened]  # by county

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def here(self) -> int:
        return int(self.east.county.pk)

    @property
    def there(self) -> int:
        return int(self.west.county.pk)

    @cached_property
    def columns(self) -> list[str]:
        return [field.column for field in self.model._meta.concrete_fields]

    def may(self, right: str) -> bool:
        return right in self.model.grants

    @contextmanager
    def inside(self, **kwargs: Any) -> Iterator[None]:
        """A request of the attacker's county whose work is taken back."""
        with self.at(self.here, by=self.east.admin, **kwargs):
            yield
            transaction.set_rollback(True)

    def at(self, county: int, **kwargs: Any) -> Any:
        """Return the scope in which the county's own rows of the table are seen."""
        return scope(county, **({"glass": self.glass[county]} | kwargs))

    def named(self, county: int) -> str:
        """Return what the county's context says is opened."""
        opened = self.glass[county]
        return f"{opened[0]._meta.db_table}:{opened[1]}" if opened else ""

    def refused(self, match: str, *statements: str) -> None:
        """Every statement, tried in a transaction of its own, is refused with ``match``."""
        for sql in statements:
            with dies(match), self.inside():
                raw(sql.format(t=self.table, own=self.own, foreign=self.foreign, there=self.there))

    def copy(self, *, county: int, pk: int | None, of: str = "") -> str:
        """Return an INSERT of the foreign row, with another county and perhaps another key."""
        row = (of or self.secret).replace("'", "''")
        key = "" if pk is None else f", 'id', {pk}"
        opened = self.glass[county]
        if county == self.here and opened and not of:  # what the table's own wall lets in
            key += f", 'appraisal_id', {opened[1]}"
        return (
            f"INSERT INTO {self.table} SELECT (jsonb_populate_record(NULL::{self.table}, "
            f"'{row}'::jsonb || jsonb_build_object('county_id', {county}{key}))).*"
        )


def snapshot(target: Target, county: int) -> list[tuple[Any, ...]]:
    """Return count and hash of a county's rows, read in its own scope."""
    table = target.table
    with target.at(county):
        return raw(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")


def row_json(table: str, pk: int) -> str:
    return str(raw(f"SELECT to_jsonb(t)::text FROM {table} t WHERE id = %s", pk)[0][0])


def lay_out() -> SimpleNamespace:
    """Open two counties and fill every scoped table of both; refuse a model nobody thought of."""
    missing = [m._meta.label for m in scoped_models() if m not in MAKERS]
    assert not missing, f"tests/walls/field.py: MAKERS knows no row of {missing}; add a line each"
    east, west = plant("430424", "东县", "0100"), plant("430223", "西县", "0200")
    made: dict[Any, dict[Any, Any]] = {}
    for cast in (east, west):
        with scope(cast.county.pk):
            made[cast.county.pk] = {model: make(cast) for model, make in MAKERS.items()}
    targets = {}
    for model in scoped_models():
        rows = {county: rows[model] for county, rows in made.items()}
        own, foreign = (row.pk for row in rows.values())
        opens = GLASS.get(model, lambda _: None)
        glass = {county: opens(row) for county, row in rows.items()}
        targets[model] = target = Target(model, own, foreign, east, west, "", glass)
        with target.at(west.county.pk):
            target.secret = row_json(target.table, foreign)
    with as_owner():
        raw("ANALYZE")  # statistics an attacker could look into
    return SimpleNamespace(east=east, west=west, targets=targets, later=NOW + timedelta(days=1))


def clear() -> None:
    """Empty the database again, as its owner."""
    with as_owner():
        names = ", ".join(sorted(walls.site_tables() - KEPT))
        raw(f"TRUNCATE {names} CASCADE")
