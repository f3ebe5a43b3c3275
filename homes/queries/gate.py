"""What the burden gate finds before a request goes out (减负闸, N5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from fulian.facts import Values, facts_meant, known_facts
from homes.models import DataRequest, RequestAnswer, RequestField
from homes.queries import (
    burden,
    facts,  # noqa: F401 -- registers what is known
    facts_of_homes,  # noqa: F401 -- registers what is known
    facts_of_work,  # noqa: F401 -- registers what is known
)
from homes.queries.workdays import arranged
from homes.rules import gate as laws
from homes.rules.workdays import unknown_years, working_days
from orgs.models import Level, Org, SettingName
from orgs.queries.settings import setting

EARLIER = "earlier:"
MOST_EARLIER = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question is answered already: a register, or an earlier request."""

    code: str
    title: str
    values: Values
    asked_on: date | None = None

    @property
    def has(self) -> int:
        """How many receivers have a value."""
        return sum(bool(value) for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, and every source that answers it already."""

    field: RequestField
    sources: list[Source]

    def rows(self, places: Sequence[Org]) -> list[tuple[Org, list[str]]]:
        """Return for each receiver what each source says; a dash for nothing."""
        return [(one, [s.values.get(one.pk) or "—" for s in self.sources]) for one in places]


@dataclass(frozen=True, slots=True)
class Gate:
    """All that must be seen and settled before a request goes out on a day."""

    request: DataRequest
    fields: list[RequestField]
    places: list[Org]
    findings: list[Finding]
    month: dict[int, int]
    limit: int
    days: int
    least_days: int
    months: int
    unknown_years: tuple[int, ...] = ()

    @property
    def found(self) -> dict[int, list[str]]:
        """The codes of the sources of each field that has any."""
        return {one.field.pk: [s.code for s in one.sources] for one in self.findings}

    @property
    def fresh(self) -> list[str]:
        """What nobody knows yet: neither a register nor an earlier request."""
        return [one.name for one in self.fields if one.pk not in self.found]

    @property
    def is_short(self) -> bool:
        """Whether fewer working days are left than the county demands."""
        return self.days < self.least_days

    def asks(self, decisions: Mapping[int, laws.Decision]) -> int:
        """Return how many fields are still asked when ``decisions`` hold."""
        taken = {pk for pk, made in decisions.items() if made.take != laws.ASK}
        return sum(one.pk not in taken for one in self.fields)

    def total(self, asks: int) -> int:
        """Return the minutes of all receivers together; none when nothing is asked."""
        return self.request.minutes * len(self.places) if asks else 0

    @property
    def busiest(self) -> int:
        """The most minutes any receiver would have this month, this request included."""
        most = max((self.month.get(one.pk, 0) for one in self.places), default=0)
        return most + self.request.minutes

    @property
    def is_over(self) -> bool:
        """Whether some receiver would have more minutes than the county's limit."""
        return self.busiest > self.limit

    @property
    def crowded(self) -> int:
        """How many receivers would be over the limit."""
        added = self.request.minutes
        return sum(self.month.get(one.pk, 0) + added > self.limit for one in self.places)

    @property
    def said(self) -> str:
        """The cost in a sentence: 每村约 8 分钟 × 257 村 = 约 34 小时."""
        levels = {str(one.level) for one in self.places}
        what = {Level.VILLAGE.value: "村", Level.TOWNSHIP.value: "乡镇"}
        unit = what.get(levels.pop(), "处") if len(levels) == 1 else "处"
        many, minutes = len(self.places), self.request.minutes
        return f"每{unit}约 {minutes} 分钟 × {many} {unit} = {laws.hours(minutes * many)}"


def gate_of(request: DataRequest, on: date) -> Gate:
    """Return what stands before ``request``, were it sent on the day ``on``."""
    fields = list(RequestField.rows.filter(request=request).order_by("place"))
    places = list(Org.rows.filter(pk__in=request.places).order_by("lft"))
    months, own = setting(SettingName.REQUEST_MONTHS), arranged()
    return Gate(
        request, fields, places, _findings(request, fields, places, on, months),
        burden.minutes_in_month([one.pk for one in places], on),
        setting(SettingName.REQUEST_MINUTES),
        working_days(on, request.due_on, own), setting(SettingName.REQUEST_DAYS), months,
        tuple(unknown_years(on, request.due_on, own)),
    )  # fmt: skip


def read_source(code: str, places: Sequence[Org], on: date) -> Values:
    """Return what the source ``code`` says of ``places`` on the day ``on``."""
    if code.startswith(EARLIER):
        pk = int(code.removeprefix(EARLIER))
        return _answers([pk], places).get(pk, {})
    fact = known_facts().get(code)
    return fact.of(places, on) if fact else {}


def source_title(code: str) -> str:
    """Return what people call the source ``code``."""
    if code.startswith(EARLIER):
        return "以前的填报"
    fact = known_facts().get(code)
    return fact.title if fact else "系统"


def last_answers(
    fields: Sequence[RequestField], org: int, before: datetime
) -> dict[int, tuple[str, date]]:
    """Return what an organisation last answered to the same questions, by field, and when."""
    same = RequestField.rows.filter(
        key__in=[one.key for one in fields], request__sent_at__lt=before,
        request__status__in=burden.OUT,
    )  # fmt: skip
    keys = {pk: (key, kind) for pk, key, kind in same.values_list("pk", "key", "kind")}
    rows = RequestAnswer.rows.filter(
        org=org, answered_at__isnull=False, request__fields__in=keys.keys()
    )
    latest: dict[tuple[str, str], tuple[str, date]] = {}
    for values, at in rows.order_by("answered_at").values_list("values", "answered_at"):
        for pk, value in values.items():
            if int(pk) in keys and value:
                latest[keys[int(pk)]] = value, timezone.localdate(at)
    wanted = {one.pk: (one.key, one.kind) for one in fields}
    return {pk: latest[key] for pk, key in wanted.items() if key in latest}


def _findings(
    request: DataRequest, fields: Sequence[RequestField], places: Sequence[Org], on: date,
    months: int,
) -> list[Finding]:  # fmt: skip
    earlier = _earlier(request, fields, places, on, months)
    told: dict[str, Source] = {}
    found = []
    for one in fields:
        sources = []
        for fact in facts_meant(one.name):
            if fact.code not in told:
                told[fact.code] = Source(fact.code, fact.title, fact.of(places, on))
            sources.append(told[fact.code])
        sources += earlier.get(one.pk, [])
        if sources:
            found.append(Finding(one, sources))
    return found


def _earlier(
    request: DataRequest, fields: Iterable[RequestField], places: Sequence[Org], on: date,
    months: int,
) -> dict[int, list[Source]]:  # fmt: skip
    """Return by field the earlier requests that asked the same of the same organisations."""
    since = on - timedelta(days=months * 30 + months // 2)
    rows = RequestField.rows.filter(
        request__status__in=burden.OUT, request__sent_at__date__gte=since, known=""
    ).exclude(request=request)
    past = list(rows.select_related("request__org").order_by("-request__sent_at", "pk"))
    hits = {
        one.pk: [old for old in past if laws.is_same(one.key, old.key)][:MOST_EARLIER]
        for one in fields
    }
    answers = _answers({old.pk for olds in hits.values() for old in olds}, places)
    return {
        pk: [_source(old, answers[old.pk]) for old in olds if old.pk in answers]
        for pk, olds in hits.items() if any(old.pk in answers for old in olds)
    }  # fmt: skip


def _source(old: RequestField, values: Values) -> Source:
    at = old.request.sent_at
    day = timezone.localdate(at) if at else None
    said = f"{day:%Y年%-m月%-d日}" if day else ""
    title = f"{said}{old.request.org.short_name}问过“{old.name}”"
    return Source(f"{EARLIER}{old.pk}", title, values, day)


def _answers(fields: Collection[int], places: Sequence[Org]) -> dict[int, Values]:
    """Return by earlier field what ``places`` answered, those that were asked at all."""
    if not fields:
        return {}
    rows = RequestAnswer.rows.filter(
        request__fields__in=fields,
        request__status__in=burden.OUT,
        org__in=[one.pk for one in places],
    )
    found: dict[int, Values] = {}
    for pk, org, values, at in rows.values_list(
        "request__fields", "org_id", "values", "answered_at"
    ):
        if pk in fields:
            found.setdefault(pk, {})[org] = values.get(str(pk), "") if at else ""
    return found
