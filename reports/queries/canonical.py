"""A frozen report as one text that is always written the same, and the proof that it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from fulian.scoping import current
from orgs.models import County, Doorway, FormerCode, Org
from orgs.services.access import digest_of
from reports.catalogue import BY_ID, COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.counting import quotas_on
from reports.queries.places import PlaceThen, places_on, risen
from reports.queries.small_cells import SENSITIVE, hidden_of
from reports.rules import INDICATORS, ROUNDING, counting_told


def canonical(what: Any) -> str:
    """Return ``what`` as JSON: keys sorted, no spaces, every character as it is."""
    return json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: str) -> str:
    """Return the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(body.encode()).hexdigest()


def body_of(report: QuarterlyCoverageReport) -> str:
    """Return everything the report says, canonically. It names no person, only numbers."""
    quotas, places = quotas_on(report.taken_on), places_on(report.taken_on)
    known = _stands_in_rows(report)
    whole = known | _shown(report, known["values"], places) | {
        "indicators": [
            {"id": i.id, "name": i.name, "heading": i.heading.value, "level": i.level,
             "kind": i.kind.value, "numerator": i.numerator, "denominator": i.denominator,
             "cut": i.cut.value, "clause": i.clause, "version": i.version}
            for i in INDICATORS
        ],
        "counting": counting_told((then.level, then.quota) for then in quotas),
        "rounding": ROUNDING,
        "orgs": [
            [then.code, then.title, then.level, places[then.parent].code if then.parent else ""]
            for then in places.values()
        ],
    }  # fmt: skip
    return canonical(whole)


def faults_of(report: QuarterlyCoverageReport) -> list[str]:
    """Return what of a frozen report is no longer as it was; nothing when it is genuine."""
    if report.is_open:
        return ["报告还没有定稿。"]
    if digest(report.body) != report.digest:
        return ["定稿内容与校验码不符。"]
    if not _is_sealed(report):
        return ["校验码或定稿时间不是定稿时登记的。"]
    try:
        return _faults(report)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ["定稿内容看不懂，不是本系统写的。"]


def _is_sealed(report: QuarterlyCoverageReport) -> bool:
    """Say whether the door to this hash was opened when it was frozen; one that is left stays so.

    A body that was written anew with its hash has none.
    """
    if report.frozen_at is None:
        return False
    door = Doorway.objects.filter(kind=Doorway.Kind.REPORT, digest=digest_of(report.digest))
    if not door.filter(county=report.county_id, made_at=report.frozen_at).exists():
        return False
    after = QuarterlyCoverageReport.rows.filter(quarter=report.quarter, edition=report.edition + 1)
    return report.replaced_at is None or after.exists()


def _faults(report: QuarterlyCoverageReport) -> list[str]:
    said = said_of(report)
    rows = json.loads(canonical(_stands_in_rows(report)))
    gone = {"values"} if report.replaced_at else set()  # the leaf rows are the next edition's
    if not gone and not _sums_hold(said, rows["values"]):
        return ["“敏感指标合计”与定稿时不同。"]
    rows["values"] = _hidden_like(said, rows["values"])
    return [
        f"“{called}”与定稿时不同。"
        for part, called in PARTS.items()
        if part not in gone and part in said and said[part] != rows[part]
    ] + [f"定稿内容里没有“{PARTS[part]}”。" for part in ("values", "quarter") if part not in said]


def said_of(report: QuarterlyCoverageReport) -> dict[str, Any]:
    """Return what a frozen report says, with the codes its county and places have today."""
    return _in_todays_codes(json.loads(report.body))


def differs(report: QuarterlyCoverageReport) -> bool:
    """Whether the leaf rows say something else than a frozen report does."""
    said, now = said_of(report), json.loads(canonical(_values(report.quarter)))
    return not _sums_hold(said, now) or said["values"] != _hidden_like(said, now)


def _sums_hold(said: dict[str, Any], values: list[dict[str, Any]]) -> bool:
    """Say whether what is hidden at places still comes to the sums that are told."""
    told: dict[str, dict[str, int]] = {one["org"]: one["all"] for one in said.get("sums", [])}
    chains = chains_of(said, (line["org"] for line in values))
    found: dict[str, dict[str, int]] = {code: {} for code in told}
    for line in values:
        for code in chains[line["org"]] & told.keys():
            for column, n in line["own"].items():
                found[code][column] = found[code].get(column, 0) + n
    return all(
        found[code].get(column, 0) == n for code, sums in told.items() for column, n in sums.items()
    )


def chains_of(said: Mapping[str, Any], codes: Iterable[str]) -> dict[str, set[str]]:
    """Return each place with all above it, as a report says it; the top is above every one."""
    above = {code: parent for code, _, _, parent in said.get("orgs", [])}
    found: dict[str, set[str]] = {}
    for code in codes:
        chain, here = {said.get("top", "")}, code
        while here in above and here not in chain:
            chain.add(here)
            here = above[here]
        found[code] = chain
    return found


def _shown(
    report: QuarterlyCoverageReport, values: list[Any], places: Mapping[int, PlaceThen]
) -> dict[str, Any]:
    """Return the values without what is hidden, and the sums that may be known all the same.

    What is hidden is named by indicator at each place. ``sums`` are of indicators hidden somewhere:
    a place with all below it, where that may be known; all others are the sums of their values.
    """
    hidden = hidden_of(report.quarter, places)
    key_of = {one.code: org for org, one in places.items()}
    found, gone, own = [], {}, {}
    for line in values:
        key = key_of.get(line["org"])
        ids = sorted(one.id for one in SENSITIVE
                     if key in hidden[one.id].own | hidden[one.id].whole)  # fmt: skip
        found.append(line | _without(line["own"], ids))
        if key is not None:
            gone[key], own[key] = dict.fromkeys(ids, 1), line["own"]
    totals, below = risen(places, own), risen(places, gone)
    sums = [
        {"org": places[org].code, "all": {c: totals[org].get(c, 0) for c in told}}
        for org, ids in below.items()
        if (told := [c for one in sorted(ids) if org not in hidden[one].whole
                     for c in BY_ID[one].columns])
    ]  # fmt: skip
    return {"values": found, "sums": sorted(sums, key=lambda line: str(line["org"]))}


def _without(own: dict[str, int], ids: list[str]) -> dict[str, Any]:
    gone = {column for one in ids for column in BY_ID[one].columns}
    return {"own": {column: n for column, n in own.items() if column not in gone}, "hidden": ids}


def _hidden_like(said: dict[str, Any], values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``values`` with hidden what a report hid when it was made final."""
    hidden = {line["org"]: line.get("hidden", []) for line in said.get("values", [])}
    return [line | _without(line["own"], hidden.get(line["org"], [])) for line in values]


def _in_todays_codes(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a report says with the codes its county and places have today.

    A county's code may change after a report is final; the report keeps those it was made with.
    """
    now = dict(FormerCode.rows.values_list("code", "org__code"))
    county = County.objects.get(pk=current().county)
    if not now or said.get("county") not in county.former_codes:
        return said
    lines = {
        part: [line | {"org": now.get(line["org"], line["org"])} for line in said[part]]
        for part in ("values", "confirmations", "late", "sums", "reported")
        if part in said
    }
    lines["orgs"] = [
        [now.get(code, code), title, level, now.get(parent, parent)]
        for code, title, level, parent in said["orgs"]
    ]
    return said | lines | {"county": county.code, "top": now.get(said["top"], said["top"])}


PARTS = {
    "county": "县", "quarter": "季度", "taken_on": "截止日期", "values": "指标值",
    "confirmations": "乡镇核对", "late": "补登", "reported": "自报数", "edition": "版次",
    "reason": "更正原因",
}  # fmt: skip


def _stands_in_rows(report: QuarterlyCoverageReport) -> dict[str, Any]:
    """Return what of the report can be read again from its tables."""
    codes = dict(Org.rows.values_list("pk", "code"))
    confirmed = report.confirmations.filter(is_late=False).order_by("org__code")
    totals = report.totals.filter(is_late=False).order_by("org__code", "indicator")
    return {
        "county": County.objects.values_list("code", flat=True).get(pk=report.county.pk),
        "top": codes[report.org_id],
        "quarter": report.quarter,
        "taken_on": report.taken_on.isoformat(),
        "values": _values(report.quarter),
        "confirmations": [
            {"org": said.org.code, "at": said.confirmed_at.isoformat(), "account": said.user_id}
            for said in confirmed.select_related("org")
        ],
        "late": [line | {"org": codes[line["org"]]} for line in report.late],
        "edition": report.edition,
        "reason": report.reason,
        "reported": [
            {"org": code, "indicator": one, "n": n, "d": d}
            for code, one, n, d in totals.values_list(
                "org__code", "indicator", "numerator", "denominator"
            )
        ],
    }


def _values(quarter: str) -> list[dict[str, Any]]:
    """Return what each organisation came to by itself: what is nought is left out."""
    leaves = QuarterLeaf.rows.filter(quarter=quarter).order_by("org__code")
    guarded = {one.id for one in SENSITIVE}
    return [
        {
            "org": code,
            "own": {column: n for column, n in zip(COLUMNS, own, strict=True) if n},
            "missing": {key: rows for key, rows in missing.items() if key not in guarded},
        }
        for code, missing, *own in leaves.values_list("org__code", "missing", *COLUMNS)
    ]
