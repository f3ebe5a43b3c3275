"""What a frozen report itself says, read from its body: for an edition that was replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orgs.models import FormerCode, Org
from reports.models import QuarterlyCoverageReport
from reports.queries.canonical import said_of
from reports.queries.places import PlaceThen, below_of
from reports.queries.small_cells import SENSITIVE
from reports.rules.small_cells import Hidden

Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """One organisation as a report says it: its numbers, what it lacks, what is not said of it.

    ``hidden`` are indicators whose numbers are left out; ``told`` what a place comes to with all
    below it where its parts are not said.
    """

    own: Sums
    missing: dict[str, list[int]]
    hidden: frozenset[str]
    told: Sums


class Keeping:
    """All that a frozen report says, by the key of the organisation."""

    def __init__(self, lines: Mapping[int, Kept]) -> None:
        """Hold what was read."""
        self.lines = lines

    def own(self, org: int) -> tuple[Sums, dict[str, list[int]]]:
        """Return what ``org`` itself came to, and by indicator the keys of what it lacked."""
        found = self.lines.get(org)
        return (found.own, found.missing) if found else ({}, {})

    def sums(self, under: Mapping[int, Iterable[int]]) -> dict[int, Sums]:
        """Return sums as ``figures.summed`` does; what may be told of a whole stands as told."""
        found: dict[int, Sums] = {}
        for top, orgs in under.items():
            total: Sums = {}
            for line in (self.lines[org] for org in orgs if org in self.lines):
                for column, value in line.own.items():
                    total[column] = total.get(column, 0) + value
            found[top] = total | (self.lines[top].told if top in self.lines else {})
        return found

    def hidden(self, places: Mapping[int, PlaceThen]) -> dict[str, Hidden]:
        """Return by indicator what the report does not say, of places and of places alone."""
        found = {
            one.id: Hidden(own={org for org, line in self.lines.items() if one.id in line.hidden})
            for one in SENSITIVE
        }
        for org in places:
            below = set(below_of(places, org))
            told = self.lines[org].told if org in self.lines else {}
            for one in SENSITIVE:
                if found[one.id].own & below and not any(c in told for c in one.columns):
                    found[one.id].whole.add(org)
        return found


def kept_of(report: QuarterlyCoverageReport) -> Keeping:
    """Return what a frozen report says of each organisation, by key.

    Nothing where its body was spoilt: its pages stay open, and say that it is not genuine.
    """
    try:
        return _read(report)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Keeping({})


def _read(report: QuarterlyCoverageReport) -> Keeping:
    keys: dict[str, int] = dict(FormerCode.rows.values_list("code", "org_id"))
    keys |= dict(Org.rows.values_list("code", "pk"))
    said = said_of(report)
    told = {line["org"]: line["all"] for line in said.get("sums", [])}
    return Keeping({
        keys[line["org"]]: Kept(
            line["own"], line["missing"], frozenset(line.get("hidden", [])),
            told.get(line["org"], {}),
        )
        for line in said.get("values", []) if line["org"] in keys
    })  # fmt: skip
