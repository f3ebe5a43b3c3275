"""Empty seats: which office is missing where, and since which day (indicator I-TEAM-9).

A seat opens on the day the organisation was founded or its quota began, and again whenever
somebody leaves it. Whoever is seated fills the seat that has been open longest; what is left over
are the vacancies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from members.models import Appointment, CongressTerm, Departure, Office
from members.models.appointments import COMMITTEE
from members.queries.quotas import InForce, book_on
from members.queries.seats import live, spare_vice_chairs
from members.rules import NOT_LEFT
from orgs.models import Org

Days = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One empty seat: where, of which office, open since when; ``days`` until the day asked for."""

    org: Org
    office: str
    opened_on: date
    days: int

    @property
    def office_name(self) -> str:
        """The office in Chinese."""
        return str(Office(self.office).label)


@dataclass(frozen=True, slots=True)
class Missing:
    """What one organisation lacks: how many of each office, and since when the longest."""

    org: Org
    vacancies: tuple[Vacancy, ...]

    @property
    def offices(self) -> list[tuple[str, int, date]]:
        """Each office that lacks somebody: its name, how many, since when the longest."""
        found = []
        for office in COMMITTEE:
            opened = [v.opened_on for v in self.vacancies if v.office == office]
            if opened:
                found.append((str(office.label), len(opened), min(opened)))
        return found


def vacancies_of(org: Org, on: date) -> list[Vacancy]:
    """Return the organisation's empty seats on the day ``on``: chair first, longest open first."""
    return _vacancies(Org.rows.filter(pk=org.pk), on)


def vacancies_in_reach(on: date, *, level: str = "") -> list[Vacancy]:
    """Return every empty seat in the open subtree on ``on``, in tree order; three queries."""
    orgs = Org.objects.order_by("lft")
    return _vacancies(orgs.filter(level=level) if level else orgs, on)


def missing_in_reach(on: date, *, level: str = "") -> list[Missing]:
    """Return which organisations in reach lack somebody on ``on``, in tree order."""
    found: dict[int, list[Vacancy]] = defaultdict(list)
    for vacancy in vacancies_in_reach(on, level=level):
        found[vacancy.org.pk].append(vacancy)
    return [Missing(those[0].org, tuple(those)) for those in found.values()]


def openings(
    *, seats: int, opened_on: date, days: Sequence[Days], filled: int, on: date
) -> list[date]:
    """Return since when each empty seat of one office is open on the day ``on``.

    ``days`` are those of every holder who had begun by ``on``; ``filled`` how many seats somebody
    of another office fills.
    """
    ended = [until for _, until in days if until is not None and until <= on]
    opened = sorted([*[opened_on] * seats, *ended])
    return opened[len(days) + filled :]


def _vacancies(orgs: QuerySet[Org], on: date) -> list[Vacancy]:
    book = book_on(on)
    standing = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    held = _held(orgs, on)
    return [
        vacancy
        for org in orgs.filter(standing, is_counted=True)
        if (rule := book.of(org)) is not None
        for vacancy in _of(org, rule, held.get(org.pk, {}), on)
    ]


def _held(orgs: QuerySet[Org], on: date) -> dict[int, dict[str, list[Days]]]:
    begun = Appointment.rows.filter(
        since__lte=on, office__in=COMMITTEE, org__in=orgs.order_by().values("pk")
    )
    held: dict[int, dict[str, list[Days]]] = {}
    for org, office, since, until in begun.values_list("org_id", "office", "since", "until"):
        held.setdefault(org, {}).setdefault(office, []).append((since, until))
    return held


def _of(org: Org, rule: InForce, held: dict[str, list[Days]], on: date) -> Iterable[Vacancy]:
    quota = rule.quota
    opened_on = max(org.founded_on, rule.since) if rule.since else org.founded_on
    vices = sum(until is None or until > on for _, until in held.get(Office.VICE_CHAIR, []))
    seats = {
        Office.CHAIR: (quota.chair, 0),
        Office.VICE_CHAIR: (quota.vice_min, 0),
        Office.EXECUTIVE_MEMBER: (quota.ordinary, spare_vice_chairs(quota, vices)),
    }
    for office, (count, filled) in seats.items():
        for day in openings(
            seats=count, opened_on=opened_on, days=held.get(office, []), filled=filled, on=on
        ):
            yield Vacancy(org, office, day, (on - day).days)


def waiting_for_substitutes(org: Org, on: date) -> QuerySet[Appointment]:
    """Return the executive members who left during the term of ``on`` and were not replaced."""
    filled = _fillings().filter(org=org).values("replaces")
    left = _left_on(on).filter(org=org).exclude(pk__in=filled)
    return left.select_related("person", "org").order_by("until", "pk")


def waiting_in(orgs: Collection[int], on: date) -> dict[int, list[Appointment]]:
    """Return, by organisation of ``orgs``, whom nobody replaced yet, who left first first."""
    filled = _fillings().filter(org__in=orgs).values("replaces")
    left = _left_on(on).filter(org__in=orgs).exclude(pk__in=filled)
    found: dict[int, list[Appointment]] = defaultdict(list)
    for seat in left.select_related("person").order_by("until", "pk"):
        found[seat.org_id].append(seat)
    return found


def with_members(orgs: Collection[int], on: date) -> set[int]:
    """Return which of ``orgs`` have executive members on the day ``on``."""
    seats = Appointment.rows.filter(live(on), org__in=orgs, office=Office.EXECUTIVE_MEMBER)
    return set(seats.values_list("org", flat=True))


def waiting_on(on: date) -> dict[int, list[date]]:
    """Return, by organisation in reach, on which days those left who still lack a substitute."""
    filled = _fillings().filter(since__lte=on).values("replaces")
    left = _left_on(on).filter(org__in=Org.objects.order_by().values("pk"))
    found: dict[int, list[date]] = defaultdict(list)
    for org, until in left.exclude(pk__in=filled).values_list("org_id", "until"):
        if until is not None:
            found[org].append(until)
    return found


def _fillings() -> QuerySet[Appointment]:
    return Appointment.rows.filter(replaces__isnull=False).exclude(departure=Departure.MISTAKE)


def _left_on(on: date) -> QuerySet[Appointment]:
    """Return the executive members who left during the term that runs on ``on``, for good."""
    terms = CongressTerm.rows.filter(org=OuterRef("org"), starts_on__lte=on)
    running = terms.alias(last=Coalesce("extended_to", "ends_on")).filter(last__gt=on)
    sitting = Appointment.rows.filter(
        live(on), org=OuterRef("org"), person=OuterRef("person"), office__in=COMMITTEE
    )
    left = Appointment.rows.filter(
        ~Exists(sitting), office=Office.EXECUTIVE_MEMBER, until__lte=on, since__lt=F("until"),
        until__gte=Subquery(running.order_by("-starts_on").values("starts_on")[:1]),
    )  # fmt: skip
    return left.exclude(departure__in=NOT_LEFT)
