"""An exported roster that came back, held cell by cell against the county, and written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from fulian import scoping
from members import rules
from members.identity import born_of, id_index, phone_index
from members.models import Person
from members.queries.people import known_elsewhere
from members.queries.roll import MASKS, ids_known, people_here, person_text, seated_elsewhere
from members.roster import Problem, Sheet
from members.roster.cells import one_line
from members.roster.columns import BY_KEY
from members.roster.keys import KEY_HEAD, RowKey, opened_key
from members.roster.round_trip import EDITABLE, ORDER, EditedRow, read_edits, read_text
from members.services.people import _number, _state
from orgs.models import Org, User
from orgs.services import changed, image
from orgs.services.recording import Change

STRANGE = "这一行的行码不能用：不是本县导出的，或者她已经不在您的范围内，请重新导出。"
FIXED = "这里不能改{}，请在系统里办理。要继续用这张表，请改回原样，或者重新导出。"
MASKED = "这一格是遮住的号码：不改就保留原样，要改就填写完整的号码。"
CONFLICT = "导出以后，系统里这一格已经改成“{}”，请重新导出再改。"


@dataclass(frozen=True, slots=True)
class Cell:
    """A change of one cell: the row it came in, the fact, its new value, both as told."""

    number: int
    key: str
    value: Any
    before: str
    after: str


@dataclass(slots=True)
class Comparison:
    """Every row that came back beside the person it means.

    ``changes`` are the cells to write by person, ``problems`` what stands in the way.
    """

    by: User
    on: date
    epoch: datetime
    seat: Org | None
    people: dict[int, Person]
    here: set[int]
    elsewhere: set[int]
    total: int = 0
    changes: dict[int, dict[str, Cell]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _may: dict[tuple[Any, ...], str] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet, by: User, on: date) -> Comparison:
        """Compare all rows of ``sheet``, as ``by`` in her seat."""
        rows, problems = read_edits(sheet)
        county = scoping.current().county
        keys = {row.number: opened_key(row.key, county=county, columns=ORDER) for row in rows}
        wanted = {key.person for key in keys.values() if key}
        people = Person.objects.select_related("org").in_bulk(wanted)
        seat = Org.rows.filter(pk=by.hat.org).first() if by.hat else None
        found = cls(
            by, on, sheet.epoch, seat, people, people_here(people), seated_elsewhere(people),
            total=len(rows), problems=problems,
        )  # fmt: skip
        alone = {problem.row for problem in problems if problem.column == KEY_HEAD}
        for row in rows:
            if row.number not in alone:
                found._row(row, keys[row.number])
        found._agree()
        return found

    def kept(self) -> list[dict[str, Any]]:
        """Return what is to be written: a line for each person, with the version looked at."""
        wrong = {problem.row for problem in self.problems}
        lines = []
        for pk, cells in self.changes.items():
            numbers = {cell.number for cell in cells.values()}
            if numbers & wrong:
                self._spoil(numbers - wrong)
                continue
            facts = {key: _plain(cell.value) for key, cell in cells.items()}
            version = self.people[pk].version
            lines.append({"number": min(numbers), "person": pk, "version": version, "facts": facts})
        return lines

    def renames(self) -> bool:
        """Say whether a name, or an ID number that was there, becomes another."""
        every = [cell for cells in self.changes.values() for cell in cells.values()]
        return any(cell.key in rules.IDENTITY and cell.before for cell in every)

    def told(self) -> list[list[Any]]:
        """Return the differences as row, column, before and after, in the sheet's order."""
        every = [cell for cells in self.changes.values() for cell in cells.values()]
        every.sort(key=lambda cell: (cell.number, ORDER.index(cell.key)))
        return [[c.number, BY_KEY[c.key].head, c.before, c.after] for c in every]

    def _spoil(self, numbers: Iterable[int]) -> None:
        """Hold back the other rows of somebody one of whose rows is wrong."""
        says = "同一个人的另一行有问题，这一行也先不写入。"
        self.problems += [Problem(number, BY_KEY["name"].head, says) for number in numbers]

    def _row(self, row: EditedRow, key: RowKey | None) -> None:
        person = self.people.get(key.person) if key else None
        if key is None or person is None or person.pk not in self.here:
            self.problems.append(Problem(row.number, KEY_HEAD, STRANGE))
            return
        for column, value in row.cells.items():
            if key.still_says(column, one_line(value)):
                continue
            try:
                cell = self._cell(row.number, column, value, key, person)
            except ValidationError as refusal:
                self._refuse(row.number, column, refusal.messages[0])
                continue
            if cell is not None:
                self._keep(person, cell)

    def _cell(
        self, number: int, column: str, value: Any, key: RowKey, person: Person
    ) -> Cell | None:
        """Return the change of a cell that was touched; None when it says the same.

        Raises ``ValidationError`` for what may not be changed, and what was changed meanwhile.
        """
        if column not in EDITABLE:
            self._fixed(column, value, key)
            return None
        if column in MASKS and "*" in one_line(value):
            raise ValidationError(MASKED, code="masked")
        found, told = read_text(column, value, self.epoch)
        now = person_text(person, column, whole=True)
        if told == now or key.still_says(column, told):
            return None
        shown = person_text(person, column)
        if not (key.still_says(column, now) or key.still_says(column, shown)):
            raise ValidationError(CONFLICT.format(shown or "空"), code="conflict")
        self._allowed(column, person)
        self._fits(column, found, person)
        after = MASKS[column](told) if told and column in MASKS else told
        return Cell(number, column, found, shown, after)

    def _fixed(self, column: str, value: Any, key: RowKey) -> None:
        head = BY_KEY[column].head
        try:
            told = read_text(column, value, self.epoch)[1]
        except ValidationError:
            told = ""
        if not key.still_says(column, told):
            raise ValidationError(FIXED.format(head), code="fixed")

    def _allowed(self, column: str, person: Person) -> None:
        """Ask the rules once for each kind of question."""
        had = bool(getattr(person, column))
        asked = (column, had, person.org_id, person.pk in self.elsewhere)
        if asked not in self._may:
            self._may[asked] = ""
            try:
                rules.check_may_edit(
                    field=column, had=had, seat=self.seat, org=person.org, is_here=True,
                    is_elsewhere=person.pk in self.elsewhere,
                )  # fmt: skip
            except ValidationError as refusal:
                self._may[asked] = refusal.messages[0]
        if self._may[asked]:
            raise ValidationError(self._may[asked], code="not_hers")

    def _fits(self, column: str, found: Any, person: Person) -> None:
        if column == "name" and not found:
            raise ValidationError("请填写姓名。", code="required")
        if column == "birth_on" and found and found > self.on:
            raise ValidationError("出生日期不能晚于今天。", code="future")

    def _keep(self, person: Person, cell: Cell) -> None:
        cells = self.changes.setdefault(person.pk, {})
        earlier = cells.setdefault(cell.key, cell)
        if earlier.after != cell.after or earlier.value != cell.value:
            says = f"与第 {earlier.number} 行是同一个人，两行改得不一样，请改成一样。"
            self._refuse(cell.number, cell.key, says)

    def _refuse(self, number: int, column: str, says: str) -> None:
        self.problems.append(Problem(number, BY_KEY[column].head, says))

    def _agree(self) -> None:
        """Let birthdays agree with ID numbers, and every ID number belong to one person."""
        numbers = {pk: c["id_number"] for pk, c in self.changes.items() if c.get("id_number")}
        taken = ids_known({id_index(cell.value) for cell in numbers.values() if cell.value})
        self._beyond()
        for pk, cell in numbers.items():
            owner = taken.setdefault(id_index(cell.value), pk) if cell.value else pk
            if owner != pk:
                self._refuse(cell.number, "id_number", "这个身份证号已经登记在另一个人名下。")
        for pk, cells in self.changes.items():
            self._birthday(self.people[pk], cells)

    def _beyond(self) -> None:
        """Of numbers registered beyond her reach tell the township only."""
        new = [
            (cell, _index(cell.key, cell.value))
            for cells in self.changes.values()
            for cell in cells.values()
            if cell.key in rules.NUMBERS and cell.value
        ]
        at = known_elsewhere({key for _, key in new}, {key for _, key in new})
        for cell, key in new:
            if key in at:
                self._refuse(cell.number, cell.key, rules.known_at(at[key]))

    def _birthday(self, person: Person, cells: dict[str, Cell]) -> None:
        if not cells.keys() & {"id_number", "birth_on"}:
            return
        number = cells["id_number"].value if "id_number" in cells else person.plain_id_number
        born = cells["birth_on"].value if "birth_on" in cells else person.birth_on
        try:
            differs = bool(number and born and born_of(number) != born)
        except ValidationError:  # an old number that no longer passes
            differs = False
        if differs:
            column = "id_number" if "id_number" in cells else "birth_on"
            says = "出生日期与身份证号里的不一致，请核对。"
            self._refuse(cells[column].number, column, says)


def write_edits(rows: list[dict[str, Any]]) -> tuple[list[Person], list[Change]]:
    """Put the kept facts on their people, not yet saved; return these and their changes.

    Raises ``ValidationError`` when somebody was changed since they were looked at, sits elsewhere
    by now with a new number to come, or a new number is registered beyond reach by now.
    """
    locked = Person.rows.select_for_update(of=("self",)).select_related("org")
    people = locked.in_bulk([row["person"] for row in rows])
    reached = people_here(people)
    changes = []
    for row in rows:
        person = people.get(row["person"])
        if person is None or person.version != row["version"] or person.pk not in reached:
            says = f"确认以后县里又有变化，第 {row['number']} 行的人员信息已经改过，请重新导出。"
            raise ValidationError(says, code="changed")
        changes.append(_restate(person, dict(row["facts"])))
    _check_numbers(rows)
    return [people[row["person"]] for row in rows], changes


def _check_numbers(rows: list[dict[str, Any]]) -> None:
    """Ask the rules of numbers again: days may lie between the look and the writing."""
    seated = seated_elsewhere({row["person"] for row in rows})
    new = [(row, _index(key, row["facts"][key])) for row in rows
           for key in rules.NUMBERS & row["facts"].keys()]  # fmt: skip
    at = known_elsewhere({key for _, key in new}, {key for _, key in new})
    for row, key in new:
        try:
            is_elsewhere = row["person"] in seated
            rules.check_may_correct(is_here=True, is_elsewhere=is_elsewhere, numbers=True)
            if key in at:
                raise ValidationError(rules.known_at(at[key]), code="known_elsewhere")
        except ValidationError as refusal:
            says = f"确认以后县里又有变化，第 {row['number']} 行：{refusal.messages[0]}"
            raise ValidationError(says, code="changed") from refusal


def _index(key: str, value: str) -> str:
    return phone_index(value) if key == "phone" else id_index(value)


def _restate(person: Person, facts: dict[str, Any]) -> Change:
    """Put ``facts`` on ``person`` as correcting her does; return the change."""
    before = image(person)
    phone, number = facts.pop("phone", None), facts.pop("id_number", None)
    if facts.get("birth_on"):
        facts["birth_on"] = date.fromisoformat(facts["birth_on"])
    _state(person, facts)
    _number(person, phone, number)
    person.version += 1
    return changed(person, before)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
