"""How far an organisation's reform is, and in which new field it works."""

from __future__ import annotations

from datetime import date

from orgs import rules
from orgs.models import Org, OrgKind, ReformMatter, ReformStatus, ReformStep, User
from orgs.models.lock import whole_tree
from orgs.queries.beside import kind_on
from orgs.rules.wording import tidy
from orgs.services.dated import begun, corrected, restated
from orgs.services.recording import nothing_to_do, record, verb
from orgs.services.tree import convert_org


@verb("orgs.note_reform", "登记改革进展", undoable=True)
def note_reform(
    *, org: Org, matter: str, status: str, on: date, by: User | None, note: str = ""
) -> ReformStep:
    """Keep how far ``org`` was from the day ``on`` (domain A01, A02).

    A conversion that is done makes a representative committee a federation from that day, when
    ``by`` may convert; else it is refused, so that kind and status agree. Raises
    ``ValidationError`` for a closed organisation, a matter that is not its own, Party appraisal
    without its document, and a second step on the same day.
    """
    with whole_tree():
        fresh = Org.rows.get(pk=org.pk)
        rules.check_active(fresh)
        rules.check_reform(org=fresh, matter=matter, status=status, note=note)
        if matter == ReformMatter.CONVERSION:
            _agree(fresh, status, on, by)
        step = ReformStep(org=fresh, matter=matter, status=status, since=on, note=note.strip())
        return begun(step, by=by)


@verb("orgs.classify_org", "调整新领域", undoable=True)
def classify_org(*, org: Org, field: str, by: User | None, reason: str = "") -> Org:
    """Say in which new field an organisation works (domain A08); none when it is empty."""
    with whole_tree():
        fresh: Org = Org.rows.get(pk=org.pk)
        rules.check_active(fresh)
        rules.check_field(field=field, level=fresh.level, place=fresh.place)
        if fresh.field == field:
            nothing_to_do()
            return fresh
        record(fresh, by=by, changes=[restated(fresh, {"field": field})], reason=reason)
        return fresh


@verb("orgs.describe_org", "登记特色", undoable=True)
def describe_org(*, org: Org, feature: str, by: User | None, reason: str = "") -> Org:
    """Say in one text what a township or village is known for (domain A12); none when empty.

    Raises ``ValidationError`` for a closed organisation and one of another level.
    """
    with whole_tree():
        fresh: Org = Org.rows.get(pk=org.pk)
        rules.check_active(fresh)
        rules.check_feature(fresh)
        return corrected(fresh, {"feature": tidy(feature)}, by=by, reason=reason)


def may_convert(by: User | None) -> bool:
    """Say whether ``by`` may make an organisation another kind."""
    return by is None or by.has_perm("orgs.convert_org")


def _agree(org: Org, status: str, on: date, by: User | None) -> None:
    """Make kind and status agree, or refuse."""
    is_old = org.kind == OrgKind.REPRESENTATIVE_COMMITTEE
    if status == ReformStatus.DONE and is_old and may_convert(by):
        convert_org(org=org, kind=OrgKind.FEDERATION, on=on, by=by, reason="会改联")
        return
    rules.check_conversion(org=org, status=status, then=kind_on(org, on))
