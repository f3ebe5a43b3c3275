"""A county's code changes (撤县设区): a dated rename of everything that begins with it.

Every code is written anew in one statement and kept as an old one, which resolves for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from fulian.scoping import current
from orgs import rules
from orgs.models import County, FormerCode, Org, User
from orgs.models.lock import check_locked, whole_tree
from orgs.services.recording import Change, record, verb
from orgs.services.tree import rename_org

KEEP = """
INSERT INTO orgs_formercode (county_id, org_id, code, until)
SELECT county_id, id, code, %(on)s FROM orgs_org
WHERE county_id = %(county)s AND starts_with(code, %(old)s)
RETURNING id
"""
RECODE = """
UPDATE orgs_org SET code = %(new)s || substr(code, 7)
WHERE county_id = %(county)s AND starts_with(code, %(old)s)
"""
PUT_BACK = """
UPDATE orgs_org SET code = f.code FROM orgs_formercode f
WHERE orgs_org.county_id = %(county)s AND f.county_id = %(county)s
  AND f.org_id = orgs_org.id AND f.id = ANY(%(ids)s)
"""


@verb("orgs.recode_county", "变更县代码", undoable=True)
def recode_county(*, code: str, name: str, on: date, by: User | None) -> County:
    """Give the open county another code and name from the day ``on``.

    Every organisation's code that began with the old six digits begins with the new ones; the
    old codes are kept and lead here for ever. Platform operators only. Raises ``ValidationError``
    for a code that can be none, that is or was in use, and for a day before the present name's.
    """
    rules.check_may_recode(by)
    with whole_tree() as here:
        county = County.objects.select_for_update().get(pk=here)
        root: Org = Org.rows.get(parent__isnull=True)
        rules.check_county_code(county=county, code=code, taken=_is_taken(code))
        rules.check_effective(org=root, on=on)
        changes = [_restated(county, code, name.strip() or county.name), _codes_kept(county, on)]
        if county.name != root.name:
            root = rename_org(org=root, name=county.name, on=on, by=by)
        root.refresh_from_db(fields=["code"])
        said = f"{county.name}（{county.former_codes[-1]} 改为 {county.code}）"
        record(root, by=by, changes=changes, name=said)
        return county


def put_codes_back(ids: Sequence[int]) -> None:
    """Give organisations the old codes kept in the rows ``ids`` again; the tree is held."""
    check_locked()
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, {"county": current().county, "ids": list(ids)})


def put_county_back(change: Change) -> int:
    """Give the open county its former code and name again."""
    county = County.objects.select_for_update().get(pk=current().county)
    county.code, county.name = change["before"]["code"], change["before"]["name"]
    county.former_codes = county.former_codes[:-1]
    county.save(update_fields=["code", "name", "former_codes"])
    return 1


def founded_since(ids: Sequence[int]) -> list[Org]:
    """Return up to six organisations founded after the change of codes kept in ``ids``."""
    if not ids:
        return []
    known = FormerCode.rows.filter(pk__in=ids).values("org")
    prefix = County.objects.get(pk=current().county).code
    return list(Org.rows.filter(code__startswith=prefix).exclude(pk__in=known)[:6])


def _is_taken(code: str) -> bool:
    known = County.objects.filter(code=code) | County.objects.filter(former_codes__contains=[code])
    return known.exists()


def _restated(county: County, code: str, name: str) -> Change:
    before = {"code": county.code, "name": county.name}
    county.former_codes = [*county.former_codes, county.code]
    county.code, county.name = code, name
    county.full_clean(exclude=["opened_at"])
    county.save(update_fields=["code", "name", "former_codes"])
    after = {"code": code, "name": name}
    return {"model": "orgs.county", "id": county.pk, "version": None, "before": before,
            "after": after}  # fmt: skip


def _codes_kept(county: County, on: date) -> Change:
    old = county.former_codes[-1]
    facts: dict[str, Any] = {"county": county.pk, "old": old, "new": county.code, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, facts)
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(RECODE, facts)
    return {"model": "orgs.formercode", "ids": ids, "version": None}
