"""Part of the verbs by which rows go over to a successor: where they stood is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Model

from fulian.database import bulk
from fulian.scoping import current
from orgs.models import Org, Stay
from orgs.services.recording import Change, made_many


def stayed(rows: Iterable[Model], org: Org, on: date) -> list[Change]:
    """Keep that ``rows`` were of ``org`` until the day ``on``; return the change, none for none.

    A second merger of the same day keeps where they stood in the morning.
    """
    wanted = [(row._meta.db_table, row.pk) for row in rows]
    known = set(
        Stay.rows.filter(until=on, row__in=[pk for _, pk in wanted]).values_list("kind", "row")
    )
    stays = [
        Stay(county_id=current().county, org=org, kind=kind, row=pk, until=on)
        for kind, pk in wanted if (kind, pk) not in known
    ]  # fmt: skip
    return [made_many(Stay, bulk.insert_all(stays))] if stays else []
