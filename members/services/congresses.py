"""A congress from its preparation to its result. Nobody votes here: what was counted is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from fulian import scoping
from members import rules
from members.models import (
    Candidate,
    CongressStep,
    CongressTerm,
    Contest,
    Method,
    Person,
    Scrutineer,
    Step,
    WomensCongress,
)
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, removed, verb
from orgs.services.recording import Change

State = WomensCongress.State


@verb("members.prepare_congress", "筹备换届", undoable=True)
def prepare_congress(
    *,
    org: Org,
    number: int,
    due_on: date,
    by: User | None,
    method: str = Method.SECRET,
    contest: str = Contest.MORE,
    note: str = "",
) -> WomensCongress:
    """Begin to prepare the congress that opens the organisation's term ``number``.

    Raises ``ValidationError`` while another is being prepared, for a number that was had, and for
    a closed organisation.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    if CongressTerm.rows.filter(org=fresh, number__gte=number).exists():
        raise ValidationError("这一届或更后的一届已经登记过，请核对第几届。", code="number_had")
    congress = WomensCongress(
        county_id=scoping.current().county, org=fresh, number=number, due_on=due_on,
        method=method, contest=contest, note=note[:200],
    )  # fmt: skip
    congress.clean_fields(exclude=["county", "org", "term"])
    congress.save()
    record(congress, by=by, changes=[made(congress)], name=called(congress))
    return congress


@verb("members.mark_step", "登记换届步骤", undoable=True)
def mark_step(
    *,
    congress: WomensCongress,
    step: str,
    on: date,
    by: User | None,
    document: str = "",
    note: str = "",
) -> CongressStep:
    """Keep that a step was done on the day ``on``, or correct what was kept of it.

    Raises ``ValidationError`` for days out of order; 计票 and 结果 come from ``record_count`` and
    ``close_congress``, after which only 批复备案 is open.
    """
    fresh = locked(congress)
    done = steps_of(fresh)
    rules.check_step(fresh, step, on, done)
    kept = done.get(step)
    before = image(kept) if kept else None
    row = kept or CongressStep(county_id=fresh.county_id, congress=fresh, step=step)
    row.done_on, row.document, row.note = on, document.strip()[:60], note[:200]
    if before == image(row):
        nothing_to_do()
        return row
    if kept:
        row.version += 1
    row.save()
    change = changed(row, before) if before else made(row)
    record(row, by=by, changes=[change], org=fresh.org_id, name=f"{called(fresh)} {row}")
    return row


@verb("members.clear_step", "取消换届步骤", undoable=True)
def clear_step(*, congress: WomensCongress, step: str, by: User | None, reason: str = "") -> None:
    """Take a step that was marked by mistake away. Raises ``ValidationError`` when it is not."""
    fresh = locked(congress)
    if step != Step.FILING:
        rules.check_prepared(fresh)
    row = steps_of(fresh).get(step)
    if row is None:
        raise ValidationError("这一步还没有登记。", code="not_marked")
    name, change = f"{called(fresh)} {row}", removed(row)
    row.delete()
    record(fresh, by=by, changes=[change], reason=reason, name=name)


@verb("members.nominate", "提名候选人", undoable=True)
def nominate(
    *, congress: WomensCongress, person: Person, office: str, by: User | None
) -> Candidate:
    """Let ``person`` stand for ``office``; she may stand for several.

    Raises ``ValidationError`` for a scrutineer, the same office twice, and when it is over.
    """
    fresh = locked(congress)
    rules.check_prepared(fresh)
    watching = _people(Scrutineer, fresh)
    rules.check_candidate(person=person.pk, office=office, scrutineers=watching)
    row = Candidate(county_id=fresh.county_id, congress=fresh, person=person, office=office)
    row.save()
    record(row, by=by, changes=[made(row)], org=fresh.org_id, name=f"{called(fresh)} {row}")
    return row


@transaction.atomic
def nominate_all(
    *, congress: WomensCongress, people: Sequence[Person], office: str, by: User | None
) -> list[Candidate]:
    """Nominate each of ``people`` for ``office``; all of them, or nobody.

    Raises what ``nominate`` raises, with the name of whom it refuses.
    """
    rows = []
    for person in people:
        try:
            rows.append(nominate(congress=congress, person=person, office=office, by=by))
        except ValidationError as refusal:
            said = " ".join(refusal.messages)
            raise ValidationError(f"{person.name}：{said}", code="refused") from refusal
    return rows


@verb("members.withdraw", "撤回候选人", undoable=True)
def withdraw(*, candidate: Candidate, by: User | None, reason: str = "") -> None:
    """Take a candidate away. Raises ``ValidationError`` once her votes are kept."""
    fresh = locked(candidate.congress)
    rules.check_prepared(fresh)
    row = Candidate.rows.select_for_update().get(pk=candidate.pk)
    if row.votes is not None:
        raise ValidationError("她的得票已经登记，不能撤回。", code="counted")
    name, change = f"{called(fresh)} {row}", removed(row)
    row.delete()
    record(fresh, by=by, changes=[change], reason=reason, name=name)


@verb("members.name_scrutineers", "登记监票人", undoable=True)
def name_scrutineers(
    *, congress: WomensCongress, people: Sequence[Person], chief: Person, by: User | None
) -> list[Scrutineer]:
    """Keep who watches over the count; who was named before no longer does.

    Raises ``ValidationError`` for a candidate, and without a chief among them.
    """
    fresh = locked(congress)
    rules.check_prepared(fresh)
    rules.check_scrutineers(
        people=[one.pk for one in people], chief=chief.pk, candidates=_people(Candidate, fresh)
    )
    changes = [_bumped(fresh)]  # an earlier naming cannot be taken back over this one
    for row in Scrutineer.rows.filter(congress=fresh):
        changes.append(removed(row))
        row.delete()
    rows = []
    for one in people:
        row = Scrutineer(
            county_id=fresh.county_id, congress=fresh, person=one, is_chief=one.pk == chief.pk
        )
        row.save()
        rows.append(row)
    record(fresh, by=by, changes=[*changes, *map(made, rows)], name=called(fresh))
    return rows


@verb("members.cancel_congress", "取消换届", undoable=True)
def cancel_congress(
    *, congress: WomensCongress, by: User | None, reason: str = ""
) -> WomensCongress:
    """Call off a congress that is being prepared; what was prepared stays to be read."""
    fresh = locked(congress)
    rules.check_prepared(fresh)
    before = image(fresh)
    fresh.state, fresh.version = State.CANCELLED, fresh.version + 1
    fresh.save()
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=called(fresh))
    return fresh


def called(congress: WomensCongress) -> str:
    """Return what a congress is called: whose, and which."""
    return f"{congress.org.title} {congress}"


def locked(congress: WomensCongress) -> WomensCongress:
    """Return the congress as it is now, held until the transaction ends."""
    rows = WomensCongress.rows.select_for_update(of=("self",)).select_related("org")
    return rows.get(pk=congress.pk)


def steps_of(congress: WomensCongress) -> dict[str, CongressStep]:
    """Return the steps that are done, by step."""
    return {row.step: row for row in CongressStep.rows.filter(congress=congress)}


def _people(model: Any, congress: WomensCongress) -> Collection[int]:
    return set(model.rows.filter(congress=congress).values_list("person", flat=True))


def _bumped(congress: WomensCongress) -> Change:
    before = image(congress)
    congress.version += 1
    congress.save(update_fields=["version"])
    return changed(congress, before)


def pass_steps(congress: WomensCongress, steps: Sequence[Step], on: date) -> list[Change]:
    """Mark ``steps`` done on the day ``on``; return what changed."""
    done, changes = steps_of(congress), []
    for step in steps:
        kept = done.get(step)
        if kept is None:
            row = CongressStep(county_id=congress.county_id, congress=congress, step=step)
            row.done_on = on
            row.save()
            changes.append(made(row))
        elif kept.done_on != on:
            before = image(kept)
            kept.done_on, kept.version = on, kept.version + 1
            kept.save()
            changes.append(changed(kept, before))
    return changes
