"""What was read of a workbook, held against the county, becomes a roster that waits."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone

from fulian import crypto, scoping
from members.models import RosterImport, WomensGroup
from members.queries import roster as reads
from members.roster import COLUMNS, Problem, Row, Sheet, in_order, read_sheet
from members.roster.cells import one_line
from members.roster.keys import KEY_HEAD
from members.roster.reading import columns_of
from members.roster.round_trip import key_places
from members.roster.telling import understood, whose
from members.services.roster.beyond import tell_of_others
from members.services.roster.checking import Check, Line
from members.services.roster.editing import Comparison
from orgs.models import Org, User

MOST_KEPT = 60_000  # problems: three of every row
GOOD_SHOWN = 50  # rows without a mistake that are named
LONGEST = 300  # of a cell that is handed back; a row key is half of it
HEADS = [KEY_HEAD, *(column.head for column in COLUMNS)]


def look(roster: RosterImport, sheet: Sheet, by: User, at: datetime) -> None:
    """Hold ``sheet`` against the county and let ``roster`` wait with what was found."""
    edited = bool(key_places(sheet))
    roster.purpose = RosterImport.Purpose.EDIT if edited else RosterImport.Purpose.NEW
    kept, problems = (_edits if edited else _newcomers)(roster, sheet, by, at)
    wrong = {problem.row for problem in problems}
    roster.wrong = len(wrong)
    kept["rows"] = [row for row in kept["rows"] if row["number"] not in wrong]
    good = [] if edited else [row["number"] for row in kept["rows"][:GOOD_SHOWN]]
    changed = {line[0] for line in kept.get("diff", ())}
    kept["whose"] = whose(sheet, {*wrong, *changed, *good}, kept.pop("places", {}))
    if problems:
        kept |= _as_uploaded(sheet)
    told = [[p.row, p.column, p.says] for p in problems[:MOST_KEPT]]
    roster.state = RosterImport.State.PREVIEWED
    roster.problems = sealed(told, reads.PROBLEMS)
    roster.sheet = sealed({"hat": hat_of(by), **kept}, reads.SHEET)


def keep_file(roster: RosterImport, data: bytes, by: User) -> None:
    """Keep the file itself, sealed, for the worker to read."""
    roster.state = RosterImport.State.READING
    told = {"hat": hat_of(by), "file": base64.b64encode(data).decode()}
    roster.sheet = sealed(told, reads.SHEET)


def kept_file(roster: RosterImport) -> bytes:
    """Return the file that waits to be read."""
    return base64.b64decode(reads.sheet_of(roster)["file"])


def hat_of(by: User) -> dict[str, int | None]:
    """Return by what the seat she acts in is found again."""
    hat = by.hat
    return {"grant": hat.grant, "visit": hat.visit} if hat else {"grant": None, "visit": None}


def sealed(what: Any, column: str) -> bytes:
    """Return ``what`` as sealed JSON."""
    text = json.dumps(what, ensure_ascii=False)
    return crypto.seal(text, county=scoping.current().county, column=column)


def _newcomers(
    roster: RosterImport, sheet: Sheet, by: User, at: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    reading = read_sheet(sheet)
    places = reads.places_in_reach()

    def find(row: Row) -> Org:
        return places.find(row.facts["township"], row.facts["village"])

    check = Check(reading.rows, find, by, timezone.localdate(at))
    check.run()
    tell_of_others(check.problems, roster.org, by)
    roster.total = len(reading.rows)
    right = [_kept(line) for line in check.lines if line.org]
    founds = [_founded(line) for line in check.lines if line.group and not line.group.pk]
    kept = {
        "rows": right, "founds": founds, "understood": understood(sheet),
        "places": {line.row.number: line.org.title for line in check.lines if line.org},
    }  # fmt: skip
    return kept, in_order([*reading.problems, *check.problems])


def _edits(
    roster: RosterImport, sheet: Sheet, by: User, at: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    found = Comparison.of(sheet, by, timezone.localdate(at))
    tell_of_others(found.problems, roster.org, by)
    roster.total = found.total
    kept = {"rows": found.kept(), "diff": found.told(), "renames": found.renames()}
    return kept, in_order(found.problems)


def _kept(line: Line) -> dict[str, Any]:
    facts = {key: fact for key, fact in line.row.facts.items() if fact}
    facts |= {key: fact.isoformat() for key, fact in facts.items() if isinstance(fact, date)}
    return facts | {"number": line.row.number, "org": cast(Org, line.org).pk}


def _founded(line: Line) -> list[Any]:
    """Return in which row a group is founded, and what it is called."""
    group, org = cast(WomensGroup, line.group), cast(Org, line.org)
    return [line.row.number, f"{org.title} {group.name}（{group.get_kind_display()}）"]


def _as_uploaded(sheet: Sheet) -> dict[str, Any]:
    """Return the known columns' cells as they came, and row keys, to be handed back with marks."""
    columns = columns_of(sheet, needed=False)
    heads = {place: column.head for place, column in columns.items()}
    heads |= dict.fromkeys(key_places(sheet), KEY_HEAD)
    places = sorted(heads, key=lambda place: HEADS.index(heads[place]))
    raw = [
        [number, *(one_line(values[place])[:LONGEST] for place in places)]
        for number, values in sheet.rows
    ]
    return {"heads": [heads[place] for place in places], "raw": raw}
