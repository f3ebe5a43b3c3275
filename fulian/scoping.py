"""Whose rows the running code may touch. The only module that decides.

``scope()`` is the one door. It opens a transaction for one county and, inside it,
one subtree. Two walls stand behind it:

* PostgreSQL row-level security on ``county_id`` stops everything: raw SQL, the
  desk, a forgotten filter, a shell. Without a scope it raises.
* ``ScopedManager`` narrows every query to the county and the subtree, and raises
  ``ScopeMissing`` when no scope is open.

There is no bypass. Code that serves many counties opens a scope for each in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Protocol, Self, TypeVar, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from fulian.database.base import DatabaseWrapper
from fulian.database.context import Scope, ScopeMissing, current, enter, leave, opened_scope

__all__ = ["Scope", "ScopeMissing", "current", "opened_scope", "scope"]


class Node(Protocol):
    """A place in the organisation tree."""

    pk: Any
    county_id: int


class Account(Protocol):
    """Somebody who acts."""

    pk: Any


@contextmanager
def scope(
    county: int,
    *,
    under: Node | None = None,
    by: Account | None = None,
    glass: tuple[type[ScopedModel], int] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Iterator[Scope]:
    """Open the door to ``county`` in a transaction; with ``under``, only to that subtree.

    A scope inside a scope is a savepoint, and the outer one holds again after it. ``glass`` is
    table and key of one row behind a wall of its own that is opened in an emergency. What was
    written is told to those who keep public pages when the outermost scope of the county ends.
    Raises ``ValueError`` when ``under`` lies in another county.
    """
    if under is not None and under.county_id != county:
        raise ValueError("the subtree lies in another county")
    outer = opened_scope()
    user = int(by.pk) if by else outer.user if outer and outer.county == county else 0
    named = f"{glass[0]._meta.db_table}:{int(glass[1]):d}" if glass else ""
    opened = Scope(int(county), user, under.pk if under else None, named)
    connection = cast(DatabaseWrapper, connections[using])
    said = (outer.county, outer.user, outer.glass) if outer else None
    tell = connection.in_atomic_block and said != (opened.county, opened.user, opened.glass)
    if outer is None or outer.county != opened.county:
        connection.stirred.discard(opened.county)  # left from one that was taken back
    token = enter(opened)
    try:
        with transaction.atomic(using=using):
            if tell:
                connection.stamp()
            yield opened
            if outer is None or outer.county != opened.county:
                connection.tell_stirred(opened.county)
    finally:
        leave(token)
        if tell:
            connection.stamp()


_ST = TypeVar("_ST")
_GT = TypeVar("_GT")
Row = TypeVar("Row", bound="ScopedModel", covariant=True)


class CountyManager(models.Manager[Row]):
    """Rows of the open county: what Django itself uses to follow a link, save and delete."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Return the county's rows; raise ``ScopeMissing`` when no scope is open."""
        return super().get_queryset().filter(county_id=current().county)


class ScopedManager(CountyManager[Row]):
    """Rows of the open county that lie in the open subtree."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Return the rows in reach; raise ``ScopeMissing`` when no scope is open."""
        rows, here = super().get_queryset(), current()
        return rows.filter(self.model.inside(here.under)) if here.under else rows


class ScopedForeignKey(models.ForeignKey[_ST, _GT]):
    """A link inside one county. The database's key and index carry the county (``walls``)."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode:
        """Name the county on both sides of a join: its policy is asked once, not for every row."""
        ends: list[tuple[str | None, Any]] = [
            (alias, self.related_model),
            (related_alias, self.model),
        ]
        named = [(a, model._meta.get_field("county")) for a, model in ends if a]
        county: Any = current().county
        return WhereNode(cast(Any, [Exact(key.get_col(a), county) for a, key in named]))

    def deconstruct(self) -> Any:
        """Write a plain ForeignKey into migrations: they import nothing of the project."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


def current_county() -> int:
    """Return the open county: the default of every scoped row."""
    return current().county


class CountyKey(models.ForeignKey[_ST, _GT]):
    """The county of a row: the open one. Every index begins with it, so it has none of its own."""

    def __init__(
        self, to: Any = "orgs.County", on_delete: Any = models.PROTECT, **kwargs: Any
    ) -> None:
        kwargs |= {"db_index": False, "editable": False, "default": current_county}
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """Write a plain ForeignKey without the default into migrations."""
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("default")
        return name, "django.db.models.ForeignKey", args, kwargs


class ScopedModel(models.Model):
    """A row that belongs to one county and one organisation in its tree.

    ``org_path`` is the way from the row to its organisation's key; ``grants`` is what the site's
    role may do with the table (append-only tables say ``SELECT, INSERT``). ``wall`` is a second
    condition on every row, in PostgreSQL's own spelling, for a table that names who may see it.
    """

    org_path: ClassVar[str] = "org_id"
    grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    wall: ClassVar[str] = ""

    county_id: int
    county: CountyKey[Any, Any] = CountyKey(related_name="+", verbose_name="县")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    rows: ClassVar[CountyManager[Self]] = CountyManager()

    class Meta:
        abstract = True
        base_manager_name = "rows"

    @classmethod
    def inside(cls, top: int) -> models.Q:
        """Condition: this row's organisation is ``top`` or lies below it, as the tree is now."""
        orgs: models.Manager[Any] = cast(Any, apps.get_model("orgs", "Org")).rows
        seat = orgs.filter(pk=top)
        below = orgs.filter(
            lft__gte=models.Subquery(seat.values("lft")),
            lft__lte=models.Subquery(seat.values("rght")),
        )
        return models.Q(**{f"{cls.org_path}__in": below.values("pk")})


def scoped_models() -> list[type[ScopedModel]]:
    """Return every concrete scoped model."""
    return [m for m in apps.get_models() if issubclass(m, ScopedModel) and m._meta.managed]


def scoped_links() -> list[tuple[type[models.Model], ScopedForeignKey[Any, Any]]]:
    """Return every link to a scoped table, with the model it stands on."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ScopedForeignKey)
    ]
