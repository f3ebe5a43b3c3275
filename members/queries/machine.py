"""What calling systems read of groups, congresses, committees and what falls empty; no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from fulian import crypto
from fulian.dated import live_on
from fulian.scoping import current
from members.models import (
    Appointment,
    Candidate,
    CommitteeSeat,
    CongressStep,
    Office,
    Step,
    WomensCongress,
    WomensGroup,
)
from members.queries.forecast import Forecast, forecast
from members.queries.vacancies import vacancies_in_reach, waiting_on
from orgs.queries.lineage import at_org, code_now

Rows = QuerySet[Any, dict[str, Any]]
Row = dict[str, Any]
State = WomensCongress.State
GROUP = ("id", "name", "kind", "households", "women", "founded_on", "closed_on")
FIGURES = (
    "held_on", "delegates_due", "delegates_present", "ballots_issued", "ballots_returned",
    "ballots_valid", "plenary_due", "plenary_present",
)  # fmt: skip


def matching(rows: Rows, asked: Mapping[str, Any], *names: str) -> Rows:
    """Return those of ``rows`` at the organisation and with the facts that are ``asked`` for."""
    return at_org(rows, asked).filter(**{name: asked[name] for name in names if name in asked})


def group_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the women's groups that stood on the day ``on``, and whether they were led."""
    leaders = Appointment.rows.filter(live_on(on), office=Office.GROUP_LEADER, group=OuterRef("pk"))
    rows = WomensGroup.objects.filter(live_on(on, "founded_on", "closed_on"))
    rows = rows.annotate(has_leader=Exists(leaders))
    found = rows.values(*GROUP, "has_leader", org_code=F("org__code"))
    return matching(found, asked, "kind", "has_leader")


def committee_seat_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the seats women held on the day ``on`` in the bodies beside the federation."""
    rows: Any = CommitteeSeat.objects.filter(live_on(on))
    found = rows.values("id", "body", "since", "until", org_code=F("org__code"))
    return matching(found, asked, "body")


def congress_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the congresses as they stood on the day ``on``, without steps and candidates.

    A day in the past knows those of which something was done by then: when one was begun or
    cancelled is not kept.
    """
    steps = CongressStep.rows.filter(congress=OuterRef("pk"), done_on__lte=on)
    rows: Any = WomensCongress.objects.annotate(stood=F("state"))
    if on < timezone.localdate():
        done = Q(state=State.DONE) & Exists(steps.filter(step=Step.RESULT))
        rows = WomensCongress.objects.filter(Exists(steps) | Q(held_on__lte=on)).annotate(
            stood=Case(
                When(state=State.CANCELLED, then=Value(State.CANCELLED.value)),
                When(done, then=Value(State.DONE.value)),
                default=Value(State.PREPARING.value),
            )
        )
    if "state" in asked:
        rows = rows.filter(stood=asked["state"])
    facts = ("id", "number", "due_on", "method", "contest", *FIGURES)
    return at_org(rows.values(*facts, "stood", org_code=F("org__code")), asked)


def complete_congresses(rows: list[Row], on: date) -> None:
    """Add to congresses of the day ``on`` their state, steps and counts; two queries."""
    keys = [row["id"] for row in rows]
    steps: dict[int, list[Row]] = defaultdict(list)
    done: Any = CongressStep.rows.filter(congress__in=keys, done_on__lte=on)
    for step in done.order_by("done_on", "pk").values("congress_id", "step", "done_on", "document"):
        steps[step.pop("congress_id")].append(step)
    standing = Candidate.rows.filter(congress__in=keys).order_by().values_list("congress_id")
    counts = standing.annotate(n=Count("pk"), won=Count("pk", filter=Q(is_elected=True)))
    count = {pk: (n, won) for pk, n, won in counts}
    for row in rows:
        row["state"] = row.pop("stood")
        row["steps"] = steps[row["id"]]
        row["candidates"], won = count.get(row["id"], (0, 0))
        row["elected"] = won if row["state"] == State.DONE else None
        if row["held_on"] and row["held_on"] > on:
            row |= dict.fromkeys(FIGURES)


def vacancy_rows(asked: Mapping[str, Any], on: date) -> list[Row]:
    """Return every empty seat of the day ``on`` by its key: where, which office, since when."""
    waiting = {org: Counter(days) for org, days in waiting_on(on).items()}
    met: Counter[tuple[int, str]] = Counter()
    found = []
    for one in vacancies_in_reach(on, level=asked.get("level", "")):
        met[one.org.pk, one.office] += 1
        left = waiting.get(one.org.pk, Counter())
        waits = one.office == Office.EXECUTIVE_MEMBER and left[one.opened_on] > 0
        left[one.opened_on] -= waits
        found.append({
            "id": f"{one.org.code}.{one.office}.{met[one.org.pk, one.office]:03}",
            "org_code": one.org.code, "office": one.office, "opened_on": one.opened_on,
            "days": one.days, "awaits_substitute": waits,
        })  # fmt: skip
    return _by_key(found, asked, "office")


def forecast_rows(asked: Mapping[str, Any], on: date, *, names: bool) -> list[Row]:
    """Return what falls empty or over term soon, by key; whose seats belong together by names.

    Without ``names`` not even one of those seats is told: the key is another.
    """
    days = int(asked["days"])
    rows = [
        {"id": f"{head}.{key}", "heading": head, "org_code": code, "on": day, "seats": seats,
         "count": len(seats)}
        for head, key, code, day, seats in _warnings(forecast(on, days))
    ]  # fmt: skip
    if not names:
        rows = [_unseated(row) if row["heading"] == "busy" else row for row in rows]
    return _by_key(rows, asked, "heading")


Warned = tuple[str, str, str | None, date | None, list[int]]


def _warnings(found: Forecast) -> Iterator[Warned]:
    for seat in found.leaving:
        yield "leaving", f"{seat.pk:012}", seat.org.code, seat.leaves_on, [seat.pk]
    for one in found.ending:
        yield "ending", one.org.code, one.org.code, one.now.ends_on, sorted(one.seats)
    for org in found.lone:
        yield "lone", org.code, org.code, None, []
    for busy in found.busy:
        keys = sorted(seat.pk for seat in busy.seats)
        yield "busy", f"{keys[0]:012}", None, None, keys


def _unseated(row: Row) -> Row:
    """Return the warning of somebody in many seats, so that it leads to none of them."""
    key = crypto.blind_index(row["id"], county=current().county, column="members_forecast.id")
    return row | {"id": f"{row['heading']}.{key}", "seats": []}


def _by_key(rows: list[Row], asked: Mapping[str, Any], name: str) -> list[Row]:
    """Return those of ``rows`` that are asked for, in the order of their keys."""
    wanted = {name: asked[name]} if name in asked else {}
    if "org" in asked:
        wanted["org_code"] = code_now(asked["org"])
    kept = [row for row in rows if wanted.items() <= row.items()]
    return sorted(kept, key=lambda row: str(row["id"]))
