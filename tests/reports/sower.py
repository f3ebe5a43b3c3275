"""What every sower of random facts stands on: one seed, days of a year and what ends in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from orgs.models import Org

BEGAN = date(2026, 1, 1)
YEAR = 365
EDGES = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


class Sower:
    """Sows facts of one family into the open county: the same seed, the same facts."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(f"{type(self).__name__} {seed}")
        self.orgs = list(Org.rows.order_by("lft"))
        self.root = self.orgs[0]
        self.early = [o for o in self.orgs if o.founded_on <= BEGAN]  # what works from the start
        self.bodies = [o for o in self.orgs if o.is_counted and o.level in ("township", "village")]

    def all(self) -> None:
        """Sow everything."""
        raise NotImplementedError

    def chance(self, share: float) -> bool:
        """Say yes so often."""
        return self.luck.random() < share

    def day(self, since: date = BEGAN, within: int = YEAR) -> date:
        """Return some day, often the last or the first of a quarter."""
        if self.chance(0.2):
            edge = self.luck.choice(EDGES) + timedelta(days=self.luck.randrange(2))
            return max(edge, since)
        return since + timedelta(days=self.luck.randrange(within))

    def moment(self) -> datetime:
        """Return some moment, often an hour before or after midnight in Beijing."""
        day = self.day()
        hour = self.luck.choice([2, 15, 16, 17])
        return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    def spans(self, most: int = 2) -> Iterator[dict[str, date | None]]:
        """Return days one after another that do not overlap, the last one often without an end."""
        since = BEGAN if self.chance(0.5) else self.day(within=200)
        for _ in range(self.luck.randrange(most + 1)):
            until = None if self.chance(0.6) else self.day(since, 150)
            yield {"since": since, "until": until}
            if until is None:
                return
            since = until + timedelta(days=self.luck.randrange(1, 40))

    def sow(
        self, model: Any, facts: Callable[[], dict[str, Any]] | None = None, /, **fixed: Any
    ) -> list[Any]:
        """Sow rows of ``model`` one after another; ``facts`` gives each what else it says."""
        return [
            model.rows.create(**fixed, **span, **(facts() if facts else {}))
            for span in self.spans()
        ]
