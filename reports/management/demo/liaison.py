"""Those in contact and contracted areas for the demo county, with some left out on purpose."""

from __future__ import annotations

from typing import Any

from duties import services
from duties.models import Household, LiaisonLink, LinkLevel, Woman, WomanKind
from fulian import scoping
from orgs.models import Level, Org
from reports.management.demo.committees import Crew
from reports.management.demo.story import GIVEN, SHOWN_PLACES, SURNAMES, Demo, noon

VILLAGES, HOMES, WOMEN = 30, 12, 4
KINDS = WomanKind.values


def keep_contacts(demo: Demo, crews: list[Crew]) -> int:
    """Register households and women of the first villages and link them; return how many."""
    homes: list[Household] = []
    women: list[Woman] = []
    links: list[LiaisonLink] = []
    kept = [
        crew for crew in _shown_first(demo, crews)
        if crew.representatives and crew.org.level == Level.VILLAGE
    ]  # fmt: skip
    county = scoping.current().county
    plan = []
    for crew in kept[:VILLAGES]:
        lot = demo.lot_of(f"{crew.org.code}:contacts")
        names = lot.sample([a + b for a in SURNAMES for b in GIVEN], HOMES + WOMEN)
        for n, name in enumerate(names):
            facts = {"county_id": county, "org": crew.org, "since": demo.since}
            row: Household | Woman
            if n < HOMES:
                row = Household(name=f"{name}家", women=lot.randrange(1, 4), **facts)
                homes.append(row)
            else:
                row = Woman(name=name, kind=lot.choice(KINDS), **facts)
                women.append(row)
            if lot.random() < 0.9:  # the others nobody keeps in touch with yet
                plan.append((row, lot.choice(crew.representatives)))
    root = Org.rows.get(parent__isnull=True)
    count = services.add_contacts(org=root, households=homes, women=women, by=None)
    for row, above in plan:
        end = "household" if isinstance(row, Household) else "woman"
        links.append(
            LiaisonLink(
                county_id=county, org=row.org, level=LinkLevel.TO_GROUP, above=above,
                since=demo.since, until=above.until, entered_at=noon(demo.since), **{end: row},
            )
        )  # fmt: skip
    services.work_many(org=root, links=links, by=None)
    return count + len(links)


def _shown_first(demo: Demo, crews: list[Crew]) -> list[Crew]:
    """Return the crews of the places people are shown before the others."""
    shown = SHOWN_PLACES.get(demo.code, ())
    return sorted(crews, key=lambda crew: crew.org.code not in shown)


def share_areas(demo: Demo, crews: list[Crew]) -> int:
    """Let the shown townships and villages answer for their areas, the last left out."""
    done = 0
    for crew in _shown_first(demo, crews)[:6]:
        seats = [seat for seat in crew.executives if seat.until is None]
        below = Org.rows.filter(parent=crew.org, level=Level.VILLAGE, status="active")
        targets: list[Any] = (
            list(below.order_by("lft")) if crew.org.level == Level.TOWNSHIP else crew.groups
        )
        for n, target in enumerate(targets[:-1] if seats else ()):
            services.assign_each(
                appointment=seats[n % len(seats)], targets=[target], on=demo.since, by=None
            )
            done += 1
    return done
