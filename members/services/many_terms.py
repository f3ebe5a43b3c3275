"""One term for many organisations, and one approval for many terms: each one act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fulian import scoping
from fulian.database import bulk
from members import rules
from members.models import CongressTerm
from members.queries import many_terms as reads
from members.services.terms import taken_in
from orgs.models import SettingName, User
from orgs.queries.many import orgs_chosen
from orgs.queries.settings import setting
from orgs.queries.tree import top_of_reach
from orgs.services import changed, image, made_many, nothing_to_do, record, verb


@verb("members.begin_terms", "统一登记届次", undoable=True)
def begin_terms(
    *,
    orgs: Collection[int],
    number: int,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    years: int | None = None,
) -> int:
    """Keep the same term for all of ``orgs``, as ``begin_term`` does for one; return how many.

    Raises ``ValidationError`` as that does, and when one of them is out of reach, is closed or has
    a term in those days or of that number; then none is kept.
    """
    last = ends_on or rules.years_after(starts_on, years or setting(SettingName.TERM_YEARS))
    rules.check_term_days(starts_on=starts_on, ends_on=last)
    found, days = orgs_chosen(orgs, held=True), {"starts_on": starts_on, "ends_on": last}
    reads.plan_of_terms(found, number=number, **days).refuse_skipped()
    if not found:
        nothing_to_do()
        return 0
    county = scoping.current().county
    terms = [CongressTerm(county_id=county, org=org, number=number, **days) for org in found]
    terms[0].clean_fields(exclude=["county", "org"])
    changes = [made_many(CongressTerm, bulk.insert_all(terms)), *taken_in(terms)]
    top = top_of_reach()
    record(top, by=by, changes=changes, name=f"{top.title} {len(terms)} 个组织的第{number}届")
    return len(terms)


@verb("members.extend_terms", "批量批准延期", undoable=True)
def extend_terms(
    *, terms: Collection[int], to: date, document: str, by: User | None, reason: str = ""
) -> int:
    """Keep that all of ``terms`` may last until ``to``, by one approval; return how many.

    Raises ``ValidationError`` as ``extend_term`` does, when one of them is out of reach, and when
    one is extended so already; then none is.
    """
    found, changes = reads.terms_chosen(terms), []
    reads.plan_of_extension(found, to=to, document=document).refuse_skipped()
    if not found:
        nothing_to_do()
        return 0
    for term in found:
        before = image(term)
        term.extended_to, term.extended_by = to, document.strip()
        term.version += 1
        changes.append(changed(term, before))
    found[0].clean_fields(exclude=["county", "org"])
    bulk.update_all(found, ["extended_to", "extended_by", "version"])
    top = top_of_reach()
    record(top, by=by, changes=changes, reason=reason, name=f"{top.title} {len(found)} 个届次")
    return len(found)
