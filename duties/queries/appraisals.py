"""Reads of appraisals by women: totals only, from ten answers up only, when it is over only.

There is one look: before the end nobody sees anything but whether ten have answered, afterwards
nothing changes any more. So no difference between two looks tells what one woman said.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from duties.models import Appraisal, AppraisalAnswer, AppraisalWord
from duties.rules.reviews import FEWEST, GRADES, PLEASED, QUESTIONS
from fulian.scoping import current, scope
from orgs.models import Org, OrgStatus
from orgs.queries.lineage import at_org, org_of_code
from orgs.queries.tree import county_of_code

LETTERS = "346789ACDEFHJKMNPQRTWXY"
LENGTH = 12
LAST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """One question with how many gave each grade."""

    question: str
    counts: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Result:
    """What an appraisal came to; everything is empty where nothing may be shown.

    ``says`` tells how it stands in a sentence.
    """

    says: str
    answers: int
    tallies: list[Tally]
    words: list[str]
    pleased: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether there is something to be seen."""
        return bool(self.tallies)


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator: numerator and denominator, and who is missing by organisation."""

    numerator: int
    denominator: int
    missing: list[int]


def code_of(appraisal: Appraisal) -> str:
    """Return the public code: derived, so that it is kept nowhere and can be printed again."""
    said = f"appraisal|{appraisal.county_id}|{appraisal.pk}".encode()
    number = int.from_bytes(hmac.new(settings.INDEX_KEY, said, hashlib.sha256).digest())
    letters = []
    for _ in range(LENGTH):
        number, left = divmod(number, len(LETTERS))
        letters.append(LETTERS[left])
    return "".join(letters)


def appraisal_of_code(org_code: str, code: str) -> Appraisal | None:
    """Return the appraisal a public address leads to, of whatever county; no scope is open."""
    county = county_of_code(org_code)
    if county is None:
        return None
    with scope(county.pk):
        org = org_of_code(org_code)
        if org is None:
            return None
        said = code.encode()
        rows = Appraisal.rows.filter(org=org).select_related("org").order_by("-pk")
        return next((one for one in rows if hmac.compare_digest(code_of(one).encode(), said)), None)


def appraisals() -> QuerySet[Appraisal]:
    """Return the appraisals of organisations in reach, the newest first."""
    return Appraisal.objects.select_related("org").order_by("-since", "org__lft", "-pk")


def last_day(appraisal: Appraisal) -> date:
    """Return the last day on which it is, or was, answered."""
    return max(appraisal.until - LAST, appraisal.since)


def result_of(appraisal: Appraisal, on: date) -> Result:
    """Return what it came to, as may be shown on the day ``on``."""
    with scope(current().county, glass=(Appraisal, appraisal.pk)):
        grades = list(
            AppraisalAnswer.rows.filter(appraisal=appraisal).values_list("grades", flat=True)
        )
        enough, is_over = len(grades) >= FEWEST, appraisal.until <= on
        if not is_over or not enough:
            return Result(_stands(enough, is_over), 0, [], [])
        words = list(AppraisalWord.rows.filter(appraisal=appraisal).values_list("text", flat=True))
    tallies = [
        Tally(question, [(name, sum(each[n] == grade for each in grades))
                         for grade, name in enumerate(GRADES)])
        for n, question in enumerate(QUESTIONS)
    ]  # fmt: skip
    pleased = sum(grade < PLEASED for each in grades for grade in each)
    return Result(f"共 {len(grades)} 份。", len(grades), tallies, _shuffled(words), pleased)


def _stands(enough: bool, is_over: bool) -> str:
    if is_over:
        return f"不足 {FEWEST} 份，不显示。"
    count = f"已满 {FEWEST} 份" if enough else f"不足 {FEWEST} 份，暂不显示"
    return f"{count}。结束以后才看结果。"


def _shuffled(words: Sequence[str]) -> list[str]:
    """Return ``words`` in an order that tells nothing, the same on every look."""
    return sorted(words, key=lambda said: hashlib.sha256(said.encode()).digest())


def shown_rows(asked: Mapping[str, Any], on: date, after: int) -> list[dict[str, Any]]:
    """Return the totals of those over by the day ``on`` that may be shown, after a key."""
    rows = at_org(Appraisal.objects.filter(until__lte=on).select_related("org"), asked)
    found = []
    for one in rows.filter(pk__gt=after).order_by("pk"):
        result = result_of(one, on)
        if result.is_shown:
            found.append(_told(one, result))
        if len(found) > asked["size"]:
            break
    return found


def _told(one: Appraisal, result: Result) -> dict[str, Any]:
    return {
        "id": one.pk, "org_code": one.org.code, "since": one.since, "last_day": last_day(one),
        "answers": result.answers,
        "totals": [{"question": t.question, "counts": dict(t.counts)} for t in result.tallies],
    }  # fmt: skip


def appraised(year: int, on: date) -> Share:
    """Return I-EVAL-2: organisations appraised with an outcome in ``year``, of all in reach."""
    done = {one.org_id for one, _ in _outcomes(year, on)}
    places = list(Org.objects.filter(status=OrgStatus.ACTIVE).values_list("pk", flat=True))
    missing = [pk for pk in places if pk not in done]
    return Share(len(places) - len(missing), len(places), missing)


def satisfied(year: int, on: date) -> Share:
    """Return I-EVAL-3: 满意 and 比较满意 of all grades, where an outcome may be shown."""
    found = _outcomes(year, on)
    return Share(
        sum(result.pleased for _, result in found),
        sum(result.answers * len(QUESTIONS) for _, result in found),
        appraised(year, on).missing,
    )


def _outcomes(year: int, on: date) -> list[tuple[Appraisal, Result]]:
    rows = Appraisal.objects.filter(until__lte=on, since__year=year).order_by("pk")
    found = [(one, result_of(one, on)) for one in rows]
    return [(one, result) for one, result in found if result.is_shown]
