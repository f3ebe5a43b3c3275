"""What time does to letters: late ones are told above, readers follow the seats, words are purged.

A worker is nobody's account: a letter that names its readers it sees by its number alone, which
stands beside the hash of its receipt.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from duties.models import Message
from duties.queries import keepers
from duties.rules.seasons import daily
from duties.services.calendar import messages
from duties.services.due import tell_all
from duties.services.seasons import Season, come_round
from fulian.scoping import current, scope
from homes.models import Audience, Letter
from homes.queries import letters as reads
from homes.rules import letters as rules
from homes.services.cards import open_ways, purge_cards
from homes.services.letters import note, tell_handlers
from orgs.models import Level, Org
from orgs.queries.doorways import ways_to
from orgs.services import nothing_to_do, record, verb

log = logging.getLogger("homes.letters")
State = Letter.Status
DAY = timedelta(days=1)
LATE = ("late", "有一封来信过期没有答复", "请尽快答复，写信的人在等。")


def chase_letters(*, on: date, at: datetime) -> int:
    """Tell who has to answer, and the level above, that a letter is late; each letter once.

    It is late from the day after its last; the level above is told numbers, no words. A letter to
    the operator, who sits in no county, is told to the log. Returns how many others it was.
    """
    seen = list(_late_since(on).filter(readers__isnull=True).select_related("to_org__parent"))
    for letter in seen:
        tell_handlers(letter, *LATE, at)
    told = Counter(letter.to_org_id for letter in seen)
    tell_all(_to_those_above(told, {one.to_org_id: one.to_org for one in seen}, on, at))
    hidden = 0
    for number in _guarded():
        with _behind(number):
            for letter in _late_since(on).filter(pk=number).select_related("to_org"):
                tell_handlers(letter, *LATE, at)
                hidden += letter.audience == Audience.ORG
                if letter.audience == Audience.OPERATOR:
                    log.warning("写给平台的来信过期没有答复：第 %s 号", letter.pk)
    return len(seen) + hidden


@verb("homes.name_readers", "保密来信随离任换人")
def name_readers(*, on: date, at: datetime) -> int:
    """Let the readers of guarded letters that wait follow the seats; return how many changed.

    Whoever left is taken off; whoever sits there now is put on, and told.
    """
    nothing_to_do()
    return sum(_renamed(number, on, at) for number in _guarded())


@verb("homes.purge_letters", "清除来信的联系方式和内容")
def purge_letters(*, on: date, at: datetime) -> int:
    """Delete what writers left to be reached by, and in the end their words; return how many.

    A contact goes thirty days after the answer, and after half a year whatever came of it; the
    words three years after the letter came, with the receipt. That a letter came, and how it ended,
    stays.
    """
    count = _purged(Letter.rows.all(), at)
    for number in _guarded():
        with _behind(number):
            count += _purged(Letter.rows.filter(pk=number), at)
    if count:
        record(Org.rows.get(parent__isnull=True), by=None, name=f"{count} 封")
    else:
        nothing_to_do()
    return count


def _late_since(on: date) -> QuerySet[Letter]:
    return Letter.rows.filter(status=State.NEW, due_on=on - DAY)


def _to_those_above(
    told: Mapping[int, int], orgs: Mapping[int, Org], on: date, at: datetime
) -> list[Message]:
    """Return the messages to the level above: how many letters below it are late since today."""
    by_above: dict[int, int] = defaultdict(int)
    for pk, count in told.items():
        above = reads.above_of(orgs[pk])
        if above is not None:
            by_above[above.pk] += count
    towns, said = keepers.townships_accounts(on), list[Message]()
    for above in Org.rows.filter(pk__in=by_above):
        top = above.level == Level.COUNTY
        accounts = keepers.county_accounts(on) if top else towns.get(above.pk, [])
        link = reverse("admin:homes_letter_changelist") + "?state=late" if top else "/box/below/"
        text = f"{above.title}下级有 {by_above[above.pk]} 封来信到期没有答复，请督促。"
        said += messages(above, accounts, f"letters-late:{above.pk}:{on}", "下级来信过期", text,
                         link, at)  # fmt: skip
    return said


def _guarded() -> list[int]:
    """Return the numbers of the letters nobody sees without being named."""
    ways = ways_to(kinds=reads.KINDS, county=current().county)
    numbers = dict.fromkeys(ways.values_list("number", flat=True))
    ordinary = Letter.rows.filter(pk__in=numbers, readers__isnull=True)
    seen = set(ordinary.values_list("pk", flat=True))
    return [one for one in numbers if one and one not in seen]


@contextmanager
def _behind(number: int) -> Iterator[None]:
    with scope(current().county, glass=(Letter, number)):
        yield


def _renamed(number: int, on: date, at: datetime) -> bool:
    with _behind(number):
        rows = Letter.rows.select_for_update(of=("self",)).select_related("org", "to_org")
        letter = rows.filter(pk=number, status=State.NEW, audience=Audience.ORG).first()
        now = reads.guards_of(letter.org, on, is_about_us=letter.is_about_us) if letter else []
        if letter is None or not now or set(now) == set(letter.readers or ()):
            return False
        letter.readers, letter.version = now, letter.version + 1
        letter.save(update_fields=["readers", "version"])
        note(letter, by=None)
        tell_handlers(
            letter, "named", "请您办一封保密来信", "只有指定的人能看，请不要转给别人。", at
        )
        return True


def _purged(rows: QuerySet[Letter], at: datetime) -> int:
    spent = rows.filter(rules.is_contact_spent(at))
    count = spent.filter(contact__isnull=False).update(contact=None)
    spent.exclude(same_key="").update(same_key="")
    old = rows.filter(received_at__lte=at - rules.WORDS_KEPT, words__isnull=False)
    return count + old.update(words=None)


def _keep_cards(*, on: date, at: datetime) -> int:
    open_ways(at)
    return purge_cards(on=on)


for one in (
    Season("homes.chase_letters", "来信过期提醒", "每天", daily, chase_letters),
    Season("homes.name_readers", "保密来信换经办人", "每天", daily, name_readers),
    Season("homes.purge_letters", "清除来信的联系方式", "每天", daily, purge_letters),
    Season("homes.purge_cards", "清除停用满一年的亮身份码", "每天", daily, _keep_cards),
):
    come_round(one)
