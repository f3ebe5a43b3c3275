"""One step of a reform, or one new field, for many organisations: one act, taken back as one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fulian.database import bulk
from orgs.models import OrgKind, ReformStep, User
from orgs.models.lock import whole_tree
from orgs.queries import many_reforms as reads
from orgs.queries.many import orgs_chosen
from orgs.queries.tree import top_of_reach
from orgs.services.dated import clean
from orgs.services.recording import made_many, nothing_to_do, record, verb
from orgs.services.reform import classify_org, may_convert
from orgs.services.tree import convert_org


@verb("orgs.note_reforms", "统一登记改革进展", undoable=True)
def note_reforms(
    *, orgs: Collection[int], matter: str, status: str, on: date, by: User | None, note: str = ""
) -> int:
    """Keep for all of ``orgs`` how far they were, as ``note_reform`` does for one; return how many.

    Raises ``ValidationError`` as that does, and when one of them is out of reach or is so far
    already; then nothing is kept.
    """
    top, wanted = top_of_reach(), orgs_chosen(orgs)  # asked in her reach, which widens below
    with whole_tree():
        found = orgs_chosen([org.pk for org in wanted])
        step = {"matter": matter, "status": status, "on": on, "note": note}
        plan = reads.plan_of_reforms(found, converts=may_convert(by), **step)  # type: ignore[arg-type]  # each its own type
        plan.refuse_skipped()
        if not found:
            nothing_to_do()
            return 0
        for org in (one for one in found if reads.is_converted(one, matter, status)):
            convert_org(org=org, kind=OrgKind.FEDERATION, on=on, by=by, reason="会改联")
        facts = {"matter": matter, "status": status, "since": on, "note": note.strip()}
        steps = [ReformStep(org=org, **facts) for org in found]
        clean(steps[0])
        changes = [made_many(ReformStep, bulk.insert_all(steps))]
        record(top, by=by, changes=changes, name=f"{top.title} {len(found)} 个组织")
        return len(found)


@verb("orgs.classify_orgs", "统一调整新领域", undoable=True)
def classify_orgs(*, orgs: Collection[int], field: str, by: User | None, reason: str = "") -> int:
    """Say for all of ``orgs`` in which new field they work, as ``classify_org`` does for one.

    Return how many. Raises ``ValidationError`` as that does, and when one of them is out of reach
    or works there already; then nothing is changed.
    """
    top, wanted = top_of_reach(), orgs_chosen(orgs)  # asked in her reach, which widens below
    with whole_tree():
        found = orgs_chosen([org.pk for org in wanted])
        reads.plan_of_fields(found, field=field).refuse_skipped()
        if not found:
            nothing_to_do()
            return 0
        record(top, by=by, reason=reason, name=f"{top.title} {len(found)} 个组织")
        for org in found:
            classify_org(org=org, field=field, by=by, reason=reason)
        return len(found)
