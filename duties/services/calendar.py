"""What the calendar tells people by itself: terms that end, training that lacks, reports to write.

Each matter is told once on each level: the key of a message says which matter it is of, and whom it
went to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from duties.models import Message
from duties.queries import keepers
from duties.services.due import tell_all
from fulian.scoping import current
from members.models import Appointment, Office
from members.queries.growth import coverage, seats_of_missing
from members.queries.terms import electing, latest_terms
from members.rules.terms import WARN_DAYS
from orgs.models import Level, Org
from orgs.queries.hats import live

TERMS, TRAINING = "admin:members_congressterm_changelist", "admin:members_trainingsession_coverage"
LAST_YEAR = 366  # days before a term's end from which a lack of training is pressing


def warn_of_terms(*, on: date, at: datetime) -> int:
    """Tell who chairs where a term ends in exactly 180, 90 or 30 days, and the township (A16).

    A chair is told of her own term, a township and the county how many of theirs. Returns how many
    organisations it was.
    """
    orgs = {org.pk: org for org in electing(on)}
    steps = {}
    for pk, now in latest_terms(on).items():
        left = (now.ends_on - on).days if now.ends_on else 0
        if pk in orgs and left in WARN_DAYS:
            steps[pk] = left
    chairs = keepers.chairs_accounts(steps, on)
    said = [
        message
        for pk, left in steps.items()
        for message in messages(
            orgs[pk], chairs[pk], f"term:{pk}:{on}", "任期将满",
            f"本届任期还有 {left} 天届满，请着手准备换届。", _place(orgs[pk]), at,
        )
    ]  # fmt: skip
    told = Counter(steps.keys())
    text = "个组织的任期将满，请督促换届。"
    said += _above(told, orgs, on, at, f"terms:{on}", TERMS, "任期将满", text)
    tell_all(said)
    return len(steps)


def remind_training(*, on: date, at: datetime) -> int:
    """Tell townships and the county how many officers were not trained this term (A38).

    Those whose term ends within a year are named as a number of their own: it presses. Returns how
    many officers it was.
    """
    missing = list(seats_of_missing(coverage(on), on).values_list("org_id", "org__level"))
    terms = latest_terms(on)
    soon = {pk for pk, now in terms.items() if now.ends_on and (now.ends_on - on).days < LAST_YEAR}
    orgs = {org.pk: org for org in Org.rows.filter(pk__in={pk for pk, _ in missing})}
    told = Counter(pk for pk, _ in missing)
    pressing = sum(count for pk, count in told.items() if pk in soon)
    more = f"其中 {pressing} 名的任期只剩不到一年。" if pressing else ""
    text = "名任职人员本届还没有参加培训。"
    tell_all(_above(told, orgs, on, at, f"training:{on:%Y-%m}", TRAINING, "培训缺口", text, more))
    return len(missing)


def open_reports(*, on: date, at: datetime) -> int:
    """Tell every chair that the year's duty reports are to be written (A36); return how many."""
    seats = Appointment.rows.filter(live(on), office=Office.CHAIR).values_list("org_id", flat=True)
    orgs = {org.pk: org for org in Org.rows.filter(pk__in=seats)}
    chairs = keepers.chairs_accounts(orgs, on)
    text = "请写本年度的述职报告，向本级党组织和上级妇联各一份。系统可以先帮您起草。"
    where = reverse("duties:reports")
    said = [
        message
        for pk, accounts in chairs.items()
        for message in messages(
            orgs[pk], accounts, f"reports:{pk}:{on.year}", "写述职报告", text, where, at
        )
    ]
    tell_all(said)
    return len(said)


def messages(
    org: Org, accounts: Iterable[int], key: str, title: str, text: str, link: str, at: datetime
) -> list[Message]:
    """Return a message of one matter to each of ``accounts``; nothing is written."""
    return [
        Message(
            county_id=current().county, org=org, user_id=account, key=f"{key}:{account}",
            title=title, text=text, link=link, made_at=at,
        )
        for account in accounts
    ]  # fmt: skip


def _above(
    told: Counter[int], orgs: dict[int, Org], on: date, at: datetime, key: str, page: str,
    title: str, text: str, more: str = "",
) -> list[Message]:  # fmt: skip
    """Return the messages to townships and the county: how many there, ``text``, here ``more``.

    ``page`` is where the county's desk reads on; a township reads its own organisation.
    """
    if not told:
        return []
    by_town: dict[int, int] = defaultdict(int)
    for pk, count in told.items():
        town = orgs[pk].pk if orgs[pk].level == Level.TOWNSHIP else orgs[pk].parent_id
        by_town[town or 0] += count
    towns = Org.rows.in_bulk([pk for pk in by_town if pk])
    root = Org.rows.get(parent__isnull=True)
    said = messages(
        root, keepers.county_accounts(on), f"{key}:county", title,
        f"全县有 {told.total()} {text}{more}", reverse(page), at,
    )  # fmt: skip
    for pk, accounts in keepers.townships_accounts(on).items():
        if by_town.get(pk):
            line = f"{towns[pk].title}范围内有 {by_town[pk]} {text}"
            said += messages(towns[pk], accounts, f"{key}:{pk}", title, line, _place(towns[pk]), at)
    return said


def _place(org: Org) -> str:
    return reverse("orgs:place", args=[org.code])
