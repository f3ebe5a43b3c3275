"""Paper logs: the code in a sheet's corner, what is printed on it, and what was typed from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import segno
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from duties.models import DutyLogEntry
from duties.queries.catalogue import posts_between
from duties.queries.log import named, next_month
from duties.queries.posts import PLACE
from duties.rules.posts import ON_POSTS
from fulian.dated import live_on
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, OrgStatus
from orgs.queries.lineage import org_of_code

CODE = re.compile(r"(\d{6,12}(?:-\d{1,3})*)-?(20\d\d)(0[1-9]|1[0-2])", re.ASCII)
ROWS = 14  # empty lines of a sheet


@dataclass(frozen=True, slots=True)
class Paper:
    """An organisation's paper log of a month: ``code`` stands in its corner, ``picture`` as QR."""

    org: Org
    month: date
    posts: tuple[str, ...]

    @property
    def code(self) -> str:
        """The corner code: the organisation's code and the month."""
        return f"{self.org.code}-{self.month:%Y%m}"

    @property
    def picture(self) -> str:
        """The corner code as a QR picture."""
        return str(segno.make(self.code, error="m").svg_inline(scale=3, border=2))

    @property
    def last(self) -> date:
        """The month's last day."""
        return next_month(self.month) - timedelta(days=1)


def papers_of(orgs: list[Org], month: date) -> list[Paper]:
    """Return the paper logs of some organisations for a month."""
    last = next_month(month) - timedelta(days=1)
    names = tuple(post.name for post in posts_between(month, last))
    return [Paper(org, month, names) for org in orgs]


def places_with_papers(top: Org, on: date) -> QuerySet[Org]:
    """Return who writes on paper: active places in reach, ``top`` or below, with a committee."""
    seats = Appointment.rows.filter(live_on(on), org=OuterRef("pk"), office__in=COMMITTEE)
    rows = Org.objects.filter(Exists(seats), status=OrgStatus.ACTIVE)
    return rows.filter(lft__gte=top.lft, lft__lte=top.rght).order_by("lft")


def paper_of_code(text: str, today: date) -> Paper:
    """Return the paper whose corner code was typed or scanned.

    Spaces, full-width digits and a missing hyphen are understood. Raises ``ValidationError`` for
    anything else, for a place out of reach exactly as for none, and for a month to come.
    """
    typed = re.sub(r"[\s—–－_]+", lambda m: "-" if m[0].strip() else "", text[:60])
    found = CODE.fullmatch(unicodedata.normalize("NFKC", typed))
    org = org_of_code(found[1]) if found else None
    if found is None or org is None:
        raise ValidationError(
            "没有找到这个编号。编号在纸的右上角，例如 430424112200-202611。", code="unknown"
        )
    month = date(int(found[2]), int(found[3]), 1)
    if month > today:
        raise ValidationError("这个月还没有到，请核对编号里的年月。", code="future")
    return papers_of([org], month)[0]


def seats_of_month(paper: Paper) -> list[Appointment]:
    """Return who was in office at the organisation on some day of the month, by office and name."""
    days = Q(since__lte=paper.last) & (Q(until__isnull=True) | Q(until__gt=paper.month))
    seats = Appointment.objects.filter(days, org=paper.org, office__in=ON_POSTS)
    named_ = seats.select_related("person").order_by("person__pinyin", "pk")
    return sorted(named_, key=lambda seat: PLACE[seat.office])


def typed_of(paper: Paper) -> QuerySet[DutyLogEntry]:
    """Return the lines typed from a paper so far, in the order of their days."""
    lines = named(DutyLogEntry.objects.filter(org=paper.org, paper=paper.code))
    return lines.select_related("appointment__person").order_by("done_on", "pk")
