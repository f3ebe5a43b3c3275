"""Work that falls due, and messages that go out: rows are the truth, Celery only nudges.

``put_due`` writes a row with the work it belongs to; ``tick`` does what is due, each row in one
transaction of its own, so that any number of ticks at once, or killed in the middle, does
everything once and each ``line`` in order (design: 8). ``DueCounty`` says where to look: it may
be too early, never too late. Whoever writes a row pulls it forward in the same transaction; only
``_settle`` moves it on, when nobody else holds it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Min, QuerySet

from duties.models import Due, DueCounty, Message
from duties.rules import seasons as rules
from fulian.database import bulk
from fulian.scoping import current, scope
from orgs.models import Org, User
from orgs.services import record, verb

Handler = Callable[[Any, datetime], Any]
log = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
AT_ONCE = 200  # messages sent in one transaction
TOGETHER = 200  # rows of a kind that is done together
TITLES: dict[str, str] = {}  # what people call each kind of work
_handlers: dict[str, Handler] = {}
_together: set[str] = set()

# The row is locked even where it is early enough already: ``_settle`` must not overtake us.
PULL = """
INSERT INTO duties_duecounty (county_id, next_at) VALUES (%s, %s)
ON CONFLICT (county_id) DO UPDATE SET next_at = EXCLUDED.next_at
WHERE duties_duecounty.next_at IS NULL OR duties_duecounty.next_at > EXCLUDED.next_at
"""
SEND = """
WITH taken AS (
    SELECT id, user_id FROM duties_message
    WHERE county_id = %(county)s AND sent_at IS NULL
    ORDER BY made_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
), arrived AS (
    INSERT INTO duties_notice (county_id, message_id, user_id, arrived_at)
    SELECT %(county)s, id, user_id, %(now)s FROM taken ORDER BY id
    ON CONFLICT (county_id, message_id) DO NOTHING
)
UPDATE duties_message SET sent_at = %(now)s
WHERE county_id = %(county)s AND id IN (SELECT id FROM taken)
"""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: pieces of work, messages, and pieces that failed and wait."""

    done: int = 0
    sent: int = 0
    failed: int = 0

    def __add__(self, other: Ticked) -> Ticked:
        return Ticked(self.done + other.done, self.sent + other.sent, self.failed + other.failed)


def due_work(kind: str, title: str, *, many: bool = False) -> Callable[[Handler], Handler]:
    """Make the decorated function do every due row of ``kind``; it gets the row and the moment.

    ``title`` is what people call the work. With ``many`` it gets a list of rows of different
    lines at once, done together or not at all; where they fail they are tried one by one. Raises
    ``ValueError`` when two functions want the same kind.
    """

    def keep(handler: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = handler
        TITLES[kind] = title
        if many:
            _together.add(kind)
        return handler

    return keep


def put_due(*, kind: str, subject: int, org: Org | None, line: str, due_at: datetime) -> Due:
    """Have ``kind`` done with ``subject`` at ``due_at``, after what is due earlier on ``line``.

    Once: a second call for the same ``kind`` and ``subject`` changes nothing.
    """
    row = Due(
        county_id=current().county, org=org, kind=kind, subject=subject, line=line, due_at=due_at
    )
    Due.rows.bulk_create([row], ignore_conflicts=True)
    _pull(due_at)
    return Due.rows.get(kind=kind, subject=subject)


@verb("duties.try_again", "马上再试")
def try_again(*, due: Due, by: User | None, at: datetime) -> Due:
    """Let work that failed be tried at the next tick, not when its wait is over.

    Raises ``ValidationError`` when it is done, or did not fail.
    """
    fresh = Due.rows.select_for_update(of=("self",)).get(pk=due.pk)
    rules.check_failed(is_done=fresh.done_at is not None, tries=fresh.tries)
    fresh.retry_at = None
    fresh.save(update_fields=["retry_at"])
    _pull(max(fresh.due_at, at))
    record(fresh, by=by, name=TITLES.get(fresh.kind, fresh.kind), reason=fresh.failure)
    return fresh


def put_dues(rows: Sequence[Due]) -> None:
    """Write rows of due work at once whose subjects are new."""
    bulk.insert_all(rows)
    _pull(min(row.due_at for row in rows))


def tell(
    *, org: Org, user_id: int, key: str, title: str, text: str, link: str, at: datetime
) -> None:
    """Write a message to an account, with the work it tells of; once for each ``key``."""
    tell_all([
        Message(
            county_id=current().county, org=org, user_id=user_id, key=key, title=title, text=text,
            link=link, made_at=at,
        )
    ])  # fmt: skip


def tell_all(messages: Sequence[Message]) -> None:
    """Write messages at once, those whose key is known left alone."""
    if messages:
        bulk.insert_all(messages, skip_known=True)
        _pull(min(message.made_at for message in messages))


def counties_due(now: datetime) -> list[int]:
    """Return the counties where something is due, or a message waits."""
    waiting = DueCounty.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    return list(waiting.values_list("county_id", flat=True))


def do_next(now: datetime, kind: str = "") -> bool:
    """Do the next due row of the open county (of ``kind`` only); say whether there was one.

    All of it in the open transaction. When it fails, nothing of it stays but the count of tries:
    the row waits, and whatever follows it on its line waits with it.
    """
    return _do(now, kind) != Ticked()


def send_next(now: datetime) -> int:
    """Put waiting messages of the open county into their inboxes; return how many it took.

    A message is taken once and arrives once, whoever else is sending.
    """
    facts: dict[str, Any] = {"county": current().county, "most": AT_ONCE, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(SEND, facts)
        return int(cursor.rowcount)


def tick(now: datetime) -> Ticked:
    """Do whatever is due by ``now`` in every county, a transaction each; no scope is open."""
    done = Ticked()
    for county in counties_due(now):
        done += tick_county(county, now)
    return done


def tick_county(county: int, now: datetime, kind: str = "") -> Ticked:
    """Do whatever is due by ``now`` in one county (of ``kind`` only); see when to come again."""
    all_done = Ticked()
    for step in (lambda: _do(now, kind), lambda: Ticked(sent=send_next(now))):
        while (done := _in_scope(county, step)) != Ticked():
            all_done += done
    _in_scope(county, _settle)
    return all_done


def look_again(counties: Sequence[int]) -> None:
    """Set for each county when something is due, whatever was thought before.

    For rows that no service wrote: an undo brings them back without pulling anything forward.
    """
    for county in counties:
        DueCounty.objects.get_or_create(county_id=county)
        _in_scope(county, _settle)


def _in_scope(county: int, act: Callable[[], Any]) -> Any:
    with scope(county):
        return act()


def _do(now: datetime, kind: str) -> Ticked:
    taken = _next(now, kind)
    if len(taken) > 1 and _tried(taken, now) is None:
        return Ticked(done=len(taken))
    done = Ticked()
    for due in taken:
        error = _tried([due], now)
        if error is not None:
            _put_off(due, now, error)
        done += Ticked(failed=1) if error else Ticked(done=1)
    return done


def _tried(taken: Sequence[Due], now: datetime) -> Exception | None:
    """Do rows of one kind and mark them; return what went wrong, and then nothing of it stays.

    A connection that is lost goes wrong for everybody: that is raised.
    """
    kind = taken[0].kind
    try:
        with transaction.atomic():
            _handlers[kind](list(taken) if kind in _together else taken[0], now)
            rows = Due.rows.filter(pk__in=[due.pk for due in taken])
            rows.update(done_at=now, failure="")
    except Exception as error:
        if isinstance(error, DatabaseError) and not connection.is_usable():
            raise
        return error
    return None


def _next(now: datetime, kind: str) -> list[Due]:
    """Return the first due row that heads its line, held until the transaction ends.

    And more of its kind, where that kind is done together; they head other lines. What another
    transaction holds is left to it.
    """
    held = Due.rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")
    heads = [
        head
        for head in _heads(due_at__lte=now)
        if kind in ("", head.kind) and not (head.retry_at and head.retry_at > now)
    ]
    heads.sort(key=lambda head: (head.due_at, head.pk))
    while heads:
        first = heads[0].kind
        tried = [head.pk for head in heads if head.kind == first][:TOGETHER]
        most = TOGETHER if first in _together else 1
        taken = list(held.filter(pk__in=tried, done_at__isnull=True)[:most])
        if taken:
            return taken
        heads = [head for head in heads if head.pk not in tried]
    return []


def _heads(**only: Any) -> QuerySet[Due, Any]:
    """Return what of open rows tells when they are due: the first of each line.

    Read without a join: one behind the walls is planned badly while a county is new (design: 5).
    """
    rows = Due.rows.filter(done_at__isnull=True, **only).order_by("line", "due_at", "pk")
    return rows.distinct("line").values_list("pk", "kind", "due_at", "retry_at", named=True)


def _put_off(due: Due, now: datetime, error: Exception) -> None:
    """Count a failure and let the row wait, longer each time; the text names nobody."""
    said = "；".join(error.messages) if isinstance(error, ValidationError) else ""
    wait = min(FIRST_WAIT * 2 ** min(due.tries, 12), LONGEST_WAIT)
    Due.rows.filter(pk=due.pk).update(
        tries=F("tries") + 1, retry_at=now + wait, failure=(said or type(error).__name__)[:200]
    )
    _pull(now + wait)
    facts = {"kind": due.kind, "due": due.pk, "error": type(error).__name__}
    log.error("due work failed", extra=facts)


def _pull(moment: datetime) -> None:
    """Have ``tick`` look at the open county at ``moment`` or earlier."""
    with connection.cursor() as cursor:
        cursor.execute(PULL, [current().county, moment])


def _settle() -> None:
    """Set when to look again, holding the county's line: who put something before has committed.

    Where somebody else holds it, it stays as it is, too early at worst: waiting would have two
    ticks walk all counties in step, each at the one the other is just leaving.
    """
    rows = DueCounty.objects.select_for_update(skip_locked=True)
    mine = rows.filter(county=current().county).first()
    if mine is None:
        return
    work = min((max(head.due_at, head.retry_at or head.due_at) for head in _heads()), default=None)
    waiting = Message.rows.filter(sent_at__isnull=True).aggregate(at=Min("made_at"))["at"]
    mine.next_at = min((at for at in (work, waiting) if at), default=None)
    mine.save(update_fields=["next_at"])
