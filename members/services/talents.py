"""The pool of women the federation hopes to win for a seat one day (骨干)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from fulian import scoping
from members import rules
from members.models import Person, Talent
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, record, verb


@verb("members.add_talent", "列入骨干人才库", undoable=True)
def add_talent(
    *, person: Person, org: Org, on: date, by: User | None, strength: str = ""
) -> Talent:
    """Put ``person`` into the pool of ``org`` from the day ``on``.

    Raises ``ValidationError`` where she is in it already, and for a closed organisation.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    rules.check_standing(Person.rows.get(pk=person.pk))
    talent = Talent(
        county_id=scoping.current().county, person=person, org=fresh, since=on,
        strength=strength.strip(),
    )  # fmt: skip
    talent.clean_fields(exclude=["county", "person", "org"])
    talent.save()
    record(talent, by=by, changes=[made(talent)], name=f"{fresh.title} 一人")
    return talent


@verb("members.end_talent", "移出骨干人才库", undoable=True)
def end_talent(*, talent: Talent, on: date, by: User | None, reason: str = "") -> Talent:
    """Take somebody out of the pool on the day ``on``.

    Raises ``ValidationError`` when she is out already, and for a day before she came in.
    """
    fresh = Talent.rows.select_for_update(of=("self",)).select_related("org").get(pk=talent.pk)
    if fresh.until is not None:
        raise ValidationError("她已经移出骨干人才库。", code="ended")
    if on < fresh.since:
        raise ValidationError("结束日期不能早于开始日期。", code="ends_before")
    before = image(fresh)
    fresh.until = on
    fresh.version += 1
    fresh.save()
    name = f"{fresh.org.title} 一人"
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=name)
    return fresh
