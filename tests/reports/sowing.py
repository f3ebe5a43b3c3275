"""A county with everything the reports count, with gaps on purpose: sown from one seed."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Org
from tests import copied
from tests.reports.planting import Planter
from tests.reports.planting_homes import HomeSower
from tests.reports.planting_organisations import OrganisationSower
from tests.reports.planting_teams import TeamSower

SOWERS = [OrganisationSower, TeamSower, HomeSower]


def sow(seed: int) -> None:
    """Sow the open county from ``seed``: the same seed, the same county."""
    Planter(seed).all()
    for sower in SOWERS:
        sower(seed).all()


def sown(cast: SimpleNamespace, seed: int) -> SimpleNamespace:
    """Sow the county of ``cast`` from ``seed``, once for all tests."""

    def fill() -> None:
        with scope(cast.county.pk):
            sow(seed)

    copied.once(f"sown {cast.county.code} {seed}", fill, cast.county)
    return cast


def grow(cast: SimpleNamespace) -> None:
    """Give the open county a park, two communities, and units in new fields, some of them young."""
    code, spring = cast.county.code, date(2026, 3, 1)
    park = ground.found_org(
        parent=cast.root, name="东区产业园", code=f"{code}401000", on=spring, by=None,
        field="park", kind="branch",
    )  # fmt: skip
    ground.convert_org(org=park, kind="working_committee", on=date(2026, 8, 1), by=None)
    for n, town in enumerate((cast.town, cast.other_town)):
        ground.found_org(
            parent=town, name=f"{n}号社区居民委员会", code=f"{town.code[:9]}00{n + 1}", on=spring,
            by=None,
        )  # fmt: skip
    beside = [
        (cast.town, "market", date(2026, 2, 1)), (cast.village, "chamber", date(2026, 7, 1)),
        (cast.root, "maker", date(2026, 9, 30)), (park, "building", date(2026, 10, 1)),
    ]  # fmt: skip
    for n, (parent, field, on) in enumerate(beside):
        ground.found_org(parent=parent, name=f"{n}号联合会", on=on, by=None, field=field)
    first = Org.rows.filter(field="market").get()
    ground.close_org(org=first, on=date(2026, 9, 30), by=None)
