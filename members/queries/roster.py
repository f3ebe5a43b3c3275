"""What a roster is held against: places in reach, people, seats and grants that are there."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian import crypto
from members.models import Appointment, Person, RosterImport, WomensGroup
from orgs.models import AccessGrant, Level, Org, OrgStatus, Record
from orgs.rules import short_name

SHEET, PROBLEMS = "members_rosterimport.sheet", "members_rosterimport.problems"
HEAVY = ("sheet", "problems")  # megabytes of a large roster, left out where they are not needed
CODE = re.compile(r"\d{12}(-\d{1,3})*", re.ASCII)
UNKNOWN = "没有找到这个{}，或者它不在您的范围内，请核对。"


@dataclass(frozen=True, slots=True)
class Places:
    """The organisations in reach, by code and by the names of township and village."""

    by_code: dict[str, Org]
    by_name: dict[tuple[str, str], list[Org]]

    def find(self, township: str, village: str) -> Org:
        """Return the organisation two cells mean.

        Raises ``ValidationError`` with the column as its code: for a village without its township,
        for one that is not there or out of reach, and for a name that two carry.
        """
        above, below = _plain(township), _plain(village)
        if CODE.fullmatch(below or above):
            return self._by_code(above, below)
        if not above:
            says = "请填写乡镇：不同的乡镇会有同名的村。" if below else "请填写乡镇。"
            raise ValidationError(says, code="township")
        found = self._named(above, below)
        active = [org for org in found if org.status == OrgStatus.ACTIVE] or found
        if not active:
            missing = below and self._named(above, "")
            where, what = ("village", "村（社区）") if missing else ("township", "乡镇")
            raise ValidationError(UNKNOWN.format(what), code=where)
        if len(active) > 1:
            where = "village" if below else "township"
            raise ValidationError("有两个组织都叫这个名称，请改填 12 位代码。", code=where)
        return active[0]

    def _by_code(self, above: str, below: str) -> Org:
        org = self.by_code.get(below or above)
        where = "village" if below else "township"
        if org is None:
            raise ValidationError("没有找到这个代码，或者它不在您的范围内，请核对。", code=where)
        parent = org.parent
        if below and above and parent is not None:
            fits = {parent.code, *_names(parent)}
            if above not in fits and _plain(short_name(above)) not in fits:
                raise ValidationError("乡镇与村（社区）的代码对不上，请核对。", code="township")
        return org

    def _named(self, above: str, below: str) -> list[Org]:
        for upper in _spoken(above):
            for lower in _spoken(below):
                if found := self.by_name.get((upper, lower)):
                    return found
        return []


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody registered already, by what she is known."""

    pk: int
    name: str
    id_key: str
    phone_key: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that is held, until when it is."""

    office: str
    person: int
    group: int | None
    until: date | None


def places_in_reach() -> Places:
    """Return what the open scope reaches."""
    by_name: dict[tuple[str, str], list[Org]] = defaultdict(list)
    by_code: dict[str, Org] = {}
    for org in Org.objects.select_related("parent"):
        by_code[org.code] = org
        if org.level != Level.VILLAGE:
            keys = {(name, "") for name in (*_names(org), org.code)}
        elif org.parent is not None:
            uppers = (*_names(org.parent), org.parent.code)
            keys = {(upper, lower) for upper in uppers for lower in _names(org)}
        if org.level != Level.UNIT:
            for key in keys:
                by_name[key].append(org)
    return Places(by_code, dict(by_name))


def listed_places() -> list[tuple[str, str, str]]:
    """Return township, village and code of what is in reach, for the template."""
    rows = Org.objects.filter(status=OrgStatus.ACTIVE).exclude(level=Level.UNIT)
    return [
        (org.parent.short_name, org.short_name, org.code)
        if org.level == Level.VILLAGE and org.parent is not None
        else (org.short_name, "", org.code)
        for org in rows.select_related("parent").order_by("lft")
    ]


def people_known(ids: Collection[str], phones: Collection[str]) -> list[Known]:
    """Return who is registered under one of the keyed ID numbers or phones."""
    found: dict[int, Known] = {}
    for field, keys in (("id_key", ids), ("phone_key", phones)):
        rows = Person.rows.filter(**{f"{field}__in": list(keys)})
        for row in rows.values_list("pk", "name", "id_key", "phone_key"):
            found[row[0]] = Known(*row)
    return list(found.values())


def seats_taken(orgs: Collection[int], since: date) -> dict[int, list[Taken]]:
    """Return the seats of ``orgs`` that are held after ``since``, by organisation."""
    seats: dict[int, list[Taken]] = defaultdict(list)
    standing = Q(until__isnull=True) | Q(until__gt=since)
    rows = Appointment.rows.filter(standing, org_id__in=list(orgs))
    for org, office, person, group, until in rows.values_list(
        "org_id", "office", "person_id", "group_id", "until"
    ):
        seats[org].append(Taken(office, person, group, until))
    return seats


def names_seated(orgs: Collection[int], since: date) -> set[tuple[int, str]]:
    """Return organisation and name of everybody who sits there after ``since``."""
    standing = Q(until__isnull=True) | Q(until__gt=since)
    rows = Appointment.rows.filter(standing, org_id__in=list(orgs))
    return set(rows.values_list("org_id", "person__name"))


def open_groups(orgs: Collection[int]) -> dict[tuple[int, str], WomensGroup]:
    """Return the women's groups of ``orgs`` that are not closed, by organisation and name."""
    rows = WomensGroup.rows.filter(org_id__in=list(orgs), closed_on__isnull=True)
    return {group_key(group.org_id, group.name): group for group in rows}


def grants_ending(
    orgs: Collection[int], keys: Collection[str], since: date
) -> dict[tuple[str, int, str], date]:
    """Return the last day after ``since`` of grants that have one, by account key, place, role.

    Who has another one without an end is left out: that one is used.
    """
    rows = AccessGrant.rows.filter(
        Q(until__gt=since) | Q(until__isnull=True),
        org_id__in=list(orgs), user__phone_key__in=list(keys),
    )  # fmt: skip
    found: dict[tuple[str, int, str], date] = {}
    lasting = set()
    for key, org, role, until in rows.values_list("user__phone_key", "org_id", "role", "until"):
        grant = (str(key), org, role)
        if until is None:
            lasting.add(grant)
        else:
            found[grant] = max(until, found.get(grant, until))
    return {key: until for key, until in found.items() if key not in lasting}


def problems_of(roster: RosterImport) -> list[list[Any]]:
    """Return row, column and sentence of everything wrong with a roster not written yet."""
    return cast(list[list[Any]], _opened(roster, roster.problems, PROBLEMS) or [])


def sheet_of(roster: RosterImport) -> dict[str, Any]:
    """Return what was read of a roster not written yet."""
    return cast(dict[str, Any], _opened(roster, roster.sheet, SHEET) or {})


def lead_of(roster: RosterImport) -> Record | None:
    """Return the line of the record under which the roster was written."""
    if roster.batch is None:
        return None
    return Record.objects.filter(batch=roster.batch, act="members.write_roster").first()


def is_undone(roster: RosterImport) -> bool:
    """Say whether what was written has been taken back."""
    return Record.rows.filter(batch=roster.batch, act="orgs.undo").exists()


def progress_of(roster: RosterImport) -> str:
    """Return how far the writing is, while it runs; it is told beside the transaction."""
    return str(cache.get(progress_key(roster), ""))


def group_named(
    groups: dict[tuple[int, str], WomensGroup], org: int, name: str
) -> WomensGroup | None:
    """Return the group a cell means."""
    return groups.get(group_key(org, name))


def group_key(org: int, name: str) -> tuple[int, str]:
    """Return under what a group is found again, however its name was typed."""
    return org, _plain(name)


def _opened(roster: RosterImport, sealed: Any, column: str) -> Any:
    if not sealed:
        return None
    county = cast(int, roster.county_id)
    return json.loads(crypto.unseal(bytes(sealed), county=county, column=column))


def progress_key(roster: RosterImport) -> str:
    """Return where the worker tells how far it is."""
    return f"roster-{roster.county_id}-{roster.pk}"


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def _names(org: Org) -> set[str]:
    return {_plain(name) for name in (org.short_name, org.name, org.title)}


def _spoken(name: str) -> list[str]:
    """Return what a cell may mean: as it stands, or the committee's name for the village's."""
    return [name, _plain(short_name(name))] if name else [""]
