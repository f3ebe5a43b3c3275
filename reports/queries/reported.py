"""What townships say they come to, beside what is counted, with the difference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.models import QuarterlyCoverageReport, ReportedTotal, ReportException
from reports.queries.figures import InReach
from reports.queries.places import PlaceThen
from reports.rules import BY_ID
from reports.rules.figures import Figure


@dataclass(frozen=True, slots=True)
class Beside:
    """One reported total: as it was typed, as it is counted, and by how much they differ."""

    place: PlaceThen
    said: ReportedTotal
    reported: Figure
    counted: Figure

    @property
    def is_hidden(self) -> bool:
        """Whether what is counted is too small, and too sensitive, to be shown."""
        return self.counted.is_few

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        mine, ours = self.reported, self.counted
        return (mine.numerator, mine.denominator) != (ours.numerator, ours.denominator)

    @property
    def difference(self) -> str:
        """Reported less counted, signed: +2 / -1; of a count one number."""
        if self.is_hidden:
            return "不显示"
        mine, ours = self.reported, self.counted
        parts = [_signed(mine.numerator - ours.numerator, mine.indicator.hundredths)]
        if self.said.denominator is not None:
            is_money = mine.indicator.hundredths and mine.indicator.is_rate
            parts.append(_signed(mine.denominator - ours.denominator, is_money))
        return " / ".join(parts)


def reported_beside(seen: InReach) -> list[Beside]:
    """Return the totals townships in reach reported, by township and indicator."""
    rows = ReportedTotal.objects.filter(report=seen.report).order_by("reported_at", "pk")
    mine = [one for one in rows if one.org_id in seen.places and one.indicator in BY_ID]
    sums = seen.sums() if mine else {}
    found = []
    for one in mine:
        indicator = BY_ID[one.indicator]
        (ours,) = seen.shown(one.org_id, sums.get(one.org_id, {}), [indicator])
        said = Figure(indicator, one.numerator, one.denominator or 0)
        found.append(Beside(seen.places[one.org_id], one, said, ours))
    order = list(BY_ID)
    return sorted(found, key=lambda b: (b.place.code, order.index(b.said.indicator)))


def exceptions_of(seen: InReach) -> list[tuple[PlaceThen, ReportException]]:
    """Return the exceptions made for townships in reach, the latest first."""
    rows = ReportException.objects.filter(report=seen.report).order_by("-granted_at", "-pk")
    return [(seen.places[one.org_id], one) for one in rows if one.org_id in seen.places]


def may_speak(report: QuarterlyCoverageReport, org: int, on: date) -> bool:
    """Whether a township may confirm or report on a day: in its days, or by exception."""
    if report.replaced_at is not None:
        return False
    if report.is_open and on <= report.confirm_until:
        return True
    return ReportException.rows.filter(report=report, org=org, expires_on__gte=on).exists()


def _signed(number: int, hundredths: bool) -> str:
    if not number:
        return "0"
    sign, size = "+" if number > 0 else "-", abs(number)
    return f"{sign}{size // 100}.{size % 100:02d}" if hundredths else f"{sign}{size}"
