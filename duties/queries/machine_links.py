"""What calling systems read of links, chains and areas; households and women never by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from duties.models import AreaAssignment, LiaisonLink, LinkLevel
from duties.queries.gaps import SAYS, found_in
from duties.queries.links import coverage_of
from duties.queries.nets import FAR, Net, nets_of
from fulian.dated import live_on
from orgs.models import Org, SettingName
from orgs.queries.lineage import at_org, code_now
from orgs.queries.settings import setting

Row = dict[str, Any]


def link_rows(asked: Mapping[str, Any], on: date) -> QuerySet[Any, Row]:
    """Return the links that held on the day ``on``."""
    rows = LiaisonLink.objects.filter(live_on(on)).annotate(
        end=_end(("group", "household", "woman"), "person"),
        below_name=Coalesce(F("below__person__name"), Value("")),
    )
    if "level" in asked:
        rows = rows.filter(level=asked["level"])
    return at_org(rows, asked).values(
        "id", "level", "end", "is_primary", "since", "until", "below_name", "below", "group",
        org_code=F("org__code"), name=F("above__person__name"), appointment=F("above"),
    )  # fmt: skip


def area_rows(asked: Mapping[str, Any], on: date) -> QuerySet[Any, Row]:
    """Return who answered for what on the day ``on``."""
    rows = AreaAssignment.objects.filter(live_on(on)).annotate(
        end=_end(("cluster", "village", "group"), "household"),
        target=Coalesce(F("cluster__name"), F("village__short_name"), F("group__name"), Value("")),
    )
    return at_org(rows, asked).values(
        "id", "end", "target", "appointment", "since", "until", org_code=F("org__code"),
        name=F("appointment__person__name"),
    )  # fmt: skip


def coverage_rows(asked: Mapping[str, Any], on: date) -> list[Row]:
    """Return, by organisation, how far its chains reached on the day ``on``."""
    found = []
    for code, net in _nets(asked, on):
        reach = coverage_of(net)
        row: Row = {"org_code": code}
        for level in LinkLevel:
            share = reach.levels[level]
            row |= {f"linked_{level}": share.done, f"total_{level}": share.total}
        row |= {"whole_groups": reach.chains.done, "groups": reach.chains.total}
        for end, many in zip(FAR, ("households", "women"), strict=True):
            row |= {
                f"linked_{many}": reach.linked[end].done, f"whole_{many}": reach.whole[end].done,
                many: reach.linked[end].total,
            }  # fmt: skip
        found.append(row)
    return found


def gap_rows(asked: Mapping[str, Any], on: date) -> list[Row]:
    """Return, by organisation and kind, how many gaps its chains had on the day ``on``."""
    most = setting(SettingName.CONTACT_MOST)
    rows = [
        {"id": f"{code}:{kind.value}", "org_code": code, "kind": kind.value, "says": SAYS[kind],
         "count": len(keys)}
        for code, net in _nets(asked, on) for kind, keys in found_in(net, most).items()
    ]  # fmt: skip
    if "kind" in asked:
        rows = [row for row in rows if row["kind"] == asked["kind"]]
    return sorted(rows, key=lambda row: str(row["id"]))


def _nets(asked: Mapping[str, Any], on: date) -> list[tuple[str, Net]]:
    orgs = Org.objects.filter(code=code_now(asked["org"])) if "org" in asked else Org.objects.all()
    known = dict(orgs.values_list("pk", "code"))
    nets = nets_of(known if "org" in asked else None, on, named=False)
    found = [(known[pk], net) for pk, net in nets.items() if pk in known]
    return sorted(found, key=lambda one: one[0])


def _end(columns: tuple[str, ...], rest: str) -> Case:
    whens = [When(**{f"{column}__isnull": False}, then=Value(column)) for column in columns]
    return Case(*whens, default=Value(rest), output_field=CharField())
