"""The drive board of congresses: every organisation × the seven steps, what blocks first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, When

from members.models import Candidate, CongressStep, Person, Scrutineer, Step, WomensCongress
from members.queries.seats import by_office, committee_of
from members.queries.terms import TermNow, electing, latest_terms
from members.rules import RECORDED, step_due
from orgs.models import Org

MOST_OWN = 60  # people offered without a search
NO_TERM = TermNow(None, None)
State = WomensCongress.State


@dataclass(frozen=True, slots=True)
class Cell:
    """One step of one congress: done on which day, or due by which."""

    step: Step
    done: CongressStep | None
    due_on: date | None
    is_late: bool

    @property
    def label(self) -> str:
        """The step in Chinese."""
        return str(self.step.label)

    @property
    def is_recorded(self) -> bool:
        """Whether recording the count or the result marks it, and nothing else."""
        return self.step in RECORDED


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation on the board."""

    org: Org
    now: TermNow
    congress: WomensCongress | None
    cells: list[Cell]

    @property
    def next(self) -> Cell | None:
        """The first step that is not done."""
        return next((cell for cell in self.cells if cell.done is None), None)

    @property
    def can_tap(self) -> bool:
        """Whether the next step is one that a date alone completes."""
        return self.next is not None and not self.next.is_recorded

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(cell.done is not None for cell in self.cells)

    @property
    def late(self) -> list[Cell]:
        """The steps that should have been done."""
        return [cell for cell in self.cells if cell.is_late]

    @property
    def blockers(self) -> list[str]:
        """What is in the way, the worst first."""
        said = []
        if self.now.is_over:
            said.append("届满未换")
        if self.now.term is None:
            said.append("没有登记届次")
        if self.congress is None and (self.now.is_over or self.now.is_due):
            said.append("还没有筹备")
        if self.late:
            said.append(f"“{self.late[0].label}”已逾期")
        return said

    @property
    def said(self) -> list[str]:
        """How its term stands, and what is in the way."""
        standing = [self.now.label] if self.now.term is not None else []
        return [*standing, *(one for one in self.blockers if one not in standing)]

    @property
    def rank(self) -> int:
        """Where the line stands: what blocks most comes first."""
        if self.now.is_over:
            return 0 if self.congress is None else 1
        if self.late:
            return 2
        if self.now.is_due and self.congress is None:
            return 3
        if self.now.term is None and self.congress is None:
            return 4
        return 5 if self.congress is not None and self.done < len(self.cells) else 6


def board(on: date, *, level: str, under: Org | None = None) -> list[Line]:
    """Return every electing organisation of ``level`` in reach, what blocks first; five queries."""
    orgs = electing(on).filter(level=level)
    if under is not None:
        orgs = orgs.filter(lft__gt=under.lft, rght__lt=under.rght)
    terms = latest_terms(on)
    held = _congresses(orgs)
    steps: dict[int, dict[str, CongressStep]] = defaultdict(dict)
    keys = [one.pk for one in held.values()]
    for row in CongressStep.objects.filter(congress__in=keys):
        steps[row.congress_id][row.step] = row
    lines = [_line(org, terms.get(org.pk, NO_TERM), held.get(org.pk), steps, on) for org in orgs]
    return sorted(lines, key=lambda line: (line.rank, line.org.lft))


def line_of(congress: WomensCongress, on: date) -> Line:
    """Return the line of one congress."""
    done = {row.step: row for row in CongressStep.objects.filter(congress=congress)}
    now = latest_terms(on, Org.objects.filter(pk=congress.org_id))
    return _line(congress.org, now.get(congress.org_id, NO_TERM), congress, {congress.pk: done}, on)


def candidates_of(congress: WomensCongress) -> QuerySet[Candidate]:
    """Return who stands, the chair's candidates first, by votes."""
    rows = Candidate.objects.filter(congress=congress).select_related("person", "person__org")
    return rows.order_by(by_office(), "-is_elected", "-votes", "person__pinyin", "pk")


def scrutineers_of(congress: WomensCongress) -> QuerySet[Scrutineer]:
    """Return who watches over the count, the chief first."""
    rows = Scrutineer.objects.filter(congress=congress).select_related("person")
    return rows.order_by("-is_chief", "person__pinyin", "pk")


def may_stand(congress: WomensCongress, on: date) -> QuerySet[Person]:
    """Return the organisation's own people whom it may nominate: its committee on ``on`` first.

    Each carries as ``stands`` for which offices she stands already. Who watches over the count is
    not among them; the rest of a large organisation's is found by typing.
    """
    seats = committee_of(congress.org, on).values_list("person", flat=True)
    ranks = [When(pk=pk, then=n) for n, pk in enumerate(seats)]
    order: list[Any] = [*([Case(*ranks, default=len(ranks))] if ranks else []), "pinyin", "pk"]
    watching = Scrutineer.rows.filter(congress=congress).values("person")
    own = Person.objects.filter(Q(pk__in=list(seats)) | Q(org=congress.org_id))
    own = own.exclude(pk__in=watching).order_by(*order)
    stands = Candidate.rows.filter(congress=congress, person=OuterRef("pk")).values("office")
    rows = Person.objects.filter(pk__in=list(own.values_list("pk", flat=True)[:MOST_OWN]))
    rows = rows.select_related("org").annotate(stands=ArraySubquery(stands))
    return rows.order_by(*order)


def is_watched(congress: WomensCongress) -> bool:
    """Say whether a chief watches over the count."""
    return Scrutineer.objects.filter(congress=congress, is_chief=True).exists()


def preparing_at(org: Org) -> WomensCongress | None:
    """Return the congress the organisation prepares."""
    return WomensCongress.rows.filter(org=org, state=State.PREPARING).first()


def _congresses(orgs: QuerySet[Org]) -> dict[int, WomensCongress]:
    """Return each organisation's congress: the one prepared, else the last whose filing lacks."""
    rows = WomensCongress.objects.filter(org__in=orgs.order_by().values("pk"))
    found: dict[int, WomensCongress] = {}
    for one in rows.exclude(state=State.CANCELLED).order_by("number", "pk"):
        found[one.org_id] = one
    return found


def _line(
    org: Org,
    now: TermNow,
    congress: WomensCongress | None,
    steps: dict[int, dict[str, CongressStep]],
    on: date,
) -> Line:
    done = steps.get(congress.pk, {}) if congress else {}
    if congress and congress.state == State.DONE and Step.FILING in done and _is_due(now):
        congress, done = None, {}  # that one is finished; the next has not begun
    cells = []
    for step in Step:
        due = step_due(congress.due_on, step) if congress else None
        kept = done.get(step)
        cells.append(Cell(step, kept, due, due is not None and kept is None and due < on))
    return Line(org, now, congress, cells)


def _is_due(now: TermNow) -> bool:
    return now.is_over or now.is_due
