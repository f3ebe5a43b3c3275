"""What the demonstration tells: when it plays, whom it invents, and what goes wrong on purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

HOME, NEIGHBOUR = "430424", "430223"
SHOWN_PLACES = {HOME: ("430424112000", "430424112200")}  # 白莲镇, 白莲村
SURNAMES = "白沈陶姜邹潘柳史傅舒阮梅骆蒲温樊裴席冉佟"
GIVEN = (
    "春燕", "秋月", "晓岚", "雨桐", "静怡", "玉兰", "芳菲", "慧敏", "雪晴", "若兰", "桂英", "冬梅",
    "小荷", "云霞", "彩凤", "美玲", "丽华", "爱莲", "金枝", "翠萍", "文静", "思琪", "海棠", "秀珍",
    "腊梅", "银花", "凤仪", "佩兰", "锦屏", "素云", "清荷", "晚晴", "望舒", "采薇", "听雨", "知秋",
)  # fmt: skip


@dataclass(slots=True)
class Demo:
    """One run: the days it tells of, its lot, and what it did."""

    code: str
    on: date
    at: datetime
    seed: int
    said: list[str] = field(default_factory=list)

    @property
    def since(self) -> date:
        """The first day: two quarters before the present one began."""
        return self._quarters_back(2)

    @property
    def founded(self) -> date:
        """The day the counties were opened: so many quarters have a report as a trend shows."""
        return self._quarters_back(8)

    @property
    def lot(self) -> random.Random:
        """The lot, drawn afresh: the same seed tells the same story."""
        return self.lot_of("")

    def lot_of(self, what: str) -> random.Random:
        """Return a lot of its own for ``what``: one village's story does not hang on another's."""
        return random.Random(f"{self.seed}:{what}")  # noqa: S311 - names, not secrets

    def names(self, count: int) -> list[str]:
        """Return different invented names."""
        return self.lot.sample([s + g for s in SURNAMES for g in GIVEN], count)

    def day(self, lot: random.Random, first: int = 0) -> date:
        """Return a day of the story, at least ``first`` days after it began."""
        return self.since + timedelta(
            days=lot.randrange(first, max((self.on - self.since).days, first + 1))
        )

    def _quarters_back(self, count: int) -> date:
        """Return the first day of the quarter ``count`` quarters before the present one."""
        months = self.on.year * 12 + (self.on.month - 1) // 3 * 3 - 3 * count
        return date(months // 12, months % 12 + 1, 1)


def noon(day: date) -> datetime:
    """Return noon of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time(12)))
