"""The totals of a frozen report: what leaves the county's walls, and nothing else.

Counted out of the frozen body, so that a published number is one that was frozen. No person, no
list of who is missing, no village; small cells are gone before the numbers leave.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fulian.signing import fingerprint, public_key, signed
from orgs.models import County, Level
from reports.models import PublishedReport, QuarterlyCoverageReport
from reports.queries.canonical import chains_of
from reports.rules import BY_ID, INDICATORS, Indicator
from reports.rules.figures import Figure
from reports.rules.parcels import FORM

OURS = 0  # no county has this number: the key of the installation itself
Sums = dict[str, int]


def own_key() -> str:
    """Return this installation's public key, for others to register."""
    return public_key(OURS)


def own_fingerprint() -> str:
    """Return by what this installation's key is told from others."""
    return fingerprint(own_key())


def totals_of(
    report: QuarterlyCoverageReport, county: County, *, version: int, at: datetime
) -> dict[str, Any]:
    """Return what of the frozen ``report`` is published: sums of the county and its townships."""
    said = json.loads(report.body)
    places = _places(said)
    chains = chains_of(said, {said["top"], *(line["org"] for line in said["values"])})
    sums, untold = _sums(said, chains), _untold(said, chains)
    shown = [code for code in sums if places[code]["level"] in (Level.COUNTY, Level.TOWNSHIP)]
    shown.sort(key=lambda code: (places[code]["level"] != Level.COUNTY, code))
    hidden = {one.id for one in INDICATORS if any(_figure(one, sums[c]).is_few for c in shown)}
    hidden |= {one for code in shown for one in untold.get(code, ())}
    return {
        "form": FORM,
        "county": said["county"],
        "name": places[shown[0]]["title"].removesuffix("妇联"),
        "other_codes": [code for code in _codes(county) if code != said["county"]],
        "quarter": said["quarter"],
        "taken_on": said["taken_on"],
        "version": version,
        "published_at": at.isoformat(),
        "report": report.digest,
        "indicators": {one.id: one.version for one in INDICATORS},
        "places": [
            places[c] | {"figures": _figures(sums[c], places[c], hidden, untold.get(c, set()))}
            for c in shown
        ],
    }


def file_of(published: PublishedReport) -> bytes:
    """Return a report published here as a file that another installation can prove and take in."""
    facts = {"totals": json.loads(published.body), "sha256": published.digest}
    return signed(facts, county=OURS)


def _codes(county: County) -> list[str]:
    return [*county.former_codes, county.code]


def _places(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        code: {"code": code, "title": title, "level": level}
        for code, title, level, _ in said["orgs"]
    }


def _sums(said: dict[str, Any], chains: Mapping[str, set[str]]) -> dict[str, Sums]:
    """Return the sums of every place with all below it, as far as the report says them."""
    found: dict[str, Sums] = {code: {} for chain in chains.values() for code in chain}
    for line in said["values"]:
        for code in chains[line["org"]]:
            total = found[code]
            for column, count in line["own"].items():
                total[column] = total.get(column, 0) + count
    for line in said["sums"]:
        found[line["org"]] |= line["all"]
    return found


def _untold(said: dict[str, Any], chains: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return by place of which indicators the report does not say what it comes to."""
    found: dict[str, set[str]] = {}
    for line in said["values"]:
        for code in chains[line["org"]]:
            found.setdefault(code, set()).update(line["hidden"])
    for line in said["sums"]:
        found[line["org"]] = {
            one for one in found.get(line["org"], ())
            if not any(column in line["all"] for column in BY_ID[one].columns)
        }  # fmt: skip
    return found


def _figures(
    sums: Mapping[str, int], place: Mapping[str, Any], hidden: set[str], untold: set[str]
) -> dict[str, list[int] | None]:
    """Return the figures of a place by indicator, what is nought left out.

    Of something sensitive that is too small in one place no township's number leaves: from the
    county's and the others' it could be reckoned.
    """
    found: dict[str, list[int] | None] = {}
    for one in INDICATORS:
        figure = _figure(one, sums)
        townly = place["level"] != Level.COUNTY
        if one.id in hidden and (townly or figure.is_few or one.id in untold):
            found[one.id] = None
        elif figure.numerator or figure.denominator:
            pair = [figure.numerator, figure.denominator]
            found[one.id] = pair[: len(one.columns)]
    return found


def _figure(indicator: Indicator, sums: Mapping[str, int]) -> Figure:
    return Figure(indicator, *(sums.get(column, 0) for column in indicator.columns))
