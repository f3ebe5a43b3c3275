"""Reads of duty reports: what a year's work came to, the draft of it, who filed and who owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery

from duties.models import Deliberation, DutyLogEntry, DutyReport, LedgerEntry
from duties.queries.appraisals import Share
from duties.queries.catalogue import name_of_day
from duties.rules.reviews import OWED, OWN_PART, OWN_STORIES
from fulian.dated import live_on
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import OrgStatus, User
from orgs.queries.lineage import at_org

TO = {
    DutyReport.Audience.PARTY: "各位领导",
    DutyReport.Audience.UPPER_FEDERATION: "上级妇联",
    DutyReport.Audience.WOMEN: "各位姐妹",
}


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """What one seat's holder did in a year, by her log; ledger and meetings of her organisation.

    ``all_lines`` is how many lines her whole organisation has: a chair answers for them.
    """

    seat: Appointment
    year: int
    lines: list[DutyLogEntry]
    ledger: int
    meetings: int
    all_lines: int = 0

    @property
    def by_post(self) -> list[tuple[str, int]]:
        """How many lines each post has, by its name of the day, in the county's order."""
        lines: list[Any] = self.lines  # with ``post_name``
        posts = {line.post_name: line.post.place for line in lines}
        counted = [(name, sum(one.post_name == name for one in lines)) for name in posts]
        return sorted(counted, key=lambda each: posts[each[0]])

    @property
    def served(self) -> int:
        """How many people she noted to have served."""
        return sum(line.served or 0 for line in self.lines)

    @property
    def days(self) -> int:
        """On how many days."""
        return len({line.done_on for line in self.lines})


def year_of(seat: Appointment, year: int) -> YearOfWork:
    """Return the year of one seat: its own lines, struck ones left out."""
    lines: Any = DutyLogEntry.rows.filter(
        appointment=seat, done_on__year=year, struck_on__isnull=True
    ).annotate(post_name=name_of_day()).select_related("post")  # fmt: skip
    meetings = Deliberation.rows.filter(
        org=seat.org_id, starts_at__year=year, status__in=("held", "confirmed")
    )
    ledger = LedgerEntry.rows.filter(org=seat.org_id, **_of_year(year))
    beside = DutyLogEntry.rows.filter(org=seat.org_id, struck_on__isnull=True, **_of_year(year))
    return YearOfWork(
        seat, year, list(lines.order_by("done_on", "pk")), ledger.count(), meetings.count(),
        beside.count(),
    )  # fmt: skip


def _of_year(year: int) -> dict[str, int]:
    return {"done_on__year": year}


def draft_of(work: YearOfWork, audience: str, stories: Sequence[int]) -> str:
    """Return words to begin from: the year in figures, the stories she picked, and what is next."""
    seat, told = work.seat, {line.pk: line for line in work.lines}
    parts = [
        f"{TO[DutyReport.Audience(audience)]}：",
        f"我是{seat.org.title}{seat.get_office_display()}{seat.person.name}。现将{work.year}年的工作"
        "报告如下。",
        "一、做了哪些事\n" + _figures(work),
        "二、印象深的几件事\n" + ("\n".join(
            f"{n}. {told[pk].done_on:%-m月%-d日}，{told[pk].what}"
            + (f"（为{told[pk].for_whom}）" if told[pk].for_whom else "")
            for n, pk in enumerate(stories, start=1)
        ) or OWN_STORIES),
        f"三、还有哪些不足\n{OWN_PART}",
        f"四、明年打算做什么\n{OWN_PART}",
    ]  # fmt: skip
    return "\n\n".join(parts)


def _figures(work: YearOfWork) -> str:
    posts = "，".join(f"{name} {many} 条" for name, many in work.by_post)
    said = [
        f"这一年在 {work.days} 天里记了 {len(work.lines)} 条工作"
        + (f"，其中{posts}" if posts else "") + "。"
    ]  # fmt: skip
    if work.served:
        said.append(f"服务 {work.served} 人次。")
    if work.seat.office == Office.CHAIR and work.all_lines > len(work.lines):
        said.append(f"本组织全体共记 {work.all_lines} 条。")
    if work.meetings:
        said.append(f"本组织开了 {work.meetings} 次议事会。")
    if work.ledger:
        said.append(f"本组织登记台账 {work.ledger} 条。")
    return "".join(said)


def seats_reporting(user: User, on: date) -> list[Appointment]:
    """Return her seats on the committee where she acts, live on the day ``on``."""
    org = user.hat.org if user.hat else 0
    rows = Appointment.rows.filter(live_on(on), org=org, office__in=COMMITTEE, grant__user=user)
    return list(rows.select_related("person", "org").order_by("pk"))


def reports_by(user: User) -> QuerySet[DutyReport]:
    """Return her own reports, the newest first."""
    rows = DutyReport.rows.filter(appointment__grant__user=user)
    named = rows.select_related("org", "appointment__person", "appointment__org")
    return named.order_by("-year", "audience", "-pk")


def owed_next(mine: Sequence[DutyReport], year: int) -> str:
    """Return to whom the next report of ``year`` goes: the first it was not filed to yet."""
    filed = {one.audience for one in mine if one.year == year and one.filed_on}
    return next((str(one) for one in DutyReport.Audience if one not in filed), "")


def filed_reports() -> QuerySet[DutyReport]:
    """Return the reports of organisations in reach that were filed, the newest first."""
    rows = DutyReport.objects.filter(filed_on__isnull=False)
    return rows.select_related("org", "appointment__person").order_by("-filed_on", "-pk")


def chairs_and_reports(year: int, on: date) -> QuerySet[Any]:
    """Return the chairs in reach on the day ``on``, with when they filed each of their two."""
    own = DutyReport.rows.filter(
        appointment=OuterRef("pk"), year=year, filed_on__isnull=False
    ).order_by("pk")
    filed: dict[str, Any] = {
        f"{audience}_on": Subquery(
            own.filter(audience=audience).values("filed_on")[:1], output_field=DateField()
        )
        for audience in OWED
    }
    seats = Appointment.objects.filter(
        live_on(on), office=Office.CHAIR, org__status=OrgStatus.ACTIVE
    )
    rows: QuerySet[Any] = seats.annotate(**filed).select_related("org", "org__parent", "person")
    return rows.order_by("org__lft", "pk")


def owing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those who have not filed both."""
    return rows.filter(Q(party_on__isnull=True) | Q(upper_federation_on__isnull=True))


def filed_both(year: int, on: date) -> Share:
    """Return I-EVAL-1: chairs who filed both reports of ``year``, of all chairs on ``on``."""
    rows = chairs_and_reports(year, on)
    missing = list(owing(rows).values_list("org_id", flat=True))
    many = rows.count()
    return Share(many - len(missing), many, missing)


def sources_of(report: DutyReport) -> list[Any]:
    """Return the lines a report was drafted from, by day, with ``post_name``: its name then."""
    rows: Any = DutyLogEntry.rows.filter(pk__in=report.sources)
    rows = rows.annotate(post_name=name_of_day())
    return list(rows.order_by("done_on", "pk"))


def report_rows(asked: Mapping[str, Any], on: date) -> QuerySet[Any, dict[str, Any]]:
    """Return who filed when by the day ``on``; never the words."""
    rows = DutyReport.objects.filter(filed_on__lte=on)
    if "year" in asked:
        rows = rows.filter(year=asked["year"])
    told: Any = rows.values(
        "id", "year", "audience", "filed_on", org_code=F("org__code"),
        office=F("appointment__office"), name=F("appointment__person__name"),
    )  # fmt: skip
    return at_org(told, asked)
