"""A confirmed roster becomes people, accounts and seats: all of it in one transaction, or none."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian import crypto, scoping
from members import rules
from members.identity import id_index, phone_index, pinyin_of, tail_index
from members.models import Appointment, Person, RosterImport
from members.models.people import ID_COLUMN, PHONE_COLUMN
from members.queries import roster as reads
from members.roster import Row
from members.services.many import seat_many
from members.services.roster.checking import Check, Line
from members.services.roster.people import Who
from orgs import services as ground
from orgs.models import Org, User
from orgs.queries import hats
from orgs.services import Entry, nothing_to_do, record, verb

State = RosterImport.State
PLAIN = (
    "birth_on", "ethnic_group", "political_status", "education", "occupation", "employer",
    "job_title", "source_category",
)  # fmt: skip
STEP = 500
TOLD = timedelta(minutes=30)


@verb("members.write_roster", "导入名单", undoable=True)
def write_roster(*, roster: RosterImport, at: datetime) -> int:
    """Write a confirmed roster as one batch; return how many seats, 0 when there is nothing to do.

    Everything is held against the county once more, in the seat of whoever confirmed it. Raises
    ``ValidationError`` when something stands in the way by now; then nothing is written. Whoever
    comes second, or after it was written or dropped, finds nothing to do.
    """
    rows = RosterImport.rows.select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("org", "user", "county").filter(pk=roster.pk).first()
    if row is None or row.state != State.CONFIRMED:
        nothing_to_do()
        return 0
    try:
        by, seat = _importer(row, at)
        with scoping.scope(by.hat.county, under=seat, by=by) if seat else nullcontext():
            lines = _checked(row, by, at)
            count = _written(row, lines, by, at)
    finally:
        cache.delete(reads.progress_key(row))
    line = record(row, by=by, name=f"{row.org.title} 名单 {count} 人次")
    row.state, row.written, row.batch, row.ended_at = State.DONE, count, line.batch, at
    row.sheet = row.problems = None
    row.save()
    return count


@verb("members.fail_roster", "名单没有写入")
def fail_roster(*, roster: RosterImport, reason: str, at: datetime) -> None:
    """Keep why a confirmed roster could not be written; what was read of it is dropped."""
    row = RosterImport.rows.select_for_update().get(pk=roster.pk)
    if row.state != State.CONFIRMED:
        nothing_to_do()
        return
    row.state, row.failure, row.ended_at = State.FAILED, reason[:200], at
    row.sheet = row.problems = None
    row.save()
    record(row, by=None, name="名单", reason=row.failure)


def _importer(row: RosterImport, at: datetime) -> tuple[User, Org | None]:
    """Return who confirmed, in the seat she did it in, when she still may; and where that is."""
    by, hat = row.user, reads.sheet_of(row)["hat"]
    seated = None
    if hat["grant"]:
        seated = hats.grant_hat(by, row.county, hat["grant"], timezone.localdate(at))
    elif hat["visit"]:
        seated = hats.visit_hat(by, row.county, hat["visit"], at)
    if seated is None:
        raise ValidationError("上传的人已经没有当时的身份，请重新上传。", code="no_seat")
    by.hat, seat = seated
    if not by.is_active or not by.has_perm("members.write_roster"):
        raise ValidationError("上传的人已经没有导入的权限，请重新上传。", code="no_right")
    return by, None if seat.is_root else seat


def _checked(row: RosterImport, by: User, at: datetime) -> list[Line]:
    """Hold the kept rows against the county as it is now."""
    _tell(row, "正在核对")
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
    facts = {"township": "", "village": "", "group": "", "employment": ""} | kept
    for key in ("since", "birth_on"):
        if key in facts:
            facts[key] = date.fromisoformat(facts[key])
    return Row(kept["number"], facts)


def _written(row: RosterImport, lines: list[Line], by: User, at: datetime) -> int:
    """Write accounts, people and seats, each kind in one statement."""
    people = _people(row, lines)
    new = [person for person in people.values() if not person.pk]
    _tell(row, f"正在开通 {len(lines)} 个账号")
    grants = _grants(lines, people, by, at)
    _tell(row, f"正在写入 {len(new)} 人、{len(lines)} 项任职")
    seats = [
        Appointment(
            county_id=row.county_id, person=people[id(line.who)], org=cast(Org, line.org),
            office=line.office, employment=line.row.facts["employment"], group=line.group,
            since=cast(date, line.since), grant_id=grants.get(line.row.number), entered_at=at,
        )
        for line in lines
    ]  # fmt: skip
    seat_many(org=row.org, people=new, seats=seats, by=by)
    return len(seats)


def _people(row: RosterImport, lines: list[Line]) -> dict[int, Person]:
    """Return everybody by whom the rows mean: as she is registered, or made and not yet saved."""
    known = Person.rows.in_bulk({w.person for line in lines if (w := line.who) and w.person})
    people: dict[int, Person] = {}
    for number, line in enumerate(lines):
        who = cast(Who, line.who)
        if number % STEP == 0:
            _tell(row, f"正在登记人员，第 {number} 行，共 {len(lines)} 行")
        if id(who) not in people:
            org = cast(Org, line.org)
            people[id(who)] = known[who.person] if who.person else _person(who, org)
    return people


def _person(who: Who, org: Org) -> Person:
    county, facts = scoping.current().county, who.facts
    phone, number = facts.get("phone", ""), facts.get("id_number", "")
    return Person(
        county_id=county, org=org, name=who.name, pinyin=pinyin_of(who.name),
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


def _tell(row: RosterImport, said: str) -> None:
    """Tell whoever waits how far it is, beside the transaction that nobody sees into."""
    cache.set(reads.progress_key(row), said, TOLD.total_seconds())
