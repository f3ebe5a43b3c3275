"""A day at the desk: whom an edit falls upon is drawn by lot, and when it is done."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max, Min, QuerySet

from members.models import Appointment
from orgs.models import Level, Org
from reports.rules.quarters import ZONE

Found = TypeVar("Found", bound=models.Model)
Act = Callable[["Desk"], object]
ACTS: dict[str, tuple[Act, int]] = {}


class Desk:
    """Draws by lot, from one seed: the same seed, the same edits."""

    def __init__(self, seed: int, day: date) -> None:
        """Begin on ``day``."""
        self.luck = random.Random(seed)
        self.day, self.n = day, 0
        self.undoable: list[Any] = []

    @property
    def at(self) -> datetime:
        """The moment: noon of the day."""
        return datetime.combine(self.day, time(12), ZONE)

    def name(self, what: str) -> str:
        """Return a name nobody has yet."""
        self.n += 1
        return f"{what}{self.n}"

    def one(self, rows: QuerySet[Found]) -> Found:
        """Return one of ``rows`` by lot; where there is none, the edit cannot be done."""
        ends = rows.model._default_manager.aggregate(low=Min("pk"), high=Max("pk"))
        if ends["low"] is not None:
            low = self.luck.randint(ends["low"], ends["high"])
            found = rows.filter(pk__gte=low).order_by("pk").first()
            found = found or rows.order_by("pk").first()
            if found is not None:
                return found
        raise ValidationError("没有可以改的。", code="nothing_there")

    def org(self, level: str = Level.VILLAGE) -> Org:
        """Return an organisation that works."""
        return self.one(Org.rows.filter(level=level, status="active", is_counted=True))

    def anywhere(self) -> Org:
        """Return a village, often, or a township."""
        return self.org(Level.TOWNSHIP if self.luck.random() < 0.15 else Level.VILLAGE)

    def seat(self, *offices: str, **facts: Any) -> Appointment:
        """Return a seat somebody holds."""
        rows = Appointment.rows.filter(until__isnull=True, since__lte=self.day, **facts)
        return self.one(rows.filter(office__in=offices) if offices else rows)

    def live(self, model: type[Found], **facts: Any) -> Found:
        """Return a row that holds and has no end."""
        scoped: Any = model
        rows: QuerySet[Found] = scoped.rows.filter(until__isnull=True, since__lt=self.day, **facts)
        return self.one(rows)


def edit(name: str, weight: int = 2) -> Callable[[Act], Act]:
    """Register an edit, and how often it is drawn."""

    def keep(act: Act) -> Act:
        ACTS[name] = (act, weight)
        return act

    return keep
