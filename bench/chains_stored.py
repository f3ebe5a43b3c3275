"""The nets of ``bench.chains`` as rows of a county: what the finder reads before it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from duties.models import Household, LiaisonLink, LinkLevel
from duties.queries.nets import LOWER, UPPER, Net
from fulian.database import bulk
from fulian.scoping import scope
from members.models import Appointment, Departure, Person, WomensGroup
from orgs import services
from orgs.models import County, Org
from orgs.queries.divisions import Proposal, _read

Rows = list[tuple[Any, ...]]
CODE, NAME = "110101", "测试县"
SINCE, LEFT_ON = date(2026, 1, 1), date(2026, 6, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def stored(nets: Mapping[int, Net]) -> tuple[County, dict[int, int]]:
    """Open a county with an organisation for each net; return it, and whose net each one's is.

    Rows have the keys they have in the nets. Whom a link names though nobody sits there has left.
    """
    towns = [key for key, net in nets.items() if not net.households]
    villages = [key for key, net in nets.items() if net.households]
    county = County.objects.create(code=CODE, name=NAME, opened_at=AT)
    whose: dict[int, int] = {}
    with scope(county.pk):
        units = _read(list(_divisions(len(towns), len(villages))))
        services.plant_tree(Proposal(CODE, NAME, "", units).units, on=SINCE)
        orgs = list(Org.rows.filter(parent__isnull=False).order_by("level", "code"))
        for org, key in zip(orgs, [*towns, *villages], strict=True):
            whose[org.pk] = key
            _write(org, nets[key])
    return county, whose


def _divisions(towns: int, villages: int) -> Iterator[tuple[str, str]]:
    yield f"{CODE}000000", NAME
    share = -(-villages // towns)
    for n in range(towns):
        yield f"{CODE}{100 + n}000", f"{n}镇"
        for k in range(min(share, villages - n * share)):
            yield f"{CODE}{100 + n}{200 + k}", f"{n}之{k}村村民委员会"


def _write(org: Org, net: Net) -> None:
    """Write one organisation's rows, a statement for each table."""
    seats: Rows = [(pk, pk, seat.office, None, "") for pk, seat in net.seats.items()]
    seats += [
        (pk, pk, office, LEFT_ON, Departure.RESIGNED) for pk, office in _who_left(net).items()
    ]
    people = [(pk, "白春燕", "bai chun yan") for pk, *_ in seats]
    ties: Rows = [(t.pk, t.level, t.above, t.below, t.group, None) for t in net.ties]
    last = int(LinkLevel.TO_GROUP)
    for one in net.bundles:
        held = zip(one.ties, one.far, strict=True)
        ties += [(pk, last, one.above, None, None, far) for pk, far in held]
    ends = ["above_id", "below_id", "group_id", "household_id"]
    _insert(Person, org, ["id", "name", "pinyin"], people)
    _insert(Appointment, org, ["id", "person_id", "office", "until", "departure"], seats)
    _insert(WomensGroup, org, ["id", "name"], [(pk, f"第{pk}组") for pk in net.groups])
    _insert(Household, org, ["id", "name"], [(pk, f"第{pk}户") for pk in net.households])
    _insert(LiaisonLink, org, ["id", "level", *ends], ties)


def _who_left(net: Net) -> dict[int, str]:
    """Return who is named by a link and does not sit there, with the office the link is for."""
    named = {one.above: UPPER[LinkLevel.TO_GROUP] for one in net.bundles}
    for tie in net.ties:
        named[tie.above] = UPPER[tie.level]
        if tie.below is not None:
            named[tie.below] = LOWER[tie.level]
    return {pk: office for pk, office in named.items() if pk not in net.seats}


def _insert(model: Any, org: Org, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows``; what they do not say is what the model says by itself, begun ``SINCE``."""
    same: dict[str, Any] = {"county_id": org.county_id, "org_id": org.pk}
    for field in model._meta.concrete_fields:
        is_said = field.column in columns or field.column in same or field.has_db_default()
        if not (is_said or field.null):
            same[field.column] = (
                SINCE if field.name in ("since", "founded_on") else field.get_default()
            )
    bulk.insert_rows(model, columns, rows, same)
