"""Two registrations that look alike and are two women: said once, asked no more, and back."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from fulian import scoping
from members import rules
from members.models import PeopleApart, Person
from members.queries import merging as reads
from orgs.models import User
from orgs.services import made, record, removed, verb


@verb("members.tell_apart", "核对不是同一人", undoable=True)
def tell_apart(*, person: Person, other: Person, by: User | None, reason: str = "") -> PeopleApart:
    """Keep that two registrations are two women: they are no more among the duplicates.

    Raises ``ValidationError`` beyond the caller's reach, for one ID number, and when it is known.
    """
    both = Person.rows.select_for_update(of=("self",)).select_related("org").order_by("pk")
    found = {one.pk: one for one in both.filter(pk__in=(person.pk, other.pk))}
    one, two = sorted((found[person.pk], found[other.pk]), key=lambda her: her.pk)
    rules.check_may_tell_apart(one=one, other=two, in_reach=_are_in_reach(one, two))
    rules.check_not_apart(is_apart=reads.are_told_apart(one, two))
    row = PeopleApart(county_id=scoping.current().county, person=one, other=two)
    row.save()
    _note(one, row, made(row), by, reason)
    return row


@verb("members.take_together", "恢复为疑似重复", undoable=True)
def take_together(*, apart: PeopleApart, by: User | None, reason: str = "") -> None:
    """Let a pair that was told apart be among the duplicates again, while it looks alike."""
    rows = PeopleApart.rows.select_for_update(of=("self",))
    row = rows.select_related("person__org", "other__org").filter(pk=apart.pk).first()
    if row is None:
        raise ValidationError("这一对已经恢复，请刷新页面。", code="over")
    if not _are_in_reach(row.person, row.other):
        raise ValidationError("其中一份登记不全在您的范围内，请由上级妇联办理。", code="beyond")
    gone = removed(row)
    row.delete()
    _note(row.person, row, gone, by, reason)


def _are_in_reach(one: Person, other: Person) -> bool:
    return reads.is_whole_in_reach(one) and reads.is_whole_in_reach(other)


def _note(
    her: Person, row: PeopleApart, change: dict[str, object], by: User | None, reason: str
) -> None:
    record(her, by=by, changes=[change], reason=reason, name=f"{her.org.title} 两份登记")
