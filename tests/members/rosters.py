"""How each verb of the roster is done once, and how its table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members import services
from members.models import RosterImport
from tests.conftest import NOW
from tests.members.sheets import line, sheet


def row(cast: Any) -> RosterImport:
    """Return a roster of one right row and a wrong one, for the village's organisation."""
    data = sheet(line(cast), line(cast, 职务="会长"))
    return services.preview_roster(
        data=data, filename="名单.xlsx", org=cast.village, by=cast.admin, at=NOW
    )


def confirmed(cast: Any) -> RosterImport:
    """Return it confirmed as far as it is right."""
    return services.confirm_roster(roster=row(cast), by=cast.admin, at=NOW, only_right=True)


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.preview_roster": row,
    "members.confirm_roster": confirmed,
    "members.cancel_roster": lambda c: services.cancel_roster(roster=row(c), by=c.admin, at=NOW),
    "members.write_roster": lambda c: services.write_roster(roster=confirmed(c), at=NOW),
    "members.fail_roster": lambda c: services.fail_roster(
        roster=confirmed(c), reason="这个组织已经撤销。", at=NOW
    ),
}
