"""One fact set for many people at once: one act, taken back as one."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError

from fulian.database import bulk
from members import rules
from members.models import Person
from members.queries.roll import people_here
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.services import changed, image, nothing_to_do, record, verb


@verb("members.set_for_many", "统一填写人员信息", undoable=True)
def set_for_many(*, people: Collection[int], field: str, value: str, by: User | None) -> int:
    """Set ``field`` of ``people`` to ``value``, "" to empty it; return for how many it changed.

    Raises ``ValidationError`` for another field than those of closed lists, an unknown value, and
    when one of them is no longer the caller's to correct; then nobody is changed.
    """
    rules.check_may_set(field=field, value=value)
    rows = Person.rows.select_for_update(of=("self",)).select_related("org")
    chosen = rows.filter(pk__in=list(people), merged_into=None).exclude(**{field: value})
    found, changes = list(chosen.order_by("pk")), []
    if set(people) - people_here(people):
        raise ValidationError("有人已经不在您的范围内，请刷新列表后重新选择。", code="gone")
    for person in found:
        before = image(person)
        setattr(person, field, value)
        person.version += 1
        changes.append(changed(person, before))
    if not found:
        nothing_to_do()
        return 0
    bulk.update_all(found, [field, "version"])
    top = top_of_reach()
    what = str(Person._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # a column
    record(top, by=by, changes=changes, name=f"{top.title} {len(found)} 人的{what}")
    return len(found)
