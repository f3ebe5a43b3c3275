"""Reads of who sits where: committees, a person's seats, an organisation's shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from fulian.dated import live_on
from members.models import (
    Appointment,
    CommitteeBody,
    CommitteeSeat,
    CongressTerm,
    Office,
    WomensGroup,
)
from members.models.appointments import COMMITTEE
from members.queries.quotas import book_on
from members.rules import Quota
from orgs.models import Org
from orgs.queries.lineage import at_org

OFFICES = list(Office)
IN_TWO = ~Q(body=CommitteeBody.STANDING)  # 两委; of a township its 党（工）委
API_FIELDS = (
    "id", "person", "office", "employment", "origin", "fill", "group", "leads_women", "letter_on",
    "expected_until", "since", "until", "departure", "decided_by",
)  # fmt: skip


def live(on: date) -> Q:
    """Condition: the seat is held on the day ``on``."""
    return live_on(on)


def by_office() -> Case:
    """Return the order in which offices are listed: the chair first."""
    cases = [When(office=office, then=n) for n, office in enumerate(OFFICES)]
    return Case(*cases, output_field=IntegerField())


def committee_of(org: Org, on: date) -> QuerySet[Appointment]:
    """Return who sits on the organisation's committee on the day ``on``, the chair first."""
    seats = Appointment.objects.filter(live(on), org=org, office__in=COMMITTEE)
    return seats.select_related("person").order_by(by_office(), "since", "person__pinyin", "pk")


def beside_committee(org: Org, on: date) -> QuerySet[Appointment]:
    """Return the organisation's representatives and group leaders on the day ``on``."""
    offices = (Office.REPRESENTATIVE, Office.GROUP_LEADER)
    held = Appointment.objects.filter(live(on), org=org, office__in=offices)
    return held.select_related("person").order_by("person__pinyin", "since", "pk")


def seats_of(person: Any) -> QuerySet[Appointment]:
    """Return the seats somebody holds and held in reach, the latest first."""
    seats = Appointment.objects.filter(person=person).select_related("org", "group", "term")
    return seats.order_by(F("until").desc(nulls_first=True), "-since", "pk")


def committee_seats_of(person: Any) -> QuerySet[CommitteeSeat]:
    """Return the seats somebody holds and held in villages' two committees, the latest first."""
    rows = CommitteeSeat.objects.filter(person=person).select_related("org")
    return rows.order_by(F("until").desc(nulls_first=True), "-since", "pk")


def groups_of(org: Org, on: date) -> QuerySet[WomensGroup]:
    """Return the organisation's women's groups that stand on the day ``on``, the oldest first."""
    standing = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return WomensGroup.objects.filter(standing, org=org).order_by("founded_on", "pk")


def term_of(org: Org, on: date) -> CongressTerm | None:
    """Return the organisation's congress term that runs on the day ``on``, be it extended."""
    begun = CongressTerm.rows.filter(org=org, starts_on__lte=on).order_by("-starts_on")
    return begun.alias(last=Coalesce("extended_to", "ends_on")).filter(last__gt=on).first()


@dataclass(frozen=True, slots=True)
class Structure:
    """How many sit at an organisation by office, beside how many should (domain A15).

    ``in_two`` has an entry for each woman in 两委, true for the chair.
    """

    chairs: int
    vice_chairs: int
    executives: int
    representatives: int
    leaders: int
    quota: Quota | None
    in_two: tuple[bool, ...] = ()

    @property
    def whole(self) -> int:
        """The committee with its chair and vice-chairs."""
        return self.chairs + self.vice_chairs + self.executives

    @property
    def readings(self) -> str:
        """Both ways of counting who is there."""
        return f"含主席、副主席共 {self.whole} 人 / 不含主席、副主席 {self.executives} 人"

    @property
    def gaps(self) -> dict[str, int]:
        """How many seats of each office are empty; vice-chairs too many fill executive seats."""
        if self.quota is None:
            return dict.fromkeys(COMMITTEE, 0)
        executives = self.executives + spare_vice_chairs(self.quota, self.vice_chairs)
        return {
            Office.CHAIR: max(self.quota.chair - self.chairs, 0),
            Office.VICE_CHAIR: max(self.quota.vice_min - self.vice_chairs, 0),
            Office.EXECUTIVE_MEMBER: max(self.quota.ordinary - executives, 0),
        }

    @property
    def missing(self) -> int:
        """How many seats are empty in all."""
        return sum(self.gaps.values())


def structure_of(org: Org, on: date) -> Structure:
    """Return the organisation's shape on the day ``on``."""
    seats = Appointment.rows.filter(live(on), org=org)
    chair = seats.filter(office=Office.CHAIR, person=OuterRef("person"))
    in_two = CommitteeSeat.rows.filter(IN_TWO, live(on), org=org)
    held, sits = (
        Org.rows.filter(pk=org.pk)
        .values_list(
            ArraySubquery(seats.values("office")),
            ArraySubquery(in_two.values_list(Exists(chair))),
        )
        .get()
    )
    rule = book_on(on).of(org)
    quota = rule.quota if rule else None
    chairs, vices, executives, representatives, leaders = (held.count(one) for one in OFFICES)
    return Structure(
        chairs, vices, executives, representatives, leaders, quota, in_two=tuple(sits)
    )  # fmt: skip


def spare_vice_chairs(quota: Quota, held: int) -> int:
    """Return how many vice-chairs fill executive seats: those above the least, where they count."""
    return max(held - quota.vice_min, 0) if quota.is_inclusive else 0


def seat_rows(asked: dict[str, Any], on: date) -> QuerySet[Any, dict[str, Any]]:
    """Return the seats held on ``on`` in reach as ``values()``, with names: the face masks them."""
    rows: QuerySet[Any, Any] = at_org(Appointment.objects.filter(live(on)), asked)
    if "office" in asked:
        rows = rows.filter(office=asked["office"])
    return rows.values(
        *API_FIELDS, org_code=F("org__code"), name=F("person__name"),
        term_number=F("term__number"), group_name=F("group__name"),
    )  # fmt: skip
