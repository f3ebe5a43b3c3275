"""A roster held against its county: the rows one after another, by the rules of ``appoint``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from members import rules
from members.models import Office, WomensGroup
from members.queries import roster as reads
from members.roster import Problem, Row
from members.roster.columns import BY_KEY
from members.services.roster.groups import Groups
from members.services.roster.people import People, Who
from orgs import rules as places
from orgs.models import Org
from orgs.services import phone_key

Find = Callable[[Row], Org]
PLACED = ("township", "village")


@dataclass(slots=True)
class Line:
    """A row with the organisation and the person it means, and the group she leads."""

    row: Row
    org: Org | None = None
    who: Who | None = None
    group: WomensGroup | None = None

    @property
    def office(self) -> str:
        """The office, "" when it could not be read."""
        return str(self.row.facts.get("office", ""))

    @property
    def since(self) -> date | None:
        """From which day, None when it could not be read."""
        found: date | None = self.row.facts.get("since")
        return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What the county holds already of a roster's places and people.

    ``accounts`` are the keys of the roster's phones, ``ending`` the last days of grants,
    ``here`` where the seat is in which the roster is brought in.
    """

    people: People
    taken: dict[int, list[reads.Taken]]
    groups: Groups
    accounts: dict[str, str]
    ending: dict[tuple[str, int, str], date]
    here: Org | None


@dataclass(slots=True)
class Check:
    """One pass over a roster. ``lines`` holds every row, ``problems`` what is wrong with them.

    ``find`` says which organisation a row means, raising with the column as its code. ``by`` is
    who brings the roster in, acting in her seat; ``on`` the day it is looked at.
    """

    rows: list[Row]
    find: Find
    by: Any
    on: date
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _now: Standing = field(init=False)
    _may: dict[tuple[Any, ...], ValidationError | None] = field(default_factory=dict)
    _seats: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def run(self) -> None:
        """Go through all rows."""
        self.lines = [Line(row) for row in self.rows]
        for line in self.lines:
            self._place(line)
        self._now = self._load()
        for line in self.lines:
            self._day(line)
            self._right(line)
            self._meet(line)
            self._seat(line)
            self._access(line)

    def _refuse(self, line: Line, key: str, says: str) -> None:
        self.problems.append(Problem(line.row.number, BY_KEY[key].head, says))

    def _place(self, line: Line) -> None:
        if any(key not in line.row.facts for key in PLACED):
            return  # its cell is a problem already
        try:
            line.org = self.find(line.row)
        except ValidationError as refusal:
            self._refuse(line, refusal.code or "village", refusal.messages[0])

    def _load(self) -> Standing:
        """Read all that is known of the rows' places and people: a handful of queries."""
        orgs = {line.org.pk for line in self.lines if line.org}
        facts = [row.facts for row in self.rows]
        accounts = {phone: phone_key(phone) for f in facts if (phone := f.get("phone"))}
        first = min((day for line in self.lines if (day := line.since)), default=self.on)
        hat = getattr(self.by, "hat", None)
        return Standing(
            people=People.of(facts, reads.names_seated(orgs, first)),
            taken=reads.seats_taken(orgs, first),
            groups=Groups(reads.open_groups(orgs), self.on),
            accounts=accounts,
            ending=reads.grants_ending(orgs, accounts.values(), first),
            here=Org.rows.filter(pk=hat.org).first() if hat else None,
        )

    def _day(self, line: Line) -> None:
        born = line.row.facts.get("birth_on")
        if line.since and line.since > self.on:
            self._refuse(line, "since", "任职日期不能晚于今天。")
        if born and line.since and born >= line.since:
            self._refuse(line, "birth_on", "出生日期要早于任职日期。")

    def _right(self, line: Line) -> None:
        """Ask once for each organisation, office and role what ``appoint`` asks each time."""
        org, office = line.org, line.office
        if org is None:
            return
        if self._forbidden(line, "village", places.check_active, org=org) or not office:
            return
        self._forbidden(line, "office", rules.check_may_seat, by=self.by, office=office)
        employment = line.row.facts.get("employment", "")
        self._forbidden(
            line, "office", rules.check_office_fits, office=office, org=org, employment=employment
        )

    def _access(self, line: Line) -> None:
        """Ask whether the seat may open access, when there is a phone to open it for."""
        org, role = line.org, rules.ROLES.get(line.office)
        if org is None or role is None or line.who is None or not line.who.has_phone:
            return
        self._forbidden(line, "office", places.check_role_fits, role=role, org=org)
        self._forbidden(
            line,
            "office",
            places.check_may_grant,
            by=self.by,
            role=role,
            org=org,
            seat=self._now.here,
        )
        account = self._now.accounts.get(line.row.facts.get("phone", ""), "")
        until = self._now.ending.get((account, org.pk, role))
        if until is not None and line.since and until > line.since:
            says = f"此人在这里的上一次授权到{until:%Y年%-m月%-d日}为止，任职日期不能更早。"
            self._refuse(line, "since", says)

    def _forbidden(self, line: Line, key: str, check: Callable[..., None], **asked: Any) -> bool:
        """Say whether ``check`` refuses, and why; the same question is asked once."""
        question = (check, *(getattr(value, "pk", value) for value in asked.values()))
        if question not in self._may:
            try:
                check(**asked)
                self._may[question] = None
            except ValidationError as refusal:
                self._may[question] = refusal
        refused = self._may[question]
        if refused is not None:
            self._refuse(line, refused.code if refused.code in BY_KEY else key, refused.messages[0])
        return refused is not None

    def _meet(self, line: Line) -> None:
        """Find whom the row means; nobody when that is not sure."""
        who, said = self._now.people.meet(line.row, line.org.pk if line.org else None)
        line.who = None if said else who
        for key, says in said:
            self._refuse(line, key, says)

    def _seat(self, line: Line) -> None:
        """Refuse a seat that is taken, in the county or by an earlier row."""
        if line.org is None or not line.office:
            return
        self._group(line)
        for claim, key, says in self._claims(line):
            earlier = self._seats.setdefault(claim, line.row.number)
            if earlier != line.row.number:
                self._refuse(line, key, f"与第 {earlier} 行重复：{says}")

        since = line.since
        for seat in self._now.taken.get(line.org.pk, ()) if since else ():
            if since and (seat.until is None or seat.until > since):
                self._held(line, seat)

    def _claims(self, line: Line) -> Iterable[tuple[tuple[Any, ...], str, str]]:
        org, office = line.org, line.office
        if office == Office.CHAIR:
            yield ("chair", org), "office", "一个组织只有一位主席。"
        if line.group is not None:
            yield ("group", id(line.group)), "group", "一个小组只有一位组长。"
        if line.who is None:
            return
        if rules.is_on_committee(office):
            yield (id(line.who), org, "committee"), "office", "同一个人在班子里只任一职。"
        elif office == Office.REPRESENTATIVE:
            yield (id(line.who), org, office), "office", "同一个人同一职务。"

    def _held(self, line: Line, seat: reads.Taken) -> None:
        """Refuse what a seat that is held already stands against."""
        office, mine = line.office, line.who is not None and line.who.person == seat.person
        if seat.office == Office.CHAIR == office and not mine:
            self._refuse(line, "office", "这个组织已经有主席，请先办理原主席离任。")
        elif mine and rules.is_on_committee(office) and rules.is_on_committee(seat.office):
            self._refuse(line, "office", "此人已经是这个组织的主席、副主席或执委。")
        elif mine and seat.office == office == Office.REPRESENTATIVE:
            self._refuse(line, "office", "此人已经是这个组织的妇女代表。")
        elif line.group is not None and line.group.pk and seat.group == line.group.pk:
            self._refuse(line, "group", "这个妇女小组已经有组长，请先办理原组长离任。")

    def _group(self, line: Line) -> None:
        line.group, said = self._now.groups.meet(line.row, line.org)
        for key, says in said:
            self._refuse(line, key, says)
