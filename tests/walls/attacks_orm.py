"""More kinds of attack: through Django's own ways, across counties and out of a subtree."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max

from fulian.scoping import ScopedModel, ScopeMissing
from orgs.models import Org
from orgs.models.lock import TreeNotLocked, whole_tree
from tests.walls.attacks import attack
from tests.walls.field import Target, dies

STOPPED = (DatabaseError, TreeNotLocked)


def managers(t: Target) -> list[Any]:
    return [t.model.objects, t.model.rows, t.model._base_manager, t.model._default_manager]


def stolen(t: Target) -> Any:
    """Return the foreign row as an object, as a careless caller might still hold it."""
    with t.at(t.there):
        return t.model.rows.get(pk=t.foreign)


@attack
def orm_without_a_scope(t: Target) -> None:
    for rows in managers(t):
        for ask in (rows.all, rows.count, rows.exists, lambda rows=rows: rows.get(pk=t.foreign)):
            with dies(kind=ScopeMissing):
                ask()
    with dies(kind=ScopeMissing):
        t.model().save()
    with dies(kind=ScopeMissing):
        stolen(t).refresh_from_db()


@attack
def queryset_carried_out_of_its_scope(t: Target) -> None:
    with t.at(t.there):
        carried = t.model.objects.all()
        names = t.model.objects.values_list("county_id", flat=True)
    with dies("no county"):
        list(carried)
    with t.inside():
        assert not list(carried)
        assert not list(names)
        assert carried.count() == 0


@attack
def orm_reads(t: Target) -> None:
    with t.inside():
        for rows in managers(t):
            assert {row.county_id for row in rows.all()} == {t.here}
            assert not rows.filter(county_id=t.there).exists()
            assert set(rows.values_list("county_id", flat=True)) == {t.here}
            assert rows.aggregate(top=Max("county_id")) == {"top": t.here}
            assert {c for c, _ in rows.values_list("county_id").annotate(n=Count("pk"))} == {t.here}
            assert rows.filter(county_id=t.there).count() == 0
            assert not rows.filter(pk=t.foreign, county_id=t.there)
            assert {row.county_id for row in rows.in_bulk([t.own, t.foreign]).values()} == {t.here}
            assert {row.county_id for row in rows.iterator(10)} == {t.here}
            assert {row.county_id for row in rows.select_related()} == {t.here}
            assert {c for (c,) in rows.all().union(rows.all()).values_list("county_id")} == {t.here}
            if t.own != t.foreign:
                with dies(kind=t.model.DoesNotExist):
                    rows.get(pk=t.foreign)


@attack
def orm_raw(t: Target) -> None:
    with t.inside():
        rows = t.model.objects.raw(f"SELECT * FROM {t.table} WHERE county_id = {t.there} OR true")
        assert {row.county_id for row in rows} == {t.here}
        extra = t.model.rows.extra(where=["1=1 OR true"])
        assert {row.county_id for row in extra} == {t.here}


@attack
def orm_writes(t: Target) -> None:
    foreign = stolen(t)
    for write in (
        foreign.save,
        lambda: foreign.save(force_update=True),
        lambda: foreign.save(force_insert=True),
        lambda: t.model.objects.bulk_create([foreign]),
        lambda: t.model.rows.bulk_create([foreign], ignore_conflicts=True),
        lambda: t.model.rows.filter(pk=t.own).update(county_id=t.there),
    ):
        with dies(kind=STOPPED), t.inside():
            write()


@attack
def orm_writes_without_effect(t: Target) -> None:
    foreign = stolen(t)
    for write in (
        lambda: t.model.rows.filter(pk=t.foreign, county_id=t.there).update(county_id=t.there),
        lambda: t.model.rows.bulk_update([foreign], ["county"]),
        lambda: t.model.rows.filter(county_id=t.there).delete()[0],
        lambda: foreign.delete()[0],
        lambda: t.model.rows.filter(county_id=t.there)._raw_delete("default"),
    ):
        try:
            with t.inside():
                done = write() or 0
        except STOPPED:
            done = 0
        assert done == 0


@attack
def writes_under_the_lock(t: Target) -> None:
    """Holding one's own tree opens no door to the neighbour's."""
    if t.model is not Org:
        return
    foreign = stolen(t)
    with t.inside(), whole_tree():
        assert Org.rows.filter(pk=foreign.pk).update(name="x") == 0
        assert Org.rows.filter(county_id=t.there).delete()[0] == 0
        assert foreign.delete()[0] == 0
        with dies("row-level security"), transaction.atomic():
            Org.rows.bulk_create([foreign])
    with dies(kind=(DatabaseError, Org.DoesNotExist, ValueError)), t.inside(), whole_tree():
        Org.rows.get(pk=t.own).move_to(foreign, "last-child")
        connection.check_constraints()


@attack
def links_followed(t: Target) -> None:
    """A link is followed inside the county only, forward, backward and prefetched."""
    foreign = stolen(t)
    with t.inside():
        for field in t.model._meta.concrete_fields:
            is_link = field.is_relation and issubclass(field.related_model, ScopedModel)
            if is_link and getattr(foreign, field.attname) is not None:
                with dies(kind=field.related_model.DoesNotExist):
                    getattr(stolen_again(foreign), field.name)
        for link in t.model._meta.related_objects:
            if name := link.get_accessor_name():
                assert not getattr(foreign, name).exists()
                for row in t.model.rows.prefetch_related(name):
                    assert {r.county_id for r in getattr(row, name).all()} <= {t.here}


def stolen_again(row: Any) -> Any:
    """Return a copy without what was already fetched."""
    return type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})


@attack
def get_or_create(t: Target) -> None:
    """It finds no foreign row, and what it then makes is the own county's or nothing."""
    for how in ("get_or_create", "update_or_create"):
        with dies(kind=(*STOPPED, ValueError, TypeError, AttributeError)), t.inside():
            made, _ = getattr(t.model.rows, how)(pk=t.foreign, county_id=t.there)
            assert made.county_id == t.here


@attack
def in_a_thread(t: Target) -> None:
    """A thread has no scope; one that copied the context has no stamped transaction."""
    found: list[Any] = []

    def look() -> None:
        try:
            found.append({row.county_id for row in t.model.objects.all()})
        except (ScopeMissing, DatabaseError) as refusal:
            found.append(type(refusal))
        finally:
            connection.close()

    def look_in_a_transaction() -> None:
        with transaction.atomic():
            found.append({row.county_id for row in t.model.objects.all()})
        connection.close()

    with t.inside():
        _run(look)
        _run(contextvars.copy_context().run, look)
        _run(contextvars.copy_context().run, look_in_a_transaction)
    assert found[0] is ScopeMissing
    assert issubclass(found[1], DatabaseError)
    assert found[2] == {t.here}


def _run(what: Callable[..., Any], *args: Any) -> None:
    thread = threading.Thread(target=what, args=args)
    thread.start()
    thread.join()


@attack
def neighbour_at_the_same_time(t: Target) -> None:
    """Two requests of two counties side by side see their own rows only."""
    found: dict[int, set[int]] = {}
    both = threading.Barrier(2)

    def request(county: int) -> None:
        with t.at(county):
            both.wait()
            found[county] = {row.county_id for row in t.model.rows.all()}
            both.wait()
        connection.close()

    threads = [threading.Thread(target=request, args=(c,)) for c in (t.here, t.there)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {t.here: {t.here}, t.there: {t.there}}


# Out of the subtree (wall 2)


@attack
def out_of_the_subtree_by_reading(t: Target) -> None:
    with t.inside():
        everyone = set(t.model.rows.values_list("pk", flat=True))
    with t.inside(under=t.east.other_town):
        reach = set(t.model.objects.values_list("pk", flat=True))
        beyond = everyone - reach
        assert beyond, "the subtree hides nothing: the test proves nothing"
        top = t.east.other_town
        seats = Org.rows.filter(lft__gte=top.lft, rght__lte=top.rght).values("pk")
        path = {f"{t.model.org_path}__in": seats}
        assert reach == set(t.model.rows.filter(**path).values_list("pk", flat=True))
        one = next(iter(beyond))
        rows = t.model.objects
        assert not rows.filter(pk=one).exists()
        assert rows.filter(pk__in=beyond).count() == 0
        assert rows.in_bulk(list(beyond)) == {}
        assert rows.filter(pk__in=beyond).aggregate(n=Count("pk")) == {"n": 0}
        assert not list(rows.filter(pk__in=beyond).values("pk"))
        assert not list(rows.select_related().filter(pk__in=beyond))
        assert not list(rows.exclude(pk__in=reach))
        assert not list(rows.all() & rows.filter(pk=one))
        with dies(kind=t.model.DoesNotExist):
            rows.get(pk=one)


@attack
def out_of_the_subtree_by_writing(t: Target) -> None:
    with t.inside():
        everyone = set(t.model.rows.values_list("pk", flat=True))
    for write in (
        lambda rows: rows.update(county_id=t.here),
        lambda rows: rows.delete()[0],
        lambda rows: rows._raw_delete("default"),
        lambda rows: len(rows.select_for_update()),
    ):
        with t.inside(under=t.east.other_town):
            beyond = everyone - set(t.model.objects.values_list("pk", flat=True))
            said = ""
            try:
                with transaction.atomic():
                    assert not write(t.model.objects.filter(pk__in=beyond))
            except STOPPED as refusal:
                said = str(refusal)
            assert not said or "permission denied" in said or "orgs.services only" in said


@attack
def out_of_the_subtree_by_links(t: Target) -> None:
    """What hangs on something in reach, but lies outside, is not among its related rows."""
    if t.model is not Org:
        return
    with t.inside(under=t.east.village):
        town = Org.rows.get(pk=t.east.town.pk)  # a link upward is followed: to say where one is
        assert list(town.children.all()) == [t.east.village]
        prefetched = Org.rows.prefetch_related("children").get(pk=t.east.root.pk)
        assert list(prefetched.children.all()) == []
