"""The wall round a child in care: who stands in it, what is kept behind it, and how it is erased.

Every write goes under the glass of the child's own number, whoever acts; whether she may act is
asked first (``behind``). The record names an act and a number, at the county's own organisation,
without any image: nothing here can be taken back, and nothing of a child be read out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties.queries.sensitive import candidates, visitors_of
from duties.rules import sensitive
from duties.services import Behind, behind_glass
from fulian import crypto
from fulian.scoping import Scope, current, scope
from homes import rules
from homes.models import CareCase, CareChild, CarePairing, CareTeamMember, SixChecks
from homes.models.care_walled import CHECKS_COLUMN, CHILD_COLUMN
from homes.queries import care as reads
from homes.queries.care_rights import entitled, visiting
from orgs.models import Org, User
from orgs.queries.hats import live
from orgs.services import changed, image, record, record_refusal
from orgs.services.recording import Change


def under_glass(number: int) -> AbstractContextManager[Scope]:
    """Open the scope in which one child is seen, for a service that has asked whether it may."""
    return scope(current().county, glass=(CareChild, number))


def behind(number: int, by: User, at: datetime) -> CareChild:
    """Return a child, held, for a handler; refuse everybody else, and whoever looks for a day."""
    sensitive.check_actor(user=current().user, by=by)
    rows = CareChild.rows.select_for_update(of=("self",)).select_related("case__org")
    hers = entitled(by, at)
    child = rules.care.found(rows.filter(hers, pk=number, handlers__contains=[by.pk]).first())
    sensitive.check_is_no_visitor(user=by.pk, visitors=visitors_of(number, reads.WHAT))
    return child


def held(case: CareCase) -> CareCase:
    """Return the number as it is now, held until the transaction ends."""
    rows = CareCase.rows.select_for_update(of=("self",)).select_related("org")
    return rules.care.found(rows.filter(pk=case.pk).first())


def check_leads(org: int, by: User, at: datetime) -> None:
    """Refuse whoever does not lead the village's team."""
    sensitive.check_actor(user=current().user, by=by)
    today = timezone.localdate(at)
    rules.care.check_leads(reads.leads(reads.team_of(org, today), by, today))


def keep_child(child: CareChild, told: Mapping[str, Any], *, new: bool = False) -> None:
    """Seal what is told of a child, and save her row."""
    child.sealed = crypto.seal_facts(told, county=current().county, column=CHILD_COLUMN)
    child.version += 0 if new else 1
    with under_glass(child.pk):
        child.save(force_insert=new)


def keep_checks(row: SixChecks, told: Mapping[str, Any], *, new: bool = False) -> None:
    """Seal what was seen on a visit, and save its row."""
    row.sealed = crypto.seal_facts(told, county=current().county, column=CHECKS_COLUMN)
    row.version += 0 if new else 1
    with under_glass(row.case_id):
        row.save(force_insert=new)


def rewall(number: int, on: date) -> None:
    """Let exactly those see a child who may on the day ``on``: carer, leader, named, visitors.

    Whoever is one no longer is out at once, of the visits too.
    """
    with under_glass(number):
        rows = CareChild.rows.select_for_update(of=("self",)).select_related("case__org")
        child = rows.filter(pk=number).first()
        if child is None:
            return
        wanted = _handlers(child, on)
        if wanted != list(child.handlers):
            child.handlers = wanted
            child.save(update_fields=["handlers"])
        SixChecks.rows.filter(case=number).exclude(handlers=wanted).update(handlers=wanted)


def shred(number: int) -> None:
    """Destroy all that is known of a child; her number, pairings and days of visits stay."""
    with under_glass(number):
        SixChecks.rows.filter(case=number).delete()
        CareChild.rows.filter(pk=number).delete()


def note(number: int, by: User | None) -> None:
    """Record an act on a number: at the county's own organisation, without an image."""
    root = Org.rows.get(parent__isnull=True)
    record(CareChild(pk=number), by=by, org=root.pk, name=f"看护第 {number} 号")


def ended(
    rows: Iterable[CarePairing | CareTeamMember | CareCase], on: date, **facts: str
) -> list[Change]:
    """End dated rows of care because a seat or a village ends; return what an undo brings back.

    A change has a row's key and days: nothing of a child.
    """
    changes = []
    for row in rows:
        before = image(row)
        row.until, row.version = max(on, row.since), row.version + 1
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=["until", "version", *facts])
        changes.append(changed(row, before))
    return changes


def note_ended(row: CarePairing | CareTeamMember, on: date, by: User | None) -> None:
    """End one of them, and record it at the county's own organisation."""
    root = Org.rows.get(parent__isnull=True).pk
    record(row, by=by, org=root, changes=ended([row], on), name=_numbered(row))


def _numbered(row: CarePairing | CareTeamMember) -> str:
    return f"看护第 {row.case_id} 号" if isinstance(row, CarePairing) else "看护队员"


def note_refused_look(*, by: User, route: str) -> None:
    """Keep in the record that somebody opened a child's page who is no handler: not whose it was.

    The page answers 404, as for a number that is none.
    """
    root = Org.rows.get(parent__isnull=True)
    record_refusal("orgs.refused", by=by, reason=route, org=root.pk)


def _handlers(child: CareChild, on: date) -> list[int]:
    pairing = CarePairing.rows.filter(live(on), case=child.pk)
    one = pairing.select_related("appointment__grant").first()
    carer = reads.account_of(one.appointment, on) if one else None
    team = reads.team_of(child.case.org_id, on)
    leader = reads.account_of(team.leader, on) if team else None
    allowed = {pk for pk, _ in candidates(child.case.org, on)} if child.named else set()
    named = [pk for pk in child.named if pk in allowed]
    wanted = [carer, leader, *named, *visiting(child.pk, on)]
    return list(dict.fromkeys(pk for pk in wanted if pk))


def _enter(child: CareChild, by: User, at: datetime, reason: str) -> None:
    child.handlers = [*child.handlers, by.pk]
    child.save(update_fields=["handlers"])
    SixChecks.rows.filter(case=child.pk).update(handlers=child.handlers)
    record(
        CareChild(pk=child.pk), by=by, org=Org.rows.get(parent__isnull=True).pk, reason=reason,
        name=f"看护第 {child.pk} 号",
    )  # fmt: skip


def _leave(child: CareChild, user: int) -> None:
    child.handlers = [pk for pk in child.handlers if pk != user]
    child.save(update_fields=["handlers"])
    SixChecks.rows.filter(case=child.pk).update(handlers=child.handlers)


behind_glass(
    Behind(reads.WHAT, CareChild, "看护档案", "/care/{}/", _enter, _leave, note)
)  # fmt: skip
