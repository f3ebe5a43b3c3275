"""Visits and the 六看六问 ledger: written in a minute, corrected for a week, then added to (Q21).

A concern about bullying or sexual abuse becomes a line of the sensitive ledger in the same act,
with handlers above, and the page says what must be done (强制报告).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties.queries.sensitive import candidates
from duties.services import tell, write_sensitive
from fulian.scoping import current
from homes import rules
from homes.models import CareCase, CarePairing, CareVisit, Look, SixChecks
from homes.queries import care as reads
from homes.queries.care_above import above
from homes.services.care_walls import behind, held, keep_checks, note
from orgs.models import Org, User
from orgs.services import nothing_to_do, verb


@verb("homes.write_visit", "记看护走访")
def write_visit(
    *, case: CareCase, done_on: date, met_child: bool, looks: Collection[str],
    asks: Collection[str], by: User, at: datetime, problem: str = "", action: str = "",
) -> CareVisit:  # fmt: skip
    """Write down a visit: whether she was met, the six looks and asks, a problem and what is done.

    ``looks`` are six values of ``Look`` and ``asks`` six of ``Ask``, in the order of B3.5. The
    same visit sent twice is one.
    Raises ``ValidationError`` for whoever neither looks after the child nor leads the team.
    """
    child, fresh = behind(case.pk, by, at), held(case)
    today = timezone.localdate(at)
    rules.care.check_open(fresh)
    pairing = rules.care.check_paired(reads.live_pairing(fresh.pk, done_on))
    _check_hers(pairing, by, today)
    rules.care.check_visit_day(done_on, today=today, since=pairing.since)
    told = rules.care.check_six(looks, asks, problem, action) | {"added": [], "line": 0}
    if known := CareVisit.rows.filter(pairing=pairing, done_on=done_on).first():
        rules.care.check_same(_is_same(known, met_child, told))
        nothing_to_do()
        return known
    visit = CareVisit(
        county_id=current().county, org_id=fresh.org_id, pairing=pairing, done_on=done_on,
        met_child=met_child, is_complete=rules.care.is_whole(told), entered_at=at,
    )  # fmt: skip
    visit.save()
    row = SixChecks(
        county_id=current().county, case=fresh, visit=visit,
        handlers=list(child.handlers),
    )  # fmt: skip
    _alarm(row, visit, told, by, at)
    keep_checks(row, told, new=True)
    note(fresh.pk, by)
    return visit


@verb("homes.change_visit", "更改看护走访")
def change_visit(
    *, visit: CareVisit, met_child: bool, looks: Collection[str], asks: Collection[str], by: User,
    at: datetime, problem: str = "", action: str = "",
) -> CareVisit:  # fmt: skip
    """Correct a visit within a week of its being written down; afterwards it is added to."""
    fresh, row = _mine(visit, by, at)
    entered = timezone.localdate(fresh.entered_at)
    rules.care.check_may_edit(entered_on=entered, today=timezone.localdate(at))
    told = reads.checks_of(row) | rules.care.check_six(looks, asks, problem, action)
    fresh.met_child, fresh.is_complete = met_child, rules.care.is_whole(told)
    fresh.version += 1
    fresh.save(update_fields=["met_child", "is_complete", "version"])
    _alarm(row, fresh, told, by, at)
    keep_checks(row, told)
    note(row.case_id, by)
    return fresh


@verb("homes.amend_visit", "补充看护走访")
def amend_visit(*, visit: CareVisit, text: str, by: User, at: datetime) -> CareVisit:
    """Add a sentence to a visit, with the day: nothing is written over."""
    fresh, row = _mine(visit, by, at)
    said = rules.care.check_words(text, "text", "补充说明")
    told = reads.checks_of(row)
    told["added"].append({"on": f"{timezone.localdate(at)}", "text": said, "by": by.pk})
    keep_checks(row, told)
    note(row.case_id, by)
    return fresh


def _mine(visit: CareVisit, by: User, at: datetime) -> tuple[CareVisit, SixChecks]:
    """Return a visit and what was seen, held, for the carer of today or the leader."""
    rows = CareVisit.rows.select_for_update(of=("self",)).select_related("pairing")
    fresh = rules.care.found(rows.filter(pk=visit.pk).first())
    behind(fresh.pairing.case_id, by, at)
    rules.care.check_open(held(fresh.pairing.case))
    today = timezone.localdate(at)
    now = reads.live_pairing(fresh.pairing.case_id, today)
    _check_hers(rules.care.check_paired(now or fresh.pairing), by, today)
    return fresh, rules.care.found(SixChecks.rows.filter(visit=fresh).first())


def _check_hers(pairing: CarePairing, by: User, today: date) -> None:
    seat = pairing.appointment
    mine = reads.account_of(seat, today) == by.pk
    rules.care.check_carer(mine or reads.leads(reads.team_of(pairing.org_id, today), by, today))


def _is_same(known: CareVisit, met_child: bool, told: dict[str, Any]) -> bool:
    row = SixChecks.rows.filter(visit=known).first()
    if row is None or known.met_child != met_child:
        return False
    kept = reads.checks_of(row)
    return all(kept[name] == told[name] for name in ("looks", "asks", "problem", "action"))


def _alarm(row: SixChecks, visit: CareVisit, told: dict[str, Any], by: User, at: datetime) -> None:
    """Tell who must know of a concern; of bullying or abuse, open a sensitive line at once."""
    if not rules.care.has_concern(told):
        return
    today = timezone.localdate(at)
    team = reads.team_of(visit.org_id, today)
    leader = reads.account_of(team.leader, today) if team else None
    if told["looks"][rules.care.URGENT] == Look.CONCERN and not told["line"]:
        told["line"] = _sensitive_line(row, visit, told, leader, by, at)
    if leader and leader != by.pk:
        tell(
            org=Org.rows.get(parent__isnull=True), user_id=leader, at=at,
            key=f"care-visit-{visit.pk}-{visit.version}", title="看护走访发现问题",
            text="请打开看走访记录，和看护人商量怎么帮。", link=f"/care/{row.case_id}/",
        )  # fmt: skip


def _sensitive_line(
    row: SixChecks, visit: CareVisit, told: dict[str, Any], leader: int | None, by: User,
    at: datetime,
) -> int:  # fmt: skip
    """Write the line as the carer of her own seat, or the leader of hers; return its number."""
    place, today = Org.rows.get(pk=visit.org_id), timezone.localdate(at)
    allowed = {pk for pk, _ in candidates(place, today)}
    wanted = [*([leader] if leader in allowed else []), *above(place, today)]
    child = reads.known_of(behind(row.case_id, by, at))
    seat = visit.pairing.appointment
    if reads.account_of(seat, today) != by.pk:
        team = reads.team_of(visit.org_id, today)
        seat = rules.care.found(team.leader if team else None)
    look, ask = rules.care.LOOKS[rules.care.URGENT]
    line = write_sensitive(
        kind="liaison", appointment=seat, done_on=max(visit.done_on, seat.since), by=by, at=at,
        subject_name=child.name, handlers=[pk for pk in dict.fromkeys(wanted) if pk != by.pk],
        answers={
            "mode": "visit", "basics": f"看护走访时发现：{look}，{ask}。",
            "difficulty": told["problem"], "measures": told["action"],
        },
    )  # fmt: skip
    return int(line.pk)
