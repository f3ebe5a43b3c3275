"""One of everything of liaison: contacts, areas and how each of their verbs is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from duties import services
from duties.models import AreaAssignment, Household, LiaisonLink, Woman
from duties.services.links import Wanted
from members.models import Office
from orgs.models import Org
from tests.conftest import TODAY
from tests.people import group, seat


def representative(cast: Any) -> Any:
    """Seat a representative of the village."""
    return seat(cast.village, Office.REPRESENTATIVE, "傅雪晴")


def household(cast: Any, name: str = "张家") -> Household:
    """Register a household of the village."""
    return services.add_household(org=cast.village, name=name, on=TODAY, by=None)


def woman(cast: Any, name: str = "王大姐") -> Woman:
    """Register a woman of the village."""
    return services.add_woman(org=cast.village, name=name, on=TODAY, by=None)


def area(cast: Any) -> AreaAssignment:
    """Let a member of the village's committee answer for a group."""
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, "舒若兰")
    far = group(cast.village, f"{cast.county.name}组")
    return services.assign_area(appointment=she, group=far, on=TODAY, by=cast.admin)


def beside(cast: Any) -> LiaisonLink:
    """Let somebody help to keep in touch with a household."""
    home = household(cast, "李家")
    services.link(above=representative(cast), household=home, on=TODAY, by=None)
    more = seat(cast.village, Office.REPRESENTATIVE, "史慧敏")
    return services.link(above=more, household=home, is_primary=False, on=TODAY, by=None)


def _proposed(cast: Any) -> Any:
    wanted = Wanted(representative(cast).pk, "household", household(cast).pk)
    return services.link_proposed(org=cast.village, links=[wanted], on=TODAY, by=cast.admin)


def _relink(cast: Any) -> Any:
    return services.relink(
        above=representative(cast), household=household(cast), on=TODAY, by=cast.admin
    )


def _many(cast: Any) -> int:
    row = Woman(county_id=cast.county.pk, org=cast.village, name="赵大姐", since=TODAY)
    return services.add_contacts(org=cast.village, women=[row], by=cast.chair)


def _stopped(cast: Any) -> Any:
    return services.stop_contact(contact=woman(cast), on=TODAY, by=cast.admin)


def _purge(cast: Any) -> int:
    row = household(cast)
    Household.rows.filter(pk=row.pk).update(since=date(2024, 1, 1), until=date(2024, 5, 1))
    return services.purge_contacts(on=TODAY)


def _pass_on(cast: Any) -> int:
    household(cast)
    into = Org.rows.get(code=f"{cast.county.code}100201")
    return services.pass_contacts_on(org=cast.village, into=into, on=TODAY, by=cast.admin)


def _stop_all(cast: Any) -> int:
    household(cast)
    return services.stop_contacts(org=cast.village, on=TODAY, by=cast.admin)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.make_primary": lambda c: services.make_primary(link=beside(c), on=TODAY, by=c.admin),
    "duties.link_proposed": _proposed,
    "duties.relink": _relink,
    "duties.add_household": household,
    "duties.add_woman": woman,
    "duties.add_contacts": _many,
    "duties.change_contact": lambda c: services.change_contact(
        contact=woman(c), name="孙大姐", on=TODAY, by=c.admin
    ),
    "duties.stop_contact": _stopped,
    "duties.restore_contact": lambda c: services.restore_contact(contact=_stopped(c), by=c.admin),
    "duties.purge_contacts": _purge,
    "duties.pass_contacts_on": _pass_on,
    "duties.stop_contacts": _stop_all,
    "duties.assign_area": area,
    "duties.end_area": lambda c: services.end_area(area=area(c), on=TODAY, by=c.admin),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    Household: household,
    Woman: woman,
    AreaAssignment: area,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each."""
    home = household(cast)
    found = area(cast).pk
    return {"contacts": home.pk, "areaassignment": found, "areas": found}
