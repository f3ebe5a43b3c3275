"""Reads of courtyard campaigns: who takes part, how far, and what was scored (domain A41).

Scores are read one village at a time, by whoever may; no list, export or interface has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from duties.models import AreaAssignment, Household, Woman
from fulian.searching import meant
from homes.models import (
    CourtyardCampaign,
    CourtyardEntry,
    CourtyardObjection,
    CourtyardSample,
    CourtyardScheme,
    CourtyardScore,
    EntryStatus,
    ScorerConflict,
)
from homes.rules.scoring import Result, result_of, tenths_said
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus
from orgs.queries.hats import live
from orgs.queries.naming import places
from orgs.queries.tree import ancestors_of

Kind = CourtyardScore.Kind
SHOWN = 30
GONE = "已删除姓名的家庭"
Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A household in a campaign with where its score stands; ``mine`` says that I scored it."""

    entry: CourtyardEntry
    result: Result
    scorers: int
    area: str
    is_drawn: bool
    is_checked: bool
    mine: bool

    @property
    def name(self) -> str:
        """What the household is called."""
        return str(self.entry.household) or GONE


@dataclass(frozen=True, slots=True)
class Given:
    """What one scorer gave: who, from where, in sum and in each part."""

    pk: int
    who: str
    org: str
    is_recheck: bool
    total: str
    remark: str
    said: tuple[tuple[str, int], ...]


def courtyards_seen_from(org: Org) -> QuerySet[CourtyardCampaign]:
    """Return the rounds of ``org``, of those above it, and of those below in reach."""
    above = [one.pk for one in ancestors_of(org)]
    mine = CourtyardCampaign.objects.values("pk")
    rows = CourtyardCampaign.rows.filter(Q(org__in=above) | Q(pk__in=mine))
    return rows.select_related("org", "campaign").order_by("-since", "-pk")


def running_at(org: Org, on: date) -> list[CourtyardCampaign]:
    """Return the rounds that a household of ``org`` may take part in on a day."""
    line = [*(one.pk for one in ancestors_of(org)), org.pk]
    return list(CourtyardCampaign.rows.filter(live(on), org__in=line).order_by("since", "pk"))


def sheets_of(courtyard: CourtyardCampaign) -> QuerySet[CourtyardScheme]:
    """Return the versions of a round's score sheet, the present one first; villages see them."""
    return CourtyardScheme.rows.filter(courtyard=courtyard).order_by("-number")


def sheet_of(courtyard: CourtyardCampaign) -> CourtyardScheme:
    """Return the present version of a round's score sheet."""
    return sheets_of(courtyard)[0]


def is_used(scheme: CourtyardScheme) -> bool:
    """Say whether somebody scored by a version."""
    return CourtyardScore.rows.filter(scheme=scheme).exists()


def entries_in(courtyard: CourtyardCampaign) -> QuerySet[CourtyardEntry]:
    """Return the households in reach that take part, village by village."""
    rows = CourtyardEntry.objects.filter(courtyard=courtyard)
    return rows.select_related("org", "household", "courtyard").order_by("org__lft", "pk")


def entries_at(org: Org, rounds: Sequence[CourtyardCampaign]) -> QuerySet[CourtyardEntry]:
    """Return the households of ``org`` in ``rounds``, the newest first."""
    rows = CourtyardEntry.objects.filter(org=org, courtyard__in=[one.pk for one in rounds])
    return rows.select_related("org", "household", "courtyard").order_by("-pk")[:100]


def to_print(org: Org, courtyard: CourtyardCampaign) -> QuerySet[CourtyardEntry]:
    """Return the households of ``org`` that are to be scored in a round, for a sheet of paper."""
    rows = entries_in(courtyard).filter(org=org, status=EntryStatus.RECOMMENDED)
    return rows.order_by("household__name", "pk")[:60]


def lines_of(
    entries: Iterable[CourtyardEntry], on: date, seats: Sequence[Appointment] = ()
) -> list[Line]:
    """Return ``entries`` with their scores and whose area each is; ``seats`` are mine. Three more.

    The round of each has to be at hand (``select_related``).
    """
    found = list(entries)
    keys, mine = [one.pk for one in found], {seat.pk for seat in seats}
    given: dict[int, list[tuple[str, int, int]]] = {}
    scores = CourtyardScore.rows.filter(entry__in=keys).order_by("pk")
    for entry, kind, points, who in scores.values_list(
        "entry_id", "kind", "hundredths", "appointment_id"
    ):
        given.setdefault(entry, []).append((kind, points, who))
    drawn = set(CourtyardSample.rows.filter(entry__in=keys).values_list("entry_id", flat=True))
    homes = [one.household_id for one in found]
    areas = dict(
        AreaAssignment.rows.filter(live(on), household__in=homes)
        .values_list("household_id", "appointment__person__name")
    )  # fmt: skip
    return [
        _line(one, given.get(one.pk, []), areas.get(one.household_id, ""), one.pk in drawn, mine)
        for one in found
    ]


def _line(
    entry: CourtyardEntry, given: list[tuple[str, int, int]], area: str, is_drawn: bool,
    mine: set[int],
) -> Line:  # fmt: skip
    plain = [points for kind, points, _ in given if kind == Kind.SCORE]
    checks = [points for kind, points, _ in given if kind == Kind.RECHECK]
    result = result_of(plain, checks[-1] if checks else None, entry.courtyard.gap)
    scored = any(who in mine for _, _, who in given)
    return Line(entry, result, len(plain), area, is_drawn, bool(checks), scored)


def line_of(entry: CourtyardEntry, on: date) -> Line:
    """Return one household with its score."""
    return lines_of([entry], on)[0]


def scores_of(entry: CourtyardEntry) -> list[Given]:
    """Return what each scorer gave, in order; for whoever may read scores only."""
    rows = entry.scores.select_related("appointment__person", "scheme", "appointment__org")
    return [
        Given(
            one.pk, one.appointment.person.name, one.appointment.org.title,
            one.kind == Kind.RECHECK, tenths_said(one.hundredths), one.remark,
            tuple(zip((name for name, _ in one.scheme.parts), one.points, strict=False)),
        )
        for one in rows.order_by("pk")
    ]  # fmt: skip


def is_own(entry: CourtyardEntry, seat: Appointment) -> bool:
    """Say whether the household is the holder's of ``seat``, as far as the register tells."""
    name = seat.person.name
    there = Woman.rows.filter(household=entry.household_id, name=name, until__isnull=True)
    return name in str(entry.household) or there.exists()


def _open_at(org: Org, on: date) -> QuerySet[CourtyardEntry]:
    """Return the households at ``org`` (in reach, for those above) that are to be scored."""
    rows = CourtyardEntry.objects.filter(live_round(on), status=EntryStatus.RECOMMENDED)
    return rows.filter(org=org) if org.level == Level.VILLAGE else rows


def to_score(org: Org, seats: Sequence[Appointment], on: date) -> list[Line]:
    """Return the households that want another scorer and that I have not scored; mine first."""
    rows = _open_at(org, on).select_related("household", "courtyard", "org").order_by("pk")
    return mine_of(lines_of(rows, on, seats), seats)


def board_of(
    org: Org, rounds: Sequence[CourtyardCampaign], seats: Sequence[Appointment], on: date
) -> tuple[list[Line], list[Line]]:
    """Return what waits for my score, and a village's households in ``rounds``."""
    if org.level != Level.VILLAGE:
        return (to_score(org, seats, on) if seats else []), []
    lines = lines_of(entries_at(org, rounds), on, seats)
    return mine_of(lines, seats), lines


def mine_of(lines: Iterable[Line], seats: Sequence[Appointment]) -> list[Line]:
    """Return those of ``lines`` that one of ``seats`` may score: her contracted areas first.

    Not those she declared to be kin.
    """
    if not seats:
        return []
    hers = [seat.pk for seat in seats]
    kin = set(ScorerConflict.rows.filter(appointment__in=hers).values_list("entry_id", flat=True))
    names = {seat.person.name for seat in seats}
    found = [one for one in lines if not one.mine and one.entry.pk not in kin and _wants(one)]
    return sorted(found, key=lambda one: (one.area not in names, one.entry.pk))


def _wants(line: Line) -> bool:
    return line.entry.status == EntryStatus.RECOMMENDED and line.result.tenths is None


def live_round(on: date) -> Q:
    """Condition: the round of an entry runs on a day."""
    begun, over = Q(courtyard__since__lte=on), Q(courtyard__until__lte=on)
    return begun & ~over


def to_recheck(courtyard: CourtyardCampaign, on: date) -> list[Line]:
    """Return the households drawn in a round, those that wait for the check first."""
    drawn = CourtyardSample.rows.filter(entry=OuterRef("pk"))
    found = lines_of(entries_in(courtyard).filter(Exists(drawn)), on)
    return sorted(found, key=lambda one: one.is_checked)


def villages_to_bring(text: str) -> list[Org]:
    """Return the villages in reach that ``text`` means, from which a household is brought in."""
    rows = Org.objects.filter(status=OrgStatus.ACTIVE, level=Level.VILLAGE)
    found = rows.filter(meant(text, {"pk": places})).select_related("parent").order_by("lft")
    return list(found[:SHOWN])


def households_free(org: Org, rounds: Sequence[CourtyardCampaign], on: date) -> QuerySet[Household]:
    """Return the households of ``org`` in contact that take no part in ``rounds``, or no more."""
    known = CourtyardEntry.rows.filter(courtyard__in=[one.pk for one in rounds])
    known = known.exclude(status=EntryStatus.WITHDRAWN)
    rows = (
        Household.rows.filter(live(on), org=org)
        .exclude(pk__in=known.values("household"))
        .exclude(name="")
    )
    return rows.order_by("name", "pk")


def scorers_at(org: Org, on: date) -> list[Appointment]:
    """Return who of ``org`` may score on a day."""
    rows = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    return list(rows.select_related("person", "org").order_by("person__pinyin", "pk"))


def steps_in(courtyard: CourtyardCampaign) -> list[tuple[str, int]]:
    """Return how many households in reach stand at each step."""
    rows = CourtyardEntry.objects.filter(courtyard=courtyard).values_list("status", flat=True)
    found = Counter(rows)
    return [(str(one.label), found[one]) for one in EntryStatus if found[one]]


def open_objections(entry: CourtyardEntry) -> QuerySet[CourtyardObjection]:
    """Return the objections to an award that nobody answered."""
    return CourtyardObjection.rows.filter(entry=entry, answered_on__isnull=True)
