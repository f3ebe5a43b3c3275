"""Reads of the county's catalogue of posts, as it was on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from duties.models import DutyPost, PostHistory
from fulian.dated import live_on


@dataclass(frozen=True, slots=True)
class Named:
    """What a post was called and had to do, from a day until another; none is for now."""

    name: str
    duties: str
    since: date
    until: date | None


def posts_then(on: date) -> QuerySet[DutyPost]:
    """Return the posts kept on the day ``on`` in their order, with ``name_then, duties_then``.

    The catalogue is the county's own and names nobody: every seat in it reads it whole. A post is
    kept on a day by its own days, or by what it was called then: it may have rested between.
    """
    then = PostHistory.rows.filter(live_on(on), post=OuterRef("pk")).order_by()
    rows: Any = DutyPost.rows.annotate(was=Subquery(then.values("pk")[:1]))
    kept = rows.filter(live_on(on) | Q(was__isnull=False)).annotate(
        name_then=Coalesce(Subquery(then.values("name")[:1]), F("name")),
        duties_then=Coalesce(Subquery(then.values("duties")[:1]), F("duties")),
    )
    found: QuerySet[DutyPost] = kept.order_by("place", "pk")
    return found


def posts_kept(on: date) -> list[DutyPost]:
    """Return the county's posts kept on the day ``on``, in order, by their names of that day."""
    found: list[Any] = list(posts_then(on))
    for post in found:
        post.name, post.duties = post.name_then, post.duties_then
    return found


def posts_between(first: date, last: date) -> list[DutyPost]:
    """Return the posts kept on some day from ``first`` to ``last``, by their names of the last."""
    then = PostHistory.rows.filter(since__lte=last, until__gt=first).values("post")
    own = Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gt=first))
    found = list(DutyPost.rows.filter(own | Q(pk__in=then)).order_by("place", "pk"))
    names = names_on({post.pk for post in found}, last)
    for post in found:
        post.name = names[post.pk]
    return found


def name_of_day(post: str = "post", day: str = "done_on") -> Coalesce:
    """Return what a row's ``post`` was called on the row's ``day``, as a part of another query."""
    then = PostHistory.rows.filter(
        post=OuterRef(post), since__lte=OuterRef(day), until__gt=OuterRef(day)
    )
    named = Subquery(then.order_by().values("name")[:1])
    return Coalesce(named, F(f"{post}__name"), output_field=CharField())


def names_on(posts: Collection[int], on: date) -> dict[int, str]:
    """Return what each of ``posts`` was called on the day ``on``, else what it is called."""
    then = PostHistory.rows.filter(live_on(on), post=OuterRef("pk")).order_by()
    rows = DutyPost.rows.filter(pk__in=posts)
    named = Coalesce(Subquery(then.values("name")[:1]), F("name"))
    return dict(rows.values_list("pk", named))


def names_of(post: DutyPost) -> list[Named]:
    """Return what a post is called and was called, the latest first."""
    before = [
        Named(one.name, one.duties, one.since, one.until)
        for one in PostHistory.rows.filter(post=post).order_by("-since")
    ]
    since = max([post.since, *(one.until for one in before if one.until)])
    return [Named(post.name, post.duties, since, post.until), *before]
