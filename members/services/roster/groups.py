"""Which women's group a leader's row means: one that is there, or one to be founded with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from fulian import scoping
from members import rules
from members.models import Office, WomensGroup
from members.queries import roster as reads
from members.roster import Row
from members.roster.columns import BY_KEY
from orgs.models import Level, Org

Said = tuple[str, str]
KEYS = ("group", "group_kind")


@dataclass(slots=True)
class Groups:
    """The open groups of a roster's villages, and those its rows found as they are met.

    ``on`` is the day of a group whose leader's own day could not be read.
    """

    known: dict[tuple[int, str], WomensGroup]
    on: date

    def meet(self, row: Row, org: Org | None) -> tuple[WomensGroup | None, list[Said]]:
        """Return the group ``row`` means, and what is wrong with that as column and sentence."""
        facts = row.facts
        if facts.get("office", "") != Office.GROUP_LEADER:
            told = [key for key in KEYS if facts.get(key)]
            return None, [(key, f"只有妇女小组长要填{BY_KEY[key].head}。") for key in told]
        if not facts.get("group", ""):
            return None, [("group", "妇女小组长要写明妇女小组。")]
        if org is None or org.level != Level.VILLAGE:
            return None, []  # where she may lead a group is refused with her office
        group = reads.group_named(self.known, org.pk, facts["group"])
        said = list(_differs(row, group) if group else _unfounded(row, org))
        if group is None and not said:
            group = self._found(row, org)
        return group, said

    def _found(self, row: Row, org: Org) -> WomensGroup:
        """Return a new group, not yet saved; a later row of its name means the same."""
        group = WomensGroup(
            county_id=scoping.current().county, org=org, name=row.facts["group"],
            kind=row.facts["group_kind"], founded_on=row.facts.get("since") or self.on,
        )  # fmt: skip
        self.known[reads.group_key(org.pk, group.name)] = group
        return group


def _differs(row: Row, group: WomensGroup) -> Iterator[Said]:
    kind = row.facts.get("group_kind")
    if kind and kind != group.kind:
        label = group.get_kind_display()
        yield "group_kind", f"这个妇女小组的类别是“{label}”，请改成一样，或把这一格留空。"


def _unfounded(row: Row, org: Org) -> Iterator[Said]:
    """Yield why a group that is not there is not founded either."""
    if not row.facts.get("group_kind"):
        says = "这个村（社区）没有这个妇女小组，请核对；要同时新建，请填写小组类别。"
        yield "group", says
    elif day := row.facts.get("since"):
        try:
            rules.check_group_place(org=org, on=day)
        except ValidationError as refusal:
            yield "since", refusal.messages[0]
