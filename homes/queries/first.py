"""What of homes waits for somebody on the phone's first page: all of it in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from fulian.dated import live_on
from homes.models import (
    ActivityPlan,
    CarePairing,
    CareVisit,
    HomePause,
    OnlineGroup,
    WomensHome,
)
from homes.queries.activities import activities_of
from homes.queries.cards import live_cards
from homes.queries.homes import lacking
from homes.queries.letters import State, letters_of
from homes.queries.online_groups import unowned
from homes.queries.requests import asked_of
from homes.rules.activities import COMING
from homes.rules.care_figures import is_due, month_of
from homes.rules.disclosure import quarter_of
from orgs.models import Org, Role, User
from orgs.queries.hats import live

SHOWN = 2  # coming activities


@dataclass(frozen=True, slots=True)
class Coming:
    """An activity to come."""

    pk: int
    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits for an account where she acts; counts, and the next activities.

    ``letters`` and ``letters_late`` are hers to answer, ``late_below`` others' in her reach;
    ``requests`` are forms with ``minutes`` in all; ``visits`` children still to be seen this month;
    ``homes`` and ``groups`` of a chair's organisation those nobody answers for, or owns.
    """

    letters: int
    letters_late: int
    late_below: int
    requests: int
    minutes: int
    requests_late: int
    children: int
    visits: int
    homes: int
    groups: int
    has_plan: bool
    has_card: bool
    coming: tuple[Coming, ...]

    @property
    def any(self) -> bool:
        """Whether something waits."""
        return bool(
            self.letters or self.late_below or self.requests or self.visits or self.is_unheld
        )

    @property
    def is_unheld(self) -> bool:
        """Whether a home or a group asks for somebody."""
        return bool(self.homes or self.groups)


def waits_of(user: User, org: Org, at: datetime) -> Waits:
    """Return what waits for ``user`` at ``org``, where she acts, at the moment ``at``."""
    today = timezone.localdate(at)
    rows = {**_letters(user, today), **_hers(user, org, today), **_of_all(org, at, today)}
    is_chair = user.hat is not None and user.hat.role == Role.CHAIR
    told: Any = Org.rows.filter(pk=org.pk).values(
        **{name: ArraySubquery(found) for name, found in rows.items()}
    )
    row = {name: found or [] for name, found in told.get().items()}  # None where none may be
    own = [one for one in row["letters"] if one["to"] == org.pk]
    below = [one for one in row["letters"] if one["to"] != org.pk]
    due = {
        one["pk"]
        for one in row["pairs"]
        if is_due(_day(one["since"]), one["until"] and _day(one["until"]), today)
    }
    return Waits(
        letters=len(own) + len(row["guarded"]),
        letters_late=_late(own, today),
        late_below=_late(below, today),
        requests=len(row["requests"]),
        minutes=sum(one["minutes"] for one in row["requests"]),
        requests_late=sum(one["stage"] == 0 for one in row["requests"]),
        children=len(row["pairs"]),
        visits=len(due - set(row["met"])),
        homes=len(row["homes"]) if is_chair else 0,
        groups=len(row["groups"]) if is_chair else 0,
        has_plan=bool(row["plan"]),
        has_card=bool(row["card"]),
        coming=tuple(
            Coming(one["pk"], one["title"], datetime.fromisoformat(one["starts_at"]))
            for one in row["coming"]
        ),
    )


def _letters(user: User, on: date) -> dict[str, QuerySet[Any, Any]]:
    told = JSONObject(to="to_org", due="due_on")
    waiting = letters_of(user, on).filter(status=State.NEW).order_by()
    named = letters_of(user, on, guarded=True).filter(status=State.NEW).order_by()
    return {"letters": waiting.values(told=told), "guarded": named.values("pk")}


def _hers(user: User, org: Org, on: date) -> dict[str, QuerySet[Any, Any]]:
    asked = asked_of(user, on).filter(stage__lt=2).order_by()
    seat = live_on(on, "appointment__since", "appointment__until")
    pairs = CarePairing.rows.filter(live(on), seat, org=org, appointment__grant__user=user)
    first, end = month_of(on)
    met = CareVisit.rows.filter(
        pairing__in=pairs.values("pk"), met_child=True, done_on__gte=first, done_on__lt=end
    )
    return {
        "requests": asked.values(told=JSONObject(stage="stage", minutes="request__minutes")),
        "pairs": pairs.values(told=JSONObject(pk="pk", since="since", until="until")),
        "met": met.values("pairing_id"),
        "card": live_cards(on).filter(org=org, appointment__grant__user=user).values("pk"),
    }


def _of_all(org: Org, at: datetime, on: date) -> dict[str, QuerySet[Any, Any]]:
    coming = activities_of(org).filter(status__in=COMING, starts_at__gt=at)
    told = JSONObject(pk="pk", title="title", starts_at="starts_at")
    running = WomensHome.rows.filter(live(on), org=org)
    paused = HomePause.rows.filter(live(on), home=OuterRef("pk"))
    return {
        "homes": running.filter(lacking("manager", on), ~Exists(paused)).values("pk"),
        "groups": OnlineGroup.rows.filter(unowned(on), live(on), org=org).values("pk"),
        "plan": ActivityPlan.rows.filter(org=org, quarter=quarter_of(on)).values("pk"),
        "coming": coming.order_by("starts_at", "pk").values(told=told)[:SHOWN],
    }


def _late(letters: list[Any], on: date) -> int:
    return sum(one["due"] is not None and _day(one["due"]) < on for one in letters)


def _day(text: str) -> date:
    return date.fromisoformat(text)
