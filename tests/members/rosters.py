"""How each verb of the roster is done once, and how its table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from members import services
from members.models import RosterImport
from members.services.roster import looking
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.members.sheets import line, sheet
from tests.people import person


def row(cast: Any) -> RosterImport:
    """Return a roster of one right row and a wrong one, for the village's organisation."""
    data = sheet(line(cast), line(cast, 职务="会长"))
    return services.preview_roster(
        data=data, filename="名单.xlsx", org=cast.village, by=cast.admin, at=NOW
    )


def confirmed(cast: Any) -> RosterImport:
    """Return it confirmed as far as it is right."""
    return services.confirm_roster(roster=row(cast), by=cast.admin, at=NOW, only_right=True)


def _large(cast: Any) -> RosterImport:
    """Return a roster that is kept as it came, as one of many rows is, in its uploader's seat."""
    found = hats.grant_hat(cast.admin, cast.county, cast.admin_grant.pk, TODAY)
    assert found is not None
    cast.admin.hat = found[0]
    roster = RosterImport(org=cast.village, user=cast.admin, filename="大.xlsx", made_at=NOW)
    looking.keep_file(roster, sheet(line(cast)), cast.admin)
    roster.save()
    return roster


def _ordered(cast: Any) -> RosterImport:
    """Return a roll that was asked for, in the seat of whoever asked."""
    found = hats.grant_hat(cast.admin, cast.county, cast.admin_grant.pk, TODAY)
    assert found is not None
    cast.admin.hat = found[0]
    return services.order_export(by=cast.admin, at=NOW)


VERBS: dict[str, Callable[[Any], Any]] = {
    "members.preview_roster": row,
    "members.confirm_roster": confirmed,
    "members.read_roster": lambda c: services.read_roster(roster=_large(c), at=NOW),
    "members.export_roster": lambda c: services.export_roster(on=TODAY, by=c.admin),
    "members.order_export": lambda c: services.order_export(by=c.admin, at=NOW),
    "members.write_export": lambda c: services.write_export(roster=_ordered(c), at=NOW),
    "members.print_contacts": lambda c: services.print_contacts(
        org=c.village, on=TODAY, by=c.admin
    ),
    "members.set_for_many": lambda c: services.set_for_many(
        people=[person(c.village).pk], field="education", value="bachelor", by=c.admin
    ),
    "members.cancel_roster": lambda c: services.cancel_roster(roster=row(c), by=c.admin, at=NOW),
    "members.write_roster": lambda c: services.write_roster(roster=confirmed(c), at=NOW),
    "members.fail_roster": lambda c: services.fail_roster(
        roster=confirmed(c), reason="这个组织已经撤销。", at=NOW
    ),
}
