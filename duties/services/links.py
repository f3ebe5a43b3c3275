"""Linking people for liaison (四级联系): main and extra links, another main one, an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from duties import rules
from duties.models import Household, LiaisonLink, Woman
from duties.rules.links import FarEnd
from fulian import scoping
from members.models import Appointment, WomensGroup
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb


@dataclass(frozen=True, slots=True)
class Wanted:
    """One link that was proposed, by keys: ``end`` names the column of the far end."""

    above: int
    end: str
    far: int


@verb("duties.link", "建立联系", undoable=True)
def link(
    *, above: Appointment, on: date, by: User | None, below: Appointment | None = None,
    group: WomensGroup | None = None, household: Household | None = None,
    woman: Woman | None = None, is_primary: bool = True, at: datetime | None = None,
) -> LiaisonLink:  # fmt: skip
    """Let ``above`` keep in touch with ``below``, or with a far end, from the day ``on``.

    The level follows from the offices; ``at`` is when it was entered, else now. One main link
    at a time; extra ones (not ``is_primary``) stand beside it. Raises ``ValidationError`` for
    oneself, another organisation, offices that do not follow one another, a day on which one of
    them is not there, and where somebody else does so already (domain A20).
    """
    seats = _held(above, below)  # neither leaves office meanwhile
    upper, lower = seats[above.pk], seats[below.pk] if below else None
    far = _held_far(group, household, woman)
    rules.links.check_same_place(above=upper, below=lower, far=far)
    level = rules.links.level_of(above=upper, below=lower, far=far)
    rules.links.check_link_day(above=upper, below=lower, far=far, on=on)
    ends = {seat.until for seat in seats.values()}
    ends |= {rules.links.days_of(far)[1]} if far else set()
    tie = LiaisonLink(
        county_id=scoping.current().county, org=upper.org, level=level, above=upper, below=lower,
        is_primary=is_primary, since=on, until=min(filter(None, ends), default=None),
        **{_column(far): far} if far else {},
    )  # fmt: skip
    if not is_primary:
        _check_beside(tie, on)
    if at is not None:
        tie.entered_at = at
    tie.save()
    record(tie, by=by, changes=[made(tie)], name=called(tie))
    return tie


@verb("duties.end_link", "解除联系", undoable=True)
def end_link(*, link: LiaisonLink, on: date, by: User | None) -> LiaisonLink:
    """Let a link end on the day ``on``; whoever was below waits for another."""
    tie = LiaisonLink.rows.select_for_update().select_related("org").get(pk=link.pk)
    rules.posts.check_end(since=tie.since, until=tie.until, on=on)
    record(tie, by=by, changes=[_ended(tie, on)], name=called(tie))
    return tie


@verb("duties.make_primary", "改为主要联系人", undoable=True)
def make_primary(*, link: LiaisonLink, on: date, by: User | None) -> LiaisonLink:
    """Let an extra link be the main one from the day ``on``; return it as it is from then.

    Who was the main one before keeps in touch beside it. Raises ``ValidationError`` for a link
    that is the main one, has ended or begins later.
    """
    rows = LiaisonLink.rows.select_for_update(of=("self",)).select_related("org")
    tie = rows.get(pk=link.pk)
    rules.links.check_may_lead(link=tie, on=on)
    before = rows.filter(_lasting(on), _same_end(tie), is_primary=True).order_by("pk").first()
    changes: list[Any] = []
    for old, is_primary in ((before, False), (tie, True)):
        if old is not None:
            until = old.until
            changes.append(_ended(old, max(on, old.since)))
            again = _again(old, on, until, is_primary=is_primary)
            changes.append(made(again))
    record(again, by=by, changes=changes, name=called(again))
    return again


@verb("duties.relink", "换人联系", undoable=True)
def relink(
    *, above: Appointment, on: date, by: User | None, household: Household | None = None,
    woman: Woman | None = None,
) -> LiaisonLink:  # fmt: skip
    """Let ``above`` be the one who keeps in touch with a household or woman from the day ``on``.

    Whoever did so before does so no more. Raises ``ValidationError`` as ``link`` does, and when
    she does so already.
    """
    far: dict[str, Any] = {"household": household} if household else {"woman": woman}
    there = LiaisonLink.rows.filter(_lasting(on), since__lte=on, **far)
    for tie in there.filter(Q(is_primary=True) | Q(above=above)).order_by("pk"):
        rules.links.check_beside(
            has_primary=True, twice=tie.is_primary and tie.above_id == above.pk
        )
        end_link(link=tie, on=on, by=by)
    fresh = link(above=above, on=on, by=by, **far)
    record(fresh, by=by, name=called(fresh))
    return fresh


@verb("duties.link_proposed", "按建议建立联系", undoable=True)
def link_proposed(
    *, org: Org, on: date, by: User | None, links: Sequence[Wanted] = (), ends: Sequence[int] = ()
) -> tuple[int, int]:
    """Make the links at ``org`` that were proposed, and end the links ``ends``, in one act.

    Return how many were made and ended. What somebody did meanwhile is left as it is: a second
    tap changes nothing. Raises ``ValidationError`` as ``link`` does.
    """
    stale = LiaisonLink.rows.filter(_lasting(on), pk__in=ends, org=org).order_by("pk")
    ended = [end_link(link=tie, on=max(on, tie.since), by=by) for tie in stale]
    fresh = [_mended(org, one, on, by) for one in links if not _is_linked(one, on)]
    if not fresh and not ended:
        nothing_to_do()
        return 0, 0
    record(org, by=by, name=f"{org.title} {len(fresh) + len(ended)} 条联系")
    return len(fresh), len(ended)


def link_each(
    *, above: Appointment, on: date, by: User | None, below: Iterable[Appointment] = (),
    far: Iterable[FarEnd] = (), is_primary: bool = True,
) -> list[LiaisonLink]:  # fmt: skip
    """Link ``above`` to every one of them, or to none."""
    facts: dict[str, Any] = {"above": above, "on": on, "by": by, "is_primary": is_primary}
    with transaction.atomic():
        ties = [link(below=one, **facts) for one in below]
        return ties + [link(**facts, **_as_end(one)) for one in far]


ENDS: dict[str, Any] = {
    "below": Appointment, "group": WomensGroup, "household": Household, "woman": Woman,
}  # fmt: skip


def called(tie: LiaisonLink) -> str:
    """Return what a link is called without naming anybody."""
    return f"{tie.org.title} {tie.get_level_display()}"


def _held(above: Appointment, below: Appointment | None) -> dict[int, Appointment]:
    held = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    ends_of = held.filter(pk__in={above.pk, below.pk if below else above.pk}).order_by("pk")
    return {seat.pk: seat for seat in ends_of}


def _held_far(*given: FarEnd | None) -> FarEnd | None:
    """Return the far end as it is now, held, when one and only one is given."""
    ends = [one for one in given if one is not None]
    if not ends:
        return None
    rules.links.check_one_end(len(ends))
    kind: Any = type(ends[0])
    found: FarEnd = kind.rows.select_for_update().get(pk=ends[0].pk)
    return found


def _column(far: FarEnd) -> str:
    return next(name for name, kind in ENDS.items() if isinstance(far, kind))


def _as_end(far: FarEnd) -> dict[str, Any]:
    return {_column(far): far}


def _lasting(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=on)


def _same_end(tie: LiaisonLink) -> Q:
    name = next(name for name in ENDS if getattr(tie, f"{name}_id") is not None)
    return Q(**{name: getattr(tie, f"{name}_id")})


def _live(tie: LiaisonLink, on: date) -> QuerySet[LiaisonLink]:
    return LiaisonLink.rows.filter(_lasting(on), _same_end(tie), since__lte=on)


def _check_beside(tie: LiaisonLink, on: date) -> None:
    there = list(_live(tie, on).values_list("above_id", "is_primary"))
    rules.links.check_beside(
        has_primary=any(main for _, main in there),
        twice=any(above == tie.above_id for above, _ in there),
    )


def _mended(org: Org, one: Wanted, on: date, by: User | None) -> LiaisonLink:
    """Link as proposed: who helps already becomes the main one."""
    far = ENDS[one.end].rows.filter(pk=one.far, org=org).first()
    above = Appointment.rows.filter(pk=one.above, org=org).first()
    if above is None or far is None:
        raise ValidationError("建议里的人已经不在，请刷新页面。", code="gone")
    same: dict[str, Any] = {one.end: far, "above": above}
    there = LiaisonLink.rows.filter(_lasting(on), is_primary=False, since__lte=on, **same)
    if beside := there.order_by("pk").first():
        return make_primary(link=beside, on=on, by=by)
    return link(**same, on=on, by=by)


def _is_linked(one: Wanted, on: date) -> bool:
    rows = LiaisonLink.rows.filter(_lasting(on), is_primary=True, **{one.end: one.far})
    return rows.exists()


def _ended(tie: LiaisonLink, on: date) -> Any:
    before = image(tie)
    tie.until, tie.version = on, tie.version + 1
    tie.save(update_fields=["until", "version"])
    return changed(tie, before)


def _again(old: LiaisonLink, on: date, until: date | None, *, is_primary: bool) -> LiaisonLink:
    fresh = LiaisonLink(
        county_id=old.county_id, org=old.org, level=old.level, above_id=old.above_id,
        below_id=old.below_id, group_id=old.group_id, household_id=old.household_id,
        woman_id=old.woman_id, is_primary=is_primary, since=on, until=until,
    )  # fmt: skip
    fresh.save()
    return fresh
