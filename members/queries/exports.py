"""Rolls taken out by the worker: hers alone, on their way or kept for a while."""

from __future__ import annotations

import base64
from datetime import date

from django.db.models import Q, QuerySet

from members.models import Appointment, Person, RosterImport
from members.queries.roster import sheet_of
from members.queries.seats import live
from orgs.models import Org, User

AT_ONCE = 500  # lines that are answered within the request


def is_small_roll(on: date) -> bool:
    """Say whether the roll in reach is short enough to be answered at once."""
    seats = Appointment.objects.filter(live(on))
    here = Person.objects.filter(org__in=Org.objects.values("pk"), merged_into=None)
    bare = here.exclude(pk__in=seats.values("person"))
    return seats.count() + bare.count() <= AT_ONCE


def exports_of(user: User) -> QuerySet[RosterImport]:
    """Return what ``user`` asked for and still has in reach, the latest first; ``is_kept`` or not.

    What is kept of each lies in ``sheet``, which is read when it is asked for.
    """
    rows = RosterImport.objects.filter(purpose=RosterImport.Purpose.EXPORT, user_id=user.pk)
    rows = rows.select_related("org").defer("sheet", "problems").order_by("-made_at", "-pk")
    return rows.annotate(is_kept=Q(sheet__isnull=False, state=RosterImport.State.DONE))


def export_file(row: RosterImport, by: User) -> bytes | None:
    """Return a finished workbook to whoever asked for it; None when it is not there for her.

    With whole numbers it is for who may see them today.
    """
    if row.user_id != by.pk or row.state != RosterImport.State.DONE:
        return None
    kept = sheet_of(row)
    if "file" not in kept or (kept["whole"] and not by.has_perm("members.reveal_person")):
        return None
    return base64.b64decode(kept["file"])
