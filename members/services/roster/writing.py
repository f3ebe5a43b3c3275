"""A confirmed roster becomes people, accounts and seats: all of it in one transaction, or none."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian import crypto, scoping
from fulian.database import bulk
from members import rules
from members.identity import id_index, phone_index, sound_of, tail_index
from members.models import Appointment, CongressTerm, Person, RosterImport
from members.models.people import ID_COLUMN, PHONE_COLUMN
from members.queries import roster as reads
from members.queries.terms import terms_of
from members.roster import Row
from members.services.many import seat_many
from members.services.roster.checking import Check, Line
from members.services.roster.editing import write_edits
from members.services.roster.people import Who
from members.services.roster.running import in_her_seat, last_look, taken_up, tell
from orgs import services as ground
from orgs.models import Org, User
from orgs.services import Entry, nothing_to_do, record, verb
from orgs.services.recording import Change

State = RosterImport.State
PLAIN = (
    "birth_on", "ethnic_group", "political_status", "education", "occupation", "employer",
    "job_title", "source_category",
)  # fmt: skip
STEP = 500


@verb("members.write_roster", "导入名单", undoable=True)
def write_roster(*, roster: RosterImport, at: datetime) -> int:
    """Write a confirmed roster as one batch; return how many seats, 0 when there is nothing to do.

    Everything is held against the county once more, in the seat of whoever confirmed it. Of an
    edited one the people are counted who were changed. Raises ``ValidationError`` when something
    stands in the way by now, or somebody asked to stop; then nothing is written. Whoever comes
    second, or after it was written or dropped, finds nothing to do.
    """
    row = taken_up(roster, State.CONFIRMED)
    if row is None:
        nothing_to_do()
        return 0
    reason = str(reads.sheet_of(row).get("reason", ""))
    with in_her_seat(row, at) as by:
        if row.purpose == RosterImport.Purpose.EDIT:
            (count, changes), what = _edited(row), "人修改"
        else:
            lines = _checked(row, by, at)
            count, changes, what = _written(row, lines, by, at), [], "人次"
        last_look(row)
    name = f"{row.org.title} 名单 {count} {what}"
    line = record(row, by=by, changes=changes, name=name, reason=reason)
    row.state, row.written, row.batch, row.ended_at = State.DONE, count, line.batch, at
    row.sheet = row.problems = None
    row.save()
    return count


@verb("members.fail_roster", "名单没有写入")
def fail_roster(*, roster: RosterImport, reason: str, at: datetime) -> None:
    """Keep why a roster could not be read or written; what was read of it is dropped."""
    row = RosterImport.rows.select_for_update().get(pk=roster.pk)
    if row.state not in (State.READING, State.CONFIRMED):
        nothing_to_do()
        return
    row.state = State.CANCELLED if row.is_stopped else State.FAILED
    row.failure, row.ended_at = "" if row.is_stopped else reason[:200], at
    row.sheet = row.problems = None
    row.save()
    record(row, by=None, name="名单", reason=row.failure)


def _edited(row: RosterImport) -> tuple[int, list[Change]]:
    """Put the confirmed changes on their people, all in a few statements."""
    kept = reads.sheet_of(row)["rows"]
    tell(row, f"正在修改 {len(kept)} 人")
    people, changes = write_edits(kept)
    fields = {field for change in changes for field in change["after"]} | {"version"}
    for start in range(0, len(people), STEP):
        tell(row, f"正在修改人员信息，第 {start} 人，共 {len(people)} 人")
        bulk.update_all(people[start : start + STEP], sorted(fields))
    return len(people), changes


def _checked(row: RosterImport, by: User, at: datetime) -> list[Line]:
    """Hold the kept rows against the county as it is now."""
    tell(row, "正在核对")
    kept = reads.sheet_of(row)["rows"]
    orgs = {org.pk: org for org in Org.objects.filter(pk__in={one["org"] for one in kept})}

    def find(one: Row) -> Org:
        org = orgs.get(one.facts["org"])
        if org is None:
            raise ValidationError("这个组织已经不在您的范围内。", code="village")
        return org

    check = Check([_row(one) for one in kept], find, by, timezone.localdate(at))
    check.run()
    if check.problems:
        first = min(check.problems, key=lambda problem: problem.row)
        says = f"确认以后县里又有变化，第 {first.row} 行“{first.column}”：{first.says}"
        raise ValidationError(f"{says}请重新上传。", code="changed")
    return check.lines


def _row(kept: dict[str, Any]) -> Row:
    """Return the row as it was read: what was empty is empty again."""
    facts = {"township": "", "village": "", "group": "", "group_kind": "", "employment": ""} | kept
    for key in ("since", "birth_on"):
        if key in facts:
            facts[key] = date.fromisoformat(facts[key])
    return Row(kept["number"], facts)


def _written(row: RosterImport, lines: list[Line], by: User, at: datetime) -> int:
    """Write accounts, people and seats, each kind in one statement."""
    people = _people(row, lines)
    new = [person for person in people.values() if not person.pk]
    tell(row, f"正在开通 {len(lines)} 个账号")
    grants = _grants(lines, people, by, at)
    groups = {id(g): g for line in lines if (g := line.group) and not g.pk}
    tell(row, f"正在写入 {len(new)} 人、{len(lines)} 项任职")
    terms = terms_of(cast(Org, line.org).pk for line in lines)
    seats = [
        Appointment(
            county_id=row.county_id, person=people[id(line.who)], org=cast(Org, line.org),
            office=line.office, employment=line.row.facts["employment"], group=line.group,
            since=cast(date, line.since), grant_id=grants.get(line.row.number), entered_at=at,
            term=_term(terms, line),
        )
        for line in lines
    ]  # fmt: skip
    seat_many(org=row.org, people=new, groups=list(groups.values()), seats=seats, by=by)
    return len(seats)


def _term(terms: dict[int, CongressTerm], line: Line) -> CongressTerm | None:
    term, since = terms.get(cast(Org, line.org).pk), cast(date, line.since)
    return term if rules.is_of_term(term, office=line.office, since=since) else None


def _people(row: RosterImport, lines: list[Line]) -> dict[int, Person]:
    """Return everybody by whom the rows mean: as she is registered, or made and not yet saved."""
    known = Person.rows.in_bulk({w.person for line in lines if (w := line.who) and w.person})
    people: dict[int, Person] = {}
    for number, line in enumerate(lines):
        who = cast(Who, line.who)
        if number % STEP == 0:
            tell(row, f"正在登记人员，第 {number} 行，共 {len(lines)} 行")
        if id(who) not in people:
            org = cast(Org, line.org)
            people[id(who)] = known[who.person] if who.person else _person(who, org)
    return people


def _person(who: Who, org: Org) -> Person:
    county, facts = scoping.current().county, who.facts
    phone, number = facts.get("phone", ""), facts.get("id_number", "")
    return Person(
        county_id=county, org=org, name=who.name, **sound_of(who.name),
        phone=crypto.seal(phone, county=county, column=PHONE_COLUMN) if phone else None,
        phone_key=phone_index(phone), phone_tail=tail_index(phone[-4:]),
        id_number=crypto.seal(number, county=county, column=ID_COLUMN) if number else None,
        id_key=id_index(number), **{key: facts[key] for key in PLAIN if facts.get(key)},
    )  # fmt: skip


def _grants(lines: list[Line], people: dict[int, Person], by: User, at: datetime) -> dict[int, int]:
    """Open the seats' access as ``appoint`` does; return the grants by row."""
    entries: dict[int, Entry] = {}
    for line in lines:
        who, role = cast(Who, line.who), rules.ROLES[line.office]
        if role is None or not who.has_phone:
            continue
        phone = line.row.facts.get("phone") or people[id(who)].plain_phone
        entries[line.row.number] = Entry(
            cast(Org, line.org).pk, role, phone, who.name, cast(date, line.since)
        )
    if not entries:
        return {}
    ids = ground.grant_many(entries=list(entries.values()), by=by, at=at, reason="任职")
    return dict(zip(entries, ids, strict=True))
